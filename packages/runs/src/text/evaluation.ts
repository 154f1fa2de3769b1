import type { CollisionScores } from '../collisions.ts';
import type { ScoredRuns } from '../evaluate-runs.ts';
import { describeTask } from '../evaluations.ts';
import { scoreTable, sequenceTable, stepTable } from './scores.ts';

/** Returns the scores as text for a terminal: what was scored, a table of runs, baselines and published scores, and scores per step. */
export function evaluationText({ runs, backend, rows, table, published, steps }: ScoredRuns): string {
  const { scored, evaluation } = runs[0]!;
  const all = [...(rows.length > 1 ? rows : []), ...table, ...published];
  const lines = [`${evaluation.images} items of ${describeTask(scored, scored.evaluation)}; backend ${backend}:`, scoreTable(all)];
  const sequences = sequenceTable(all);
  if (sequences) lines.push('', sequences);
  if (table[0]!.amiMax === undefined)
    lines.push('', 'the images have no labels: only the loss is scored, not the agreement with true groups');
  if (table[0]!.crossEntropy !== undefined) lines.push('', CROSS_ENTROPY);
  for (const { path, collisions } of runs) if (collisions) lines.push('', relativeText(path, collisions));
  if (steps.length > 0) lines.push('', stepTable(steps));
  return lines.join('\n');
}

const CROSS_ENTROPY =
  'cross entropy: −log p(x | max_k psi), nats per image; exact for one component (the recurrent autoencoder), an upper bound for several';

function relativeText(path: string, { relative }: CollisionScores): string {
  const [loss, relational, lastTen] = [relative.loss, relative.relationalLoss, relative.lastTen].map((share) => share.toFixed(3));
  return `${path}, divided by the loss of copying the frame before: loss ${loss}, relational loss ${relational}, relational loss of the last ten steps ${lastTen}`;
}
