import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { useCpuBackend } from '@neural-em/testing';
import { StorageError } from '@neural-em/trainers';
import { afterAll, describe, expect, it } from 'vitest';
import { readRun } from './folder.ts';
import {
  continueRun,
  evaluateRun,
  makeReport,
  openEvaluation,
  readEvaluations,
  readReported,
  readResult,
  readRows,
  saveReport,
  scoreRow,
} from './index.ts';

useCpuBackend();

const fixture = fileURLToPath(new URL('../fixtures/release-1/run', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'nem-release-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A copy of the run. */
function copy(name: string): string {
  const path = join(root, name);
  cpSync(fixture, path, { recursive: true });
  return path;
}

describe('a run of the first release', () => {
  it('is read: settings, weights, rows, result, evaluations, and a report on all of it', async () => {
    const { config, notices, weights } = await readRun(fixture);
    expect([config.settings.model.thetaSize, notices, Object.keys(weights).length]).toEqual([4, [], 5]);
    expect((await readRows(fixture)).map(({ kind }) => kind).filter((kind) => kind === 'step')).toHaveLength(6);
    expect(await readResult(fixture)).toMatchObject({ step: 6, testImages: 3, restarts: 1 });
    expect((await readEvaluations(fixture)).map(({ name }) => name)).toEqual([expect.stringContaining('K = 3')]);
    expect(await makeReport([await readReported(fixture)])).toContain('k-means on coordinates');
  });

  it('scores as it did', async () => {
    const flags = { k: 3, testImages: 3 };
    const path = copy('scored');
    const [before] = await readEvaluations(path);
    const { evaluation } = await evaluateRun(await openEvaluation(path, flags), { flags, backend: 'cpu' });
    expect(scoreRow(before!.row.name, evaluation)).toEqual(before!.row);
  });

  it('goes on to the same end, bit for bit', async () => {
    const path = copy('going-on');
    for (const name of ['DONE', 'result.json', 'checkpoints/000000006.json', 'checkpoints/000000006.safetensors']) rmSync(join(path, name));
    const { result } = await continueRun(path, { backend: { name: 'cpu', description: 'plain JavaScript (slow)' } });
    for (const name of ['metrics.jsonl', 'best/weights.safetensors', 'best/weights.json', 'checkpoints/000000006.safetensors'])
      expect(readFileSync(join(path, name)).equals(readFileSync(join(fixture, name))), name).toBe(true);
    expect({ ...result, seconds: 0 }).toEqual({ ...(await readResult(fixture)), seconds: 0 });
  });
});

it('a report is not written through a link that a run folder has in its place', async () => {
  const path = copy('linked');
  const victim = join(root, 'thesis.txt');
  writeFileSync(victim, 'what somebody wrote for years');
  symlinkSync(victim, join(path, 'report.html'));
  await expect(saveReport([path])).rejects.toThrow(StorageError);
  expect(readFileSync(victim, 'utf8')).toBe('what somebody wrote for years');
});
