import type { EmModel } from '@neural-em/core';
import { backend, type Tensor } from '@tensorflow/tfjs-core';

/** A function of tensors that does the same for every input of the same shapes. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor[];

/** A backend that can record such a function and replay it without JavaScript. It throws a `CaptureError` if it cannot record the function. */
interface Recorder {
  capture?(fn: TensorFunction): TensorFunction;
}

/** Runs `fn` on `inputs` from a recording for this key and these shapes. If `fn` cannot be recorded, runs `otherwise` (default: `fn` itself). */
export type Replay = (key: string, inputs: readonly Tensor[], fn: TensorFunction, otherwise?: TensorFunction) => Tensor[];

/**
 * Records functions, once for each key and list of shapes. If the backend cannot record the function, the function itself runs, and the reason
 * is printed once. `what` names the function in that message.
 */
export function createReplays(what: string): Replay {
  let recordings = new Map<string, TensorFunction>();
  let owner: Recorder | undefined;
  let refused = false;
  return (key, inputs, fn, otherwise = fn) => {
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
      console.warn(`${what} runs without a recording, and slower: ${error.message}`);
      return otherwise(...inputs);
    }
  };
}

const evaluations = new WeakMap<EmModel, Replay>();

/** Returns the recordings of evaluations of a model, which are freed with the model. The key must contain every setting. */
export function evaluationReplays(model: EmModel): Replay {
  const known = evaluations.get(model);
  if (known) return known;
  const replay = createReplays('an evaluation');
  evaluations.set(model, replay);
  return replay;
}
