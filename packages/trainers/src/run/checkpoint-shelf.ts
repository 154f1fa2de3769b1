import { RunDataError } from '../errors.ts';
import type { RunStorage } from '../storage/types.ts';
import { decodeCheckpoint, encodeCheckpoint, type LoggedCheckpoint, readMarks } from './checkpoint-file.ts';
import type { LogMarks } from './log-book.ts';
import { unsealJson } from './sealed-json.ts';

const FOLDER = 'checkpoints/';

/** The checkpoints of a run. */
export interface CheckpointShelf {
  /** Finds the last good checkpoint; `tidy` removes later and incomplete ones. */
  open(): Promise<{ latest: LoggedCheckpoint | undefined; passedOver: string[]; tidy: () => Promise<void> }>;
  /** Adds a checkpoint, then removes those that are no longer kept. */
  put(checkpoint: LoggedCheckpoint): Promise<void>;
}

/** Keeps the last `keep` checkpoints of a run and the one of the best step. A checkpoint exists from the moment its JSON is written. */
export function createCheckpointShelf(storage: RunStorage, run: string, keep: number): CheckpointShelf {
  let steps: number[] = [];
  /** Removes the checkpoints that are no longer kept. */
  const prune = async (bestStep: number | null) => {
    const kept = new Set([...steps.slice(-keep), bestStep]);
    for (const step of steps.filter((step) => !kept.has(step))) {
      await storage.remove(`${nameOf(step)}.json`);
      await storage.remove(`${nameOf(step)}.safetensors`);
    }
    steps = steps.filter((step) => kept.has(step));
  };
  return {
    open: async () => {
      const all = await storage.list();
      // A link to a folder elsewhere is listed as a file; without this check, all its checkpoints would seem missing.
      if (all.includes('checkpoints'))
        throw new RunDataError('checkpoints is not a folder: a link to one is not followed (link the whole folder of the run instead)');
      const names = all.filter((name) => name.startsWith(FOLDER));
      steps = names.flatMap((name) => stepOf(name) ?? []).sort((a, b) => a - b);
      const passedOver: string[] = [];
      let latest: LoggedCheckpoint | undefined;
      while (!latest && steps.length > 0) {
        try {
          latest = await read(storage, run, steps.at(-1)!);
        } catch (error) {
          if (!(error instanceof RunDataError)) throw error;
          passedOver.push(error.message);
          steps.pop();
        }
      }
      if (!latest && passedOver.length > 0) throw new RunDataError(`no checkpoint is good: ${passedOver.join('; ')}`);
      const tidy = async () => {
        const known = new Set(steps.flatMap((step) => [`${nameOf(step)}.json`, `${nameOf(step)}.safetensors`]));
        for (const name of names) if (isOurs(name) && !known.has(name)) await storage.remove(name);
        await prune(latest?.checkpoint.state.bestStep ?? null);
      };
      return { latest, passedOver, tidy };
    },
    put: async (logged) => {
      const { step, bestStep } = logged.checkpoint.state;
      const { tensors, json } = await encodeCheckpoint(run, logged);
      await storage.write(`${nameOf(step)}.safetensors`, tensors);
      await storage.write(`${nameOf(step)}.json`, json);
      steps = [...new Set([...steps, step])].sort((a, b) => a - b);
      await prune(bestStep);
    },
  };
}

/** Returns the marks of the logs at the newest checkpoint; empty if there is none or it is damaged. */
export async function newestMarks(storage: RunStorage): Promise<LogMarks> {
  const [name, content] = await newest(storage);
  try {
    return content ? readMarks(name, content.logs) : {};
  } catch (error) {
    if (error instanceof RunDataError) return {};
    throw error;
  }
}

/** Tells whether a run has the format whose files name their run; false if its newest checkpoint is damaged or there is none. */
export async function namesRun(storage: RunStorage): Promise<boolean> {
  const [, content] = await newest(storage);
  return content?.run !== undefined;
}

/** Returns the name and JSON of the newest checkpoint; no content if there is none or it is damaged. */
async function newest(storage: RunStorage): Promise<[name: string, content: Record<string, unknown> | undefined]> {
  const steps = (await storage.list()).flatMap((name) => stepOf(name) ?? []);
  const name = `${nameOf(Math.max(...steps))}.json`;
  const json = steps.length > 0 ? await storage.read(name) : undefined;
  try {
    return [name, json && (await unsealJson(name, json))];
  } catch (error) {
    if (error instanceof RunDataError) return [name, undefined];
    throw error;
  }
}

async function read(storage: RunStorage, run: string, step: number): Promise<LoggedCheckpoint> {
  const name = nameOf(step);
  const json = await storage.read(`${name}.json`);
  const tensors = await storage.read(`${name}.safetensors`);
  if (!json || !tensors) throw new RunDataError(`${name} is incomplete`);
  return decodeCheckpoint({ name, run, step }, { json, tensors });
}

function nameOf(step: number): string {
  return `${FOLDER}${String(step).padStart(9, '0')}`;
}

/** Tells whether a file belongs to a checkpoint, also to an incomplete one, such as tensors whose JSON was never written. */
function isOurs(name: string): boolean {
  return /^checkpoints\/\d{9,15}\.(json|safetensors)$/.test(name);
}

/** Returns the step of a checkpoint, from the name of its JSON. */
function stepOf(name: string): number | undefined {
  const digits = /^checkpoints\/(\d{9,15})\.json$/.exec(name)?.[1];
  // Each step has exactly one name: numbers longer than the padding must not begin with 0.
  return digits === undefined || nameOf(Number(digits)) !== `${FOLDER}${digits}` ? undefined : Number(digits);
}
