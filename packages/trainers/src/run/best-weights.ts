import { RunDataError } from '../errors.ts';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.ts';
import type { Checkpoint } from '../state.ts';
import type { RunStorage } from '../storage/types.ts';
import { checkFinite, type Weights } from '../weights.ts';
import { namesRun } from './checkpoint-shelf.ts';
import { sha256 } from './checksum.ts';
import { sealJson, unsealJson } from './sealed-json.ts';

const BEST = 'best/weights.safetensors';
/** The voucher of the weights, a file with their run, step and checksum. */
const VOUCHER = 'best/weights.json';

/** Best weights, with step and loss of their validation. */
export interface BestWeights {
  readonly weights: Weights;
  readonly step: number;
  readonly loss: number;
}

/** Writes the best weights of a run. If the run is stopped between the two files, it writes both again when it continues. */
export async function writeBest(storage: RunStorage, run: string, { weights, step, loss }: BestWeights): Promise<void> {
  const bytes = encodeSafetensors(weights, { step: String(step), validationLoss: String(loss) });
  const voucher = await sealJson({ run, step, tensors: await sha256(bytes) });
  await writeChanged(storage, BEST, bytes);
  await writeChanged(storage, VOUCHER, voucher);
}

/**
 * Reads the best weights of a run; undefined if there are none. Older and recorded runs have weights without a voucher; these are not checked, and
 * `notice` is called with a text that says so. A run whose checkpoints name their run must have a voucher.
 *
 * @throws WeightsError if the weights are damaged or not finite; RunDataError if they belong to another run, or the voucher is missing.
 */
export async function readBest(
  storage: RunStorage,
  runOf: () => Promise<string>,
  notice: (text: string) => void = () => {},
): Promise<Weights | undefined> {
  const bytes = await storage.read(BEST);
  if (!bytes) return undefined;
  const voucher = await storage.read(VOUCHER);
  if (!voucher) {
    if (await namesRun(storage))
      throw new RunDataError(
        `${VOUCHER} is missing, so ${BEST} may belong to another run. Resuming the run writes both again from its last checkpoint`,
      );
    notice(`there is no ${VOUCHER}, which older and recorded runs lack: ${BEST} is used without a check`);
  }
  const { weights, metadata } = decodeSafetensors(bytes);
  if (voucher) {
    const { run: owner, step, tensors } = await unsealJson(VOUCHER, voucher);
    const run = await runOf();
    if (owner !== run) throw new RunDataError(`${VOUCHER} is of another run: it names ${JSON.stringify(owner)}, and config.json is ${run}`);
    if (tensors !== (await sha256(bytes)) || String(step) !== metadata.step)
      throw new RunDataError(
        `${BEST} was changed or damaged: its checksum is not the one in ${VOUCHER}. Resuming the run writes both again from its last checkpoint`,
      );
  }
  checkFinite(weights);
  return weights;
}

/** Restores the best weights of the checkpoint that a run continues from, because those in the storage may be newer. */
export async function restoreBest(storage: RunStorage, run: string, checkpoint: Checkpoint | undefined): Promise<void> {
  const { state, best } = checkpoint ?? {};
  if (best && state && state.bestStep !== null) {
    const loss = state.history.find(({ step }) => step === state.bestStep)?.loss ?? Number.NaN;
    return writeBest(storage, run, { weights: best, step: state.bestStep, loss });
  }
  const present = await storage.read(BEST);
  // Until a stage has been validated, the best weights are those of the stage before.
  if (!present || stepOf(present) <= (state?.stageStart ?? 0)) return;
  await storage.remove(VOUCHER);
  await storage.remove(BEST);
}

/** Returns the step of encoded best weights; infinity if they are damaged. */
function stepOf(bytes: Uint8Array): number {
  try {
    const step = Number(decodeSafetensors(bytes).metadata.step);
    return Number.isNaN(step) ? Number.POSITIVE_INFINITY : step;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

async function writeChanged(storage: RunStorage, name: string, content: Uint8Array): Promise<void> {
  const present = await storage.read(name);
  if (present?.length !== content.length || content.some((byte, i) => byte !== present[i])) await storage.write(name, content);
}
