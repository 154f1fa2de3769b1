import { type ContenderSpec, start, type Turn } from './contender.ts';
import { median } from './median.ts';

/** How contenders take turns. */
export interface RoundsOptions {
  readonly rounds: number;
  /** Length of a turn in seconds; a turn is at least one training step. */
  readonly turnSeconds: number;
  /** A contender whose training step takes longer is measured in the first round only. */
  readonly slowSeconds: number;
  /** A contender that does not answer within this time is left out. */
  readonly limitSeconds: number;
  readonly log: (line: string) => void;
}

/** The measurements of one contender. */
export interface Measured {
  readonly spec: Pick<ContenderSpec, 'name' | 'group'>;
  readonly about: string;
  /** Milliseconds per training step, one number for each turn. */
  readonly ms: readonly number[];
  /** Peak resident bytes, as the median over the turns. */
  readonly rss: number;
}

/** A contender that was left out, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/**
 * Measures contenders in interleaved rounds: the speed of a machine drifts, so that only numbers of the same run can be compared. Every
 * turn is a new process that runs alone, and first does two training steps that are not counted.
 */
export async function measure(
  specs: readonly ContenderSpec[],
  options: RoundsOptions,
): Promise<{ measured: Measured[]; leftOut: LeftOut[] }> {
  const { rounds, slowSeconds, log } = options;
  const leftOut: LeftOut[] = [];
  const running = specs.map((spec) => ({ spec, about: '', turns: [] as Turn[] }));
  for (let round = 1; round <= rounds; round++) {
    for (const one of running) {
      const slow = one.turns.some((turn) => turn.ms > 1000 * slowSeconds);
      if (slow || leftOut.some(({ name }) => name === one.spec.name)) continue;
      try {
        const { about, turn } = await takeTurn(one.spec, options);
        one.about = about;
        one.turns.push(turn);
        log(`round ${round}: ${one.spec.name}: ${turn.ms.toFixed(1)} ms`);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        leftOut.push({ name: one.spec.name, reason });
        log(`${one.spec.name}: left out: ${reason}`);
      }
    }
  }
  const measured = running
    .filter(({ spec }) => !leftOut.some(({ name }) => name === spec.name))
    .map(({ spec: { name, group }, about, turns }) => ({
      spec: { name, group },
      about,
      ms: turns.map(({ ms }) => ms),
      rss: median(turns.map(({ rss }) => rss)),
    }));
  return { measured, leftOut };
}

async function takeTurn(spec: ContenderSpec, { turnSeconds, limitSeconds }: RoundsOptions): Promise<{ about: string; turn: Turn }> {
  const contender = await start(spec, limitSeconds);
  try {
    await contender.run(1);
    const { ms } = await contender.run(1);
    const turn = await contender.run(Math.max(1, Math.round((1000 * turnSeconds) / ms)));
    return { about: contender.about, turn };
  } finally {
    contender.stop();
  }
}
