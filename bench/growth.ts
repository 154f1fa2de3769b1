import type { ContenderSpec } from './contender.ts';
import { median } from './median.ts';
import { fastest } from './report.ts';
import { type Measured, measure, type RoundsOptions } from './rounds.ts';
import type { Sizes, Task } from './tasks.ts';

/** The sizes that are doubled; and a quarter of the batch, with which a step should cost about a quarter. */
const changes = [
  ['batch', 2],
  ['components', 2],
  ['steps', 2],
  ['width', 2],
  ['batch', 0.25],
] as const;

/** How a contender's cost changes with one size, as the ratio of median times and of peak memory. */
export interface Growth {
  readonly contender: string;
  readonly doubled: string;
  readonly time: number;
  readonly memory: number;
}

/**
 * Measures every backend of ours and the fastest peer with B, K, steps and pixels doubled, one after the other, and with a quarter of B;
 * prints and returns the growth. Each changed size is measured in the same rounds as the unchanged one.
 */
export async function growth(
  task: Task,
  measured: readonly Measured[],
  contendersOf: (sizes?: Sizes) => ContenderSpec[],
  rule: RoundsOptions,
): Promise<Growth[]> {
  const peerGroups = Object.keys(task.peerGroups);
  const chosen = measured.filter(({ spec }) => !peerGroups.includes(spec.group) || fastest(measured, spec.group)?.spec === spec);
  const names = new Set(chosen.map(({ spec }) => spec.name));
  const results: Growth[] = [];
  for (const [size, factor] of changes) {
    const label = `${size === 'width' ? 'pixels' : size} × ${factor}`;
    const doubled = contendersOf({ ...task.sizes, [size]: factor * task.sizes[size] });
    const pairs = contendersOf().flatMap((spec, i) =>
      names.has(spec.name) ? [spec, { ...doubled[i]!, name: `${spec.name}, ${label}` }] : [],
    );
    const byName = new Map((await measure(pairs, rule)).measured.map((one) => [one.spec.name, one]));
    for (const name of names) {
      const [plain, twice] = [byName.get(name), byName.get(`${name}, ${label}`)];
      if (!plain || !twice) continue;
      results.push({ contender: name, doubled: label, time: median(twice.ms) / median(plain.ms), memory: twice.rss / plain.rss });
    }
  }
  console.log('\nWith one size changed:');
  for (const { contender, doubled, time, memory } of results)
    console.log(`  ${contender}, ${doubled}: time ${time.toFixed(2)}×, memory ${memory.toFixed(2)}×`);
  return results;
}
