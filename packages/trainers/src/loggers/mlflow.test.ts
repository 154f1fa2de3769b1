import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { RunReport } from '../reports.ts';
import { LoggerError } from './errors.ts';
import { mlflowLogger } from './mlflow.ts';

interface Run {
  readonly info: { readonly run_id: string };
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly params: { key: string; value: string }[];
  readonly metrics: { key: string; value: number; step: number }[];
  status: string;
}

/** The fields of all requests; each request has some of them. */
interface Asked extends Pick<Run, 'tags' | 'status'> {
  readonly experiment_name: string;
  readonly name: string;
  readonly filter: string;
  readonly run_id: string;
  readonly metrics?: Run['metrics'];
  readonly params?: Run['params'];
}

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that answers these requests as MLflow's documentation describes, with its limits. */
async function mlflow() {
  const experiments = new Map<string, string>();
  const runs: Run[] = [];
  const answers: Record<string, (body: Asked) => [number, object]> = {
    'experiments/get-by-name': ({ experiment_name: name }) =>
      experiments.has(name)
        ? [200, { experiment: { experiment_id: experiments.get(name) } }]
        : [404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'no such experiment' }],
    'experiments/create': ({ name }) => {
      experiments.set(name, String(experiments.size));
      return [200, { experiment_id: experiments.get(name) }];
    },
    'runs/search': ({ filter }) => {
      const [, key, value] = /^tags\.`([^`]+)` = '([^']+)'$/.exec(filter) ?? [];
      return [200, { runs: runs.filter(({ tags }) => tags.some((tag) => tag.key === key && tag.value === value)) }];
    },
    'runs/create': ({ tags }) => {
      const run: Run = { info: { run_id: `r${runs.length}` }, tags, params: [], metrics: [], status: 'RUNNING' };
      runs.push(run);
      return [200, { run }];
    },
    'runs/update': ({ run_id: id, status }) => {
      runs.find(({ info }) => info.run_id === id)!.status = status;
      return [200, {}];
    },
    'runs/log-batch': ({ run_id: id, metrics = [], params = [] }) => {
      if (metrics.length > 1000 || params.length > 100) return [400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'too many' }];
      const run = runs.find(({ info }) => info.run_id === id)!;
      run.metrics.push(...metrics);
      run.params.push(...params);
      return [200, {}];
    },
  };
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const url = new URL(request.url!, 'http://localhost');
      const name = url.pathname.replace('/api/2.0/mlflow/', '');
      const body = request.method === 'GET' ? Object.fromEntries(url.searchParams) : JSON.parse(text);
      const [status, answer] = answers[name]?.(body) ?? [404, { error_code: 'ENDPOINT_NOT_FOUND' }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, runs };
}

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
  const { address, runs } = await mlflow();
  const logger = mlflowLogger({ address, now: () => 7 });
  await logger.begin({ name: 'a', settings });
  for (let i = 1; i <= 400; i++) await logger.log(step(i));
  expect(runs[0]!.metrics).toEqual([]);
  await logger.log(checkpoint(400));
  expect(runs[0]!.metrics).toHaveLength(1600);
  expect(runs[0]!.metrics[4]).toEqual({ key: 'training/loss', value: 1, step: 2, timestamp: 7 });
  await logger.log(step(401));
  await logger.end({ status: 'done', scores: { amiMax: 0.9 } });
  expect(runs[0]!.metrics.at(-1)).toEqual({ key: 'test/amiMax', value: 0.9, step: 401, timestamp: 7 });
  expect(runs[0]!.status).toBe('FINISHED');
  expect(runs[0]!.params).toHaveLength(124);
  expect(runs[0]!.params).toContainEqual({ key: 'model.components', value: '4' });
});

it('finds a run again that was paused, and sends no step twice', async () => {
  const { address, runs } = await mlflow();
  const first = mlflowLogger({ address });
  await first.begin({ name: 'a', settings });
  for (const report of [step(1), checkpoint(1), step(2)]) await first.log(report);
  await first.end({ status: 'paused' });
  expect(runs[0]!.status).toBe('KILLED');
  const second = mlflowLogger({ address });
  await second.begin({ name: 'a', settings });
  expect(runs[0]!.status).toBe('RUNNING');
  for (const report of [step(2), checkpoint(2)]) await second.log(report);
  await second.end({ status: 'done' });
  expect(runs).toHaveLength(1);
  expect(runs[0]!.metrics.filter(({ key }) => key === 'training/loss').map((metric) => metric.step)).toEqual([1, 2]);
});

it('says what a server refuses, and that none is there', async () => {
  const { address } = await mlflow();
  await expect(mlflowLogger({ address: `${address}elsewhere` }).begin({ name: 'a', settings })).rejects.toThrow(
    /refused .*404 ENDPOINT_NOT_FOUND/,
  );
  const none = mlflowLogger({ address: 'http://127.0.0.1:1' });
  await expect(none.begin({ name: 'a', settings })).rejects.toThrow(LoggerError);
  // Nothing is sent for a run that could not begin on the server.
  await none.log(step(1));
  await none.end({ status: 'done' });
});
