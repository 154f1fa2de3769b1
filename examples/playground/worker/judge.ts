import { type Pretrained, segment } from '@neural-em/pretrained';
import type { Verdict } from '../shared/protocol.ts';

/**
 * Returns whether a model knows such images of zeros and ones, [T] of [H·W], by the measure of `segment`. Returns undefined if no pixel is
 * lit, or if a model for still pictures is used on a video, or the other way round.
 */
export async function judge(
  trained: Pretrained,
  images: readonly Float32Array[],
  { components, seed, height, width }: { components: number; seed: number; height: number; width: number },
): Promise<Verdict | undefined> {
  const { explained, settings } = trained.card;
  if (!explained || settings.data.frames > 1 !== images.length > 1) return undefined;
  const pictures = images.map((image) => ({ width, height, data: Uint8Array.from(image, (value) => 255 * value) }));
  const { likeness, unexplained, frames } = await segment(trained, pictures, {
    k: components,
    seed,
    fit: { invert: false, threshold: 0.5 },
  });
  if (likeness === 'unknown' || frames.every((frame) => frame.components.length === 0)) return undefined;
  return { likeness, unexplained, usual: explained.median, most: explained.most };
}
