import { constants } from 'node:os';

/** Waits for the first Ctrl-C, SIGTERM or SIGUSR1 of a run. Some queues send SIGUSR1 before they take a machine back. */
export interface Interruption {
  /** Aborted by the first signal; the next one ends the process at once. */
  readonly pause: AbortSignal;
  /** Returns the exit code of the process: 130, 143 or 138; undefined if no signal came. */
  exitCode(): number | undefined;
  /** Stops listening, so that the system handles signals again. */
  stop(): void;
}

// Windows has no SIGUSR1.
const signals = process.platform === 'win32' ? (['SIGINT', 'SIGTERM'] as const) : (['SIGINT', 'SIGTERM', 'SIGUSR1'] as const);

/** Listens for the first signal and tells the user what happens next. */
export function awaitInterruption(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const stop = () => {
    for (const signal of signals) process.removeListener(signal, listener);
  };
  const listener = (signal: (typeof signals)[number]) => {
    // Without this listener the next signal ends the process at once, even in the middle of a training step.
    stop();
    exitCode = 128 + constants.signals[signal];
    say(`${signal}: saving after this step; send it again to end at once`);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, listener);
  return { pause: controller.signal, exitCode: () => exitCode, stop };
}
