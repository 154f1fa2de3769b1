import { type EmModel, namedVariables } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { dispose, mul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { DivergedError, type Divergence } from './errors.ts';
import { createGradients, largestValues } from './gradients.ts';
import type { Optimizer } from './optimizers/types.ts';
import { checkTraining } from './option-kinds.ts';
import type { Losses } from './task.ts';
import type { StepChanges, TrainStepOptions } from './train-step-options.ts';

/** The report of one training step. */
export interface StepReport extends Losses {
  /** Euclidean norm of all gradients together, before any clipping. */
  readonly gradientNorm: number;
}

/** Options of the update of a training step. */
export interface UpdateOptions {
  /** Number of the update of the optimizer, if steps were skipped. Default: the number of the step. */
  readonly update?: number;
  /** Factor of the learning rate. */
  readonly rate?: number;
}

/** Makes training steps: `step` counts from 1 and names the random streams, so that the same step draws the same noise. */
export interface TrainStep {
  readonly optimizer: Optimizer;
  run(batch: Batch, step: number, options?: UpdateOptions): Promise<StepReport>;
}

/**
 * Returns a training step on a model: noise, unrolled EM, loss, gradients of the model's own parameters, and one update.
 *
 * `run` throws a `DivergedError` before it updates anything, if the loss or a gradient is not a number.
 */
export function createTrainStep(model: EmModel, options: TrainStepOptions): TrainStep {
  checkTraining('createTrainStep', options);
  const named = namedVariables(model.params);
  const weights = named.map(([, variable]) => variable);
  const optimizer = options.optimizer(weights);
  const { clipNorm, noiseAt, at } = options;
  const { recorded } = optimizer;
  const gradientsOf = createGradients(weights, recorded && { apply: recorded.apply, clipNorm });
  const gradientsAlone = (own: EmModel, batch: Batch, task: TrainStepOptions, place: string) => {
    const { scalars, gradients } = tidy(() => gradientsOf(own, batch, task, { place, steady: false }));
    scalars.dispose();
    return gradients;
  };
  return {
    optimizer,
    run: async (batch, step, { update = step, rate = 1 } = {}) => {
      const noise = noiseAt?.(step) ?? options.noise;
      const now = at?.(step) ?? {};
      const { model: own = model, ...changes } = now;
      const task = { ...options, noise, ...changes };
      const steady = !at || (step > 1 && isAlike(at(step - 1), now));
      const place = `training/${step}`;
      const numbers = recorded?.numbers(update, rate);
      const { scalars, gradients } = tidy(() => gradientsOf(own, batch, task, { place, steady, numbers }));
      const [loss = Number.NaN, intra = 0, inter = 0, gradientNorm = Number.NaN] = await scalars.data<'float32'>();
      scalars.dispose();
      try {
        if (!(Number.isFinite(loss) && Number.isFinite(gradientNorm))) {
          const paths = named.map(([path]) => path);
          // A recording that includes the update did not change the weights and returned no gradients, so these are computed again for the error.
          if (gradients.length === 0) gradients.push(...gradientsAlone(own, batch, task, place));
          const sizes = await largestValues(gradients);
          throw divergedError({ step, losses: { loss, intra, inter }, gradientNorm, gradients: bySize(paths, sizes) });
        }
        if (gradients.length === 0) return { loss, intra, inter, gradientNorm };
        const factor = clipNorm === undefined ? 1 : Math.min(1, clipNorm / gradientNorm);
        const scaled = () => (factor === 1 ? gradients : gradients.map((g): Tensor => mul(g, factor)));
        tidy(() => optimizer.apply(scaled(), update, rate));
      } finally {
        dispose(gradients);
      }
      return { loss, intra, inter, gradientNorm };
    },
  };
}

/**
 * Tells whether two steps have the same constants. A recording holds them, so a step that differs from the last one is not recorded. Dropout
 * and own frames are inputs of a recording.
 */
function isAlike(before: StepChanges, now: StepChanges): boolean {
  const constants = ({ model: _, thetaDropout: __, ownFrames: ___, ...changes }: StepChanges) => JSON.stringify(changes);
  return before.model === now.model && constants(before) === constants(now);
}

function bySize(paths: readonly string[], sizes: readonly number[]): [string, number][] {
  const rank = (size: number) => (Number.isNaN(size) ? Number.POSITIVE_INFINITY : size);
  return paths.map((path, i): [string, number] => [path, sizes[i]!]).sort((a, b) => rank(b[1]) - rank(a[1]) || 0);
}

function divergedError(divergence: Divergence): DivergedError {
  const { step, losses, gradientNorm, gradients } = divergence;
  const largest = gradients.slice(0, 3).map(([path, size]) => `${path} ${size.toPrecision(3)}`);
  return new DivergedError(
    `training step ${step}: loss ${losses.loss} (intra ${losses.intra}, inter ${losses.inter}), norm of the gradients ${gradientNorm}, ` +
      `largest gradients ${largest.join(', ')}; a lower learning rate or clipNorm may help`,
    divergence,
  );
}
