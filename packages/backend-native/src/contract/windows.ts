import { backend_util } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { type Case, type Contract, type Expected, filled, offsetOf, seeds, sizeOf } from './contract.ts';
import { activations, finish } from './matmul.ts';

type Four = [number, number, number, number];
type Info = backend_util.Conv2DInfo;

const axis = fc.record({
  size: fc.integer({ min: 1, max: 13 }),
  window: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
});
// Numbers of channels below, at and above the widths of vectors.
const channels = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(15, 16, 17, 33));
const padding = fc.constantFrom<('same' | 'valid' | number)[]>('same', 'valid', 0, 1);

interface Windows {
  readonly x: Four;
  readonly window: [number, number];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly seed: number;
}

const windows: fc.Arbitrary<Windows> = fc
  .tuple(axis, axis, fc.integer({ min: 1, max: 3 }), channels, padding, seeds)
  .map(([y, x, batch, depth, pad, seed]) => ({
    x: [batch, y.size, x.size, depth] satisfies Four as Four,
    window: [y.window, x.window] satisfies [number, number] as [number, number],
    strides: [y.stride, x.stride] satisfies [number, number] as [number, number],
    pad,
    seed,
  }));

const hasPixels = (info: Info) => info.outShape.every((size) => size > 0);

/** Calls `visit` with every (input pixel, place in the window, output pixel) of a geometry, as offsets without the channel. */
function forEachPlace(c: Info, visit: (x: number, place: number, y: number) => void): void {
  for (let b = 0; b < c.batchSize; b++)
    for (let oy = 0; oy < c.outHeight; oy++)
      for (let ox = 0; ox < c.outWidth; ox++)
        for (let wy = 0; wy < c.filterHeight; wy++)
          for (let wx = 0; wx < c.filterWidth; wx++) {
            const iy = oy * c.strideHeight + wy * c.dilationHeight - c.padInfo.top;
            const ix = ox * c.strideWidth + wx * c.dilationWidth - c.padInfo.left;
            if (iy < 0 || iy >= c.inHeight || ix < 0 || ix >= c.inWidth) continue;
            const y = offsetOf([c.batchSize, c.outHeight, c.outWidth], [b, oy, ox]);
            visit(offsetOf([c.batchSize, c.inHeight, c.inWidth], [b, iy, ix]), wy * c.filterWidth + wx, y);
          }
}

const pools = windows.filter(({ x, window, strides, pad }) => {
  // A window that lies completely in the padding would have no largest pixel and no mean.
  const info = backend_util.computePool2DInfo(x, window, strides, 1, pad);
  const met = new Set<number>();
  if (hasPixels(info)) forEachPlace(info, (_, __, y) => met.add(y));
  return hasPixels(info) && met.size === sizeOf(info.outShape.slice(0, 3));
});

const poolAttrs = ({ window, strides, pad }: Windows) => ({ filterSize: window, strides, pad });
const poolInfo = (shape: readonly number[], { filterSize, strides, pad }: Case['attrs']) =>
  backend_util.computePool2DInfo(shape as Four, filterSize as [number, number], strides as [number, number], 1, pad as 'same');

/** Returns for every output element the input elements of its window, in order. */
function groups(c: Info): number[][] {
  const all = Array.from({ length: sizeOf(c.outShape) }, (): number[] => []);
  forEachPlace(c, (x, _, y) => {
    for (let i = 0; i < c.outChannels; i++) all[y * c.outChannels + i]!.push(x * c.inChannels + i);
  });
  return all;
}

function pool(of: (values: number[]) => number, specials: number): Contract {
  return {
    cases: pools.map((w) => ({ inputs: { x: filled(w.x, w.seed, { specials, nonFinite: false }) }, attrs: poolAttrs(w) })),
    oracle: ({ inputs, attrs }) => {
      const x = inputs.x!;
      const c = poolInfo(x.shape, attrs);
      const values = groups(c).map((group) => group.map((i) => x.values[i]!));
      const scale = Float64Array.from(values, (group) => Math.max(...group.map(Math.abs)));
      return [{ shape: c.outShape, values: Float64Array.from(values, of), scale }];
    },
    tolerance: 1e-6,
  };
}

/** Passes dy on to the elements of each window, according to the share of each in the result. */
function poolGrad(share: (values: number[], at: number) => number): Contract {
  return {
    cases: pools.map((w) => {
      const c = backend_util.computePool2DInfo(w.x, w.window, w.strides, 1, w.pad);
      // Few different values, so that there are equal ones.
      const few = filled(w.x, w.seed);
      const input = { ...few, values: few.values.map(Math.round) };
      return {
        inputs: { dy: filled(c.outShape, `${w.seed}/dy`), input, output: filled(c.outShape, 'unread') },
        attrs: poolAttrs(w),
      };
    }),
    oracle: ({ inputs, attrs }) => {
      const x = inputs.input!;
      const c = poolInfo(x.shape, attrs);
      const values = new Float64Array(x.values.length);
      const scale = new Float64Array(x.values.length);
      groups(c).forEach((group, y) => {
        const inWindow = group.map((i) => x.values[i]!);
        group.forEach((i, at) => {
          const part = share(inWindow, at) * inputs.dy!.values[y]!;
          values[i]! += part;
          scale[i]! += Math.abs(part);
        });
      });
      return [{ shape: x.shape, values, scale }];
    },
    tolerance: 1e-6,
  };
}

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

interface Depthwise extends Windows {
  readonly filter: Four;
  readonly dilations: [number, number];
}

const depthwise = (dilated: boolean): fc.Arbitrary<Depthwise> =>
  fc
    .tuple(windows, fc.constantFrom(1, 1, 1, 2, 3), dilated ? fc.constantFrom(1, 2) : fc.constant(1))
    .map(([w, times, dilation]) => ({
      ...w,
      filter: [...w.window, w.x[3], times] satisfies Four as Four,
      dilations: [dilation, dilation] satisfies [number, number] as [number, number],
      strides: dilation > 1 ? ([1, 1] satisfies [number, number] as [number, number]) : w.strides,
    }))
    .filter((w) => hasPixels(depthwiseInfo(w.x, w.filter, depthwiseAttrs(w))));

const depthwiseInfo = (x: readonly number[], filter: readonly number[], { strides, pad, dilations }: Case['attrs']) =>
  backend_util.computeConv2DInfo(
    ...([x as Four, filter as Four, strides as [number, number], dilations as [number, number]] as const),
    ...([pad as 'same', undefined, true] as const),
  );

const depthwiseAttrs = ({ strides, pad, dilations }: Depthwise) => ({ strides, pad, dilations, dataFormat: 'NHWC' });

/** Sums products of two of image, filter and output into the third. */
function accumulate(c: Info, shape: readonly number[], term: (x: number, f: number, y: number) => [number, number]): Expected {
  const values = new Float64Array(sizeOf(shape));
  const scale = new Float64Array(values.length);
  const times = c.outChannels / c.inChannels;
  forEachPlace(c, (x, place, y) => {
    for (let i = 0; i < c.outChannels; i++) {
      const [at, product] = term(x * c.inChannels + Math.floor(i / times), place * c.outChannels + i, y * c.outChannels + i);
      values[at]! += product;
      scale[at]! += Math.abs(product);
    }
  });
  return { shape, values, scale };
}

function forward({ inputs, attrs }: Case): Expected {
  const c = depthwiseInfo(inputs.x!.shape, inputs.filter!.shape, attrs);
  return accumulate(c, c.outShape, (x, f, y) => [y, inputs.x!.values[x]! * inputs.filter!.values[f]!]);
}

const convolutions = depthwise(true).map((w) => ({
  inputs: { x: filled(w.x, `${w.seed}/x`), filter: filled(w.filter, `${w.seed}/f`) },
  attrs: depthwiseAttrs(w),
}));

const outShape = (w: Depthwise) => depthwiseInfo(w.x, w.filter, depthwiseAttrs(w)).outShape;

export const windowContracts: Record<string, Contract> = {
  MaxPool: pool((values) => Math.max(...values), 0.1),
  AvgPool: pool(mean, 0),
  MaxPoolGrad: poolGrad((values, at) => (at === values.indexOf(Math.max(...values)) ? 1 : 0)),
  AvgPoolGrad: poolGrad((values) => 1 / values.length),
  DepthwiseConv2dNative: { cases: convolutions, oracle: (call) => [forward(call)], tolerance: 1e-6 },
  FusedDepthwiseConv2D: {
    cases: fc.tuple(convolutions, fc.constantFrom(...Object.keys(activations)), fc.boolean()).map(([call, activation, biased]) => {
      const { shape } = call.inputs.filter;
      const bias = filled([shape[2]! * shape[3]!], 'bias');
      return { inputs: { ...call.inputs, ...(biased ? { bias } : {}) }, attrs: { ...call.attrs, activation, leakyreluAlpha: 0.2 } };
    }),
    oracle: (call) => [finish(forward(call), call.inputs.bias, String(call.attrs.activation))],
    tolerance: 1e-6,
  },
  DepthwiseConv2dNativeBackpropInput: {
    cases: depthwise(false).map((w) => ({
      inputs: { dy: filled(outShape(w), `${w.seed}/dy`), filter: filled(w.filter, `${w.seed}/f`) },
      attrs: { ...depthwiseAttrs(w), inputShape: w.x },
    })),
    oracle: ({ inputs, attrs }) => {
      const c = depthwiseInfo(attrs.inputShape as number[], inputs.filter!.shape, attrs);
      return [accumulate(c, c.inShape, (x, f, y) => [x, inputs.dy!.values[y]! * inputs.filter!.values[f]!])];
    },
    tolerance: 1e-6,
  },
  DepthwiseConv2dNativeBackpropFilter: {
    cases: depthwise(false).map((w) => ({
      inputs: { x: filled(w.x, `${w.seed}/x`), dy: filled(outShape(w), `${w.seed}/dy`) },
      attrs: { ...depthwiseAttrs(w), filterShape: w.filter },
    })),
    oracle: ({ inputs, attrs }) => {
      const c = depthwiseInfo(inputs.x!.shape, attrs.filterShape as number[], attrs);
      return [accumulate(c, c.filterShape, (x, f, y) => [f, inputs.x!.values[x]! * inputs.dy!.values[y]!])];
    },
    tolerance: 1e-6,
  },
};
