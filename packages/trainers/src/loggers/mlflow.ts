import type { RunReport } from '../reports.ts';
import { createMlflowClient, type MlflowMetric, MOST_METRICS, MOST_PARAMS } from './mlflow-client.ts';
import type { RunLogger } from './types.ts';
import { testValues, valuesOf } from './values.ts';

/** Options of `mlflowLogger`. */
export interface MlflowOptions {
  /** Address of the server, such as `http://localhost:5000`. */
  readonly address: string;
  /** Name of the experiment on the server. Default: `neural-em`. */
  readonly experiment?: string;
  /** Headers of every request, such as `{ authorization: 'Bearer …' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Returns the time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

/** The largest number of values that are kept for a server that does not answer. */
const MOST_PENDING = 200_000;

const TAG = 'neural-em.run';
const statuses = { done: 'FINISHED', paused: 'KILLED', failed: 'FAILED' } as const;

/**
 * Returns a logger that sends a run to an MLflow server, by its REST API (2.0): settings as parameters, `training/loss`, `validation/amiMax`, …
 * as metrics, and scores at the end. Values are sent only after a checkpoint is written, so that a run that is resumed from it sends none twice.
 * The logger finds a run again by its tag `neural-em.run`.
 */
export function mlflowLogger({ address, experiment = 'neural-em', headers = {}, now = Date.now }: MlflowOptions): RunLogger {
  const client = createMlflowClient({ address, headers });
  let id: string | undefined;
  let pending: MlflowMetric[] = [];
  let step = 0;
  const send = async () => {
    if (id === undefined) return;
    while (pending.length > 0) {
      const batch = pending.slice(0, MOST_METRICS);
      await client.post('runs/log-batch', { run_id: id, metrics: batch });
      pending = pending.slice(batch.length);
    }
  };
  return {
    name: `MLflow at ${address}`,
    begin: async ({ name, id: own, settings }) => {
      pending = [];
      const experimentId = await client.experimentOf(experiment);
      const found = await client.runOf(experimentId, TAG, own);
      if (found !== undefined) {
        id = found;
        await client.post('runs/update', { run_id: id, status: 'RUNNING' });
        return;
      }
      id = await client.newRun({ experiment_id: experimentId, run_name: name, start_time: now(), tags: [{ key: TAG, value: own }] });
      const params = leaves(settings).map(([key, value]) => ({ key, value: textOf(value) }));
      for (let i = 0; i < params.length; i += MOST_PARAMS)
        await client.post('runs/log-batch', { run_id: id, params: params.slice(i, i + MOST_PARAMS) });
    },
    log: async (report) => {
      if (id === undefined) return;
      step = report.step;
      pending.push(...metricsOf(report, now()));
      // A server may be away for long; then the oldest values are dropped.
      if (pending.length > MOST_PENDING) pending = pending.slice(-MOST_PENDING / 2);
      if (report.kind === 'checkpoint') await send();
    },
    end: async ({ status, scores }) => {
      if (id === undefined) return;
      const timestamp = now();
      pending.push(...testValues(scores).map(([key, value]) => ({ key, value, step, timestamp })));
      // What came after the last checkpoint of a run that goes on later comes again.
      if (status === 'done') await send();
      await client.post('runs/update', { run_id: id, status: statuses[status], end_time: now() });
    },
  };
}

function metricsOf(report: RunReport, timestamp: number): MlflowMetric[] {
  return valuesOf(report).map(([key, value]) => ({ key, value, step: report.step, timestamp }));
}

/** Returns each setting with its path, such as `model.components`. */
function leaves(tree: object, prefix = ''): [key: string, value: unknown][] {
  return Object.entries(tree).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? leaves(value, `${prefix}${name}.`) : [[prefix + name, value]],
  );
}

/** The longest value of a parameter that servers of all releases accept. */
const LONGEST = 250;

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST);
}
