import type { EmModel } from '@neural-em/core';
import { backend, type Tensor } from '@tensorflow/tfjs-core';

/** A function of tensors that does the same for every input of the same shapes. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor[];

/** A backend that can record such a function and replay it without JavaScript. It throws a `CaptureError` if it cannot record the function. */
interface Recorder {
  capture?(fn: TensorFunction): TensorFunction;
}

/** What happens if a function cannot be recorded. */
interface ReplayOptions {
  /** Is called once with the reason. Default: `console.warn`. */
  readonly notice?: ((text: string) => void) | undefined;
  /** Runs in place of the function. Default: the function itself. */
  readonly otherwise?: TensorFunction;
}

/** Runs `fn` on `inputs` from a recording for this key and these shapes. */
export type Replay = (key: string, inputs: readonly Tensor[], fn: TensorFunction, options?: ReplayOptions) => Tensor[];

/**
 * Records functions, once for each key and list of shapes. If the backend cannot record the function, the function itself runs. `what` names
 * the function in the notice.
 */
export function createReplays(what: string): Replay {
  let recordings = new Map<string, TensorFunction>();
  let owner: Recorder | undefined;
  let refused = false;
  return (key, inputs, fn, { notice = console.warn, otherwise = fn } = {}) => {
    const recorder = backend() as Recorder;
    if (recorder !== owner) {
      recordings = new Map();
      owner = recorder;
    }
    if (refused || !recorder.capture) return otherwise(...inputs);
    const full = `${key}/${inputs.map(({ shape }) => shape.join()).join('/')}`;
    const known = recordings.get(full);
    if (known) return known(...inputs);
    const recording = recorder.capture(fn);
    try {
      const results = recording(...inputs);
      recordings.set(full, recording);
      return results;
    } catch (error) {
      if (!(error instanceof Error && error.name === 'CaptureError')) throw error;
      refused = true;
      notice(`${what} runs without a recording, and slower: ${error.message}`);
      return otherwise(...inputs);
    }
  };
}

const evaluations = new WeakMap<EmModel, Replay>();

/** Returns the recordings of evaluations of a model, which are freed with the model. The key must contain every setting. */
export function evaluationReplays(model: EmModel, { notice }: Pick<ReplayOptions, 'notice'>): Replay {
  const replay = evaluations.get(model) ?? createReplays('an evaluation');
  evaluations.set(model, replay);
  return (key, inputs, fn, options) => replay(key, inputs, fn, { notice, ...options });
}
