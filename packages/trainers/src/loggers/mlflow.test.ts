import { afterEach, expect, it } from 'vitest';
import type { RunReport } from '../reports.ts';
import { LoggerError } from './errors.ts';
import { startMlflow } from './mlflow.fixture.ts';
import { mlflowLogger } from './mlflow.ts';

let server: Awaited<ReturnType<typeof startMlflow>> | undefined;
afterEach(() => server?.close());

const step = (number: number) =>
  ({ kind: 'step', step: number, epoch: 1, loss: number / 2, intra: 1, inter: Number.NaN, gradientNorm: 2, rate: 1 }) as RunReport;
const checkpoint = (number: number) => ({ kind: 'checkpoint', step: number, epoch: 1 }) as RunReport;
const settings = {
  seed: 3,
  model: { components: 4, algorithm: 'n-em' },
  stages: [],
  ...Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`s${i}`, i])),
};

it('tells settings, the rows of every checkpoint in batches, scores and the end', async () => {
  server = await startMlflow();
  const { address, runs } = server;
  const logger = mlflowLogger({ address, now: () => 7 });
  await logger.begin({ name: 'a', id: 'a-1', settings });
  for (let i = 1; i <= 400; i++) await logger.log(step(i));
  expect(runs[0]!.metrics).toEqual([]);
  await logger.log(checkpoint(400));
  expect(runs[0]!.metrics).toHaveLength(1600);
  expect(runs[0]!.metrics[4]).toEqual({ key: 'training/loss', value: 1, step: 2, timestamp: 7 });
  await logger.log(step(401));
  await logger.log(checkpoint(401));
  await logger.end({ status: 'done', scores: { amiMax: 0.9 } });
  expect(runs[0]!.metrics.at(-1)).toEqual({ key: 'test/amiMax', value: 0.9, step: 401, timestamp: 7 });
  expect(runs[0]!.status).toBe('FINISHED');
  expect(runs[0]!.params).toHaveLength(124);
  expect(runs[0]!.params).toContainEqual({ key: 'model.components', value: '4' });
});

it('finds a run again that was paused, and sends no step twice', async () => {
  server = await startMlflow();
  const { address, runs } = server;
  const first = mlflowLogger({ address });
  await first.begin({ name: 'a', id: 'a-1', settings });
  for (const report of [step(1), checkpoint(1), step(2)]) await first.log(report);
  await first.end({ status: 'paused' });
  expect(runs[0]!.status).toBe('KILLED');
  const second = mlflowLogger({ address });
  await second.begin({ name: 'a', id: 'a-1', settings });
  expect(runs[0]!.status).toBe('RUNNING');
  for (const report of [step(2), checkpoint(2)]) await second.log(report);
  await second.end({ status: 'done' });
  expect(runs).toHaveLength(1);
  expect(runs[0]!.metrics.filter(({ key }) => key === 'training/loss').map((metric) => metric.step)).toEqual([1, 2]);
  // A run of the same name that was begun anew, in another folder.
  await mlflowLogger({ address }).begin({ name: 'a', id: 'a-2', settings });
  expect(runs).toHaveLength(2);
});

it('says what a server refuses, and that none is there', async () => {
  server = await startMlflow();
  const { address } = server;
  await expect(mlflowLogger({ address: `${address}elsewhere` }).begin({ name: 'a', id: 'a-1', settings })).rejects.toThrow(
    /refused .*404 ENDPOINT_NOT_FOUND/,
  );
  const none = mlflowLogger({ address: 'http://127.0.0.1:1' });
  await expect(none.begin({ name: 'a', id: 'a-1', settings })).rejects.toThrow(LoggerError);
  // Nothing is sent for a run that could not begin on the server.
  await none.log(step(1));
  await none.end({ status: 'done' });
});
