import { torture } from './torture.ts';

// `npm run torture -w @neural-em/trainers -- 1000`
const kills = Number(process.argv[2] ?? 1000);
const started = performance.now();
const { runs, faults } = await torture({ kills, steps: 60, seed: kills });
process.stdout.write(
  `${kills} kills, ${runs} runs to their end, ${faults.length} faults, ${Math.round((performance.now() - started) / 1000)} s\n`,
);
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
