import type { RunReport } from '../reports.ts';
import { createMlflowClient, type MlflowMetric, MOST_METRICS, MOST_PARAMS } from './mlflow-client.ts';
import type { RunLogger } from './types.ts';
import { testValues, valuesOf } from './values.ts';

/** Where an MLflow server is, and what it is told. */
export interface MlflowOptions {
  /** Address of the server, as `http://localhost:5000`. */
  readonly address: string;
  /** Name of the experiment there. Default: `neural-em`. */
  readonly experiment?: string;
  /** Sent with every request, as `{ authorization: 'Bearer …' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Values that wait for a server that does not answer. */
const MOST_PENDING = 200_000;

const TAG = 'neural-em.run';
const statuses = { done: 'FINISHED', paused: 'KILLED', failed: 'FAILED' } as const;

/**
 * Tells an MLflow server how a run goes, by its REST API (2.0): settings as parameters, `training/loss`, `validation/amiMax`, … as metrics,
 * scores at the end. Rows are sent once the checkpoint that vouches for them is written, so that none is sent twice where a run goes on. A run
 * is found again by its tag `neural-em.run`.
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
      // A server may be away for long; what it missed first is given up first.
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

/** Each setting with its path, `model.components`. */
function leaves(tree: object, prefix = ''): [key: string, value: unknown][] {
  return Object.entries(tree).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? leaves(value, `${prefix}${name}.`) : [[prefix + name, value]],
  );
}

/** What servers of any release take as the value of a parameter. */
const LONGEST = 250;

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST);
}
