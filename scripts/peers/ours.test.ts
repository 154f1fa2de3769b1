import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeHdf5 } from '../../packages/datasets/src/hdf5/index.ts';
import { staticShapes } from '../../packages/datasets/src/index.ts';
import { writeNpz } from '../../packages/datasets/src/npz/index.ts';
import { writePngFolder } from '../../packages/datasets/src/png/index.ts';
import { encodeSafetensors, type RunReport, tensorBoardLog } from '../../packages/trainers/src/index.ts';
import { encodePng } from '../../packages/viz/src/index.ts';
import { byPython, noticeMissing } from './python.ts';

type Tensor = readonly [shape: readonly number[], values: readonly number[]];

interface Found {
  readonly numpy: Readonly<Record<string, Tensor>>;
  readonly h5py: Readonly<Record<string, Tensor>>;
  readonly pillow: readonly [mode: string, values: readonly number[]];
  readonly safetensors: { readonly metadata: object; readonly tensors: Readonly<Record<string, Tensor>> };
  readonly tensorboard: {
    readonly scalars: Readonly<Record<string, readonly (readonly [time: number, step: number, value: number])[]>>;
    readonly images: Readonly<Record<string, readonly (readonly [step: number, width: number, height: number, bytes: number])[]>>;
  };
}

const peers = ['numpy', 'h5py', 'pillow', 'safetensors', 'tensorboard'] as const;
const folder = mkdtempSync(join(tmpdir(), 'nem-ours-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const data = staticShapes({ seed: 1, size: { training: 3, validation: 1, test: 2 } });
const batch = data.read('training', [0, 1, 2]);
const shape = [1, 3, 28, 28, 1];
const weights = {
  a: { shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 0, 3e38, 1e-30) },
  empty: { shape: [0, 3], values: new Float32Array(0) },
  scalar: { shape: [], values: Float32Array.of(7) },
};
const png = encodePng({ width: 4, height: 3, channels: 3, data: new Uint8Array(36).fill(255) });
const step = (number: number, loss: number): RunReport => ({
  ...{ kind: 'step', step: number, epoch: 1, loss, intra: loss, inter: 0.25 },
  ...{ gradientNorm: 0.75, rate: 1 },
});
let found: Partial<Found> = {};

beforeAll(async () => {
  await writeNpz(data, join(folder, 'ours.npz'));
  await writeHdf5(data, join(folder, 'ours.h5'));
  await writePngFolder(data, join(folder, 'png'));
  writeFileSync(join(folder, 'ours.safetensors'), encodeSafetensors(weights, { by: 'us — γ' }));
  const log = tensorBoardLog({ now: () => 1_700_000_000.25 });
  const reports: RunReport[] = [
    step(1, 12.5),
    step(300, 8.25),
    { kind: 'figure', step: 300, epoch: 1, name: 'groupings', width: 4, height: 3, png },
  ];
  mkdirSync(join(folder, 'tensorboard'));
  const events = [log.begin(), ...reports.map(log.encode)];
  writeFileSync(join(folder, log.name), Buffer.concat(events));
  found = byPython<Found>('read.py', folder, 'read.json');
  noticeMissing(found, peers);
}, 120_000);

it.for(['numpy', 'h5py'] as const)('%s reads the arrays that we write', (peer, { skip }) => {
  const arrays = found[peer];
  if (!arrays) return skip();
  expect(arrays['training/features']).toEqual([shape, [...batch.frames]]);
  expect(arrays['training/groups']).toEqual([shape, [...batch.groups]]);
});

it('Pillow reads the images that we write', ({ skip }) => {
  if (!found.pillow) return skip();
  const { frames } = data.read('test', [0]);
  expect(found.pillow).toEqual(['L', [...frames].map((value) => 255 * value)]);
});

it('the reference implementation of safetensors reads the weights that we write', ({ skip }) => {
  if (!found.safetensors) return skip();
  const expected = Object.entries(weights).map(([name, tensor]) => [name, [tensor.shape, [...tensor.values]]]);
  expect(found.safetensors).toEqual({ metadata: { by: 'us — γ' }, tensors: Object.fromEntries(expected) });
});

it('TensorBoard reads the event files that we write', ({ skip }) => {
  if (!found.tensorboard) return skip();
  const { scalars, images } = found.tensorboard;
  const time = 1_700_000_000.25;
  expect(scalars['training/loss']).toEqual([
    [time, 1, 12.5],
    [time, 300, 8.25],
  ]);
  expect(Object.keys(scalars).sort()).toEqual(['gradientNorm', 'inter', 'intra', 'loss', 'rate'].map((name) => `training/${name}`));
  expect(images).toEqual({ groupings: [[300, 4, 3, png.length]] });
});
