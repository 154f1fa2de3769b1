import { type EmModel, type UnrollOptions, unroll, variableGradients } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import {
  abs,
  add,
  dispose,
  div,
  keep,
  max,
  minimum,
  mul,
  type Scalar,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tidy,
  unstack,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { RecordedUpdate } from './optimizers/types.ts';
import { createReplays, type Replay } from './replays.ts';
import { createStepInputs } from './step-inputs.ts';
import type { TrainStepOptions } from './train-step-options.ts';

/**
 * Loss, intra, inter and the norm of the gradients as one tensor, and the gradients in the order of the weights; no gradients if the
 * weights were updated already.
 */
export type LossAndGradients = { scalars: Tensor; gradients: Tensor[] };

/** The step that gradients are computed for. */
interface GradientsAt {
  /** The name of the random streams of this step. */
  readonly place: string;
  readonly steady: boolean;
  /** The numbers that the update takes. */
  readonly numbers?: readonly number[] | undefined;
}

/** An update that may be recorded together with the gradients. */
interface RecordableUpdate extends Pick<RecordedUpdate, 'apply'> {
  readonly clipNorm?: number | undefined;
}

/**
 * Returns a function that computes loss and gradients of a batch. If the step is `steady` and the backend records functions, the work on a batch
 * is recorded once for each model, size of batch and other constants of the task, and then replayed. The recording includes the update if there is
 * one and `numbers` are given. Nothing is updated if the loss or the norm is not a number. Call the function within a `tidy`.
 */
export function createGradients(weights: readonly Variable[], update?: RecordableUpdate) {
  const recorded = createReplays('a training step');
  const inputsOf = createStepInputs();
  return (model: EmModel, batch: Batch, options: TrainStepOptions, { place, steady, numbers }: GradientsAt): LossAndGradients => {
    const { notice } = options;
    const replay: Replay = steady ? recorded : (_, tensors, fn) => fn(...tensors);
    const images = batch.shape[1];
    const parts = splitBatch(batch, options.microBatchSize ?? images);
    if (parts.length === 1) {
      const { key, tensors, taskOf } = inputsOf(model, batch, options, place);
      const found = (given: readonly Tensor[]) => summary(ofPart(model, taskOf(given), weights));
      const updated = (now: Tensor, given: readonly Tensor[]) => {
        const [scalars, ...gradients] = found(given);
        update?.apply(gradients, now, factorOf(scalars!, update.clipNorm));
        return [scalars!];
      };
      const [scalars, ...gradients] =
        update && numbers && steady
          ? recorded(`update ${key}`, [tensor1d([...numbers]), ...tensors], (now, ...given) => updated(now!, given), {
              notice,
              otherwise: (_, ...given) => found(given),
            })
          : replay(key, tensors, (...given) => found(given), { notice });
      return { scalars: scalars!, gradients };
    }
    let total: Tensor[] | undefined;
    for (const [i, part] of parts.entries()) {
      const before = total;
      total = tidy(() => {
        const { key, tensors, taskOf } = inputsOf(model, part, options, i === 0 ? place : `${place}/${i}`);
        const found = replay(`part ${key}`, tensors, (...given) => ofPart(model, taskOf(given), weights), { notice });
        const share = part.shape[1] / images;
        return found.map((tensor, n): Tensor => (before ? add(before[n]!, mul(tensor, share)) : mul(tensor, share)));
      });
      if (before) dispose(before);
    }
    const [scalars, ...gradients] = summary(total!);
    return { scalars: scalars!, gradients };
  };
}

/** Returns loss, intra, inter and the norm of the gradients in one tensor, then the gradients. */
function summary([loss, intra, inter, ...gradients]: Tensor[]): Tensor[] {
  const norm = sqrt(gradients.map((g): Tensor => sum(square(g))).reduce((a, b) => add(a, b)));
  return [stack([loss!, intra!, inter!, norm]), ...gradients];
}

/** Returns the factor by which clipping multiplies gradients; NaN if the loss or the norm is not a finite number. */
function factorOf(scalars: Tensor, clipNorm?: number): Tensor {
  const [loss, , , norm] = unstack(scalars) as [Tensor, Tensor, Tensor, Tensor];
  const zero = add(sub(loss, loss), sub(norm, norm));
  return add(zero, clipNorm === undefined ? 1 : minimum(div(clipNorm, norm), 1));
}

/** Returns the largest absolute value of each tensor; NaN if one of its values is not a number. */
export async function largestValues(tensors: readonly Tensor[]): Promise<number[]> {
  const largest = tidy(() => stack(tensors.map((t): Tensor => max(abs(t)))));
  const hasNaN = tidy(() => stack(tensors.map((t): Tensor => sum(mul(t, 0)))));
  const [sizes, checks] = await Promise.all([largest.data<'float32'>(), hasNaN.data<'float32'>()]);
  dispose([largest, hasNaN]);
  // `max` may ignore a NaN, so the sum of 0 · x is checked, too, which is NaN for NaN and for infinity.
  return Array.from(sizes, (size, i) => (Number.isNaN(checks[i]!) && Number.isFinite(size) ? Number.NaN : size));
}

/** Returns loss, intra and inter of one part, then the gradients. */
function ofPart(model: EmModel, task: UnrollOptions, weights: readonly Variable[]): Tensor[] {
  const terms: Scalar[] = [];
  const { value, grads } = variableGradients(() => {
    const { loss } = unroll(model, task);
    terms.push(keep(loss.intra), keep(loss.inter));
    return loss.total;
  }, weights);
  const [intra, inter] = terms.map((term) => {
    const copy = term.clone();
    term.dispose();
    return copy;
  }) as [Tensor, Tensor];
  // A weight that the loss does not depend on has no gradient, but the optimizer needs one in its place.
  return [value, intra, inter, ...weights.map((weight) => grads[weight.name] ?? zerosLike(weight))];
}

/** Cuts a batch into parts of at most `size` images. */
function splitBatch(batch: Batch, size: number): Batch[] {
  const [T, B, H, W, C] = batch.shape;
  if (size >= B) return [batch];
  const take = <A extends Float32Array | Uint8Array>(values: A, block: number, from: number, to: number, out: A): A => {
    for (let t = 0; t < T; t++) out.set(values.subarray((t * B + from) * block, (t * B + to) * block), t * (to - from) * block);
    return out;
  };
  return Array.from({ length: Math.ceil(B / size) }, (_, i): Batch => {
    const from = i * size;
    const to = Math.min(B, from + size);
    const pixels = T * (to - from) * H * W;
    return {
      shape: [T, to - from, H, W, C],
      frames: take(batch.frames, H * W * C, from, to, new Float32Array(pixels * C)),
      groups: take(batch.groups, H * W, from, to, new Uint8Array(pixels)),
    };
  });
}
