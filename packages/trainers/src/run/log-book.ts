import { RunDataError } from '../errors.ts';
import type { RunReport } from '../reports.ts';
import type { RunStorage } from '../storage/types.ts';
import type { RunLog } from './logs.ts';

/** Length in bytes of each log, by name. */
export type LogLengths = Readonly<Record<string, number>>;

/** The logs of a run. */
export interface LogBook {
  add(report: RunReport): Promise<void>;
  /** Makes everything last; returns how long the logs are. */
  flush(): Promise<LogLengths>;
  /** Takes off what was added since the logs had these lengths. */
  cutTo(lengths: LogLengths): Promise<void>;
}

export function createLogBook(storage: RunStorage, logs: readonly RunLog[]): LogBook {
  const lengths = new Map<string, number>();
  const append = async (name: string, content: Uint8Array) => {
    if (content.length === 0) return;
    await storage.append(name, content);
    lengths.set(name, (lengths.get(name) ?? 0) + content.length);
  };
  return {
    add: async (report) => {
      for (const log of logs) {
        const content = log.encode(report);
        if (content.length > 0 && !lengths.get(log.name)) await append(log.name, log.begin());
        await append(log.name, content);
      }
    },
    flush: async () => {
      for (const name of lengths.keys()) await storage.flush(name);
      return Object.fromEntries(lengths);
    },
    cutTo: async (target) => {
      lengths.clear();
      for (const name of new Set([...logs.map((log) => log.name), ...Object.keys(target)])) {
        const length = Object.hasOwn(target, name) ? target[name]! : 0;
        await cut(storage, name, length);
        if (length > 0) lengths.set(name, length);
      }
    },
  };
}

async function cut(storage: RunStorage, name: string, length: number): Promise<void> {
  const content = await storage.read(name);
  if (!content && length === 0) return;
  const found = content?.length ?? 0;
  if (!content || found < length)
    throw new RunDataError(`${name} is damaged: it has ${found} bytes, where the checkpoint expects at least ${length}`);
  if (length === 0) await storage.remove(name);
  else if (found > length) await storage.write(name, content.subarray(0, length));
}
