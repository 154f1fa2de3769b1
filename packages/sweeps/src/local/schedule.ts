import { availableMemory, hasRoom } from './memory.ts';
import type { Advance, Outcome } from './messages.ts';

/** A scheduled run and its progress. */
export interface Scheduled<R> {
  readonly run: R;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'elsewhere' | 'paused';
  /** The latest report of the run; undefined before the first report of this session. */
  readonly advance?: Advance;
  /** Share of the training that was done at the first report of this session. */
  readonly from?: number;
  /** Seconds that this session has spent on the run; `lead` is how many of them passed before the first report. */
  readonly seconds: number;
  readonly lead?: number;
  /** Number of failed attempts. */
  readonly failures: number;
  /** The reason why the run failed, or why another session has it. */
  readonly message?: string;
}

/** One attempt at a run. */
export interface Attempt {
  readonly ended: Promise<Outcome>;
  pause(): void;
}

/** How runs are scheduled. */
export interface ScheduleOptions<R> {
  /** The largest number of runs at a time. */
  readonly jobs: number;
  /** Number of further attempts after a failed one. */
  readonly retries: number;
  readonly start: (run: R, onAdvance: (advance: Advance) => void) => Attempt;
  /** Once this is aborted, runs under way are saved and no further run begins. */
  readonly pause?: AbortSignal | undefined;
  /** Seconds after which a full disk is tried again. */
  readonly wait: number;
  /** Returns the bytes that new processes may take. */
  readonly memory?: () => number;
  readonly say: (text: string) => void;
  readonly onChange: (runs: readonly Scheduled<R>[]) => void;
  readonly nameOf: (run: R) => string;
}

const TICK = 1000;

/**
 * Attempts all runs, at most `jobs` at a time, and fewer if memory does not suffice. A failed run stops no other run; a run whose disk is
 * full waits for space. Resolves when no run is under way and none can begin.
 */
export function schedule<R>(runs: readonly R[], options: ScheduleOptions<R>): Promise<readonly Scheduled<R>[]> {
  const { jobs, retries, start, pause, wait, memory = availableMemory, say, onChange, nameOf } = options;
  const states: Scheduled<R>[] = runs.map((run) => ({ run, state: 'waiting', seconds: 0, failures: 0 }));
  const attempts = new Map<number, { readonly attempt: Attempt; readonly began: number; readonly spent: number }>();
  let most = jobs;
  let heldUntil = 0;
  const change = (i: number, changes: Partial<Scheduled<R>>) => {
    states[i] = { ...states[i]!, ...changes };
  };
  return new Promise((resolve) => {
    const begin = (i: number) => {
      const began = performance.now();
      const attempt = start(runs[i]!, (advance) => {
        const { from = advance.fraction, lead = (performance.now() - began) / 1000 } = states[i]!;
        change(i, { advance, from, lead });
      });
      attempts.set(i, { attempt, began, spent: states[i]!.seconds });
      change(i, { state: 'running' });
      void attempt.ended.then((outcome) => end(i, outcome));
    };
    const end = (i: number, outcome: Outcome) => {
      time();
      attempts.delete(i);
      const { failures } = states[i]!;
      if (outcome.kind === 'done') {
        most = jobs;
        change(i, { state: 'done' });
      } else if (outcome.kind === 'full') {
        // Only one run tries whether there is space again.
        most = 1;
        heldUntil = performance.now() + wait * 1000;
        change(i, { state: 'waiting' });
        say(`${outcome.message}: the sweep waits, and tries again every ${wait} s`);
      } else if (outcome.kind === 'paused') change(i, { state: pause?.aborted ? 'paused' : 'waiting' });
      else if (outcome.kind === 'locked') change(i, { state: 'elsewhere', message: outcome.message });
      else {
        const again = outcome.again && failures < retries && !pause?.aborted;
        change(i, { state: again ? 'waiting' : 'failed', failures: failures + 1, message: outcome.message });
        say(`${nameOf(runs[i]!)} failed: ${outcome.message}${again ? '; it is tried again' : ''}`);
      }
      fill();
    };
    const time = () => {
      for (const [i, { began, spent }] of attempts) change(i, { seconds: spent + (performance.now() - began) / 1000 });
    };
    const fill = () => {
      const held = () => pause?.aborted || performance.now() < heldUntil;
      while (!held() && attempts.size < most) {
        const next = states.findIndex(({ state }) => state === 'waiting');
        const running = [...attempts.keys()].map((i) => states[i]!.advance?.memory);
        if (next < 0 || !hasRoom(running, knownMemory(states), memory())) break;
        begin(next);
      }
      time();
      onChange(states);
      const waits = !pause?.aborted && states.some(({ state }) => state === 'waiting');
      if (attempts.size > 0 || waits) return;
      clearInterval(timer);
      pause?.removeEventListener('abort', stop);
      resolve(states);
    };
    const stop = () => {
      for (const { attempt } of attempts.values()) attempt.pause();
      fill();
    };
    const timer = setInterval(fill, TICK);
    pause?.addEventListener('abort', stop);
    fill();
  });
}

/** Returns the largest memory that a run has reported. */
function knownMemory(states: readonly Scheduled<unknown>[]): number {
  return Math.max(0, ...states.map(({ advance }) => advance?.memory ?? 0));
}
