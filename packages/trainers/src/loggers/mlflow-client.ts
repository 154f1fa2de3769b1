import { LoggerError } from './errors.ts';

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

type Json = Readonly<Record<string, unknown>>;

/**
 * Returns functions for the requests to MLflow's REST API that a logger makes. Each throws a `LoggerError` if the server does not answer or
 * refuses.
 */
export function createMlflowClient({ address, headers }: { address: string; headers: Readonly<Record<string, string>> }) {
  const base = `${address.replace(/\/+$/, '')}/api/2.0/mlflow`;
  const ask = async (path: string, init: RequestInit): Promise<{ readonly ok: boolean; readonly status: number; readonly body: Json }> => {
    try {
      const response = await fetch(`${base}/${path}`, { ...init, headers: { 'content-type': 'application/json', ...headers } });
      const text = await response.text();
      return { ok: response.ok, status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
    } catch (error) {
      throw new LoggerError(`MLflow at ${address} does not answer: ${error instanceof Error ? error.message : error}`);
    }
  };
  const refused = (path: string, { status, body }: { readonly status: number; readonly body: Json }) =>
    new LoggerError(`MLflow at ${address} refused ${path}: ${status} ${body.error_code ?? ''} ${body.message ?? ''}`.trim());
  const post = async (path: string, body: object): Promise<Json> => {
    const answer = await ask(path, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw refused(path, answer);
    return answer.body;
  };
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
