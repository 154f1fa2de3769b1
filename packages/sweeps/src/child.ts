// The program of the processes that train the runs of a sweep. It receives one job, does it, and reports its progress to the parent
// process.
import { chooseBackend } from '@neural-em/backends';
import { loadParts } from '@neural-em/runs';
import { loggersOf } from '@neural-em/trainers/loggers';
import type { Job, Message, Outcome } from './local/messages.ts';
import { outcomeOf } from './local/outcome.ts';
import { performPlanned } from './perform.ts';
import { stepsOfRun } from './plan/cost.ts';
import { probe } from './probe.ts';

const pause = new AbortController();
const tell = (message: Message) => process.connected && process.send!(message);
// If the parent process is gone, this process saves the run, so that another process can go on with it.
process.on('disconnect', () => pause.abort());
process.on('SIGTERM', () => pause.abort());
// A terminal sends Ctrl-C to all of its processes, and a scheduler sends its warning to all. They are ignored here: the parent process
// decides.
for (const signal of ['SIGINT', ...(process.platform === 'win32' ? [] : ['SIGUSR1'])]) process.on(signal, () => {});
process.on('message', (message: Job | 'pause') => {
  if (message === 'pause') pause.abort();
  else void work(message).then(leave);
});

async function work(job: Job): Promise<Outcome> {
  try {
    const parts = await loadParts(job.parts);
    const backend = await chooseBackend({ name: job.backend });
    if (job.kind === 'probe') {
      tell({ kind: 'probed', probed: await probe(job.run.settings, parts) });
      return { kind: 'done' };
    }
    const loggers = loggersOf(job, process.env);
    const shown = { say: console.log, progress: () => progress(job) };
    const { minutes } = job;
    const kind = await performPlanned(job.run, job.path, { parts, backend, loggers, minutes, pause: pause.signal, ...shown });
    return { kind };
  } catch (error) {
    console.error(error);
    return outcomeOf(error);
  }
}

/** Milliseconds between two reports; people do not need more. */
const EVERY = 300;
let last = 0;

function progress({ run: { settings }, minutes }: Job) {
  const total = stepsOfRun(settings);
  return {
    update: (shown: number, { step, loss, score }: { step: number; loss: number; score: number | undefined }) => {
      if (performance.now() - last < EVERY) return;
      last = performance.now();
      // If minutes are given, they may end the run before all steps are done; `shown` takes that into account.
      const fraction = minutes === undefined ? Math.min(1, step / total) : shown;
      tell({ kind: 'advance', advance: { fraction, step, loss, score, memory: process.memoryUsage.rss() } });
    },
    stop: () => {},
  };
}

function leave(outcome: Outcome): void {
  if (!process.connected) process.exit();
  process.send!({ kind: 'end', outcome } satisfies Message, () => process.exit());
}
