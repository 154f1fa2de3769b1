import { encodePng, groupingFigure } from '@neural-em/viz';
import { type FigureOptions, groupingsOf } from '../figures.ts';
import { scoreMetrics } from '../scoreboard.ts';

/** A picture of one test image, EM step by EM step. */
export interface Example {
  readonly name: string;
  readonly caption: string;
  readonly png: Uint8Array;
}

/** How test images went: their scores, and how much of the foreground overlaps. */
export interface Graded {
  readonly scores: readonly number[];
  readonly overlap: readonly number[];
}

const EACH = 2;

/**
 * Pictures of what a model groups well and badly: the best of the images whose overlap is above the median, the worst of
 * all, and those of the most overlap.
 */
export async function drawExamples(name: string, options: FigureOptions, { scores, overlap }: Graded): Promise<Example[]> {
  const images = scores.map((score, index) => ({ index, score, overlap: overlap[index]! }));
  const median = [...overlap].sort((a, b) => a - b)[overlap.length >> 1] ?? 0;
  const kinds = {
    good: images.filter((image) => image.overlap >= median).sort((a, b) => b.score - a.score),
    bad: [...images].sort((a, b) => a.score - b.score),
    overlap: [...images].sort((a, b) => b.overlap - a.overlap),
  };
  const examples: Example[] = [];
  for (const [kind, ranked] of Object.entries(kinds)) {
    const chosen = ranked.slice(0, EACH);
    const groupings = await groupingsOf(
      chosen.map(({ index }) => index),
      options,
    );
    for (const [i, grouping] of groupings.entries()) {
      const { index, overlap: share } = chosen[i]!;
      const { steps, components, height, width } = grouping.shape;
      const last = grouping.gamma.subarray((steps - 1) * components * height * width);
      const truth = grouping.truth!.subarray((steps - 1) * height * width);
      const score = scoreMetrics.amiMax(truth, largest(last, components, height * width));
      examples.push({
        name: `${name}-${kind}-${i + 1}`,
        caption: `test image ${index}, ${Math.round(100 * share)} % of the foreground overlaps, AMI (max) ${score.toFixed(3)} here`,
        png: encodePng(groupingFigure({ ...grouping, columns: [...new Set([0, steps >> 1, steps - 1])] })),
      });
    }
  }
  return examples;
}

/** The component of the largest responsibility of each pixel; gamma of one step, [K, D]. */
function largest(gamma: Float32Array, components: number, pixels: number): Int32Array {
  return Int32Array.from({ length: pixels }, (_, i) => {
    let best = 0;
    for (let k = 1; k < components; k++) if (gamma[k * pixels + i]! > gamma[best * pixels + i]!) best = k;
    return best;
  });
}
