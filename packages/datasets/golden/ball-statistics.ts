/**
 * Measures the animations of the R-NEM authors and writes `ball-statistics.json`, which the tests compare `bouncingBalls` with.
 * Run: `python3 scripts/balls/animations.py FOLDER animations.npz`, then
 * `npx tsx --conditions=@neural-em/source packages/datasets/golden/ball-statistics.ts animations.npz`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { ballStatistics } from '../src/ball-statistics.fixture.ts';
import { readNpz } from '../src/npz/index.ts';

/** Number and radii of the balls, by the beginning of the names of the files. */
const SETS: Readonly<Record<string, { balls: number; radii: number[] }>> = {
  balls4mass: { balls: 4, radii: [5.12, 6.4] },
  balls678mass: { balls: 6, radii: [5.12, 6.4] },
  curtain: { balls: 3, radii: [7.68] },
};

const [archive = ''] = process.argv.slice(2);
const names: string[] = JSON.parse(readFileSync(archive.replace(/npz$/, 'json'), 'utf8'));
const data = await readNpz(archive);
const sequences = names.map((file, i) => {
  const set = Object.keys(SETS).find((name) => file.startsWith(name))!;
  return { file, set, frames: data.frames, ...ballStatistics(data.read('test', [i]).frames, { side: 64, ...SETS[set]! }) };
});
const origin = 'packages/datasets/golden/ball-statistics.ts, of github.com/sjoerdvansteenkiste/Relational-NEM (MIT)';
const lines = sequences.map((sequence) => `    ${JSON.stringify(sequence)}`).join(',\n');
writeFileSync(new URL('ball-statistics.json', import.meta.url), `{\n  "origin": ${JSON.stringify(origin)},\n  "sequences": [\n${lines}\n  ]\n}\n`);
