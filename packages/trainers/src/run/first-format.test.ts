import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { useCpuBackend } from '@neural-em/testing';
import { afterAll, expect, it } from 'vitest';
import { openRun, readBestWeights } from '../index.ts';
import { folderStorage } from '../node/index.ts';
import { recorded, tinyOptions } from './fixture.ts';

useCpuBackend();

const root = mkdtempSync(join(tmpdir(), 'nem-first-format-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('runs of the first format load, go on and end: no release orphans them', async () => {
  const folder = join(root, 'first');
  cpSync(fileURLToPath(new URL('../../fixtures/run-1', import.meta.url)), folder, { recursive: true });
  rmSync(join(folder, 'DONE'));
  const storage = folderStorage(folder);
  expect(Object.keys((await readBestWeights(storage)) ?? {})).not.toEqual([]);
  const run = await openRun(storage);
  expect([run.config, run.checkpoint?.state.step]).toEqual([{ note: 'tiny, of the first format' }, 12]);
  const reports = await recorded(storage, { ...tinyOptions, maxSteps: 16 });
  expect(reports.at(-1)).toMatchObject({ kind: 'end' });
  await expect(readBestWeights(storage)).resolves.toBeDefined();
});
