import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Spread, spreadOf, spreadText } from '@neural-em/runs';
import { markdownTable } from './markdown.ts';
import { shownPath } from './shown-path.ts';
import type { RunState, Validation } from './states.ts';
import { variants } from './variants.ts';

/** The head of the page of an ablation: base and budget, in words. */
export interface AblationHead {
  readonly experiment: string;
  readonly base: string;
  readonly budget: string;
  readonly command: string;
}

/** A variant with the validation scores of its finished runs, and the number of unfinished ones. */
export interface AblationRow {
  readonly name: string;
  readonly why: string;
  readonly runs: number;
  readonly unfinished: number;
  readonly steps: Spread | null;
  readonly amiMax: Spread | null;
  readonly amiArithmetic: Spread | null;
  readonly loss: Spread | null;
}

/** Returns the rows of an ablation, the best score first; only finished runs count. */
export function ablationRows(states: readonly RunState[]): AblationRow[] {
  const rows = [...new Set(states.map(({ name }) => name))].map((name): AblationRow => {
    const begun = states.filter((state) => state.name === name);
    const done = begun.filter((state): state is RunState & { best: Validation } => state.state === 'done' && state.best !== null);
    const over = (of: (run: (typeof done)[number]) => number): Spread | null => {
      const values = done.map(of);
      return values.length === 0 ? null : spreadOf(values);
    };
    return {
      name,
      why: variants[name]?.why ?? '',
      runs: done.length,
      unfinished: begun.length - done.length,
      steps: over(({ steps }) => steps),
      amiMax: over(({ best }) => best.amiMax),
      amiArithmetic: over(({ best }) => best.amiArithmetic),
      loss: over(({ best }) => best.loss),
    };
  });
  return rows.sort((a, b) => (b.amiMax?.mean ?? -1) - (a.amiMax?.mean ?? -1));
}

/** Returns the page of an ablation. */
export function ablationPage({ experiment, base, budget, command }: AblationHead, rows: readonly AblationRow[]): string {
  return `${[
    `# ${experiment}: what matters`,
    `    ${command}`,
    `Each variant changes one thing of the settings \`${base}\` and is trained for ${budget}. Scores of 200 validation images at the lowest ` +
      'validation loss. Losses of variants with other noise or weights are not to be compared.',
    markdownTable(
      ['variant', 'validation AMI (max)', 'AMI (arithmetic)', 'loss', 'training steps', 'runs', 'what it is'],
      rows.map(({ name, why, runs, unfinished, steps, amiMax, amiArithmetic, loss }) => [
        name,
        spreadText(amiMax),
        spreadText(amiArithmetic),
        spreadText(loss, 1),
        steps ? steps.mean.toFixed(0) : '–',
        unfinished ? `${runs}, ${unfinished} not finished` : String(runs),
        why,
      ]),
    ),
  ].join('\n\n')}\n`;
}

/** Writes `ablation.md` and `ablation.json`. */
export function writeAblation(folder: string, head: AblationHead, states: readonly RunState[]): AblationRow[] {
  const rows = ablationRows(states);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ablation.md'), ablationPage(head, rows));
  writeFileSync(
    join(folder, 'ablation.json'),
    `${JSON.stringify({ ...head, rows, runs: states.map((state) => ({ ...state, folder: shownPath(state.folder) })) }, null, 2)}\n`,
  );
  return rows;
}
