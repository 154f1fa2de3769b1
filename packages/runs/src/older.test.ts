import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assembleModel, complete } from '@neural-em/experiments';
import { cards } from '@neural-em/pretrained';
import { useCpuBackend } from '@neural-em/testing';
import { createRun } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { afterAll, describe, expect, it } from 'vitest';
import { continueRun, evaluateRun, nodeParts, openEvaluation, readRunConfig, scoreRow } from './index.ts';

useCpuBackend();

const fixtures = fileURLToPath(new URL('../fixtures/older', import.meta.url));
const results = fileURLToPath(new URL('../../../results', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nem-older-'));
afterAll(() => rmSync(folder, { recursive: true }));
const backend = { name: 'cpu', description: 'plain JavaScript (slow)' };

describe('a run of the form before settings stood in one table', () => {
  it.each(['static-shapes', 'static-shapes-n-em', 'flying-shapes', 'flying-mnist'])(
    '%s goes on to the same end, bit for bit',
    async (name) => {
      const path = join(folder, name);
      cpSync(join(fixtures, name), path, { recursive: true });
      const { result } = await continueRun(path, { backend, evaluation: { images: 3 } });
      const end = (file: string) => readFileSync(join(path, 'end', file));
      expect(readFileSync(join(path, 'metrics.jsonl')).equals(end('metrics.jsonl'))).toBe(true);
      expect(readFileSync(join(path, 'best/weights.safetensors')).equals(end('weights.safetensors'))).toBe(true);
      // The rows after the first one are baselines, which have other starts since k-means was written again.
      expect(result!.rows[0]).toMatchObject(JSON.parse(end('result.json').toString()).rows[0]);
    },
  );
});

interface Scored {
  readonly emSteps: number | null;
  readonly frames: number | null;
  readonly images: number;
  readonly restarts: number;
  readonly amiMax: number;
  readonly loss: number;
}

const scores: Readonly<Record<string, Scored>> = JSON.parse(readFileSync(join(fixtures, 'scores.json'), 'utf8'));

/**
 * Returns what is scored: a pretrained model by its name, and for anything else a run in a new folder, because an evaluation writes into it: the
 * copy of a recorded run, or one that is made of a model of the first release.
 */
async function runOf(name: string): Promise<string> {
  if (Object.hasOwn(cards, name)) return name;
  const [path, source] = [join(folder, name), join(results, '..', name)];
  if (existsSync(source)) {
    cpSync(source, path, { recursive: true });
    return path;
  }
  const { settings } = JSON.parse(readFileSync(`${source}.json`, 'utf8'));
  await createRun(folderStorage(path), { settings });
  mkdirSync(join(path, 'best'));
  cpSync(`${source}.safetensors`, join(path, 'best/weights.safetensors'));
  return path;
}

it.each(Object.entries(scores))('%s, trained before, scores as before', async (name, before) => {
  const { emSteps, frames, images, restarts } = before;
  const flags = { emSteps: emSteps ?? undefined, frames: frames ?? undefined, testImages: images, restarts };
  const path = await runOf(name);
  const { evaluation } = await evaluateRun(await openEvaluation(path, flags), { flags, backend: 'cpu' });
  const { amiMax = 0, loss = 0 } = scoreRow(name, evaluation);
  // Videos were scored by other kernels, which differ in the last digits.
  expect(Math.abs(loss / before.loss - 1)).toBeLessThan(frames === null ? 1e-12 : 1e-5);
  expect(Math.abs(amiMax - before.amiMax)).toBeLessThan(frames === null ? 1e-12 : 0.01);
});

it('a pretrained model is evaluated with the starts that it is meant for, unless others are asked for', async () => {
  expect((await openEvaluation('static-shapes-rnn-em-restarts', {})).scored.evaluation.restarts).toBe(20);
  expect((await openEvaluation('static-shapes-rnn-em-restarts', { restarts: 2 })).scored.evaluation.restarts).toBe(2);
});

it('every recorded run describes a model that can be made', async () => {
  const runs = readdirSync(results).filter((name) => existsSync(join(results, name, 'config.json')));
  expect(runs.length).toBeGreaterThan(3);
  for (const name of runs) {
    const { settings } = await readRunConfig(join(results, name));
    expect(complete(settings)).toEqual(settings);
    expect(assembleModel(settings, nodeParts).model.etaShape[0]).toBe(settings.data.height * settings.data.width);
  }
});
