import { RunDataError } from '../errors.ts';
import type { RunReport } from '../reports.ts';
import type { RunStorage } from '../storage/types.ts';
import { crc32c } from '../tensorboard/crc32c.ts';
import type { RunLog } from './logs.ts';

/** The length of a log in bytes, and the CRC-32C of these bytes; the first format of checkpoints had no checksum. */
export interface LogMark {
  readonly length: number;
  readonly sum: number | undefined;
}

/** The marks of the logs, by name. */
export type LogMarks = Readonly<Record<string, LogMark>>;

/** The logs of a run. */
export interface LogBook {
  add(report: RunReport): Promise<void>;
  /** Flushes everything to disk and returns the marks of the logs. */
  flush(): Promise<LogMarks>;
  /** Throws a `RunDataError` unless the marks belong to these logs and the logs still begin as at that time. */
  check(marks: LogMarks): Promise<void>;
  /** Cuts off everything that was added after these marks; it checks all logs before it cuts the first. */
  cutTo(marks: LogMarks): Promise<void>;
}

export function createLogBook(storage: RunStorage, logs: readonly RunLog[]): LogBook {
  const marks = new Map<string, LogMark>();
  const known = logs.map((log) => log.name);
  const contentsAt = async (target: LogMarks): Promise<Map<string, Uint8Array | undefined>> => {
    // A checkpoint names files to cut; a forged one must not choose other files.
    const unknown = Object.keys(target).filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      const kept = known.join(', ') || 'none';
      throw new RunDataError(`the checkpoint names logs that this run does not keep: ${unknown.join(', ')}; it keeps ${kept}`);
    }
    const contents = new Map<string, Uint8Array | undefined>();
    for (const name of known) contents.set(name, await checkedContent(storage, name, markOf(target, name)));
    return contents;
  };
  const append = async (name: string, content: Uint8Array) => {
    if (content.length === 0) return;
    await storage.append(name, content);
    const { length, sum = 0 } = marks.get(name) ?? { length: 0 };
    marks.set(name, { length: length + content.length, sum: crc32c(content, sum) });
  };
  return {
    add: async (report) => {
      for (const log of logs) {
        const content = log.encode(report);
        if (content.length > 0 && !marks.get(log.name)) await append(log.name, log.begin());
        await append(log.name, content);
      }
    },
    flush: async () => {
      for (const name of marks.keys()) await storage.flush(name);
      return Object.fromEntries(marks);
    },
    check: async (target) => {
      await contentsAt(target);
    },
    cutTo: async (target) => {
      const contents = await contentsAt(target);
      marks.clear();
      for (const name of known) {
        const content = contents.get(name);
        const { length } = markOf(target, name);
        if (length > 0) marks.set(name, { length, sum: crc32c(content!.subarray(0, length)) });
        if (content === undefined) continue;
        if (length === 0) await storage.remove(name);
        else if (content.length > length) await storage.write(name, content.subarray(0, length));
      }
    },
  };
}
/** Returns the content of a log, which may have grown since the mark; undefined if there is none and the mark expects none. */
export async function checkedContent(storage: RunStorage, name: string, { length, sum }: LogMark): Promise<Uint8Array | undefined> {
  const content = await storage.read(name);
  if (!content && length === 0) return undefined;
  const found = content?.length ?? 0;
  if (!content || found < length)
    throw new RunDataError(`${name} is damaged: it has ${found} bytes, where the checkpoint expects at least ${length}`);
  if (sum !== undefined && crc32c(content.subarray(0, length)) !== sum)
    throw new RunDataError(`${name} was changed or damaged: the checksum of its first ${length} bytes is not the one in the checkpoint`);
  return content;
}

function markOf(marks: LogMarks, name: string): LogMark {
  return (Object.hasOwn(marks, name) ? marks[name] : undefined) ?? { length: 0, sum: undefined };
}
