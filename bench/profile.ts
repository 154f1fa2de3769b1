import { backend, type KernelBackend } from '@tensorflow/tfjs-core';
import type { TrainingStep } from './tasks.ts';

/** Shows where a training step on the native backend spends its time. */
export interface Profile {
  /** Milliseconds per training step. */
  readonly ms: number;
  /** Floating-point operations of the products and convolutions of a step; a multiply-add counts as two. */
  readonly flops: number;
  /** Milliseconds of a training step in each family of kernels. */
  readonly families: Readonly<Record<string, number>>;
}

/** Functions of the addon, by what they do. The rest of the time is JavaScript: TensorFlow.js, the tape, and reading results back. */
const families: Readonly<Record<string, readonly string[]>> = {
  products: ['matmul', 'recurrent'],
  convolutions: ['convolve', 'convolveInputGrad', 'convolveFilterGrad'],
  pixels: ['residual', 'residualGrad', 'eStep', 'eStepGrad', 'loss', 'lossGrad'],
  'layer norm and activations': ['layerNorm', 'layerNormGrad', 'activationGrad'],
  elementwise: ['unary', 'binary', 'compare', 'select', 'toFloat'],
  'sums and layout': ['reduce', 'softmax', 'copy', 'resize', 'resizeGrad'],
  optimizer: ['adam'],
  'random numbers': ['bitFlip', 'initialGamma'],
  'between steps': [],
};

/** Returns the number of operations of one call, from the sizes in its arguments. */
function flopsOf(name: string, args: readonly unknown[]): number {
  const sizes = args.find((argument) => argument instanceof Int32Array);
  if (!sizes) return 0;
  if (name === 'matmul') return 2 * sizes[0]! * sizes[1]! * sizes[2]! * sizes[3]!;
  if (name === 'recurrent') return 2 * sizes[0]! * sizes[2]! * (sizes[1]! + sizes[3]!);
  if (!name.startsWith('convolve')) return 0;
  const [batch, , , inputs, filterHeight, filterWidth, height, width, outputs] = [...sizes] as [number, ...number[]];
  return 2 * batch * height! * width! * outputs! * filterHeight! * filterWidth! * inputs!;
}

/** Returns the family of a step of a recording; the first word of a step is the name of its function. */
function familyOf(step: string): string {
  const [name = ''] = step.split(' ');
  if (name === 'pack') return 'products';
  if (name === 'packFilter') return 'convolutions';
  return Object.entries(families).find(([, names]) => names.includes(name))?.[0] ?? 'sums and layout';
}

/** Times every call into the addon during `steps` training steps. */
export async function profile(step: TrainingStep, steps: number): Promise<Profile> {
  const { addon } = backend() as KernelBackend & { readonly addon?: Record<string, (...args: unknown[]) => unknown> };
  if (!addon) throw new Error('only the native backend is profiled');
  const spent = Object.fromEntries(Object.keys(families).map((family) => [family, 0]));
  let flops = 0;
  for (const [family, names] of Object.entries(families))
    for (const name of names) {
      const original = addon[name]!;
      addon[name] = (...args) => {
        const start = performance.now();
        const result = original(...args);
        spent[family]! += performance.now() - start;
        flops += flopsOf(name, args);
        return result;
      };
    }
  const describe = addon.describe as unknown as ((recording: unknown) => { steps: string[]; flops: number }) | undefined;
  const original = addon.replay;
  // Each recording is analysed once, and times are added up after the steps: neither may count as JavaScript of a step.
  const replayed: { readonly recording: unknown; readonly times: Float64Array; readonly taken: number }[] = [];
  const plans = new Map<unknown, { steps: string[]; flops: number }>();
  if (original && describe)
    addon.replay = (recording, arrays) => {
      const plan = plans.get(recording) ?? describe(recording);
      plans.set(recording, plan);
      const times = new Float64Array(plan.steps.length);
      const start = performance.now();
      original(recording, arrays, times);
      replayed.push({ recording, times, taken: performance.now() - start });
    };
  const start = performance.now();
  for (let i = 0; i < steps; i++) await step();
  const ms = (performance.now() - start) / steps;
  for (const { recording, times, taken } of replayed) {
    const plan = plans.get(recording)!;
    for (const [i, name] of plan.steps.entries()) spent[familyOf(name)]! += times[i]! / 1e6;
    spent['between steps']! += taken - times.reduce((sum, part) => sum + part, 0) / 1e6;
    flops += plan.flops;
  }
  for (const family in spent) spent[family]! /= steps;
  const native = Object.values(spent).reduce((sum, part) => sum + part, 0);
  return { ms, flops: flops / steps, families: { ...spent, JavaScript: ms - native } };
}
