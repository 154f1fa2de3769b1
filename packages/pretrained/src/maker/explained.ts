import type { Dataset } from '@neural-em/datasets';
import type { Picture } from '@neural-em/datasets/fit';
import { quantile } from '@neural-em/metrics';
import type { ExplainedLosses } from '../card.ts';
import { segment } from '../segment/segment.ts';
import type { SegmentingModel } from '../segment/types.ts';

/** Measures how much a model leaves unexplained of the first test images of a dataset, in the units of `segment`. */
export async function explainedLosses(model: SegmentingModel, dataset: Dataset, images: number): Promise<ExplainedLosses> {
  const count = Math.min(images, dataset.size.test);
  const losses: number[] = [];
  for (let i = 0; i < count; i++) {
    const { unexplained } = await segment(model, picturesOf(dataset, i), { fit: { invert: false } });
    losses.push(unexplained);
  }
  const at = (share: number) => Number(quantile(losses, share).toPrecision(4));
  return { images: count, median: at(0.5), most: at(0.99) };
}

function picturesOf(dataset: Dataset, item: number): Picture[] {
  const { frames, shape } = dataset.read('test', [item]);
  const [T, , height, width, channels] = shape;
  const size = height * width * channels;
  return Array.from({ length: T }, (_, t) => ({
    width,
    height,
    data: Uint8Array.from(frames.subarray(t * size, (t + 1) * size), (value) => Math.round(255 * value)),
  }));
}
