import { availableParallelism } from 'node:os';
import { type ContenderSpec, start } from './contender.ts';
import { median } from './median.ts';
import { measurePeak } from './peak.ts';
import type { Profile } from './profile.ts';
import type { Measured } from './rounds.ts';

/** The share of the processor's peak that a contender on the native backend reaches, and where its time goes. */
export interface Share extends Profile {
  readonly contender: string;
  /** GFLOP/s of multiply-adds that the processor reaches on the same number of threads; undefined if there is no compiler to measure it. */
  readonly peak: number | undefined;
}

/** Profiles every contender on the native backend; prints and returns the results. */
export async function shares(specs: readonly ContenderSpec[], measured: readonly Measured[], limitSeconds: number): Promise<Share[]> {
  const native = specs.filter(({ name }) => name.startsWith('native') && measured.some(({ spec }) => spec.name === name));
  if (native.length === 0) return [];
  const all = availableParallelism();
  const peaks = measurePeak([1, all]);
  console.log('\nWhere the time goes (profiled apart from the rounds above):');
  const results: Share[] = [];
  for (const spec of native) {
    const contender = await start(spec, limitSeconds);
    try {
      const { ms } = await contender.run(2);
      // Node compiles functions that have run often, so a few seconds of training come first.
      const steps = Math.max(2, Math.round(3000 / ms));
      await contender.run(steps);
      const profile = await contender.profile(steps);
      const peak = peaks?.get(spec.env?.NEURAL_EM_NATIVE_THREADS === '1' ? 1 : all);
      results.push({ contender: spec.name, peak, ...profile });
    } finally {
      contender.stop();
    }
  }
  for (const { contender, peak, ms, flops, families } of results) {
    const rate = flops / 1e6 / median(measured.find(({ spec }) => spec.name === contender)!.ms);
    const share = peak ? `, ${((100 * rate) / peak).toFixed(0)} % of the measured FMA peak of ${peak.toFixed(0)} GFLOP/s` : '';
    console.log(`  ${contender}: ${(flops / 1e9).toFixed(1)} GFLOP a step, ${rate.toFixed(0)} GFLOP/s${share}`);
    const parts = Object.entries(families).filter(([, part]) => part > 0);
    console.log(`    ${parts.map(([family, part]) => `${family} ${((100 * part) / ms).toFixed(0)} %`).join(', ')}`);
  }
  return results;
}
