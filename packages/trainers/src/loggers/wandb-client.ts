import { LoggerError } from './errors.ts';
import { createRequests, type Json } from './requests.ts';

/** A run on the server of W&B. */
export interface WandbRun {
  /** The path that takes its rows. */
  readonly stream: string;
  /** Number of rows that the server has. */
  readonly rows: number;
}

const UPSERT = `mutation UpsertBucket($input: UpsertBucketInput!) {
  upsertBucket(input: $input) { bucket { name historyLineCount project { name entity { name } } } }
}`;

/** Returns functions for the requests to W&B that a logger makes. Each throws a `LoggerError` if the server does not answer or refuses. */
export function createWandbClient({ address, apiKey }: { readonly address: string; readonly apiKey: string }) {
  const base = address.replace(/\/+$/, '');
  const headers = { authorization: `Basic ${btoa(`api:${apiKey}`)}` };
  const { post } = createRequests({ server: `W&B at ${base}`, base, headers });
  return {
    post,
    /** Makes a run, or finds the run of this name. */
    runOf: async (input: object): Promise<WandbRun> => {
      const { data, errors } = await post('graphql', { query: UPSERT, variables: { input } });
      if (Array.isArray(errors) && errors.length > 0)
        throw new LoggerError(`W&B at ${base} refused the run: ${at(errors[0], 'message') ?? JSON.stringify(errors[0])}`);
      const bucket = at(data, 'upsertBucket', 'bucket');
      const names = [at(bucket, 'project', 'entity', 'name'), at(bucket, 'project', 'name'), at(bucket, 'name')];
      if (!names.every((name) => typeof name === 'string')) throw new LoggerError(`W&B at ${base} answered without the run`);
      return { stream: `files/${names.map(encodeURIComponent).join('/')}/file_stream`, rows: Number(at(bucket, 'historyLineCount') ?? 0) };
    },
  };
}

function at(json: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Json)[name] : undefined), json);
}
