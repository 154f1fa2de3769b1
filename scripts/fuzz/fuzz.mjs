// Reads damaged files of every kind, and fails if the reader of a file neither returns a value nor throws a typed error, or takes too long.
//   npm run fuzz -- --seconds 3600 --seed 1     as long as you like, each kind in turn
//   npm run fuzz -- --count 100                 a fixed number of each kind, as CI does
// Needs a build. If a damaged file kills the process, it is found as `last` in the folder that is printed first.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutate } from './mutate.mjs';
import { makeTargets } from './targets.mjs';

const SLOW = 10_000;
const { values } = parseArgs({
  options: { seconds: { type: 'string' }, count: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const end = values.seconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + 1000 * Number(values.seconds);
const count = values.seconds === undefined ? Number(values.count) : Number.POSITIVE_INFINITY;
const folder = mkdtempSync(join(tmpdir(), 'nem-fuzz-'));
console.log(`folder: ${folder}`);

const targets = (await makeTargets(folder)).map((target) => ({ ...target, refused: 0, read: 0, faults: 0, slowest: 0 }));
for (let i = 0; i < count && performance.now() < end; i++) {
  for (const target of targets) {
    const seed = Number(values.seed) * 1_000_003 + i;
    const mutant = mutate(target.good, seed);
    writeFileSync(join(folder, 'last'), mutant);
    const start = performance.now();
    try {
      await target.attempt(mutant, `${i}`);
      target.read++;
    } catch (error) {
      if (target.errors.some((kind) => error instanceof kind)) target.refused++;
      else {
        target.faults++;
        console.error(`${target.name}, mutant ${seed}: ${error?.stack ?? error}`);
      }
    }
    const took = performance.now() - start;
    target.slowest = Math.max(target.slowest, took);
    if (took < SLOW) continue;
    target.faults++;
    console.error(`${target.name}, mutant ${seed}: took ${Math.round(took)} ms`);
  }
}
for (const { name, refused, read, faults, slowest } of targets)
  console.log(
    `${name}: ${refused + read + faults} mutants, ${refused} refused, ${read} read, ${faults} faults, slowest ${Math.round(slowest)} ms`,
  );
rmSync(folder, { recursive: true, force: true });
process.exitCode = targets.some(({ faults }) => faults > 0) ? 1 : 0;
