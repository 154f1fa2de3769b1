import { createHash } from 'node:crypto';
import { experimentNamed } from '@neural-em/experiments';
import { createRun, decodeSafetensors, encodeSafetensors, memoryStorage, type Weights } from '@neural-em/trainers';
import { expect, it } from 'vitest';
import { makeEntry } from './make-entry.ts';

const best: Weights = { kernel: { shape: [2, 2], values: Float32Array.of(0.1, 1, -3, 1e-9) } };
const config = {
  settings: experimentNamed('static-shapes'),
  backend: { name: 'cpu', description: 'plain JavaScript' },
  machine: { processor: 'a processor', cores: 2, system: 'linux x64' },
  versions: { nem: '1.2.3' },
};

async function endedRun() {
  const run = memoryStorage();
  await createRun(run, config);
  await run.write('best/weights.safetensors', encodeSafetensors(best));
  await run.write('result.json', new TextEncoder().encode('{"step":9,"bestStep":6,"seconds":1.6}'));
  return run;
}

/** Returns scores that differ for different weights. */
const score = async (bytes: Uint8Array) => {
  const amiMax = decodeSafetensors(bytes).weights.kernel!.values[0]!;
  return { images: 5, scores: { amiMax, amiArithmetic: 0, ari: 0, loss: 1 } };
};

it('tells what a run was, and scores what is shipped beside what was trained', async () => {
  const { card, bytes } = await makeEntry({
    run: await endedRun(),
    name: 'x',
    description: 'for a test',
    precision: 'F16',
    restarts: 3,
    score,
  });
  const half = 0.0999755859375;
  expect(decodeSafetensors(bytes).weights.kernel!.values).toEqual(Float32Array.of(half, 1, -3, 0));
  expect(card).toMatchObject({
    name: 'x',
    settings: config.settings,
    training: { steps: 9, bestStep: 6, seconds: 2, backend: 'cpu (plain JavaScript)', version: '1.2.3' },
    scores: { images: 5, restarts: 3, shipped: { amiMax: half }, singlePrecision: { amiMax: Math.fround(0.1) } },
    weights: { file: 'x.safetensors', precision: 'F16', parameters: 4, bytes: bytes.length },
  });
  expect(card.weights.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
});

it('loses nothing in single precision', async () => {
  const { card, bytes } = await makeEntry({
    run: await endedRun(),
    name: 'x',
    description: 'for a test',
    precision: 'F32',
    restarts: 1,
    score,
  });
  expect(decodeSafetensors(bytes).weights).toEqual(best);
  expect(card.scores.shipped).toEqual(card.scores.singlePrecision);
});

it('refuses a run that has not ended', async () => {
  const run = await endedRun();
  await run.remove('result.json');
  await expect(makeEntry({ run, name: 'x', description: 'for a test', precision: 'F16', restarts: 3, score })).rejects.toThrow(
    /has not ended/,
  );
});
