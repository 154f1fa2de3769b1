import { type EmModel, initialGamma, unroll, variables } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { createRandom } from '@neural-em/random';
import {
  add,
  dispose,
  keep,
  mul,
  type NamedTensorMap,
  type Scalar,
  sqrt,
  square,
  stack,
  sum,
  type Tensor,
  tidy,
  type Variable,
  variableGrads,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { DivergedError } from './errors.ts';
import type { Optimizer, OptimizerFactory } from './optimizers/types.ts';
import { type SequenceOptions, toSequence } from './sequence.ts';

/** Loss of a batch: a mean over its images. */
export interface Losses {
  readonly loss: number;
  readonly intra: number;
  readonly inter: number;
}

/** What a model is asked to do with a batch, in training and in evaluation alike. */
export interface TaskOptions extends SequenceOptions {
  /** K. */
  readonly components: number;
  /** Weight of the inter-cluster term of the loss. */
  readonly interWeight?: number;
  /** Seed of noise and initial responsibilities; each training step and each evaluated batch has streams of its own. */
  readonly seed: number | string;
}

/** Settings of a training step. */
export interface TrainStepOptions extends TaskOptions {
  readonly optimizer: OptimizerFactory;
  /** Scales the gradients down where their common norm exceeds this; off by default. */
  readonly clipNorm?: number;
}

/** What one training step reports. */
export interface StepReport extends Losses {
  /** Euclidean norm of all gradients together, before any clipping. */
  readonly gradientNorm: number;
}

/** One training step: `update` counts from 1 and names the random streams, so the same update draws the same noise. */
export interface TrainStep {
  readonly optimizer: Optimizer;
  run(batch: Batch, update: number): Promise<StepReport>;
}

/**
 * A training step on a model: noise, unrolled EM, loss, gradients of the model's own parameters, one update.
 *
 * `run` throws a `DivergedError`, before anything is updated, where the loss or a gradient is no longer a number.
 */
export function createTrainStep(model: EmModel, options: TrainStepOptions): TrainStep {
  const weights = variables(model.params);
  const optimizer = options.optimizer(weights);
  const { clipNorm } = options;
  return {
    optimizer,
    run: async (batch, update) => {
      const { scalars, gradients } = tidy(() => lossAndGradients(model, batch, options, weights, `training/${update}`));
      const [loss = Number.NaN, intra = 0, inter = 0, gradientNorm = Number.NaN] = await scalars.data<'float32'>();
      scalars.dispose();
      const report = { loss, intra, inter, gradientNorm };
      if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) {
        const factor = clipNorm === undefined ? 1 : Math.min(1, clipNorm / gradientNorm);
        tidy(() => optimizer.apply(factor === 1 ? gradients : gradients.map((g) => mul(g, factor)), update));
      }
      dispose(gradients);
      if (!(Number.isFinite(loss) && Number.isFinite(gradientNorm)))
        throw new DivergedError(
          `training step ${update}: loss ${loss} (intra ${intra}, inter ${inter}), norm of the gradients ${gradientNorm}; a lower learning rate or clipNorm may help`,
        );
      return report;
    },
  };
}

function lossAndGradients(model: EmModel, batch: Batch, options: TaskOptions, weights: Variable[], place: string) {
  const task = prepare(model, batch, options, place);
  const parts: Scalar[] = [];
  const { value, grads } = variableGrads(() => {
    const { loss } = unroll(model, task);
    parts.push(keep(loss.intra), keep(loss.inter));
    return loss.total;
  }, weights);
  const named: NamedTensorMap = grads;
  // A weight that takes no part in the loss has no gradient; the optimizer still wants one in its place.
  const gradients = weights.map((weight) => named[weight.name] ?? zerosLike(weight));
  const norm = sqrt(gradients.map((g): Tensor => sum(square(g))).reduce((a, b) => add(a, b))) as Scalar;
  const scalars = stack([value, ...parts, norm]);
  dispose(parts);
  return { scalars, gradients };
}

/** What `unroll` takes, made from a batch: streams are named after the seed and `place`. Call within a `tidy`. */
export function prepare(model: EmModel, batch: Batch, options: TaskOptions, place: string) {
  const { components, interWeight = 1, seed } = options;
  const sequence = toSequence(batch, options, createRandom(seed, 'noise', place));
  const gamma = initialGamma({ images: batch.shape[1], components, pixels: model.etaShape[0], seed: `${seed}/${place}` });
  return { ...sequence, gamma, interWeight };
}
