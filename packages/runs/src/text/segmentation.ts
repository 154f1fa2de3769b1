import type { ExplainedLosses, Segmentation } from '@neural-em/pretrained';
import type { SegmentedByBaseline } from '../segment-baselines.ts';
import { layOut } from './table.ts';

/** Says in a line how many objects were found, how sure the model is, and whether it knows such pictures. */
export function segmentationText(
  name: string,
  { width, height, frames, confidence, unexplained, likeness }: Segmentation,
  explained?: ExplainedLosses,
): string {
  const objects = new Set(frames.flatMap(({ components }) => components.map(({ label }) => label))).size;
  const what = frames.length === 1 ? `${width}×${height} pixels` : `${frames.length} frames of ${width}×${height} pixels`;
  const found = `${name}: ${objects} ${objects === 1 ? 'object' : 'objects'} in ${what}`;
  if (objects === 0) return `${found}: nothing stands out from the background`;
  const loss = `${unexplained.toFixed(2)} nats per pixel of objects stay unexplained`;
  const sure = `${Math.round(100 * confidence)} % sure of the pixels of objects; ${loss}`;
  if (likeness === 'unknown') return `${found}, ${sure}; the model has no figures of its own test images to compare with`;
  const usual = `of its own test images half leave less than ${explained!.median.toFixed(2)}, 99 of 100 less than ${explained!.most.toFixed(2)}`;
  if (likeness === 'alike') return `${found}, ${sure}; ${usual}`;
  if (likeness === 'unusual') return `${found}, ${sure}, more than of nearly all images that it knows (${usual}): check the result`;
  return `${found}, but THE MODEL DOES NOT KNOW SUCH PICTURES: ${loss}; ${usual}. Do not rely on this result`;
}

/** Returns the table of baselines beside the model. */
export function baselineTable(compared: readonly SegmentedByBaseline[]): string {
  const rows = compared.map(({ name, objects, agreement }) => [`  ${name}`, objects.toFixed(1), agreement.toFixed(3)]);
  return layOut([['  baseline', 'objects', 'AMI with the model'], ...rows]);
}
