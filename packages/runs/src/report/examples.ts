import type { Parts } from '@neural-em/experiments';
import { encodePng, groupingFigure } from '@neural-em/viz';
import { groupingGif } from '@neural-em/viz/gif';
import type { ReportExample } from '@neural-em/viz/report';
import { groupingsOf } from '../figures.ts';
import { scoreModel } from '../scores.ts';
import { fixed } from '../words.ts';
import type { ReportedRun } from './reported.ts';

/** The number of images from which the best and the worst example are chosen. */
const LOOKED_AT = 200;
const EXAMPLES = 2;

/** Returns the images that the model groups best and worst among the first that were scored; if there are no labels, the first images. */
export async function bestAndWorst(
  { model, evaluation, result }: Pick<ReportedRun, 'model' | 'evaluation' | 'result'>,
  parts: Parts,
): Promise<{ best: ReportExample[]; worst: ReportExample[] }> {
  const images = Math.min(LOOKED_AT, result?.testImages ?? LOOKED_AT, evaluation.dataset.size[evaluation.split]);
  const { scores } = await scoreModel(model, { ...evaluation, images }, parts);
  const draw = async (chosen: readonly { readonly index: number; readonly text: string }[]) => {
    const groupings = await groupingsOf(
      chosen.map(({ index }) => index),
      { model, ...evaluation },
    );
    return groupings.map((grouping, i) => ({
      caption: `${evaluation.split} image ${chosen[i]!.index}${chosen[i]!.text}`,
      animation: groupingGif(grouping),
      still: encodePng(groupingFigure({ ...grouping, columns: [...new Set([0, grouping.shape.steps >> 1, grouping.shape.steps - 1])] })),
    }));
  };
  if (!scores.amiMax)
    return { best: await draw(Array.from({ length: Math.min(2 * EXAMPLES, images) }, (_, index) => ({ index, text: '' }))), worst: [] };
  const ranked = scores.amiMax
    .map((score, index) => ({ score, index, text: `, AMI ${fixed(score, 3)} in the evaluation` }))
    .sort((a, b) => b.score - a.score);
  return { best: await draw(ranked.slice(0, EXAMPLES)), worst: await draw(ranked.slice(-EXAMPLES).reverse()) };
}
