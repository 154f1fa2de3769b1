import { duration, fixed, type Progress } from '@neural-em/runs';
import { type Options, Presets, SingleBar } from 'cli-progress';

type ProgressValues = Parameters<Progress['update']>[1];

const LINE_EVERY = 10_000;

/** The number of columns that the bar and its numbers need. */
const BAR_COLUMNS = 100;

/** Returns a progress display on standard error: a bar if the terminal can move its cursor and is wide enough, otherwise lines. */
export function createProgress(label: string): Progress {
  const { isTTY, columns = BAR_COLUMNS } = process.stderr;
  return isTTY && process.env.TERM !== 'dumb' && columns >= BAR_COLUMNS ? bar(label) : lines(label);
}

function bar(label: string): Progress {
  const options: Options = {
    format: `${label} {bar} {percentage} % | loss {loss} | AMI {score} | {rate} steps/s | {left} left`,
    hideCursor: true,
    stream: process.stderr,
  };
  const display = new SingleBar(options, Presets.shades_classic);
  const pace = measurePace();
  display.start(1000, 0, { loss: '–', score: '–', rate: '–', left: '–' });
  return {
    update: (fraction, values) => display.update(Math.floor(fraction * 1000), describe(values, pace(fraction, values.step))),
    stop: () => display.stop(),
  };
}

function lines(label: string): Progress {
  const pace = measurePace();
  let last = performance.now();
  return {
    update: (fraction, values) => {
      const soFar = pace(fraction, values.step);
      if (performance.now() - last < LINE_EVERY) return;
      last = performance.now();
      const { loss, score, rate, left } = describe(values, soFar);
      process.stderr.write(`${label} ${Math.floor(fraction * 100)} % | loss ${loss} | AMI ${score} | ${rate} steps/s | ${left} left\n`);
    },
    stop: () => {},
  };
}

interface Pace {
  readonly stepsPerSecond: number;
  readonly secondsLeft: number;
}

/** Measures the speed of a run from its first report on, because a resumed run does not start at 0. */
export function measurePace(now: () => number = () => performance.now()): (fraction: number, step: number) => Pace | undefined {
  let first: { fraction: number; step: number; at: number } | undefined;
  return (fraction, step) => {
    first ??= { fraction, step, at: now() };
    const seconds = (now() - first.at) / 1000;
    if (step === first.step || seconds === 0 || fraction === first.fraction) return undefined;
    return {
      stepsPerSecond: (step - first.step) / seconds,
      secondsLeft: (seconds * (1 - fraction)) / (fraction - first.fraction),
    };
  };
}

function describe({ loss, score }: ProgressValues, pace: Pace | undefined) {
  return {
    loss: fixed(loss, 1),
    score: score === undefined ? '–' : fixed(score, 3),
    rate: pace === undefined ? '–' : pace.stepsPerSecond.toPrecision(3),
    left: pace === undefined ? '–' : duration(pace.secondsLeft),
  };
}
