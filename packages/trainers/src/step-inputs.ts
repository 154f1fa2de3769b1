import type { EmModel, UnrollOptions } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { createRandom } from '@neural-em/random';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Walk } from './evaluate-steps.ts';
import { listedWalk } from './listed-walk.ts';
import { stepWeightsFor } from './loss-steps.ts';
import { ownFrameMasks } from './own-frames.ts';
import { prepare } from './task.ts';
import { dropoutMasks, masked } from './theta-dropout.ts';
import type { TrainStepOptions } from './train-step-options.ts';

/** A training step on a batch, as a function of tensors. */
export interface StepInputs {
  /** A text that holds everything that the function depends on besides the tensors. */
  readonly key: string;
  /** The tensors that differ from step to step. */
  readonly tensors: readonly Tensor[];
  /** Returns the task of the step with other tensors of the same shapes. */
  taskOf(tensors: readonly Tensor[]): UnrollOptions;
}

/** Returns a function that makes the inputs of training steps: noise, initial responsibilities, targets, dropout. Call it within a `tidy`. */
export function createStepInputs(): (model: EmModel, batch: Batch, options: TrainStepOptions, place: string) => StepInputs {
  const numbers = new WeakMap<EmModel, number>();
  let models = 0;
  let thetaSize: number | undefined;
  return (model, batch, options, place) => {
    const { lossSteps, thetaDropout = 0, thetaDropoutSteps, ownFrames = 0, seed, seeds } = options;
    if (!numbers.has(model)) numbers.set(model, models++);
    const { gamma, inputs, targets, interWeight, litInterWeight, litSharePower, ...rest } = prepare(model, batch, options, place);
    const stepWeights = stepWeightsFor(batch, rest.stepWeights, lossSteps);
    const [images, components] = gamma.shape as [number, number];
    const masks = dropoutMasks(thetaDropout, createRandom(seeds?.noise ?? seed, 'theta dropout', place), {
      steps: inputs.length,
      fallSteps: thetaDropoutSteps,
      shape: () => {
        thetaSize ??= thetaSizeOf(model, { gamma, inputs, targets });
        return [images, components, thetaSize];
      },
    });
    const own = ownFrameMasks(ownFrames, createRandom(seeds?.noise ?? seed, 'own frames', place), { steps: inputs.length, images });
    const { key, tensors, walkOf } = listedWalk({ gamma, inputs, targets }, [...own, ...masks]);
    return {
      key: JSON.stringify([numbers.get(model), stepWeights, interWeight, litInterWeight, litSharePower, own.length, key]),
      tensors,
      taskOf: (given) => {
        const { others, ...walk } = walkOf(given);
        return {
          ...walk,
          ...(own.length > 0 && { ownFrames: others.slice(0, own.length) }),
          stepWeights,
          interWeight,
          litInterWeight,
          litSharePower,
          perturb: masked(others.slice(own.length)),
        };
      },
    };
  };
}

/** Returns M, the size of the vectors that the model decodes; it shows in the first step. */
function thetaSizeOf(model: EmModel, { gamma, inputs, targets }: Walk): number {
  return tidy(() => {
    let size = 0;
    model.step(model.init(gamma), inputs[0]!, targets[0]!, (theta) => {
      size = theta.shape[2]!;
      return theta;
    });
    return size;
  });
}
