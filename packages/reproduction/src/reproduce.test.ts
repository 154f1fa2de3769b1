import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ended, interruptNem, runNem } from '../../cli/src/run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-reproduce-'));
const out = join(folder, 'runs');
const results = join(folder, 'results');
const tiny = ['data.height=14', 'data.width=14', 'model.thetaSize=8', 'training.batchSize=2', 'training.validationImages=2'];
const short = ['training.emSteps=2', 'training.maxSteps=4', 'training.validateEvery=2'];
const setting = (settings: readonly string[]) => settings.flatMap((one) => ['--set', one]);
const common = ['reproduce', 'static-shapes', '--backend', 'cpu', '--results', results, '--test-images', '4'];
const reproduce = [...common, ...setting([...tiny, ...short]), '--out', out];
const nem = (...args: string[]) => runNem(folder, args);
const table = () => JSON.parse(readFileSync(join(results, 'table.json'), 'utf8'));
const begun = () =>
  readdirSync(out)
    .filter((name) => name !== 'logs')
    .sort();

let first: Ended;
beforeAll(async () => {
  first = await nem(...reproduce, '--seeds', '1');
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('trains every run as an ordinary one, and writes table, curves and examples', () => {
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('rnn-em, published (unverified here)') });
  expect(begun()).toEqual(['n-em-seed-1', 'rnn-em-seed-1']);
  for (const run of begun()) expect(existsSync(join(out, run, 'DONE'))).toBe(true);
  const { models, runs, overlap, changed } = table();
  expect(models.map(({ name, runs: of }: { name: string; runs: object }) => [name, of])).toEqual([
    ['rnn-em', { done: 1, planned: 1 }],
    ['n-em', { done: 1, planned: 1 }],
  ]);
  // The path was given as an absolute one, and is shown without the part that only exists on this machine.
  expect(runs[0]).toMatchObject({
    folder: expect.stringMatching(/^(runs\/)?rnn-em-seed-1$/),
    state: 'done',
    steps: 4,
    isWholeTime: true,
    test: { images: 4 },
  });
  const own = JSON.parse(readFileSync(join(out, 'rnn-em-seed-1/result.json'), 'utf8')).rows[0];
  expect(runs[0].test.scores.amiMax).toBe(own.amiMax);
  expect(overlap.rows).toHaveLength(5);
  expect(changed).toContain('training.maxSteps=4');
  expect(readdirSync(results).sort()).toEqual(['curves.svg', 'figures', 'table.json', 'table.md']);
  expect(readdirSync(join(results, 'figures'))).toHaveLength(12);
  // New noise changes scores, but the pictures called best and worst must be so by the scores that they show.
  const page = readFileSync(join(results, 'table.md'), 'utf8');
  const shown = (kind: string) => {
    const caption = new RegExp(`AMI \\(max\\) (-?[\\d.]+)\\]\\(figures/rnn-em-${kind}-\\d`, 'g');
    return [...page.matchAll(caption)].map(([, score]) => Number(score));
  };
  for (const kind of ['good', 'bad', 'overlap']) expect(shown(kind)).toHaveLength(2);
  expect(shown('good')).toEqual(shown('good').sort((a, b) => b - a));
  expect(shown('bad')).toEqual(shown('bad').sort((a, b) => a - b));
});

it('keeps what is finished and goes on with what is not; unfinished runs do not count', async () => {
  const before = statSync(join(out, 'rnn-em-seed-1/result.json')).mtimeMs;
  const longer = [...reproduce, '--models', 'rnn-em', '--seeds', '1,2'];
  const { code } = await interruptNem(folder, longer, join(out, 'rnn-em-seed-2'), ['SIGINT'], 1);
  // The run of four steps may end before the signal arrives.
  expect([0, 130]).toContain(code);
  rmSync(join(out, 'rnn-em-seed-2/DONE'), { force: true });
  expect((await nem(...longer, '--table-only')).code).toBe(0);
  expect(table().models[0].runs).toEqual({ done: 1, planned: 2 });
  const second = table().runs.find(({ name, seed }: { name: string; seed: number }) => name === 'rnn-em' && seed === 2);
  // The run has a score if a validation took place before the signal.
  expect(second).toMatchObject({ state: 'unfinished', test: second.best && { images: 4 } });
  expect(await nem(...longer)).toMatchObject({ code: 0 });
  expect(table().models[0].runs).toEqual({ done: 2, planned: 2 });
  expect(table().models[0].scores.amiMax.deviation).toBeGreaterThanOrEqual(0);
  expect(statSync(join(out, 'rnn-em-seed-1/result.json')).mtimeMs).toBe(before);
}, 300_000);

it('scores a model that begins several times as often as it is meant to', async () => {
  const other = join(folder, 'restarts');
  expect(await nem(...reproduce, '--models', 'rnn-em-restarts', '--seeds', '1', '--out', other)).toMatchObject({ code: 0 });
  const [row] = JSON.parse(readFileSync(join(other, 'rnn-em-restarts-seed-1/result.json'), 'utf8')).rows;
  expect(row.name).toBe('rnn-em, best of 20 starts');
  expect(table().runs).toMatchObject([{ restarts: 20, test: { scores: { amiMax: row.amiMax } } }]);
  expect(table().overlap.rows[0].name).toBe('rnn-em-restarts');
});

it('refuses a folder with runs of other settings, before anything is trained', async () => {
  expect(await nem(...reproduce, '--seeds', '1,3', '--set', 'training.batchSize=3')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /rnn-em-seed-1 holds a run of other settings: training\.batchSize is 2, not 3; move it, or name another folder with --out/,
    ),
  });
  expect(begun()).not.toContain('rnn-em-seed-3');
});

it('scores a run beyond its training', async () => {
  const { code, stdout } = await nem(...common, '--generalisation', join(out, 'rnn-em-seed-1'));
  expect([code, stdout]).toEqual([0, expect.stringContaining('unseen shapes')]);
  const { rows } = JSON.parse(readFileSync(join(results, 'generalisation.json'), 'utf8'));
  const of = (group: string) => rows.filter((row: { group: string }) => row.group === group);
  expect(of('components').map(({ components }: { components: number }) => components)).toEqual([3, 4, 5, 6, 8]);
  expect(of('objects')).toHaveLength(9);
  // Images of 14×14 pixels have no room for scenes of 20×20 pixels.
  expect(of('smaller scenes')).toEqual([]);
});

it('sets variants side by side, each with the same budget', async () => {
  const ablation = [...common, ...setting(tiny), '--ablation', '--models', 'base,short-unroll'];
  expect(await nem(...ablation, '--steps', '2')).toMatchObject({ code: 0, stdout: expect.stringContaining('short-unroll') });
  const { rows } = JSON.parse(readFileSync(join(results, 'ablation.json'), 'utf8'));
  const two = { mean: 2, deviation: null };
  expect(rows.map(({ steps }: { steps: object }) => steps)).toEqual([two, two]);
  expect(await nem(...ablation)).toMatchObject({ code: 2, stderr: expect.stringMatching(/needs a budget: --minutes or --steps/) });
});

it('lists pretrained models, and prints their cards', async () => {
  expect(await nem('pretrained')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^static-shapes-rnn-em +pictures, 28×28 light on dark, K = 4 +0\.\d{3} +\d+ kB/m),
  });
  const { stdout } = await nem('pretrained', 'static-shapes-rnn-em', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ name: 'static-shapes-rnn-em', licence: 'MIT' });
  expect(await nem('pretrained', 'flying-pigs')).toMatchObject({ code: 2 });
});
