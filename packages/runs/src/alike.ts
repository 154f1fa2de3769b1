import { differences, type Settings } from '@neural-em/experiments';
import { RunError } from './errors.ts';

/** Settings in which averaged runs may differ: seeds, how the folder is written, and how they are scored. */
const free = /^(seed|run\.seeds\..*|run\.(checkpointEvery|keep|tensorBoard|microBatchSize)|evaluation\..*)$/;

/**
 * Checks that runs differ only in their seeds, so that a mean over them is a mean over seeds.
 *
 * @throws RunError that names the first other setting in which two of them differ.
 */
export function checkAlike(runs: readonly { readonly path: string; readonly settings: Settings }[]): void {
  const [first, ...others] = runs;
  for (const { path, settings } of others) {
    const found = differences(first!.settings, settings).find(([setting]) => !free.test(setting));
    if (!found) continue;
    const [setting, a, b] = found.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    throw new RunError(
      `scores are averaged over runs that differ only in their seed, but ${setting} is ${a ?? 'left out'} in ${first!.path} and ${b ?? 'left out'} in ${path}`,
    );
  }
}
