import type { Evaluation } from './evaluation.ts';
import type { CollapseWarning, ValidationRecord } from './state.ts';

const NEARLY_ALL = 0.95;
const NOT_ALL = 0.8;
const NO_CONFIDENCE = 0.05;
const SCORE_LOST = 0.2;
/** The smallest best score for which a fall counts, because a score that was never above chance cannot fall. */
const LEAST_SCORE = 0.1;

/** Returns the signs of collapse in a validation, each with a text for the user. `history` ends with this validation. */
export function collapseSigns(
  { components }: { readonly components: number },
  { use }: Evaluation,
  history: readonly ValidationRecord[],
): Partial<Record<CollapseWarning, string>> {
  // The first validation is skipped, because the model may not have begun to assign pixels.
  if (components === 1 || history.length < 2) return {};
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const signs: Partial<Record<CollapseWarning, string>> = {};
  const { largestShare, largestTrueShare = 1 } = use;
  if (largestShare > NEARLY_ALL && largestTrueShare < NOT_ALL)
    signs['one-component'] =
      `one component takes ${percent(largestShare)} of the pixels of an image, where its largest group has ${percent(largestTrueShare)}`;
  if (use.confidence < NO_CONFIDENCE) signs.uniform = 'the responsibilities are almost uniform: no pixel is assigned';
  const falls = scoreFalls(history);
  if (falls) signs['score-falls'] = falls;
  return signs;
}

/** Returns a warning if the loss is at its lowest although the score has fallen by a fifth of its best value. */
function scoreFalls(history: readonly ValidationRecord[]): string | undefined {
  const last = history.at(-1);
  const earlier = history.slice(0, -1);
  if (!last || last.loss === null || last.score === null || earlier.some(({ loss }) => loss !== null && loss <= last.loss!)) return;
  const best = earlier.reduce((most, { score }) => Math.max(most, score ?? 0), 0);
  if (best < LEAST_SCORE || last.score >= (1 - SCORE_LOST) * best) return;
  return `the validation loss is at its lowest, but the score fell from ${best.toFixed(3)} to ${last.score.toFixed(3)}`;
}
