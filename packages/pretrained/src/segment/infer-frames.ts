import { everyStep, lastStep } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { type Inference, type InferenceOptions, infer } from '@neural-em/trainers';
import { fewestThatExplain } from './choose-k.ts';
import { type Grouped, groupedAt, inkOf, pairComponents, reordered } from './groups.ts';
import type { SegmentingModel, SegmentOptions } from './types.ts';

/** Number of images that are grouped in one batch. */
const BATCH = 32;
/**
 * Number of frames that a model reads backwards before a sequence, so that it has told the objects apart when it comes to the first frame.
 */
const WARM_UP = 15;

/** Frames as a model reads them, [T, H, W, C]. */
interface Images {
  readonly frames: Float32Array;
  readonly shape: readonly [T: number, H: number, W: number, C: number];
}

/** Whether a model was trained on sequences. */
export function readsSequences({ card: { settings } }: Pick<SegmentingModel, 'card'>): boolean {
  return settings.data.frames > 1;
}

/** Groups all frames as one sequence if the model was trained on sequences, and each frame by itself otherwise. */
export async function inferFrames(to: SegmentingModel, images: Images, options: SegmentOptions): Promise<Grouped[]> {
  const [T, H, W, C] = images.shape;
  const size = H * W * C;
  const isSequence = readsSequences(to) && T > 1;
  const inks = Array.from({ length: T }, (_, t) =>
    inkOf(images.frames.subarray(t * size, (t + 1) * size), { channels: C, background: to.card.settings.model.pixels.prior }),
  );
  const batches = isSequence ? [inSequence(images)] : inBatches(images);
  const counts = components(to, options);
  const of = batches.length * counts.length;
  let done = 0;
  const grouped: Grouped[] = [];
  for (const batch of batches) {
    const tried: Grouped[][] = [];
    const first = grouped.length;
    for (const k of counts) {
      options.signal?.throwIfAborted();
      const found = await infer(to.model, batch, taskOf(to, { ...options, k }, isSequence));
      tried.push(
        isSequence ? framesOf(found, inks, k) : [...found.start.keys()].map((b) => groupedAt(found, 0, b, { k, ink: inks[first + b]! })),
      );
      options.onProgress?.({ done: ++done, of });
    }
    grouped.push(
      ...(isSequence ? fewestThatExplain(tried) : tried[0]!.flatMap((_, b) => fewestThatExplain(tried.map((one) => [one[b]!])))),
    );
  }
  return grouped;
}

/** Returns the numbers of components to try. */
function components({ task }: SegmentingModel, { k = task.components, mostComponents = 8 }: SegmentOptions): number[] {
  return k === 'auto' ? Array.from({ length: mostComponents }, (_, i) => i + 1) : [k];
}

function taskOf(
  { task, card }: SegmentingModel,
  { k, starts, emSteps, seed }: SegmentOptions & { readonly k: number },
  isSequence: boolean,
): InferenceOptions {
  const trained = task.emSteps ?? card.settings.data.frames - 1;
  const { emSteps: _, ...others } = task;
  return {
    ...others,
    components: k,
    restarts: starts ?? task.restarts ?? 1,
    seed: seed ?? task.seed,
    ...(isSequence ? { stepWeights: everyStep } : { stepWeights: lastStep, emSteps: emSteps ?? trained }),
  };
}

function inBatches({ frames, shape: [T, H, W, C] }: Images): Batch[] {
  return Array.from({ length: Math.ceil(T / BATCH) }, (_, i) => {
    const count = Math.min(BATCH, T - i * BATCH);
    const values = frames.slice(i * BATCH * H * W * C, (i * BATCH + count) * H * W * C);
    return { shape: [1, count, H, W, C], frames: values, groups: new Uint8Array(count * H * W) };
  });
}

function warmUpOf(frames: number): number {
  return Math.min(WARM_UP, frames - 1);
}

function inSequence({ frames, shape: [T, H, W, C] }: Images): Batch {
  const warmUp = warmUpOf(T);
  const size = H * W * C;
  const all = new Float32Array((warmUp + T) * size);
  for (let t = 0; t < warmUp; t++) all.set(frames.subarray((warmUp - t) * size, (warmUp - t + 1) * size), t * size);
  all.set(frames, warmUp * size);
  return { shape: [warmUp + T, 1, H, W, C], frames: all, groups: new Uint8Array((warmUp + T) * H * W) };
}

/**
 * Returns each frame of a sequence as it was grouped when the frames were read forwards or, during the warm-up, backwards: whichever left less
 * unexplained. Where the backward frames end and the forward ones begin, the motion turns round: a model takes some frames to follow, and two
 * components may exchange their objects. So the components of the backward frames are paired with those of the forward frames.
 */
function framesOf(found: Inference, inks: readonly Uint8Array[], k: number): Grouped[] {
  const warmUp = warmUpOf(inks.length);
  // Step s explains frame s + 1, counted from the beginning of the warm-up.
  const forwards = inks.map((ink, t) => groupedAt(found, warmUp + t - 1, 0, { k, ink }));
  const backwards = inks.slice(0, warmUp).map((ink, t) => groupedAt(found, warmUp - t - 1, 0, { k, ink }));
  // Frame 0 is read only once, at the end of the backward frames, so it tells nothing of the pairs.
  const order = pairComponents(backwards.slice(1), forwards.slice(1, warmUp), k);
  return forwards.map((forward, t) => {
    const back = backwards[t];
    return back && (t === 0 || back.cost < forward.cost) ? reordered(back, order) : forward;
  });
}
