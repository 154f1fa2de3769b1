import { type Options, Presets, SingleBar } from 'cli-progress';

/** What a progress display shows beside how far the run is. */
export interface ProgressValues {
  readonly loss: number;
  /** AMI on the validation images, once there is one. */
  readonly score: number | undefined;
}

/** Shows how far a run is: a bar on a terminal, a line now and then in a pipe. */
export interface Progress {
  update(fraction: number, values: ProgressValues): void;
  stop(): void;
}

const LINE_EVERY = 10_000;

/** A progress display on standard error. */
export function createProgress(label: string): Progress {
  return process.stderr.isTTY ? bar(label) : lines(label);
}

function bar(label: string): Progress {
  const options: Options = {
    format: `${label} {bar} {percentage} % | loss {loss} | AMI {score} | {left} left`,
    hideCursor: true,
    stream: process.stderr,
  };
  const display = new SingleBar(options, Presets.shades_classic);
  const started = performance.now();
  display.start(1000, 0, { loss: '–', score: '–', left: '–' });
  return {
    update: (fraction, values) => display.update(Math.floor(fraction * 1000), describe(fraction, values, started)),
    stop: () => display.stop(),
  };
}

function lines(label: string): Progress {
  const started = performance.now();
  let last = started;
  return {
    update: (fraction, values) => {
      if (performance.now() - last < LINE_EVERY) return;
      last = performance.now();
      const { loss, score, left } = describe(fraction, values, started);
      process.stderr.write(`${label} ${Math.floor(fraction * 100)} % | loss ${loss} | AMI ${score} | ${left} left\n`);
    },
    stop: () => {},
  };
}

function describe(fraction: number, { loss, score }: ProgressValues, started: number) {
  const seconds = ((performance.now() - started) / 1000) * (1 / Math.max(fraction, 1e-6) - 1);
  return { loss: loss.toFixed(1), score: score === undefined ? '–' : score.toFixed(3), left: duration(seconds) };
}

/** A time in words: "45 s", "3 min", "2 h 10 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
