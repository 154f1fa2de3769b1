import type { Fit, Picture } from '@neural-em/datasets/fit';
import { labelsAtOriginalSize } from '@neural-em/datasets/fit';
import { certaintyAt, type Grouped } from './groups.ts';
import type { SegmentedComponent, SegmentedFrame } from './types.ts';

/** The picture that a frame was made from, and how. */
interface FrameSource {
  readonly picture: Picture;
  readonly fit: Fit;
  /** Number of columns of the image that the model read; `background` is the value of its background. */
  readonly width: number;
  readonly background: number;
}

/** Returns the segmentation of a frame: its labels at the size of the picture, and its components. */
export function describeFrame(
  grouped: Grouped,
  imageLabels: Uint8Array,
  componentOf: ReadonlyMap<number, number>,
  source: FrameSource,
): SegmentedFrame {
  const { picture, ...rest } = source;
  const labels = labelsAtOriginalSize(picture, { labels: imageLabels, ...rest });
  const M = grouped.theta.length / grouped.k;
  const components = [...componentOf].flatMap(([label, component]): SegmentedComponent[] => {
    const seen = placeOf(labels, label, picture.width);
    if (!seen) return [];
    const theta = grouped.theta.slice(component * M, (component + 1) * M);
    return [{ label, ...seen, confidence: certainty(grouped, (d) => imageLabels[d] === label), theta }];
  });
  const ink = grouped.ink.reduce((a, b) => a + b, 0);
  return {
    labels,
    imageLabels,
    components: components.sort((a, b) => a.label - b.label),
    confidence: certainty(grouped, (d) => grouped.ink[d] === 1),
    unexplained: ink === 0 ? 0 : grouped.cost / ink,
    k: grouped.k,
    start: grouped.start,
  };
}

/** Returns the mean certainty of the pixels for which `is` returns true; 1 if there are none. */
function certainty(grouped: Grouped, is: (d: number) => boolean): number {
  let [sum, count] = [0, 0];
  for (let d = 0; d < grouped.ink.length; d++) {
    if (!is(d)) continue;
    sum += certaintyAt(grouped, d);
    count++;
  }
  return count === 0 ? 1 : sum / count;
}

function placeOf(labels: Uint8Array, label: number, width: number): Pick<SegmentedComponent, 'size' | 'box' | 'centroid'> | undefined {
  let [size, x, y] = [0, 0, 0];
  let [left, top, right, bottom] = [width, labels.length, -1, -1];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== label) continue;
    const [column, row] = [i % width, Math.floor(i / width)];
    size++;
    x += column;
    y += row;
    [left, right] = [Math.min(left, column), Math.max(right, column)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
  }
  if (size === 0) return undefined;
  return { size, box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }, centroid: { x: x / size, y: y / size } };
}
