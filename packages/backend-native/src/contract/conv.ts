import { backend_util } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { type Case, type Contract, type Expected, type Filling, filled, type Nd, offsetOf, seeds, sizeOf } from './contract.ts';
import { activations, finish } from './matmul.ts';

type Four = [number, number, number, number];

const axis = fc.record({
  size: fc.integer({ min: 1, max: 12 }),
  filter: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 3 }),
});

interface Layout {
  readonly x: Four;
  readonly filter: Four;
  readonly attrs: Case['attrs'];
  readonly seed: number;
}

/** Draws geometries that have at least one output pixel. */
const layouts = (dilated: boolean): fc.Arbitrary<Layout> =>
  fc
    .tuple(
      axis,
      axis,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom<('same' | 'valid' | number)[]>('same', 'valid', 0, 1, 2),
      dilated ? fc.integer({ min: 1, max: 2 }) : fc.constant(1),
      seeds,
    )
    .map(([y, x, batch, channels, outputs, pad, dilation, seed]) => ({
      x: [batch, y.size, x.size, channels] satisfies Four as Four,
      filter: [y.filter, x.filter, channels, outputs] satisfies Four as Four,
      attrs: { strides: dilation > 1 ? [1, 1] : [y.stride, x.stride], pad, dilations: [dilation, dilation], dataFormat: 'NHWC' },
      seed,
    }))
    .filter((layout) => sizeOf(infoOf(layout).outShape) > 0 && infoOf(layout).outShape.every((size) => size > 0));

function infoOf({ x, filter, attrs }: Pick<Layout, 'x' | 'filter' | 'attrs'>) {
  const { strides, pad, dilations } = attrs as { strides: [number, number]; pad: 'same' | 'valid' | number; dilations?: [number, number] };
  return backend_util.computeConv2DInfo(x, filter, strides, dilations ?? 1, pad);
}

type Info = ReturnType<typeof infoOf>;

/** Calls `visit` with every (input, filter, output) triple that a convolution multiplies. */
function forEachTerm(info: Info, visit: (x: number, filter: number, y: number) => void): void {
  const { batchSize, outHeight, outWidth, outChannels, filterHeight, filterWidth, inHeight, inWidth, inChannels } = info;
  for (let b = 0; b < batchSize; b++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let fy = 0; fy < filterHeight; fy++)
          for (let fx = 0; fx < filterWidth; fx++) {
            const iy = oy * info.strideHeight + fy * info.dilationHeight - info.padInfo.top;
            const ix = ox * info.strideWidth + fx * info.dilationWidth - info.padInfo.left;
            if (iy < 0 || iy >= inHeight || ix < 0 || ix >= inWidth) continue;
            for (let c = 0; c < inChannels; c++)
              for (let o = 0; o < outChannels; o++)
                visit(
                  offsetOf(info.inShape, [b, iy, ix, c]),
                  offsetOf(info.filterShape, [fy, fx, c, o]),
                  offsetOf(info.outShape, [b, oy, ox, o]),
                );
          }
}

/** Sums products of two of the three arrays into the third. */
function accumulate(info: Info, shape: readonly number[], term: (x: number, f: number, y: number) => [number, number]): Expected {
  const values = new Float64Array(sizeOf(shape));
  const scale = new Float64Array(values.length);
  forEachTerm(info, (x, f, y) => {
    const [at, product] = term(x, f, y);
    values[at]! += product;
    scale[at]! += Math.abs(product);
  });
  return { shape, values, scale };
}

function forward({ inputs, attrs }: Case): Expected {
  const x = inputs.x!;
  const filter = inputs.filter!;
  const info = infoOf({ x: x.shape as Four, filter: filter.shape as Four, attrs });
  return accumulate(info, info.outShape, (i, f, o) => [o, x.values[i]! * filter.values[f]!]);
}

function inputGrad({ inputs, attrs }: Case): Expected {
  const dy = inputs.dy!;
  const filter = inputs.filter!;
  const info = infoOf({ x: attrs.inputShape as Four, filter: filter.shape as Four, attrs });
  return accumulate(info, info.inShape, (i, f, o) => [i, dy.values[o]! * filter.values[f]!]);
}

function filterGrad({ inputs, attrs }: Case): Expected {
  const x = inputs.x!;
  const dy = inputs.dy!;
  const info = infoOf({ x: x.shape as Four, filter: attrs.filterShape as Four, attrs });
  return accumulate(info, info.filterShape, (i, f, o) => [f, x.values[i]! * dy.values[o]!]);
}

// Only finite numbers: implementations may differ in whether a padded zero is multiplied by an infinite weight.
const some = (shape: readonly number[], seed: string, filling: Filling = {}): Nd =>
  filled(shape, seed, { specials: 0.05, nonFinite: false, ...filling });

const convolutions = layouts(true).map(({ x, filter, attrs, seed }) => ({
  inputs: { x: some(x, `${seed}/x`), filter: some(filter, `${seed}/f`) },
  attrs,
}));

const fused: fc.Arbitrary<Case> = fc
  .tuple(convolutions, fc.constantFrom(...Object.keys(activations)), fc.boolean(), seeds)
  .map(([call, activation, biased, seed]) => ({
    inputs: { ...call.inputs, ...(biased ? { bias: filled([call.inputs.filter.shape[3]!], `${seed}/bias`) } : {}) },
    attrs: { ...call.attrs, activation, leakyreluAlpha: 0.2 },
  }));

export const convContracts: Record<string, Contract> = {
  Conv2D: { cases: convolutions, oracle: (call) => [forward(call)], tolerance: 1e-6 },
  FusedConv2D: {
    cases: fused,
    oracle: (call) => [finish(forward(call), call.inputs.bias, String(call.attrs.activation))],
    tolerance: 1e-6,
  },
  Conv2DBackpropInput: {
    cases: layouts(false).map((layout) => ({
      inputs: { dy: some(infoOf(layout).outShape, `${layout.seed}/dy`), filter: some(layout.filter, `${layout.seed}/f`) },
      attrs: { ...layout.attrs, inputShape: layout.x },
    })),
    oracle: (call) => [inputGrad(call)],
    tolerance: 1e-6,
  },
  Conv2DBackpropFilter: {
    cases: layouts(false).map((layout) => ({
      inputs: { x: some(layout.x, `${layout.seed}/x`), dy: some(infoOf(layout).outShape, `${layout.seed}/dy`) },
      attrs: { ...layout.attrs, filterShape: layout.filter },
    })),
    oracle: (call) => [filterGrad(call)],
    tolerance: 1e-6,
  },
};
