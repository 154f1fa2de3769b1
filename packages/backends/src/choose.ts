import * as tf from '@tensorflow/tfjs-core';
import { BackendUnavailableError, type PassedOver, UnknownBackendError } from './errors.ts';
import { messageOf, type Rung } from './rung.ts';
import { platformRungs } from './rungs.ts';
import { trainingKernels } from './training-kernels.ts';

export interface ChooseOptions {
  /** Take this backend or fail; without it the first that works is taken. */
  readonly name?: string | undefined;
  /** Kernels that the backend must have (see `trackKernels`). */
  readonly needs?: readonly string[];
  /** Told, in one line each, which backends are passed over and which is taken. */
  readonly log?: (message: string) => void;
}

export interface ChosenBackend {
  readonly name: string;
  /** What it runs on, for people. */
  readonly description: string;
  /** The better ones that cannot be used here, and why. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * Makes the best tfjs backend that works here the current one.
 *
 * In Node these are tried in turn: `tfjs-node-gpu`, `tfjs-node`, `webgpu`, `native`, `wasm`, `cpu`; in a browser `webgpu`, `webgl`,
 * `wasm`, `cpu`. A backend works if it can be imported, starts, has the kernels in `needs` and multiplies two matrices rightly.
 * Kernels that tfjs lacks or gets wrong on `wasm` and `cpu` are supplied. Also turns tfjs's production mode on.
 *
 * @throws UnknownBackendError where no backend has that `name` on this platform.
 * @throws BackendUnavailableError where nothing works, with every reason; tfjs is then back on the backend that it had.
 */
export function chooseBackend(options: ChooseOptions = {}): Promise<ChosenBackend> {
  return chooseFrom(platformRungs(), options);
}

/** `chooseBackend` among the rungs given. */
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
      log(`backend ${rung.name} passed over: ${reason}`);
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

/** A backend can start and still compute nothing sensible: [1 2] times [3 4]' is 11. */
async function checkProduct(): Promise<void> {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])));
  const [value] = await product.data();
  product.dispose();
  if (value !== 11) throw new Error(`it computes [1 2] x [3 4]' = ${value}, not 11`);
}
