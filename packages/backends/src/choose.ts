import * as tf from '@tensorflow/tfjs-core';
import { BackendUnavailableError, type PassedOver, UnknownBackendError } from './errors.ts';
import { messageOf, type Rung } from './rung.ts';
import { platformRungs } from './rungs.ts';
import { trainingKernels } from './training-kernels.ts';

export interface ChooseOptions {
  /** Take this backend or fail. Default: the first backend that works. */
  readonly name?: string | undefined;
  /** Kernels that the backend must have (see `trackKernels`). */
  readonly needs?: readonly string[];
  /** Called with a line for each backend that is skipped, and for the one that is chosen. */
  readonly log?: (message: string) => void;
}

export interface ChosenBackend {
  readonly name: string;
  /** Text that says what the backend runs on. */
  readonly description: string;
  /** The backends that come first in the order but cannot be used here, with reasons. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * Chooses the best tfjs backend that works here and makes it the current one.
 *
 * In Node it tries `tfjs-node-gpu`, `tfjs-node`, `webgpu`, `native`, `wasm` and `cpu`, in this order; in a browser `webgpu`, `webgl`,
 * `wasm` and `cpu`. A backend works if it can be imported, starts, has the kernels in `needs` and multiplies two matrices correctly.
 * For `wasm` and `cpu` it supplies kernels that tfjs lacks or gets wrong. It also turns tfjs's production mode on.
 *
 * @throws UnknownBackendError if no backend has that `name` on this platform.
 * @throws BackendUnavailableError if no backend works, with every reason; tfjs then has its former backend again.
 */
export function chooseBackend(options: ChooseOptions = {}): Promise<ChosenBackend> {
  return chooseFrom(platformRungs(), options);
}

/** Does the work of `chooseBackend` for the given rungs. */
export async function chooseFrom(rungs: readonly Rung[], options: ChooseOptions): Promise<ChosenBackend> {
  const { name, needs = trainingKernels, log = () => {} } = options;
  const known = rungs.map((rung) => rung.name);
  const candidates = name === undefined ? rungs : rungs.filter((rung) => rung.name === name);
  if (name !== undefined && candidates.length === 0) throw new UnknownBackendError(name, known);

  tf.enableProdMode(); // silences the banner of tfjs in Node
  const before = tf.getBackend();
  const passedOver: PassedOver[] = [];
  for (const rung of candidates) {
    try {
      const description = await rung.load();
      checkKernels(needs);
      await checkProduct();
      log(`backend ${rung.name}: ${description}`);
      return { name: rung.name, description, passedOver };
    } catch (error) {
      const reason = messageOf(error).replace(/\s+/g, ' ').trim();
      log(`backend ${rung.name} skipped: ${reason}`);
      passedOver.push({ name: rung.name, reason });
    }
  }
  if (before) await tf.setBackend(before);
  throw new BackendUnavailableError(passedOver, known);
}

function checkKernels(needs: readonly string[]): void {
  const present = new Set(tf.getKernelsForBackend(tf.getBackend()).map((kernel) => kernel.kernelName));
  const missing = needs.filter((kernel) => !present.has(kernel));
  if (missing.length > 0) throw new Error(`it lacks the kernels ${missing.join(', ')}`);
}

/** Throws if the backend computes a wrong product, because a backend can start and still compute nonsense: [1 2] times [3 4]' is 11. */
async function checkProduct(): Promise<void> {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])));
  const [value] = await product.data();
  product.dispose();
  if (value !== 11) throw new Error(`it computes [1 2] x [3 4]' = ${value}, not 11`);
}
