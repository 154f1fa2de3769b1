import { serve } from './server.fixture.ts';

interface Chunk {
  readonly offset: number;
  readonly content: readonly string[];
}
interface Streamed {
  readonly files?: Readonly<Record<string, Chunk>>;
  readonly preempting?: boolean;
  readonly complete?: boolean;
  readonly exitcode?: number;
}

/**
 * As much of a W&B server as W&B's own clients use to make a run and to stream it: the mutation UpsertBucket, of which they read
 * `historyLineCount`, and files whose lines are written from an offset on (core/api/graphql/mutation_run.graphql and core/internal/filestream
 * of wandb/wandb).
 */
export async function startWandb() {
  const inputs: Record<string, unknown>[] = [];
  const lines = new Map<string, string[]>();
  const states: string[] = [];
  let preempting = false;
  const { address, close } = await serve(({ path, text, headers }) => {
    if (headers.authorization !== `Basic ${Buffer.from('api:secret').toString('base64')}`) return [401, { error: 'invalid API key' }];
    if (path === '/graphql') {
      const { query, variables } = JSON.parse(text);
      if (!query.includes('upsertBucket(input: $input)')) return [400, { errors: [{ message: 'unknown query' }] }];
      const { input } = variables;
      if (input.modelName === 'closed') return [200, { data: { upsertBucket: null }, errors: [{ message: 'permission denied' }] }];
      inputs.push(input);
      const project = { name: input.modelName, entity: { name: input.entityName ?? 'me' } };
      const count = lines.get('wandb-history.jsonl')?.length ?? 0;
      return [200, { data: { upsertBucket: { bucket: { name: input.name, historyLineCount: count, project } } } }];
    }
    if (path !== `/files/lab/shapes/${inputs.at(-1)?.name}/file_stream`) return [404, {}];
    const { files = {}, ...told }: Streamed = JSON.parse(text);
    for (const [name, { offset, content }] of Object.entries(files)) {
      const kept = lines.get(name) ?? [];
      kept.splice(offset, content.length, ...content);
      lines.set(name, kept);
    }
    preempting ||= told.preempting === true;
    if (told.complete) states.push(told.exitcode === 0 ? 'finished' : preempting ? 'preempted' : 'failed');
    return [200, {}];
  });
  const rows = (name: string) => (lines.get(name) ?? []).map((line): Record<string, number> => JSON.parse(line));
  return { address, close, inputs, states, history: () => rows('wandb-history.jsonl'), summary: () => rows('wandb-summary.json') };
}
