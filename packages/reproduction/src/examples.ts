import { type FigureOptions, groupingsOf, scoreMetrics } from '@neural-em/runs';
import { encodePng, type GroupingFigureOptions, groupingFigure } from '@neural-em/viz';

/** A picture that shows the grouping of one test image, EM step by EM step. */
export interface Example {
  readonly name: string;
  readonly caption: string;
  readonly png: Uint8Array;
}

/** The score of each test image, and the share of its foreground that overlaps. */
export interface Graded {
  readonly scores: readonly number[];
  readonly overlap: readonly number[];
}

interface Image {
  readonly index: number;
  readonly score: number;
  readonly overlap: number;
}

const EACH = 2;
const CANDIDATES = 12;

/**
 * Draws images that a model groups well and badly: the best among images with more overlap than the median, the worst of all, and those
 * with the most overlap. A picture is made with new noise, which changes the score; so several candidates are grouped again, and the best
 * (worst) of these are drawn.
 */
export async function drawExamples(name: string, options: FigureOptions, { scores, overlap }: Graded): Promise<Example[]> {
  const images = scores.map((score, index) => ({ index, score, overlap: overlap[index]! }));
  const median = [...overlap].sort((a, b) => a - b)[overlap.length >> 1] ?? 0;
  const best = (a: Image, b: Image) => b.score - a.score;
  const kinds = {
    good: { of: images.filter((image) => image.overlap >= median), order: best, drawn: CANDIDATES },
    bad: { of: images, order: (a: Image, b: Image) => best(b, a), drawn: CANDIDATES },
    overlap: { of: images, order: (a: Image, b: Image) => b.overlap - a.overlap, drawn: EACH },
  };
  const examples: Example[] = [];
  for (const [kind, { of, order, drawn }] of Object.entries(kinds)) {
    const candidates = [...of].sort(order).slice(0, drawn);
    const groupings = await groupingsOf(
      candidates.map(({ index }) => index),
      options,
    );
    const shown = groupings.map((grouping, i) => ({ ...candidates[i]!, grouping, score: scoreOf(grouping) })).sort(order);
    for (const [i, { index, overlap: share, grouping, score }] of shown.slice(0, EACH).entries()) {
      const { steps } = grouping.shape;
      examples.push({
        name: `${name}-${kind}-${i + 1}`,
        caption: `test image ${index}, ${Math.round(100 * share)} % of the foreground overlaps, AMI (max) ${score.toFixed(3)}`,
        png: encodePng(groupingFigure({ ...grouping, columns: [...new Set([0, steps >> 1, steps - 1])] })),
      });
    }
  }
  return examples;
}

/** Returns the AMI (max) of the last step of a grouping. */
function scoreOf({ shape: { steps, components, height, width }, gamma, truth }: GroupingFigureOptions): number {
  const pixels = height * width;
  const last = gamma.subarray((steps - 1) * components * pixels);
  return scoreMetrics.amiMax(truth!.subarray((steps - 1) * pixels), largest(last, components, pixels));
}

/** Returns the component with the largest responsibility for each pixel, given gamma of one step, [K, D]. */
function largest(gamma: Float32Array, components: number, pixels: number): Int32Array {
  return Int32Array.from({ length: pixels }, (_, i) => {
    let best = 0;
    for (let k = 1; k < components; k++) if (gamma[k * pixels + i]! > gamma[best * pixels + i]!) best = k;
    return best;
  });
}
