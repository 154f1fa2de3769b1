import { afterEach, expect, it } from 'vitest';
import type { RunReport } from '../reports.ts';
import { LoggerError } from './errors.ts';
import { loggersOf } from './named.ts';
import { startWandb } from './wandb.fixture.ts';
import { wandbLogger } from './wandb.ts';

let server: Awaited<ReturnType<typeof startWandb>> | undefined;
afterEach(() => server?.close());

const step = (number: number) =>
  ({ kind: 'step', step: number, epoch: 1, loss: number / 2, intra: 1, inter: Number.NaN, gradientNorm: 2, rate: 1 }) as RunReport;
const validation = (number: number): RunReport => {
  const use = { largestShare: 0.5, largestTrueShare: 0.5, confidence: 1 };
  const losses = { loss: 3, intra: 1, inter: 2 };
  return {
    kind: 'validation',
    ...{ step: number, epoch: 1, improved: true, best: {}, bestStep: number },
    validation: { ...losses, images: 2, scores: { amiMax: [0.25, 0.75] }, stepScores: {}, use },
  };
};
const checkpoint = (number: number) => ({ kind: 'checkpoint', step: number, epoch: 1 }) as RunReport;
const run = { name: 'k 3', id: 'k 3-20261129', settings: { seed: 3, model: { components: 4 } } };

it('makes the run with its settings, streams rows with every checkpoint, and ends with the scores', async () => {
  server = await startWandb();
  const { address, inputs, states, history, summary } = server;
  const logger = wandbLogger({ project: 'lab/shapes', apiKey: 'secret', address, now: () => 7000 });
  await logger.begin(run);
  expect(inputs[0]).toMatchObject({ name: 'k-3-20261129', displayName: 'k 3', entityName: 'lab', modelName: 'shapes' });
  expect(JSON.parse(String(inputs[0]!.config))).toEqual({ seed: { value: 3 }, model: { value: { components: 4 } } });
  for (let i = 1; i <= 1500; i++) await logger.log(step(i));
  await logger.log(validation(1500));
  expect(history()).toEqual([]);
  await logger.log(checkpoint(1500));
  expect(history()).toHaveLength(1500);
  expect(history()[1]).toEqual({
    ...{ 'training/loss': 1, 'training/intra': 1, 'training/gradientNorm': 2, 'training/rate': 1 },
    ...{ _step: 2, _timestamp: 7, _runtime: 0 },
  });
  expect(history()[1499]).toMatchObject({ 'training/loss': 750, 'validation/amiMax': 0.5, _step: 1500 });
  await logger.end({ status: 'done', scores: { amiMax: 0.9 } });
  expect(summary()).toMatchObject([{ 'training/loss': 750, 'validation/loss': 3, 'test/amiMax': 0.9, _step: 1500 }]);
  expect(states).toEqual(['finished']);
});

it('goes on with a run that was paused, and sends no row twice', async () => {
  server = await startWandb();
  const { address, states, history } = server;
  const options = { project: 'lab/shapes', apiKey: 'secret', address };
  const first = wandbLogger(options);
  await first.begin(run);
  for (const report of [step(1), checkpoint(1), step(2)]) await first.log(report);
  await first.end({ status: 'paused' });
  const second = wandbLogger(options);
  await second.begin(run);
  for (const report of [step(2), checkpoint(2)]) await second.log(report);
  await second.end({ status: 'done' });
  expect(history().map(({ _step }) => _step)).toEqual([1, 2]);
  expect(states).toEqual(['preempted', 'finished']);
});

it('is heard of between checkpoints that are far apart', async () => {
  server = await startWandb();
  const { address, states } = server;
  let time = 0;
  const logger = wandbLogger({ project: 'lab/shapes', apiKey: 'secret', address, now: () => time });
  await logger.begin(run);
  await logger.log(step(1));
  server!.close();
  time = 61_000;
  await expect(logger.log(step(2))).rejects.toThrow(/does not answer/);
  expect(states).toEqual([]);
});

it('says what a server refuses, what a project is, and that a key is missing', async () => {
  server = await startWandb();
  const { address } = server;
  const begin = (project: string, apiKey: string) => wandbLogger({ project, apiKey, address }).begin(run);
  await expect(begin('lab/shapes', 'wrong')).rejects.toThrow(/refused graphql: 401 .*invalid API key/);
  await expect(begin('closed', 'secret')).rejects.toThrow('refused the run: permission denied');
  await expect(wandbLogger({ project: 'p', apiKey: 'k', address: 'http://127.0.0.1:1' }).begin(run)).rejects.toThrow(LoggerError);
  for (const project of ['', 'a/b/c', '/b', 'a/'])
    expect(() => wandbLogger({ project, apiKey: 'k' })).toThrow(/a project of W&B must be a name, or entity\/project/);
  expect(() => loggersOf({ wandb: 'lab/shapes' }, {})).toThrow(/set WANDB_API_KEY/);
  const both = loggersOf({ wandb: 'shapes', mlflow: 'http://m' }, { WANDB_API_KEY: 'k', WANDB_BASE_URL: 'http://w' });
  expect(both.map(({ name }) => name)).toEqual(['MLflow at http://m', 'W&B at http://w']);
  expect(loggersOf({}, {})).toEqual([]);
});
