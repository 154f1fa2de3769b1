import { publishedText } from '@neural-em/experiments';
import { fixed, spreadText } from '@neural-em/runs';
import type { AblationRow } from './ablation.ts';
import type { ReproductionTable } from './table.ts';

/** Returns the cells of the table, for a terminal. */
export function summary({ models, published, baselines }: ReproductionTable): string[][] {
  return [
    ['', 'AMI (max)', 'AMI (arithmetic)', 'ARI', 'runs'],
    ...models.map(({ name, scores, runs }) => [
      name,
      ...(['amiMax', 'amiArithmetic', 'ari'] as const).map((key) => spreadText(scores?.[key] ?? null)),
      `${runs.done} of ${runs.planned}`,
    ]),
    ...published.map(({ method, mean, deviation, verified }) => [
      `${method}, ${publishedText({ verified })}`,
      ...[spreadText({ mean, deviation }), '–', '–', '5'],
    ]),
    ...baselines.map(({ name, amiMax, amiArithmetic, ari }) => [
      name,
      ...[amiMax, amiArithmetic, ari].map((value) => fixed(value, 3)),
      '–',
    ]),
  ];
}

/** Returns the cells of the variants, the best first, for a terminal. */
export function ablationSummary(rows: readonly AblationRow[]): string[][] {
  return [
    ['variant', 'validation AMI (max)', 'AMI (arithmetic)', 'loss', 'steps'],
    ...rows.map(({ name, amiMax, amiArithmetic, loss, steps }) => [
      name,
      spreadText(amiMax),
      spreadText(amiArithmetic),
      spreadText(loss, 1),
      steps ? steps.mean.toFixed(0) : 'not finished',
    ]),
  ];
}
