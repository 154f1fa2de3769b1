import { util } from '@tensorflow/tfjs-core';
import { CaptureError } from '../errors.ts';
import { floats, input, type Kernel, type KernelCall } from '../kernels/kernel.ts';
import type { FusedKernelMap } from './run.ts';
import type { FusedAttrs } from './table.ts';

/** Returns the first words of the state of a stream of @neural-em/random. */
function wordsOf({ attrs, backend }: KernelCall, name: string): Int32Array {
  if (backend.tracing) throw new CaptureError(`capture: ${name} draws random numbers; draw them outside and give them as an input`);
  return Int32Array.from(attrs.words as number[]);
}

/** Attributes words, layers (edges and heights of the ziggurat) and shape [B, K, D, 1] → that shape */
const initialGamma: Kernel = (call) => {
  const { shape, layers } = call.attrs as FusedAttrs<'InitialGamma'>;
  const words = wordsOf(call, 'InitialGamma');
  const { info, values } = call.backend.allocate(shape);
  call.backend.addon.initialGamma(words, Float64Array.from(layers), values, shape[1]!, util.sizeFromShape(shape.slice(2)));
  return info;
};

/**
 * x, attributes words, probability, steps and sequence → a tensor for each step, of the shape of x; if x is a sequence, its first axis is
 * the steps.
 */
const bitFlip: Kernel = (call) => {
  const { steps, probability, sequence } = call.attrs as FusedAttrs<'BitFlip'>;
  const x = input(call, 'x');
  const words = wordsOf(call, 'BitFlip');
  const shape = sequence ? x.shape.slice(1) : x.shape;
  const results = Array.from({ length: steps }, () => call.backend.allocate(shape));
  const outputs = results.map(({ values }) => values);
  call.backend.addon.bitFlip(words, probability, floats(call.backend, x), outputs);
  return results.map(({ info }) => info);
};

/** Kernels that draw the random numbers of a training step. */
export const randomKernels = { InitialGamma: initialGamma, BitFlip: bitFlip } satisfies FusedKernelMap;
