import { type Contender, type ContenderSpec, start, type Turn } from './contender.ts';

/** How contenders take turns. */
export interface RoundsOptions {
  readonly rounds: number;
  /** Length of a turn, at least one training step. */
  readonly turnSeconds: number;
  /** A contender that takes longer for one training step is left out. */
  readonly limitSeconds: number;
  readonly log: (line: string) => void;
}

/** What was measured of one contender. */
export interface Measured {
  readonly spec: ContenderSpec;
  readonly about: string;
  /** Milliseconds a training step, one number a round. */
  readonly ms: readonly number[];
  /** Peak resident bytes. */
  readonly rss: number;
}

/** A contender that was left out, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/**
 * Measures contenders in interleaved rounds: machines drift, so only numbers of one round compare. Each does two training
 * steps first, which are not counted. All stay alive to the end, but only one works at a time.
 */
export async function measure(
  specs: readonly ContenderSpec[],
  options: RoundsOptions,
): Promise<{ measured: Measured[]; leftOut: LeftOut[] }> {
  const { rounds, turnSeconds, limitSeconds, log } = options;
  const leftOut: LeftOut[] = [];
  const running: { contender: Contender; steps: number; turns: Turn[] }[] = [];
  try {
    for (const spec of specs) {
      try {
        const contender = await start(spec, limitSeconds);
        const first = await contender.run(1);
        const { ms } = first.ms < 1000 * turnSeconds ? await contender.run(1) : first;
        running.push({ contender, steps: Math.max(1, Math.round((1000 * turnSeconds) / ms)), turns: [] });
        log(`${spec.name}: ready (${contender.about})`);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        leftOut.push({ name: spec.name, reason });
        log(`${spec.name}: left out: ${reason}`);
      }
    }
    for (let round = 1; round <= rounds; round++) {
      for (const { contender, steps, turns } of running) turns.push(await contender.run(steps));
      log(`round ${round} of ${rounds} done`);
    }
  } finally {
    for (const { contender } of running) contender.stop();
  }
  const measured = running.map(({ contender: { spec, about }, turns }) => ({
    spec,
    about,
    ms: turns.map((turn) => turn.ms),
    rss: Math.max(...turns.map((turn) => turn.rss)),
  }));
  return { measured, leftOut };
}
