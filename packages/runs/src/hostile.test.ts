import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { experimentNamed } from '@neural-em/experiments';
import { createRandom } from '@neural-em/random';
import { RunDataError } from '@neural-em/trainers';
import { afterAll, describe, expect, it } from 'vitest';
import { afterMinutes } from './after-minutes.ts';
import { type KeptEvaluation, readEvaluations, readResult } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'nem-runs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const row = { name: 'rnn-em', amiMax: 0.9, ari: 0.8, loss: 12, deviation: { amiMax: 0.1 } };
const steps = [{ step: 1, mean: 0.5, lower: 0.4, median: 0.5, upper: 0.6 }];
const result = { step: 10, bestStep: null, seconds: 1.5, testImages: 8, restarts: 1, rows: [row], steps };
const evaluation: KeptEvaluation = {
  name: 'five objects',
  settings: experimentNamed('static-shapes'),
  split: 'test',
  images: 8,
  backend: 'wasm',
  row,
  steps,
  command: 'nem evaluate run',
};

function put(name: string, content: string | Uint8Array): string {
  mkdirSync(join(root, 'evaluations'), { recursive: true });
  writeFileSync(join(root, name), content);
  return root;
}

const files = {
  'result.json': { good: result, read: readResult },
  'evaluations/a.json': { good: evaluation, read: readEvaluations },
};

describe.each(Object.entries(files))('%s', (name, { good, read }) => {
  it('comes back as it was', async () => {
    const found = await read(put(name, JSON.stringify(good)));
    expect(Array.isArray(found) ? found[0] : found).toMatchObject(JSON.parse(JSON.stringify(good)));
  });

  it('is refused by one typed error, or read, whatever is in the place of any value', async () => {
    const values: unknown[] = [null, true, 7, -1, 1.5, 'text', [], {}, { html: '<b>' }, [null], { toString: 1 }];
    const replaced = (value: unknown, at: readonly string[], other: unknown): unknown =>
      at.length === 0
        ? other
        : { ...(value as object), [at[0]!]: replaced((value as Record<string, unknown>)[at[0]!], at.slice(1), other) };
    for (const key of [[], ...Object.keys(good).map((entry) => [entry])]) {
      for (const value of values) {
        put(name, JSON.stringify(replaced(good, key, value)));
        const error: unknown = await read(root).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error !== undefined) expect(error).toBeInstanceOf(RunDataError);
      }
    }
  });

  it('is refused by one typed error, or read, where it is damaged in any of 400 ways', async () => {
    const bytes = Buffer.from(JSON.stringify(good, null, 2));
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const random = createRandom(1, 'mutant', name, i);
      const mutant = Buffer.from(bytes);
      if (i % 4 === 0) mutant.fill(0, random.integer(mutant.length));
      else for (let n = random.integer(6); n >= 0; n--) mutant[random.integer(mutant.length)] = 32 + random.integer(96);
      put(name, i % 5 === 0 ? mutant.subarray(0, random.integer(mutant.length)) : mutant);
      await read(root).catch((error: unknown) => {
        expect(error).toBeInstanceOf(RunDataError);
        refused++;
      });
    }
    expect(refused).toBeGreaterThan(250);
  });
});

it('says which entry of which file is wrong', async () => {
  rmSync(join(root, 'evaluations'), { recursive: true });
  await expect(readResult(put('result.json', JSON.stringify({ ...result, rows: [{ ...row, amiMax: { html: '<b>' } }] })))).rejects.toThrow(
    `${root}/result.json: rows[0].amiMax must be a number, not {"html":"<b>"}`,
  );
});

it('minutes of any number are waited for', async () => {
  expect(afterMinutes(40_000).aborted).toBe(false);
  expect(afterMinutes(1e9).aborted).toBe(false);
  const soon = afterMinutes(0.0001);
  await new Promise((resolve) => soon.addEventListener('abort', resolve));
  expect(soon.aborted).toBe(true);
});
