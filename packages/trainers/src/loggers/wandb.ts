import { LoggerError } from './errors.ts';
import type { RunLogger } from './types.ts';
import { testValues, valuesOf } from './values.ts';
import { createWandbClient, type WandbRun } from './wandb-client.ts';

/** Options of `wandbLogger`. */
export interface WandbOptions {
  /** `entity/project`, or `project` in the account of the key. */
  readonly project: string;
  readonly apiKey: string;
  /** Address of the server's API. Default: `https://api.wandb.ai`. */
  readonly address?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

type Row = Record<string, number>;

const MOST_ROWS = 1000;
/** The largest number of rows that are kept for a server that does not answer. */
const MOST_PENDING = 50_000;
/** Milliseconds between two requests at most: W&B marks a run as crashed after five minutes without a request. */
const HEARTBEAT = 60_000;
const LONGEST_ID = 64;

/**
 * Returns a logger that sends a run to W&B by the two requests of W&B's own clients: a GraphQL mutation that makes the run, and its stream of rows.
 * Settings are sent as the config, `training/loss`, `validation/amiMax`, … as the history, and scores as the summary. Rows are sent only after a
 * checkpoint is written, so that a run that is resumed from it sends none twice. A run that is paused is marked as preempted.
 *
 * @throws LoggerError where `project` is not `project` or `entity/project`.
 */
export function wandbLogger({ project: path, apiKey, address = 'https://api.wandb.ai', now = Date.now }: WandbOptions): RunLogger {
  const names = path.split('/');
  const project = names.at(-1);
  if (!project || names.length > 2 || names[0] === '')
    throw new LoggerError(`a project of W&B must be a name, or entity/project, not ${JSON.stringify(path)}`);
  const client = createWandbClient({ address, apiKey });
  let run: WandbRun | undefined;
  let began = 0;
  let heard = 0;
  let sent = 0;
  let pending: Row[] = [];
  let summary: Row = {};
  const stream = async (body: object) => {
    if (!run) return;
    await client.post(run.stream, body);
    heard = now();
  };
  const send = async () => {
    do {
      const batch = pending.slice(0, MOST_ROWS);
      const history =
        batch.length === 0 ? {} : { 'wandb-history.jsonl': { offset: sent, content: batch.map((row) => JSON.stringify(row)) } };
      await stream({ files: { ...history, 'wandb-summary.json': { offset: 0, content: [JSON.stringify(summary)] } } });
      sent += batch.length;
      pending = pending.slice(batch.length);
    } while (pending.length > 0);
  };
  return {
    name: `W&B at ${address}`,
    begin: async ({ name, id, settings }) => {
      [pending, summary, began] = [[], {}, now()];
      run = await client.runOf({
        // W&B calls the id of a run its name.
        name: id.replace(/[^\w.-]+/g, '-').slice(-LONGEST_ID),
        displayName: name,
        modelName: project,
        ...(names.length === 2 ? { entityName: names[0] } : {}),
        config: JSON.stringify(Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, { value }]))),
      });
      sent = run.rows;
      await stream({});
    },
    log: async (report) => {
      if (!run) return;
      const values = Object.fromEntries(valuesOf(report));
      if (Object.keys(values).length > 0) {
        summary = { ...summary, ...values, _step: report.step };
        const row = { ...values, _step: report.step, _timestamp: now() / 1000, _runtime: (now() - began) / 1000 };
        // A step and the validation after it are one row of W&B.
        if (pending.at(-1)?._step === report.step) Object.assign(pending.at(-1)!, row);
        else pending.push(row);
        if (pending.length > MOST_PENDING) pending = pending.slice(-MOST_PENDING / 2);
      }
      if (report.kind === 'checkpoint') await send();
      else if (now() - heard > HEARTBEAT) await stream({});
    },
    end: async ({ status, scores }) => {
      if (!run) return;
      if (status === 'done') {
        summary = { ...summary, ...Object.fromEntries(testValues(scores)) };
        await send();
      }
      if (status === 'paused') await stream({ preempting: true });
      await stream({ complete: true, exitcode: status === 'done' ? 0 : 1 });
    },
  };
}
