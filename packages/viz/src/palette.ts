import { appearances, leastDistance, lightness } from './colour.ts';
import { checkInteger } from './errors.ts';
import type { Colour } from './picture.ts';

/**
 * The seven hues of Okabe and Ito (2008) with evenly spread lightness (L* 40, 47, 54, 62, 69, 82, 90), so that they also differ in a grey
 * print. Their order keeps the first few far from each other and from their even mix.
 */
const base: readonly Colour[] = [
  [43, 132, 212],
  [255, 228, 77],
  [164, 59, 1],
  [136, 214, 252],
  [153, 92, 129],
  [57, 189, 155],
  [192, 141, 1],
];

const describe = (colour: Colour) => ({ colour, views: appearances(colour), lightness: lightness(colour) });
type Described = ReturnType<typeof describe>;

/** The even mix of many colours is near this grey; no component should look like it. */
const grey: Colour = [145, 145, 145];

/** Returns how different two colours look. Their lightness must differ, too (it counts three times), or a grey print could not tell them apart. */
function difference(a: Described, b: Described): number {
  return Math.min(leastDistance(a.views, b.views), 3 * Math.abs(a.lightness - b.lightness));
}

/** Returns the colours to choose further ones from: neither too dark for a black background nor too light for white paper. */
function candidates(): Described[] {
  const levels = Array.from({ length: 16 }, (_, i) => 17 * i);
  const grid = levels.flatMap((red) => levels.flatMap((green) => levels.map((blue): Colour => [red, green, blue])));
  return grid.filter((colour) => lightness(colour) > 36 && lightness(colour) < 93).map(describe);
}

/**
 * Returns the colours of `count` components or objects, 1 to 256. From the eighth on, each gets the colour that differs most from all
 * before it, for normal, protan, deutan and tritan readers and in grey. A longer palette begins with the shorter one.
 *
 * @throws FigureArgumentError for a count outside 1–256.
 */
export function palette(count: number): Colour[] {
  checkInteger('count', count, 1, 256);
  const chosen = base.slice(0, count);
  if (chosen.length === count) return chosen;
  const known = [...base, grey].map(describe);
  const open = candidates().map((candidate) => ({ candidate, gap: Math.min(...known.map((other) => difference(candidate, other))) }));
  while (chosen.length < count) {
    const next = open.reduce((best, entry) => (entry.gap > best.gap ? entry : best)).candidate;
    chosen.push(next.colour);
    for (const entry of open) entry.gap = Math.min(entry.gap, difference(entry.candidate, next));
  }
  return chosen;
}
