import { RunDataError } from '../errors.ts';
import type { RunStorage } from '../storage/types.ts';
import { decodeCheckpoint, encodeCheckpoint, type LoggedCheckpoint } from './checkpoint-file.ts';

const FOLDER = 'checkpoints/';

/** The checkpoints of a run. */
export interface CheckpointShelf {
  /** Finds the last good checkpoint and removes what comes after it or is incomplete. */
  open(): Promise<{ latest: LoggedCheckpoint | undefined; passedOver: string[] }>;
  /** Adds a checkpoint, then removes those that are no longer kept. */
  put(checkpoint: LoggedCheckpoint): Promise<void>;
}

/** Keeps the last `keep` checkpoints and the one of the best step. A checkpoint counts from when its JSON is there. */
export function createCheckpointShelf(storage: RunStorage, keep: number): CheckpointShelf {
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
      const names = (await storage.list()).filter((name) => name.startsWith(FOLDER));
      steps = names.flatMap((name) => stepOf(name) ?? []).sort((a, b) => a - b);
      const passedOver: string[] = [];
      let latest: LoggedCheckpoint | undefined;
      while (!latest && steps.length > 0) {
        try {
          latest = await read(storage, nameOf(steps.at(-1)!));
        } catch (error) {
          if (!(error instanceof RunDataError)) throw error;
          passedOver.push(error.message);
          steps.pop();
        }
      }
      if (!latest && passedOver.length > 0) throw new RunDataError(`no checkpoint is good: ${passedOver.join('; ')}`);
      const known = new Set(steps.flatMap((step) => [`${nameOf(step)}.json`, `${nameOf(step)}.safetensors`]));
      for (const name of names) if (!known.has(name)) await storage.remove(name);
      await prune(latest?.checkpoint.state.bestStep ?? null);
      return { latest, passedOver };
    },
    put: async (logged) => {
      const { step, bestStep } = logged.checkpoint.state;
      const { tensors, json } = await encodeCheckpoint(logged);
      await storage.write(`${nameOf(step)}.safetensors`, tensors);
      await storage.write(`${nameOf(step)}.json`, json);
      steps = [...new Set([...steps, step])].sort((a, b) => a - b);
      await prune(bestStep);
    },
  };
}

async function read(storage: RunStorage, name: string): Promise<LoggedCheckpoint> {
  const json = await storage.read(`${name}.json`);
  const tensors = await storage.read(`${name}.safetensors`);
  if (!json || !tensors) throw new RunDataError(`${name} is incomplete`);
  return decodeCheckpoint(name, { json, tensors });
}

function nameOf(step: number): string {
  return `${FOLDER}${String(step).padStart(9, '0')}`;
}

/** The step of a checkpoint, from the name of its JSON. */
function stepOf(name: string): number | undefined {
  const digits = /^checkpoints\/(\d{9,15})\.json$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
