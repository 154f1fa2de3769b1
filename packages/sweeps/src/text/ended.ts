import type { SweepRun } from '../run-sweep.ts';

/** Says of each run that failed or was skipped why, and where the output of failed ones is; a text for each. */
export function endedTexts(runs: readonly SweepRun[], folder: string): string[] {
  return [
    ...runs
      .filter(({ state }) => state === 'failed')
      .map(({ name, message }) => `failed: ${name}: ${message}; its output is in ${folder}/logs/${name}.log`),
    ...runs.filter(({ state }) => state === 'elsewhere').map(({ message }) => `skipped: ${message}`),
  ];
}
