import { constants } from 'node:os';

/** The first Ctrl-C, SIGTERM or SIGUSR1 of a run; the last is what some queues send before they take a machine back. */
export interface Interruption {
  /** Aborted by the first signal; the next one ends the process at once. */
  readonly pause: AbortSignal;
  /** What the process ends with: 130, 143 or 138; undefined where no signal came. */
  exitCode(): number | undefined;
  /** Leaves signals to the system again. */
  stop(): void;
}

// Windows has no SIGUSR1.
const signals = process.platform === 'win32' ? (['SIGINT', 'SIGTERM'] as const) : (['SIGINT', 'SIGTERM', 'SIGUSR1'] as const);

/** Listens for the first signal, and says what is done about it. */
export function awaitInterruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const stop = () => {
    for (const signal of signals) process.removeListener(signal, listener);
  };
  const listener = (signal: (typeof signals)[number]) => {
    // Without a listener the system ends the process at the next signal, even in the middle of a training step.
    stop();
    exitCode = 128 + constants.signals[signal];
    say(`${signal}: saving after this step; once more to leave at once`);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, listener);
  return { pause: controller.signal, exitCode: () => exitCode, stop };
}
