import type { LegendEntry } from './figure.ts';
import type { Frame } from './frames.ts';
import { palette } from './palette.ts';
import type { Colour } from './picture.ts';
import { notScored } from './tiles.ts';

/** Returns the responsibility of each component for each true group, summed over all frames. */
function sharedMass(frames: readonly Frame[], components: number): Map<number, number[]> {
  const mass = new Map<number, number[]>();
  for (const { labels = new Uint8Array(), gamma } of frames) {
    for (const [i, label] of labels.entries()) {
      if (label === 0) continue;
      const row = mass.get(label) ?? new Array<number>(components).fill(0);
      for (let k = 0; k < components; k++) row[k]! += gamma[k * labels.length + i]!;
      mass.set(label, row);
    }
  }
  return mass;
}

/**
 * Pairs true groups with components; the pair with the most responsibility is chosen first. Groups without a component get numbers from
 * `components` on.
 */
function matchGroups(mass: Map<number, number[]>, components: number): Map<number, number> {
  const pairs = [...mass].flatMap(([label, shared]) => shared.map((amount, k) => ({ label, k, amount })));
  const matched = new Map<number, number>();
  const taken = new Set<number>();
  for (const { label, k } of pairs.sort((a, b) => b.amount - a.amount)) {
    if (matched.has(label) || taken.has(k)) continue;
    matched.set(label, k);
    taken.add(k);
  }
  let next = components;
  for (const label of [...mass.keys()].sort((a, b) => a - b)) if (!matched.has(label)) matched.set(label, next++);
  return matched;
}

function evenMix(colours: readonly Colour[]): Colour {
  const mean = (c: number) => Math.round(colours.reduce((sum, colour) => sum + colour[c]!, 0) / colours.length);
  return [mean(0), mean(1), mean(2)];
}

/** The colours of K components, and of the true groups drawn with them. */
export interface GroupColours {
  readonly components: readonly Colour[];
  /** The colours of groups without a component: there are more groups than components. */
  readonly others: readonly Colour[];
  /** Returns the colour of a label other than 0. */
  of(label: number): Colour;
}

/**
 * Gives each true group the colour of the component that answers for most of it; no two groups share a colour, and groups left over get
 * further ones.
 */
export function groupColours(frames: readonly Frame[], components: number): GroupColours {
  const matched = matchGroups(sharedMass(frames, components), components);
  const all = palette(Math.max(components, ...[...matched.values()].map((index) => index + 1)));
  return { components: all.slice(0, components), others: all.slice(components), of: (label) => all[matched.get(label)!]! };
}

/** Returns the legend of the colours; `scored` says that true groups are shown. */
export function legendOf({ components, others }: GroupColours, scored: boolean): LegendEntry[] {
  return [
    ...components.map((colour, k) => ({ name: `component ${k + 1}`, colour })),
    ...(components.length > 1 ? [{ name: 'even mix', colour: evenMix(components) }] : []),
    ...others.map((colour) => ({ name: 'other object', colour })),
    ...(scored ? [{ name: 'not scored', colour: notScored }] : []),
  ];
}
