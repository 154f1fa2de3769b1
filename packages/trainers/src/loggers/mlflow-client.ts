import { LoggerError } from './errors.ts';
import { createRequests, type Json } from './requests.ts';

/** A value of a metric in the form of MLflow. */
export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly timestamp: number;
}

/** The largest number of metrics in a request to log a batch. */
export const MOST_METRICS = 1000;
export const MOST_PARAMS = 100;

/**
 * Returns functions for the requests to MLflow's REST API that a logger makes. Each throws a `LoggerError` if the server does not answer or
 * refuses.
 */
export function createMlflowClient({ address, headers }: { address: string; headers: Readonly<Record<string, string>> }) {
  const base = `${address.replace(/\/+$/, '')}/api/2.0/mlflow`;
  const { ask, post, refused } = createRequests({ server: `MLflow at ${address}`, base, headers });
  const experimentNamed = async (name: string): Promise<string | undefined> => {
    const path = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
    const answer = await ask(path, { method: 'GET' });
    if (answer.ok) return textAt(answer.body, 'experiment', 'experiment_id');
    if (answer.body.error_code === 'RESOURCE_DOES_NOT_EXIST') return undefined;
    throw refused(path, answer);
  };
  return {
    post,
    /** Returns the id of an experiment by its name, and makes the experiment if there is none. */
    experimentOf: async (name: string): Promise<string> => {
      const found = await experimentNamed(name);
      if (found !== undefined) return found;
      // Several runs of a sweep may make the same experiment at the same time; only one of them succeeds, and the others look it up again.
      const made = await ask('experiments/create', { method: 'POST', body: JSON.stringify({ name }) });
      if (made.ok) return textAt(made.body, 'experiment_id');
      const other = await experimentNamed(name);
      if (other === undefined) throw refused('experiments/create', made);
      return other;
    },
    /** Returns the id of the run with a tag; undefined if there is none. */
    runOf: async (experiment: string, tag: string, value: string): Promise<string | undefined> => {
      const filter = `tags.\`${tag}\` = '${value.replaceAll("'", '')}'`;
      const { runs } = await post('runs/search', { experiment_ids: [experiment], filter, max_results: 1 });
      return Array.isArray(runs) && runs.length > 0 ? textAt(runs[0] as Json, 'info', 'run_id') : undefined;
    },
    newRun: async (run: object): Promise<string> => textAt(await post('runs/create', run), 'run', 'info', 'run_id'),
  };
}

function textAt(json: Json, ...path: string[]): string {
  const found = path.reduce<unknown>((inner, name) => (inner as Json | undefined)?.[name], json);
  if (typeof found !== 'string') throw new LoggerError(`MLflow answered without ${path.join('.')}`);
  return found;
}
