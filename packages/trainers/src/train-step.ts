import { type EmModel, namedVariables } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { dispose, mul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { DivergedError, type Divergence } from './errors.ts';
import { createGradients, largestValues } from './gradients.ts';
import type { Noise } from './noise.ts';
import type { Optimizer, OptimizerFactory } from './optimizers/types.ts';
import { checkTraining } from './option-kinds.ts';
import type { Losses, TaskOptions } from './task.ts';

/** Settings of a training step. */
export interface TrainStepOptions extends TaskOptions {
  readonly optimizer: OptimizerFactory;
  /** Scales the gradients down where their common norm exceeds this; off by default. */
  readonly clipNorm?: number;
  /** Images whose gradients are computed at a time, and then averaged over the batch: fewer need less memory. All by default. */
  readonly microBatchSize?: number;
  /** How many of the last EM steps on a static image have a loss in training, of equal weight; only the last one by default. */
  readonly lossSteps?: number;
  /**
   * Share of theta that the decoder does not see in training, 0 by default. It keeps a component from holding two objects: with all of
   * theta to itself the network learns to, since that costs no loss.
   */
  readonly thetaDropout?: number;
  /** EM steps after which the dropout on theta has fallen to 0, within each item: objects are told apart in the first steps. None by default, where it stays. */
  readonly thetaDropoutSteps?: number;
  /** Noise of a training step, in place of `noise`, which validation keeps. */
  readonly noiseAt?: (step: number) => Noise;
  /**
   * What a training step, counted from 1, has of its own, in place of the model and the options that validation keeps: a schedule of
   * anything over the run. A function of the step and nothing else, so that a run that is resumed goes on with the same values.
   */
  readonly at?: (step: number) => StepChanges;
}

/** What can be another at each training step. */
export interface StepChanges
  extends Pick<TrainStepOptions, 'interWeight' | 'litInterWeight' | 'thetaDropout' | 'thetaDropoutSteps' | 'emSteps' | 'lossSteps'> {
  /** The model with another E-step or share of the gradient through gamma, say, made of the same network: its parameters are those of the run. */
  readonly model?: EmModel;
}

/** What one training step reports. */
export interface StepReport extends Losses {
  /** Euclidean norm of all gradients together, before any clipping. */
  readonly gradientNorm: number;
}

/** How a training step updates. */
export interface UpdateOptions {
  /** Number of the optimizer's update, where steps were skipped; that of the step by default. */
  readonly update?: number;
  /** Multiplies the learning rate. */
  readonly rate?: number;
}

/** One training step: `step` counts from 1 and names the random streams, so the same step draws the same noise. */
export interface TrainStep {
  readonly optimizer: Optimizer;
  run(batch: Batch, step: number, options?: UpdateOptions): Promise<StepReport>;
}

/**
 * A training step on a model: noise, unrolled EM, loss, gradients of the model's own parameters, one update.
 *
 * `run` throws a `DivergedError`, before anything is updated, where the loss or a gradient is no longer a number.
 */
export function createTrainStep(model: EmModel, options: TrainStepOptions): TrainStep {
  checkTraining('createTrainStep', options);
  const named = namedVariables(model.params);
  const weights = named.map(([, variable]) => variable);
  const optimizer = options.optimizer(weights);
  const { clipNorm, noiseAt, at } = options;
  const gradientsOf = createGradients(weights);
  return {
    optimizer,
    run: async (batch, step, { update = step, rate = 1 } = {}) => {
      const noise = noiseAt?.(step) ?? options.noise;
      const now = at?.(step) ?? {};
      const { model: own = model, ...changes } = now;
      const task = { ...options, noise, ...changes };
      const steady = !at || (step > 1 && isAlike(at(step - 1), now));
      const { scalars, gradients } = tidy(() => gradientsOf(own, batch, task, `training/${step}`, steady));
      const [loss = Number.NaN, intra = 0, inter = 0, gradientNorm = Number.NaN] = await scalars.data<'float32'>();
      scalars.dispose();
      try {
        if (!(Number.isFinite(loss) && Number.isFinite(gradientNorm))) {
          const paths = named.map(([path]) => path);
          const sizes = await largestValues(gradients);
          throw divergedError({ step, losses: { loss, intra, inter }, gradientNorm, gradients: bySize(paths, sizes) });
        }
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

/** Whether two steps have the same, dropout aside: a recording holds the constants of a step, so that one that differs from the last is not worth it. */
function isAlike(before: StepChanges, now: StepChanges): boolean {
  const constants = ({ model: _, thetaDropout: __, ...changes }: StepChanges) => JSON.stringify(changes);
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
