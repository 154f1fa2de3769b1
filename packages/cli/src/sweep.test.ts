import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planSweep } from '@neural-em/sweeps';
import { enqueueSweep } from '@neural-em/sweeps/queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, interruptNem, runNem } from './run-nem.fixture.ts';
import { ended, hasRedis, startQueueWorker, startRedis } from './sweep/queue.fixture.ts';
import { lacksForSlurm, readIfThere, startCluster } from './sweep/slurm.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-sweep-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const nem = (...args: string[]) => runNem(folder, args);

const description = {
  experiment: 'static-shapes',
  set: {
    training: { maxSteps: 600, batchSize: 2, emSteps: 3, validationImages: 2, validateEvery: 200 },
    run: { checkpointEvery: 50 },
    model: { thetaSize: 8 },
  },
  evaluation: { images: 3 },
  grid: { 'model.components': [2, 3] },
};
const file = (name: string, changes: object = {}) => {
  writeFileSync(join(folder, name), JSON.stringify({ ...description, ...changes }));
  return name;
};
const one = { grid: { 'model.components': [2] } };

/** A sweep of two runs that was never interrupted, by run: components 2 and 3. */
const whole = join(folder, 'runs/whole');
const runsIn = (path: string) => readdirSync(path).filter((name) => name.startsWith('components-'));
const named = (components: number) => runsIn(whole).find((name) => name.startsWith(`components-${components}_`))!;

beforeAll(async () => {
  const { code, stdout, stderr } = await nem('sweep', file('whole.json'), '--jobs', '2');
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringMatching(/components 2 +1 of 1 +0\.\d{3}/) });
}, 600_000);

/** Compares all files of training and scoring, except the times in them. */
function expectSame(path: string, components: number): void {
  const reference = join(whole, named(components));
  const names = readdirSync(reference, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(safetensors|jsonl|png)$|DONE/.test(name),
  );
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) expect(readFileSync(join(path, name)).equals(readFileSync(join(reference, name))), name).toBe(true);
  const result = (of: string) => ({ ...JSON.parse(readFileSync(join(of, 'result.json'), 'utf8')), seconds: 0 });
  expect(result(path)).toEqual(result(reference));
}

describe('nem sweep', () => {
  it('ends in a table and curves; the same again finds everything done, and table makes it again', async () => {
    const files = ['table.txt', 'table.csv', 'table.json', 'curves.csv', 'curves.svg'];
    for (const name of files) expect(existsSync(join(whole, name)), name).toBe(true);
    const score = JSON.parse(readFileSync(join(whole, named(3), 'result.json'), 'utf8')).rows[0];
    const { rows } = JSON.parse(readFileSync(join(whole, 'table.json'), 'utf8'));
    expect(rows[1]).toMatchObject({ combination: 'components 3', done: 1, scores: { amiMax: score.amiMax, loss: score.loss } });
    expect(readFileSync(join(whole, 'curves.csv'), 'utf8').trim().split('\r\n')).toHaveLength(1 + 2 * 3);
    for (const name of files) rmSync(join(whole, name));
    const { code, stdout } = await nem('sweep', 'table', 'whole.json', '--csv');
    expect({ code, lines: stdout.trim().split('\r\n').length }).toEqual({ code: 0, lines: 3 });
    for (const name of files) expect(existsSync(join(whole, name)), name).toBe(true);
  });

  it('goes on where it was stopped, also after kill -9, to the same files; other values later run alone', async () => {
    const path = join(folder, 'runs/stopped');
    const run = join(path, named(2));
    const args = ['sweep', file('stopped.json', one), '--jobs', '1'];
    const stopped = await interruptNem(folder, args, run, ['SIGINT'], 30);
    expect(stopped).toMatchObject({ code: 130, output: expect.stringContaining('the same command continues') });
    expect(existsSync(join(run, 'DONE'))).toBe(false);
    expect(await interruptNem(folder, args, run, ['SIGKILL'], 90)).toMatchObject({ signal: 'SIGKILL' });
    // The process that trains saves its run, because the process that started it has ended.
    for (let i = 0; i < 400 && readdirSync(run).some((name) => name.startsWith('lock-')); i++)
      await new Promise((wake) => setTimeout(wake, 50));
    const { code, stdout } = await nem(...args);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expectSame(run, 2);
    const { stdout: list } = await nem('sweep', file('stopped.json'), '--dry-run', '--json');
    const { runs } = JSON.parse(list);
    expect(runs).toMatchObject([
      { state: 'done', steps: 0, seconds: 0 },
      { state: 'missing', steps: 600 },
    ]);
    expect(runs[1].seconds).toBeGreaterThan(0);
    // The estimate is within a factor of two of the real time.
    const bytes = (at: string) =>
      readdirSync(at, { recursive: true, withFileTypes: true }).reduce(
        (sum, entry) => sum + (entry.isFile() ? readFileSync(join(entry.parentPath, entry.name)).length : 0),
        0,
      );
    const disk = bytes(join(whole, named(3)));
    expect(runs[1].disk / disk).toBeGreaterThan(0.5);
    expect(runs[1].disk / disk).toBeLessThan(2);
    expect(readdirSync(path)).not.toContain(named(3));
  }, 600_000);

  it('a run that fails is told, with the exit code of it', async () => {
    const path = join(folder, 'runs/fails');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'sweep.json'), JSON.stringify({ sweep: 'fails', begins: 'static-shapes' }));
    writeFileSync(join(path, named(2)), 'in the way');
    const { code, stdout } = await nem('sweep', file('fails.json', one), '--retries', '0');
    expect({ code, stdout }).toMatchObject({
      code: 6,
      stdout: expect.stringMatching(/failed: components-2.*could not open.*its output is in/),
    });
  }, 300_000);

  it.each([
    ['an unknown setting', { grid: { 'model.component': [3] } }, /did you mean model\.components\?/],
    ['a folder of another sweep', { name: 'other' }, /is the folder of the sweep whole of static-shapes/],
  ])('%s ends with exit code 2', async (_, changes, message) => {
    const { code, stderr } = await nem('sweep', file('wrong.json', changes), '--out', 'runs/whole');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});

const lacking = lacksForSlurm();
if (lacking !== undefined) console.warn(`not tested with a real SLURM: there is no ${lacking}`);

describe.skipIf(lacking !== undefined)('SLURM', () => {
  it('an element that is warned once and preempted twice continues to the same files', { timeout: 600_000 }, async () => {
    const path = join(folder, 'runs/slurm');
    const run = join(path, named(2));
    const made = await nem(
      'sweep',
      'slurm',
      file('slurm.json', one),
      '--partition',
      'test',
      '--time',
      '10',
      '--nem',
      `${process.execPath} ${bin}`,
    );
    expect(made.code).toBe(0);
    writeFileSync(join(folder, 'job.sh'), made.stdout);
    const { call, stop } = await startCluster();
    try {
      const until = async (met: () => boolean | Promise<boolean>, what: string) => {
        for (let i = 0; !(await met()); i++) {
          if (i > 1000) throw new Error(`${what}: ${logs()}`);
          await new Promise((wake) => setTimeout(wake, 50));
        }
      };
      const logs = () =>
        existsSync(join(path, 'logs'))
          ? readdirSync(join(path, 'logs'))
              .map((name) => readIfThere(join(path, 'logs', name)))
              .join('\n')
          : '';
      const steps = () =>
        readIfThere(join(run, 'metrics.jsonl'))
          .split('\n')
          .filter((line) => line.includes('"kind":"step"')).length;
      const job = `${(await call('sbatch', '--parsable', `--chdir=${folder}`, join(folder, 'job.sh'))).trim()}_0`;
      const state = async () => (await call('squeue', '--noheader', `--jobs=${job}`, '--format=%T').catch(() => '')).trim();
      // A job that is queued again would wait for two minutes. If it began before SLURM has cleared its last attempt, SLURM would fail it.
      const again = (met: () => boolean, what: string) => {
        let updated = Date.now();
        return until(async () => {
          if (!met() && Date.now() - updated > 3000 && (await state()) === 'PENDING') {
            updated = Date.now();
            await call('scontrol', 'update', `JobId=${job}`, 'StartTime=now').catch(() => '');
          }
          return met();
        }, what);
      };
      await until(() => steps() > 20, 'the job did not begin');
      // --signal sends this two minutes before the time ends.
      await call('scancel', '--batch', '--signal=USR1', job);
      await until(async () => (await state()) === 'PENDING', 'the job was not queued again');
      expect(logs()).toContain('saved; another job can continue');
      for (let preemption = 0; preemption < 2; preemption++) {
        const before = steps();
        await again(() => steps() > before + 20, 'the job did not continue');
        await call('scontrol', 'requeue', job);
        await until(async () => (await state()) === 'PENDING', 'the job was not preempted');
      }
      await again(() => existsSync(join(run, 'DONE')), 'the job did not end');
      expectSame(run, 2);
      expect(logs().match(/continues after step \d+/g)).toHaveLength(3);
    } finally {
      await stop();
    }
  });
});

if (!hasRedis()) console.warn('not tested with a real Redis: there is no redis-server');

describe.skipIf(!hasRedis())('a queue', () => {
  it('loses nothing to workers that are killed one after the other and a Redis that is restarted', { timeout: 600_000 }, async () => {
    const store = join(folder, 'store');
    const redis = await startRedis(folder);
    const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
    const startOne = (number: number) => startQueueWorker(redis.port, store, join(folder, `scratch-${number}`));
    const workers = [0, 1, 2, 3].map(startOne);
    const until = async (met: () => boolean) => {
      for (let i = 0; !met() && i < 4000; i++) await new Promise((wake) => setTimeout(wake, 50));
      expect(met()).toBe(true);
    };
    const done = () => (existsSync(store) ? runsIn(store).filter((name) => existsSync(join(store, name, 'DONE'))) : []);
    try {
      const sweep = await planSweep(description);
      expect(await enqueueSweep(sweep, { connection })).toEqual({ runs: 2, done: 0 });
      await until(() => existsSync(store) && runsIn(store).some((name) => existsSync(join(store, name, 'checkpoints'))));
      // One worker dies every three seconds, and another takes its place.
      for (let killed = 0; killed === 0 || done().length < 2; killed++) {
        await ended(workers[killed % 4]!, 'SIGKILL');
        workers[killed % 4] = startOne(killed + 4);
        if (killed === 0) await redis.restart();
        for (let i = 0; i < 60 && done().length < 2; i++) await new Promise((wake) => setTimeout(wake, 50));
      }
      for (const components of [2, 3]) expectSame(join(store, named(components)), components);
      for (let i = 0; i < 100 && (await enqueueSweep(sweep, { connection })).done < 2; i++)
        await new Promise((wake) => setTimeout(wake, 100));
      expect(await enqueueSweep(sweep, { connection })).toEqual({ runs: 2, done: 2 });
    } finally {
      for (const worker of workers) await ended(worker, 'SIGKILL');
      await redis.stop();
    }
  });
});
