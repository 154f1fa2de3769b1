import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readHdf5 } from '../../packages/datasets/src/hdf5/index.ts';
import { readNpz } from '../../packages/datasets/src/npz/index.ts';
import { readPngFolder } from '../../packages/datasets/src/png/index.ts';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  completeness,
  fowlkesMallows,
  homogeneity,
  normalizedMutualInformation,
  randIndex,
  vMeasure,
} from '../../packages/metrics/src/index.ts';
import { decodeSafetensors } from '../../packages/trainers/src/safetensors.ts';
import { byPython, noticeMissing } from './python.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-peers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Arrays {
  readonly files: readonly string[];
  readonly pixels: readonly number[];
  readonly shape: readonly number[];
}

interface Done {
  readonly numpy: Arrays;
  readonly h5py: Arrays;
  readonly pillow: Readonly<Record<string, readonly number[]>>;
  readonly safetensors: Readonly<Record<string, readonly number[]>>;
  readonly sklearn: readonly {
    readonly truth: number[];
    readonly prediction: number[];
    readonly scores: Readonly<Record<string, number>>;
  }[];
}

const metrics: Readonly<Record<string, (truth: number[], prediction: number[]) => number>> = {
  adjustedMutualInformation,
  adjustedRandIndex,
  completeness,
  fowlkesMallows,
  homogeneity,
  normalizedMutualInformation,
  randIndex,
  vMeasure,
};

// The files that the installed peers wrote.
const done = byPython<Done>('make.py', folder, 'done.json');
const all = [0, 1, 2];
noticeMissing(done, ['numpy', 'h5py', 'pillow', 'safetensors', 'sklearn']);

it.skipIf(!done.numpy)('NumPy: archives of every type of number, in either order, packed or not', async () => {
  for (const file of done.numpy!.files) {
    const { frames, groups } = (await readNpz(join(folder, file))).read('training', all);
    expect([file, ...frames]).toEqual([file, ...done.numpy!.pixels]);
    expect([...groups]).toEqual(done.numpy!.pixels);
  }
});

it.skipIf(!done.h5py)('h5py: files of every type of number, with the filters of HDF5', async () => {
  for (const file of done.h5py!.files) {
    const dataset = await readHdf5(join(folder, file));
    const { frames, groups } = dataset.read('training', all);
    dataset.close();
    expect([file, ...frames]).toEqual([file, ...done.h5py!.pixels]);
    expect([...groups]).toEqual(done.h5py!.pixels);
  }
});

it.skipIf(!done.pillow)('Pillow: images of every mode', async () => {
  for (const [mode, expected] of Object.entries(done.pillow!)) {
    const dataset = await readPngFolder(join(folder, `pil-${mode}`), { unlabelled: true });
    const { frames, shape } = dataset.read('test', [0]);
    const first = Array.from({ length: frames.length / shape[4] }, (_, i) => Math.round(frames[i * shape[4]]! * 255));
    expect([mode, ...first]).toEqual([mode, ...expected]);
  }
});

it.skipIf(!done.safetensors)('safetensors: a file of several types', () => {
  const { weights, metadata } = decodeSafetensors(readFileSync(join(folder, 'peer.safetensors')));
  expect(metadata).toEqual({ by: 'safetensors' });
  for (const [name, values] of Object.entries(done.safetensors!)) expect([...weights[name]!.values]).toEqual(values);
});

it.skipIf(!done.sklearn)('scikit-learn: scores of drawn labelings, to 1e-9', () => {
  for (const { truth, prediction, scores } of done.sklearn!) {
    // If every item is a cluster of its own, the expected score equals the upper bound, and the AMI of scikit-learn is 0 / 0.
    const singletons = new Set(truth).size === truth.length || new Set(prediction).size === prediction.length;
    for (const [name, expected] of Object.entries(scores)) {
      if (name === 'adjustedMutualInformation' && singletons) continue;
      expect(Math.abs(metrics[name]!(truth, prediction) - expected), `${name} of ${truth.length} items`).toBeLessThan(1e-9);
    }
  }
});

/** Returns the images of PngSuite that pngjs 0.4.0 contains; an empty list if no registry can be reached. */
function pngSuite(): string[] {
  const flags = ['--silent', '--fetch-retries=0'];
  if (spawnSync('npm', ['pack', 'pngjs@0.4.0', ...flags], { cwd: folder, timeout: 30_000 }).status !== 0) return [];
  if (spawnSync('tar', ['xzf', 'pngjs-0.4.0.tgz'], { cwd: folder }).status !== 0) return [];
  const names = readdirSync(join(folder, 'package'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /[/\\][bft]\w{6,7}\.png$/.test(name)).map((name) => join(folder, 'package', name));
}

it('PngSuite, as pngjs carries it: every image is read, to the values that Pillow 9.4 has', async () => {
  const files = pngSuite();
  if (files.length === 0) return console.warn('skipped: pngjs cannot be fetched, there is no registry');
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const item = join(folder, 'suite', basename(file, '.png'));
    mkdirSync(join(item, 'test/frames'), { recursive: true });
    copyFileSync(file, join(item, 'test/frames/a.png'));
    const { frames, shape } = (await readPngFolder(item, { unlabelled: true })).read('test', [0]);
    hash.update(JSON.stringify([basename(file), shape])).update(Uint8Array.from(frames, (value) => Math.round(value * 255)));
  }
  expect([files.length, hash.digest('hex').slice(0, 16)]).toEqual([20, '55fb77c141d8aa32']);
});
