import { RunDataError, WeightsError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.ts';
import type { Checkpoint } from '../state.ts';
import type { Weights } from '../weights.ts';
import { checksumOf } from './checksum.ts';
import { sealJson, unsealJson } from './sealed-json.ts';
import { isCount, readState } from './state-json.ts';

const FORMAT = 1;

/** A checkpoint in two files: tensors first, then the JSON that vouches for them. */
export interface CheckpointFiles {
  readonly tensors: Uint8Array;
  readonly json: Uint8Array;
}

/** A checkpoint, and how long each log was when it was taken. */
export interface LoggedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly logs: Readonly<Record<string, number>>;
}

/** Encodes a checkpoint: weights, optimizer slots and best weights in safetensors, all else in JSON. */
export async function encodeCheckpoint({ checkpoint, logs }: LoggedCheckpoint): Promise<CheckpointFiles> {
  const { state, weights, slots, best = {} } = checkpoint;
  const groups = { weights, optimizer: slots, best };
  const tensors = encodeSafetensors(
    Object.fromEntries(
      Object.entries(groups).flatMap(([group, named]) => Object.entries(named).map(([name, value]) => [`${group}/${name}`, value])),
    ),
    { step: String(state.step) },
  );
  return { tensors, json: await sealJson({ format: FORMAT, state, logs, tensors: await checksumOf(tensors) }) };
}

/**
 * Reads a checkpoint. Both files are checked against their checksums before anything is read from them.
 *
 * @throws RunDataError naming what is wrong.
 */
export async function decodeCheckpoint(name: string, { tensors, json }: CheckpointFiles): Promise<LoggedCheckpoint> {
  const content = await unsealJson(`${name}.json`, json);
  if (content.format !== FORMAT)
    throw new RunDataError(`${name}.json has format ${content.format}, where ${FORMAT} was expected: another version wrote it`);
  if (content.tensors !== (await checksumOf(tensors)))
    throw new RunDataError(`${name}.safetensors is damaged: its checksum is not the one in ${name}.json`);
  const logs = readLengths(`${name}.json`, content.logs);
  const state = readState(`${name}.json`, content.state);
  const { weights, optimizer, best } = splitTensors(name, tensors);
  return { checkpoint: { state, weights, slots: optimizer, best: state.bestStep === null ? undefined : best }, logs };
}

function readLengths(name: string, value: unknown): Record<string, number> {
  if (!isRecord(value)) throw new RunDataError(`${name}: logs must be an object, not ${JSON.stringify(value)}`);
  return Object.fromEntries(
    Object.entries(value).map(([log, length]) => {
      if (!isCount(length)) throw new RunDataError(`${name}: logs.${log} must be a whole number, not ${JSON.stringify(length)}`);
      return [log, length];
    }),
  );
}

function splitTensors(name: string, tensors: Uint8Array): Record<'weights' | 'optimizer' | 'best', Weights> {
  const groups: Record<string, [name: string, value: Weights[string]][]> = { weights: [], optimizer: [], best: [] };
  try {
    for (const [path, value] of Object.entries(decodeSafetensors(tensors).weights)) {
      const slash = path.indexOf('/');
      const group = Object.hasOwn(groups, path.slice(0, slash)) ? groups[path.slice(0, slash)] : undefined;
      if (!group) throw new RunDataError(`${name}.safetensors holds ${path}, which no checkpoint has`);
      group.push([path.slice(slash + 1), value]);
    }
  } catch (error) {
    throw error instanceof WeightsError ? new RunDataError(`${name}.safetensors: ${error.message}`) : error;
  }
  const { weights = [], optimizer = [], best = [] } = groups;
  return { weights: Object.fromEntries(weights), optimizer: Object.fromEntries(optimizer), best: Object.fromEntries(best) };
}
