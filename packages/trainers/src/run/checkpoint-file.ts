import { RunDataError, WeightsError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.ts';
import type { Checkpoint } from '../state.ts';
import { checkFinite, type Weights } from '../weights.ts';
import { sha256 } from './checksum.ts';
import type { LogMarks } from './log-book.ts';
import { sealJson, unsealJson } from './sealed-json.ts';
import { isCount, readState } from './state-json.ts';

/** The format of checkpoints that are written. In the second format a checkpoint names its run and holds checksums of its logs. */
const FORMAT = 2;
const FORMATS = [1, FORMAT];

/** A checkpoint in two files: tensors first, then the JSON that vouches for them. */
export interface CheckpointFiles {
  readonly tensors: Uint8Array;
  readonly json: Uint8Array;
}

/** A checkpoint, and the length and checksum of each log at that moment. */
export interface LoggedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly logs: LogMarks;
}

/** Encodes a checkpoint of a run: weights, optimizer slots and best weights in safetensors, everything else in JSON. */
export async function encodeCheckpoint(run: string, { checkpoint, logs }: LoggedCheckpoint): Promise<CheckpointFiles> {
  const { state, weights, slots, best = {} } = checkpoint;
  const groups = { weights, optimizer: slots, best };
  const tensors = encodeSafetensors(
    Object.fromEntries(
      Object.entries(groups).flatMap(([group, named]) => Object.entries(named).map(([name, value]) => [`${group}/${name}`, value])),
    ),
    { step: String(state.step) },
  );
  return { tensors, json: await sealJson({ format: FORMAT, run, state, logs, tensors: await sha256(tensors) }) };
}

/**
 * Reads a checkpoint of a run and a step. Both files are checked against their checksums before anything is read from them.
 *
 * @throws RunDataError that says what is wrong, for a damaged checkpoint and for one of another run or step.
 */
export async function decodeCheckpoint(
  { name, run, step }: { readonly name: string; readonly run: string; readonly step: number },
  { tensors, json }: CheckpointFiles,
): Promise<LoggedCheckpoint> {
  const content = await unsealJson(`${name}.json`, json);
  if (!FORMATS.some((format) => format === content.format))
    throw new RunDataError(
      `${name}.json has format ${JSON.stringify(content.format)}, where ${FORMATS.join(' or ')} was expected: another version wrote it`,
    );
  if (content.format === FORMAT && content.run !== run)
    throw new RunDataError(`${name}.json is of another run: it names ${JSON.stringify(content.run)}, and config.json is ${run}`);
  if (content.tensors !== (await sha256(tensors)))
    throw new RunDataError(`${name}.safetensors is damaged: its checksum is not the one in ${name}.json`);
  const logs = readMarks(`${name}.json`, content.logs);
  const state = readState(`${name}.json`, content.state);
  if (state.step !== step) throw new RunDataError(`${name}.json is of step ${state.step}, and its name says ${step}`);
  const { weights, optimizer, best } = splitTensors(name, tensors);
  return { checkpoint: { state, weights, slots: optimizer, best: state.bestStep === null ? undefined : best }, logs };
}

export function readMarks(name: string, value: unknown): LogMarks {
  if (!isRecord(value)) throw new RunDataError(`${name}: logs must be an object, not ${JSON.stringify(value)}`);
  return Object.fromEntries(
    Object.entries(value).map(([log, mark]) => {
      // The first format had only the length.
      const { length, sum } = isRecord(mark) ? mark : { length: mark, sum: undefined };
      if (!isCount(length) || !(sum === undefined || isCount(sum)))
        throw new RunDataError(`${name}: logs.${log} must be a length and a checksum, not ${JSON.stringify(mark)}`);
      return [log, { length, sum }];
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
    const { weights = [], optimizer = [], best = [] } = groups;
    for (const named of [weights, best]) checkFinite(Object.fromEntries(named));
    return { weights: Object.fromEntries(weights), optimizer: Object.fromEntries(optimizer), best: Object.fromEntries(best) };
  } catch (error) {
    throw error instanceof WeightsError ? new RunDataError(`${name}.safetensors: ${error.message}`) : error;
  }
}
