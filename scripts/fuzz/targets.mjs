// The targets of the fuzzer: for each, a valid file, the function that reads it, and the errors that it may throw.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bouncingBalls, DatasetFileError, DatasetOptionError, flyingShapes, parseIdx } from '@neural-em/datasets';
import { readHdf5, writeHdf5 } from '@neural-em/datasets/hdf5';
import { readNpz, writeNpz } from '@neural-em/datasets/npz';
import { readPngFolder, writePngFolder } from '@neural-em/datasets/png';
import { complete, ExperimentError } from '@neural-em/experiments';
import { RunError, readEvaluations, readResult, readRunConfig } from '@neural-em/runs';
import {
  decodeSafetensors,
  encodeSafetensors,
  memoryStorage,
  openRun,
  RunDataError,
  readBestWeights,
  readRows,
  WeightsError,
} from '@neural-em/trainers';
import { build } from 'esbuild';

const size = { training: 2, validation: 1, test: 1 };
const shapes = flyingShapes({ seed: 1, frames: 2, height: 12, width: 12, size });
const readAll = (dataset) => {
  for (const split of ['training', 'validation', 'test'])
    dataset.read(
      split,
      Array.from({ length: dataset.size[split] }, (_, i) => i),
    );
};

/** Reads the files of a small run, from the fixtures of the trainers. */
function runFiles() {
  const folder = new URL('../../packages/trainers/fixtures/run-1/', import.meta.url);
  const names = [
    'config.json',
    'metrics.jsonl',
    'best/weights.safetensors',
    'checkpoints/000000012.json',
    'checkpoints/000000012.safetensors',
  ];
  return new Map(names.map((name) => [name, new Uint8Array(readFileSync(new URL(name, folder)))]));
}

/** Returns JSON with a valid checksum, as anyone who writes a folder could write it; bytes that are not JSON are returned unchanged. */
function sealed(bytes) {
  try {
    const content = JSON.parse(bytes.toString());
    return JSON.stringify({ ...content, checksum: createHash('sha256').update(JSON.stringify(content)).digest('hex') });
  } catch {
    return bytes;
  }
}

/** Settings in the form in which users write them, with an alias and every notation of YAML for a value. */
const SETTINGS = `# static shapes, smaller
experiment: static-shapes
data: { kind: still-shapes, height: &side 28, width: *side, seed: 2 }
model:
  algorithm: rnn-em
  components: 4
  pixels:
    kind: bernoulli
training:
  batchSize: 64
  learningRate: 1.0e-3
  noise: { kind: 'bit-flip', probability: 0.1 }
stages:
  []
run:
  tensorBoard: false
`;

/** Builds and returns the YAML parser of nem, which no package exports. */
async function yamlParser(folder) {
  const outfile = join(folder, 'yaml.cjs');
  const entry = fileURLToPath(new URL('../../packages/runs/src/settings/yaml.ts', import.meta.url));
  await build({ entryPoints: [entry], bundle: true, format: 'cjs', platform: 'node', outfile });
  return createRequire(outfile)(outfile).parseYaml;
}

/** Parses settings as nem does. Throws a `SyntaxError` with the parser's message, or if the result is not an object of settings. */
function parsed(text, parse) {
  let content;
  try {
    content = parse(text);
  } catch (error) {
    throw new SyntaxError(error.message);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw new SyntaxError('not settings by name');
  return { ...content };
}

export async function makeTargets(folder) {
  const dataErrors = [DatasetFileError];
  const runErrors = [RunDataError, WeightsError];
  await writeNpz(shapes, join(folder, 'a.npz'));
  await writeHdf5(shapes, join(folder, 'a.h5'));
  await writeHdf5(bouncingBalls({ seed: 1, frames: 2, size }), join(folder, 'b.h5'), { compress: false });
  await writePngFolder(shapes, join(folder, 'png'));
  const image = join(folder, 'png/training/frames/000000/0000.png');
  const run = runFiles();
  const inRun = (name, read) => ({
    name,
    good: Buffer.from(run.get(name)),
    errors: runErrors,
    attempt: (bytes) => read(memoryStorage(new Map([...run, [name, new Uint8Array(bytes)]]))),
  });
  /** Returns a target that reads its file from disk, under a new name each time, because HDF5 keeps broken files open. */
  const onDisk = (name, file, read) => ({
    name,
    good: readFileSync(join(folder, file)),
    errors: dataErrors,
    attempt: async (bytes, number) => {
      const path = join(folder, `mutant-${number}-${file}`);
      writeFileSync(path, bytes);
      try {
        await read(path);
      } finally {
        rmSync(path);
      }
    },
  });
  const closing = async (path) => {
    const dataset = await readHdf5(path);
    try {
      readAll(dataset);
    } finally {
      dataset.close();
    }
  };
  const plain = join(folder, 'run');
  mkdirSync(join(plain, 'evaluations'), { recursive: true });
  const row = { name: 'rnn-em', amiMax: 0.9, loss: 12, deviation: { amiMax: 0.1 } };
  const result = { step: 10, bestStep: 4, seconds: 1.5, testImages: 8, restarts: 1, rows: [row], steps: [] };
  const json = (name, content, read) => ({
    name,
    good: Buffer.from(JSON.stringify(content, null, 2)),
    errors: [...runErrors, RunError, ExperimentError],
    attempt: (bytes) => {
      writeFileSync(join(plain, name), bytes);
      return read(plain);
    },
  });
  const parseYaml = await yamlParser(folder);
  return [
    onDisk('npz', 'a.npz', async (path) => readAll(await readNpz(path))),
    onDisk('HDF5, packed', 'a.h5', closing),
    onDisk('HDF5, plain', 'b.h5', closing),
    {
      name: 'PNG',
      good: readFileSync(image),
      errors: dataErrors,
      attempt: async (bytes) => {
        writeFileSync(image, bytes);
        readAll(await readPngFolder(join(folder, 'png')));
      },
    },
    {
      name: 'IDX',
      good: Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]),
      errors: dataErrors,
      attempt: parseIdx,
    },
    {
      name: 'safetensors',
      good: Buffer.from(
        encodeSafetensors({ a: { shape: [2, 3], values: new Float32Array(6) }, b: { shape: [], values: Float32Array.of(1) } }),
      ),
      errors: [WeightsError],
      attempt: decodeSafetensors,
    },
    inRun('config.json', openRun),
    inRun('metrics.jsonl', readRows),
    inRun('best/weights.safetensors', readBestWeights),
    inRun('checkpoints/000000012.json', openRun),
    inRun('checkpoints/000000012.safetensors', openRun),
    json('result.json', result, readResult),
    json(
      'evaluations/a.json',
      { name: 'a', settings: {}, split: 'test', images: 8, backend: 'wasm', row, steps: [], command: 'nem' },
      readEvaluations,
    ),
    {
      ...json('config.json', { settings: { experiment: 'static-shapes' }, backend: { name: 'wasm', description: '' } }, readRunConfig),
      name: 'config.json, sealed again',
      attempt: (bytes) => {
        writeFileSync(join(plain, 'config.json'), sealed(bytes));
        return readRunConfig(plain);
      },
    },
    {
      name: 'settings in YAML',
      good: Buffer.from(SETTINGS),
      errors: [ExperimentError, SyntaxError],
      attempt: (bytes) => complete(parsed(bytes.toString(), parseYaml)),
    },
    {
      name: 'settings in JSON',
      good: Buffer.from(JSON.stringify(complete({}), null, 1)),
      errors: [ExperimentError, SyntaxError],
      attempt: (bytes) => complete(parsed(bytes.toString(), JSON.parse)),
    },
  ].map((target) => ({ ...target, errors: [...target.errors, DatasetOptionError] }));
}
