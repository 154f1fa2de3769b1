import { backend, type Tensor } from '@tensorflow/tfjs-core';

/** A function of tensors that does the same for every input of the same shapes. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor[];

/** What a backend offers that can record such a function and replay it without JavaScript; it throws a `CaptureError` where it cannot. */
interface Recorder {
  capture?(fn: TensorFunction): TensorFunction;
}

/** Runs `fn` on `inputs`, from a recording where there is one of this key and these shapes. */
export type Replay = (key: string, inputs: readonly Tensor[], fn: TensorFunction) => Tensor[];

/**
 * Recordings of functions, one a key and list of shapes. Where the backend records nothing, or cannot record the function, the function
 * itself runs; what stood in the way is told once. `what` is recorded, in words.
 */
export function createReplays(what: string): Replay {
  let recordings = new Map<string, TensorFunction>();
  let owner: Recorder | undefined;
  let refused = false;
  return (key, inputs, fn) => {
    const recorder = backend() as Recorder;
    if (recorder !== owner) {
      recordings = new Map();
      owner = recorder;
    }
    if (refused || !recorder.capture) return fn(...inputs);
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
      return fn(...inputs);
    }
  };
}
