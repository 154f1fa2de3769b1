import { floats, input, type Kernel } from '../kernels/kernel.ts';
import type { FusedKernelMap } from './run.ts';
import type { FusedAttrs } from './table.ts';

/** Computes one update into fresh memory, because a variable may share its memory with a clone or with the caller. */
const adam: Kernel = (call) => {
  const { backend, attrs } = call;
  const read = (name: string) => floats(backend, input(call, name));
  const { beta1, beta2 } = attrs as FusedAttrs<'AdamUpdate'>;
  const decays = Float32Array.of(beta1, beta2, 1 - beta1, 1 - beta2);
  const names = ['variable', 'first', 'second'];
  const results = names.map((name) => backend.allocate(input(call, name).shape));
  backend.addon.adam(decays, read('numbers'), read('factor'), read('gradient'), ...names.map(read), ...results.map(({ values }) => values));
  return results.map(({ info }) => info);
};

export const adamKernels = { AdamUpdate: adam } satisfies FusedKernelMap;
