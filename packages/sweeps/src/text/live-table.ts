import { digits, duration } from '@neural-em/runs';
import type { SweepProgress, SweepRun } from '../run-sweep.ts';

const LINE_EVERY = 10_000;
/** The smallest width for a table in place: a narrower terminal would break lines, and the table could not be drawn over itself. */
const LEAST_COLUMNS = 60;

/** Shows the progress of a sweep on standard error. */
export interface LiveTable {
  update(progress: SweepProgress): void;
  /** Prints a text above the table, where it stays. */
  say(text: string): void;
  stop(): void;
}

/** Returns a table that is drawn in place if standard error is a terminal that can move its cursor; otherwise it prints plain lines. */
export function createLiveTable(say: (text: string) => void): LiveTable {
  const { isTTY, columns = 80, rows = 24 } = process.stderr;
  return isTTY && process.env.TERM !== 'dumb' && columns >= LEAST_COLUMNS ? inPlace(say, { columns, rows }) : inLines(say);
}

function inPlace(say: (text: string) => void, { columns, rows }: { columns: number; rows: number }): LiveTable {
  let drawn = 0;
  let latest: SweepProgress | undefined;
  const clear = () => {
    if (drawn > 0) process.stderr.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  const draw = () => {
    clear();
    if (!latest) return;
    const lines = [
      ...latest.runs
        .filter(({ state }) => state === 'running')
        .map(runLine)
        .slice(0, rows - 3),
      summaryLine(latest),
    ];
    process.stderr.write(lines.map((line) => `${line.slice(0, columns - 1)}\n`).join(''));
    drawn = lines.length;
  };
  return {
    update: (progress) => {
      latest = progress;
      draw();
    },
    say: (text) => {
      clear();
      say(text);
      draw();
    },
    stop: () => {
      clear();
      latest = undefined;
    },
  };
}

function inLines(say: (text: string) => void): LiveTable {
  let last = performance.now();
  let done = 0;
  return {
    update: (progress) => {
      const ended = progress.runs.filter(({ state }) => state === 'done').length;
      if (ended === done && performance.now() - last < LINE_EVERY) return;
      done = ended;
      last = performance.now();
      process.stderr.write(`${summaryLine(progress)}\n`);
    },
    say,
    stop: () => {},
  };
}

function runLine({ name, fraction, step, loss, score }: SweepRun): string {
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  return `${percent}  step ${step}  loss ${digits(loss, 1)}  AMI ${digits(score, 3)}  ${name}`;
}

function summaryLine({ runs, secondsLeft }: SweepProgress): string {
  const count = (state: SweepRun['state']) => runs.filter((run) => run.state === state).length;
  const others = (['running', 'failed', 'elsewhere'] as const).flatMap((state) => (count(state) > 0 ? [`${count(state)} ${state}`] : []));
  const left = secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`];
  return [`${count('done')} of ${runs.length} runs done`, ...others, ...left].join(', ');
}
