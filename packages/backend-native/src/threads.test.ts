import { dispose, enableProdMode, engine, type NamedTensorMap, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filled, type Nd } from './contract/contract.ts';
import { configureNative, nativeStatus } from './index.ts';

beforeAll(async () => {
  enableProdMode();
  await setBackend('native');
});
const before = nativeStatus();
afterAll(() => {
  if (before.available) configureNative(before.settings);
});

const whole = (length: number, below: number): Nd => ({
  shape: [length],
  dtype: 'int32',
  values: Float64Array.from({ length }, (_, i) => (i * 7919) % below),
});

/** One call of every family, large enough to be shared. */
const calls: [kernel: string, inputs: Record<string, Nd>, attrs: Record<string, number | number[] | boolean | string>][] = [
  ['Sigmoid', { x: filled([123_457], 1) }, {}],
  ['Add', { a: filled([64, 1, 784], 2), b: filled([64, 4, 1], 3) }, {}],
  ['Sum', { x: filled([300_001], 4) }, { axis: [0], keepDims: false }],
  ['Sum', { x: filled([5000, 37], 5) }, { axis: [0], keepDims: false }],
  ['Mean', { x: filled([40, 7, 33, 5], 6) }, { axis: [1, 2], keepDims: false }],
  ['Softmax', { logits: filled([999, 35], 7) }, { dim: -1 }],
  ['Transpose', { x: filled([50, 60, 70], 8) }, { perm: [2, 0, 1] }],
  ['BatchMatMul', { a: filled([256, 784], 9), b: filled([784, 250], 10) }, { transposeA: false, transposeB: false }],
  ['BatchMatMul', { a: filled([9, 65, 70], 11), b: filled([9, 70, 33], 12) }, { transposeA: false, transposeB: false }],
  ['Conv2D', { x: filled([7, 14, 14, 8], 13), filter: filled([4, 4, 8, 19], 14) }, { strides: [2, 2], pad: 'same', dilations: [1, 1] }],
  [
    'Conv2DBackpropFilter',
    { x: filled([7, 14, 14, 8], 15), dy: filled([7, 7, 7, 19], 16) },
    { strides: [2, 2], pad: 'same', filterShape: [4, 4, 8, 19] },
  ],
  [
    'Conv2DBackpropInput',
    { dy: filled([7, 7, 7, 19], 17), filter: filled([5, 5, 8, 19], 18) },
    { strides: [2, 2], pad: 'same', inputShape: [7, 14, 14, 8] },
  ],
  [
    'ResizeNearestNeighborGrad',
    { images: filled([9, 13, 13, 8], 19), dy: filled([9, 26, 26, 8], 20) },
    { alignCorners: false, halfPixelCenters: false },
  ],
  ['MaxPool', { x: filled([5, 29, 31, 24], 21) }, { filterSize: 3, strides: 2, pad: 'same' }],
  [
    'MaxPoolGrad',
    { dy: filled([5, 15, 16, 24], 22), input: filled([5, 29, 31, 24], 23), output: filled([5, 15, 16, 24], 24) },
    { filterSize: 3, strides: 2, pad: 'same' },
  ],
  ['AvgPoolGrad', { dy: filled([5, 15, 16, 24], 25), input: filled([5, 29, 31, 24], 26) }, { filterSize: 3, strides: 2, pad: 'same' }],
  ['DepthwiseConv2dNative', { x: filled([7, 30, 30, 24], 27), filter: filled([3, 3, 24, 1], 28) }, { strides: 2, pad: 'same' }],
  [
    'DepthwiseConv2dNativeBackpropInput',
    { dy: filled([7, 15, 15, 24], 29), filter: filled([3, 3, 24, 1], 30) },
    { strides: 2, pad: 'same', dilations: 1, inputShape: [7, 30, 30, 24] },
  ],
  [
    'DepthwiseConv2dNativeBackpropFilter',
    { x: filled([7, 30, 30, 70], 31), dy: filled([7, 15, 15, 70], 32) },
    { strides: 2, pad: 'same', dilations: 1, filterShape: [3, 3, 70, 1] },
  ],
  [
    'FusedBatchNorm',
    { x: filled([9, 30, 30, 20], 33), mean: filled([20], 34), variance: { shape: [20], values: new Float64Array(20).fill(1.5) } },
    { varianceEpsilon: 0.001 },
  ],
  ['GatherV2', { x: filled([400, 250], 35), indices: whole(900, 400) }, { axis: 0, batchDims: 0 }],
  ['UnsortedSegmentSum', { x: filled([900, 250], 36), segmentIds: whole(900, 50) }, { numSegments: 50 }],
  ['Cumsum', { x: filled([70, 300, 5], 37) }, { axis: 1, exclusive: false, reverse: false }],
  ['ArgMax', { x: filled([300, 400], 38) }, { axis: 1 }],
  ['LogSoftmax', { logits: filled([300, 400], 39) }, {}],
  ['ResizeBilinear', { images: filled([5, 13, 13, 8], 40) }, { size: [40, 40], alignCorners: false, halfPixelCenters: true }],
  [
    'ResizeBilinearGrad',
    { images: filled([9, 13, 13, 8], 41), dy: filled([9, 40, 40, 8], 42) },
    { alignCorners: false, halfPixelCenters: true },
  ],
];

function run([kernel, inputs, attrs]: (typeof calls)[number]): Float32Array | Int32Array {
  const valuesOf = ({ values, dtype }: Nd) => (dtype === 'int32' ? new Int32Array(values) : new Float32Array(values));
  const entries = Object.entries(inputs).map(([key, nd]) => [key, tensor(valuesOf(nd), [...nd.shape], nd.dtype ?? 'float32')] as const);
  const result = engine().runKernel(kernel, Object.fromEntries(entries) as NamedTensorMap, attrs) as Tensor;
  const values = result.dataSync() as Float32Array | Int32Array;
  dispose([result, ...entries.map(([, x]) => x)]);
  return values;
}

describe.each(before.available ? before.levels : [])('results on %s', (level) => {
  it.each(calls.map((_, i) => [i, calls[i]![0]] as const))(
    'of call %i, %s, are the same bits for any number of threads, and run to run',
    (i) => {
      const call = calls[i]!;
      configureNative({ threads: 1, level });
      const alone = run(call);
      for (const threads of [1, 2, 3, 8]) {
        configureNative({ threads });
        for (let repeat = 0; repeat < 2; repeat++) expect(Buffer.from(run(call).buffer).equals(Buffer.from(alone.buffer))).toBe(true);
      }
    },
  );
});
