import { type Answer, serve } from './server.fixture.ts';

/** A run as the stand-in keeps it. */
export interface MlflowRun {
  readonly info: { readonly run_id: string };
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly params: { key: string; value: string }[];
  readonly metrics: { key: string; value: number; step: number }[];
  status: string;
}

/** What requests hold; each has some of it. */
interface Asked extends Pick<MlflowRun, 'tags' | 'status'> {
  readonly experiment_name: string;
  readonly name: string;
  readonly filter: string;
  readonly run_id: string;
  readonly metrics?: MlflowRun['metrics'];
  readonly params?: MlflowRun['params'];
}

/** As much of an MLflow server as its documentation says of these requests, with its limits. */
export async function startMlflow() {
  const experiments = new Map<string, string>();
  const runs: MlflowRun[] = [];
  const answers: Record<string, (body: Asked) => Answer> = {
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
      const run: MlflowRun = { info: { run_id: `r${runs.length}` }, tags, params: [], metrics: [], status: 'RUNNING' };
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
  const { address, close } = await serve(({ path, query, text }) => {
    const body = text === '' ? query : JSON.parse(text);
    return answers[path.replace('/api/2.0/mlflow/', '')]?.(body) ?? [404, { error_code: 'ENDPOINT_NOT_FOUND' }];
  });
  return { address: `${address}/`, close, runs };
}
