import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRun } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { afterAll, expect, it } from 'vitest';
import { SweepError } from './errors.ts';
import { lookIntoFolder, openSweepFolder } from './folder.ts';
import { planSweep } from './plan/plan.ts';
import { readState, readStates } from './state.ts';
import { sweepTable } from './table/table.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-sweep-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

const description = { name: 'k', experiment: 'static-shapes', seeds: [1, 2], grid: { 'model.components': [3, 4] } };
/** Writes the files of a finished run that a sweep reads. */
async function endRun(path: string, settings: object, amiMax: number) {
  const storage = folderStorage(path);
  const run = await createRun(storage, { settings });
  const rows = [{ name: 'rnn-em', amiMax, loss: 10 * amiMax }];
  const result = { step: 3, bestStep: 2, seconds: 60 * amiMax, testImages: 5, rows };
  await storage.write('result.json', new TextEncoder().encode(JSON.stringify(result)));
  await run.finish();
}

it('a folder is of one sweep', async () => {
  const sweep = await planSweep(description);
  const path = join(folder, 'own');
  openSweepFolder(sweep, path);
  expect(JSON.parse(readFileSync(join(path, 'sweep.json'), 'utf8'))).toEqual({ sweep: 'k', begins: 'static-shapes' });
  expect(() => openSweepFolder({ ...sweep, name: 'other' }, path)).toThrow(
    /is the folder of the sweep k of static-shapes, and this is other of static-shapes: name another folder with --out/,
  );
  expect(() => lookIntoFolder({ ...sweep, begins: 'balls4mass' }, path)).toThrow(SweepError);
  writeFileSync(join(path, 'sweep.json'), '[');
  expect(() => openSweepFolder(sweep, path)).toThrow(/sweep\.json cannot be read/);
  mkdirSync(join(folder, 'else', 'pictures'), { recursive: true });
  expect(() => openSweepFolder(sweep, join(folder, 'else'))).toThrow(/not the folder of a sweep/);
  expect(lookIntoFolder(sweep, join(folder, 'none')).others).toEqual([]);
});

it('a value that is added later leaves what is there as it is; one that is taken out leaves its run alone', async () => {
  const path = join(folder, 'grown');
  const before = await planSweep(description);
  const first = openSweepFolder(before, path);
  await endRun(first.pathOf(before.runs[0]!), before.runs[0]!.settings, 0.5);
  const after = await planSweep({ ...description, grid: { 'model.components': [2, 3], 'model.algorithm': ['rnn-em', 'n-em'] } });
  const second = openSweepFolder(after, path);
  const same = after.runs.find(({ hash }) => hash === before.runs[0]!.hash)!;
  expect(same.name).not.toBe(before.runs[0]!.name);
  expect(second.pathOf(same)).toBe(first.pathOf(before.runs[0]!));
  const states = await readStates(after, second);
  expect(states.map(({ state }) => state).filter((state) => state === 'done')).toHaveLength(1);
  const without = await planSweep({ ...description, grid: { 'model.components': [4] } });
  expect(openSweepFolder(without, path).others).toEqual([before.runs[0]!.name]);
});

it('another evaluation asks for other scores, and for no other training', async () => {
  const path = join(folder, 'scored');
  const sweep = await planSweep(description);
  const own = openSweepFolder(sweep, path);
  await endRun(own.pathOf(sweep.runs[0]!), sweep.runs[0]!.settings, 0.5);
  expect(await readState(sweep.runs[0]!, own.pathOf(sweep.runs[0]!))).toMatchObject({
    state: 'done',
    scores: { amiMax: 0.5 },
    seconds: 30,
  });
  const other = await planSweep({ ...description, evaluation: { images: 9 } });
  expect(await readState(other.runs[0]!, own.pathOf(other.runs[0]!))).toMatchObject({ state: 'trained' });
  const { evaluation, ...rest } = other.runs[0]!.settings;
  const kept = {
    name: 'nine',
    settings: { ...rest, evaluation },
    split: 'test',
    images: 9,
    backend: 'cpu',
    row: { name: 'x', amiMax: 0.7 },
    steps: [],
    command: '',
  };
  await folderStorage(own.pathOf(sweep.runs[0]!)).write('evaluations/nine.json', new TextEncoder().encode(JSON.stringify(kept)));
  expect(await readState(other.runs[0]!, own.pathOf(other.runs[0]!))).toMatchObject({ state: 'done', scores: { amiMax: 0.7 } });
});

it('a run of other settings in the folder of one is refused', async () => {
  const path = join(folder, 'mixed');
  const sweep = await planSweep(description);
  const own = openSweepFolder(sweep, path);
  await endRun(own.pathOf(sweep.runs[0]!), { ...sweep.runs[0]!.settings, seed: 9 }, 0.5);
  await expect(readStates(sweep, own)).rejects.toThrow(/holds a run of other settings: seed is 9, not 1; move it/);
});

it('the table: mean and sample deviation over the seeds that are done', async () => {
  const path = join(folder, 'table');
  const sweep = await planSweep(description);
  const own = openSweepFolder(sweep, path);
  for (const [i, score] of [0.5, 0.9, 0.7].entries()) await endRun(own.pathOf(sweep.runs[i]!), sweep.runs[i]!.settings, score);
  const { rows, varied } = sweepTable(sweep, await readStates(sweep, own));
  expect(varied).toEqual(['model.components']);
  expect(rows).toMatchObject([
    { combination: 'components 3', values: { 'model.components': 3 }, done: 2, planned: 2 },
    { combination: 'components 4', values: { 'model.components': 4 }, done: 1, planned: 2 },
  ]);
  expect(rows[0]!.scores!.amiMax).toBeCloseTo(0.6, 12);
  expect(rows[0]!.scores!.deviation!.amiMax).toBeCloseTo(Math.SQRT1_2 * 0.2, 12);
  expect(rows[0]!.seconds!.mean).toBeCloseTo(36, 12);
  expect(rows[1]!.scores).toMatchObject({ amiMax: 0.9 });
  expect(rows[1]!.runs.map(({ seed, state }) => [seed, state])).toEqual([
    [1, 'done'],
    [2, 'missing'],
  ]);
});
