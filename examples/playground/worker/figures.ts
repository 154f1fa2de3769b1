import { encodePng, groupingFigure } from '@neural-em/viz';
import { groupingGif } from '@neural-em/viz/gif';
import type { Frame } from '../shared/protocol.ts';

/** Returns the bytes of a picture of a grouping; steps are the columns of a PNG, or the frames of a GIF. */
export function figureOf(format: 'png' | 'gif', title: string, frames: readonly Frame[]): Uint8Array {
  // Before the first step there is nothing to see.
  const shown = frames.slice(1);
  const [first] = shown;
  if (!first) throw new Error('There is no step to draw yet.');
  const { height, width, gamma } = first;
  const shape = { steps: shown.length, components: gamma.length / (height * width), height, width, channels: 1 };
  const join = (of: (frame: Frame) => Float32Array) => Float32Array.from(shown.flatMap((frame) => [...of(frame)]));
  const arrays = {
    shape,
    title,
    inputs: join(({ image }) => image),
    gamma: join((frame) => frame.gamma),
    means: join(({ means }) => means),
    // Unlit pixels are drawn darker, so that the background does not hide the objects.
    intensity: join(({ target }) => target.map((value) => 0.25 + 0.75 * value)),
    ...(shown.some(({ score }) => score !== null) ? { truth: Uint8Array.from(shown.flatMap(({ truth }) => [...truth])) } : {}),
  };
  return format === 'gif' ? groupingGif(arrays) : encodePng(groupingFigure({ ...arrays, columns: spread([...shown.keys()], 8) }));
}

/** Returns at most `count` of the items, evenly spread, including the first and the last. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))]!);
}
