import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ContenderSpec } from './contender.ts';
import { type Sizes, sizeFlags, type Task } from './tasks.ts';

/** This folder; the translated file runs from its subfolder `dist`. */
const folder = fileURLToPath(new URL('..', import.meta.url));

/** The backends to measure, and the variants of the native one. */
const backends: readonly { backend: string; label?: string; env?: Record<string, string> }[] = [
  { backend: 'tfjs-node-gpu' },
  { backend: 'tfjs-node' },
  { backend: 'webgpu' },
  { backend: 'native' },
  { backend: 'native', label: 'native, 1 thread', env: { NEURAL_EM_NATIVE_THREADS: '1' } },
  { backend: 'native', label: 'native, AVX2', env: { NEURAL_EM_NATIVE_LEVEL: 'avx2' } },
  { backend: 'wasm' },
  { backend: 'cpu' },
];

/** Returns contenders that do our training step, one for each backend that is named. */
export function ourContenders(task: string, sizes: Sizes, { seed, only }: { seed: number; only: readonly string[] }): ContenderSpec[] {
  return backends
    .filter(({ backend }) => only.length === 0 || only.includes(backend))
    .map(({ backend, label = backend, env = {} }) => ({
      name: label,
      group: label,
      command: process.execPath,
      args: [`${folder}dist/worker.mjs`, task, backend, String(seed), ...sizeFlags(sizes)],
      env,
    }));
}

/**
 * Returns contenders that do the same training step in PyTorch, in four settings, because its thread pool and that of its BLAS may disturb
 * each other.
 */
export function peerContenders(task: Task, sizes: Sizes, options: { python: string; seed: number; threads: number }): ContenderSpec[] {
  const { python, seed, threads } = options;
  const settings: readonly [string, number, Record<string, string>][] = [
    [`${threads} threads`, threads, {}],
    ['1 thread', 1, {}],
    [`${threads} threads, OMP_WAIT_POLICY=passive`, threads, { OMP_WAIT_POLICY: 'passive' }],
    [`${threads} threads, OPENBLAS_NUM_THREADS=1`, threads, { OPENBLAS_NUM_THREADS: '1' }],
  ];
  return Object.entries(task.peerGroups).flatMap(([group, flags]) =>
    settings.map(([setting, count, env]) => ({
      name: `${group}, ${setting}`,
      group,
      command: python,
      args: [`${folder}${task.peer}`, '--threads', String(count), '--seed', String(seed), ...sizeFlags(sizes), ...flags],
      env,
    })),
  );
}

/** Returns the first of the candidates that is a Python with PyTorch; undefined if there is none. */
export function findPython(candidates: readonly string[] = ['python3', '/usr/bin/python3']): string | undefined {
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0);
}
