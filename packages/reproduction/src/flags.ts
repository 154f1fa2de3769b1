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

/** What made a table, for those who read it: the flags that say what, and not where. */
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

/** A list with commas between. */
export function listOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((part) => part.trim());
}

/** Seeds with commas between. Throws a `RunError` where one is not a whole number. */
export function seedsOf(text: string): number[] {
  const seeds = listOf(text)!.map(Number);
  if (!seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0))
    throw new RunError(`--seeds takes whole numbers with commas between, like 1,2,3, not ${text}`);
  return seeds;
}
