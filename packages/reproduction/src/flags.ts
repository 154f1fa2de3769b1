import { RunError } from '@neural-em/runs';
import { shownPath } from './shown-path.ts';

/** Flags of `nem reproduce`. */
export interface ReproduceFlags {
  readonly seeds?: string;
  readonly models?: string;
  readonly quick?: boolean;
  readonly tableOnly?: boolean;
  readonly set?: readonly string[];
  readonly testImages?: number;
  readonly out?: string;
  readonly results?: string;
  readonly backend?: string;
  readonly jobs?: number;
  readonly generalisation?: string;
  readonly ablation?: boolean;
  readonly base?: string;
  readonly minutes?: number;
  readonly steps?: number;
}

/** Returns the command that made a table, for its readers: with the flags that change the results, without those that name folders. */
export function commandLine(experiment: string, flags: ReproduceFlags): string {
  const { seeds, models, quick, set = [], testImages, generalisation, ablation, base, minutes, steps } = flags;
  const shownRun = generalisation === undefined ? {} : { generalisation: shownPath(generalisation) };
  const values = Object.entries({ models, seeds, base, minutes, steps, 'test-images': testImages, ...shownRun });
  return [
    `nem reproduce ${experiment}`,
    ...(quick ? ['--quick'] : []),
    ...(ablation ? ['--ablation'] : []),
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
    ...set.map((setting) => `--set ${setting}`),
  ].join(' ');
}

/** Splits a list with commas between its items. */
export function listOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((part) => part.trim());
}

/** Splits a list of seeds with commas between them. Throws a `RunError` if one is not a whole number. */
export function seedsOf(text: string): number[] {
  const seeds = listOf(text)!.map(Number);
  if (!seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0))
    throw new RunError(`--seeds takes whole numbers with commas between, like 1,2,3, not ${text}`);
  return seeds;
}
