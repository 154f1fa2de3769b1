import { fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Advance, Job, Message, Outcome, Probed } from './local/messages.ts';

// This file and what it is built into lie one folder below that of the package; processes run what was built.
const program = fileURLToPath(new URL('../dist/child.js', import.meta.url));

/** How a process is started, and who hears of it. */
export interface ChildOptions {
  /** Threads of the native backend. Two processes of one thread get more done than one of two. */
  readonly threads?: number | undefined;
  /** A file that grows by what the process prints. */
  readonly log?: string | undefined;
  readonly onAdvance?: ((advance: Advance) => void) | undefined;
  readonly onProbed?: ((probed: Probed) => void) | undefined;
}

/** A process that does a job. */
export interface Child {
  readonly pid: number | undefined;
  readonly ended: Promise<Outcome>;
  /** Lets the run be saved and end after the training step under way. */
  pause(): void;
}

/** Starts a process that does a job. It saves its run and ends where this process is gone. */
export function startChild(job: Job, { threads = 1, log, onAdvance, onProbed }: ChildOptions = {}): Child {
  const file = log === undefined ? undefined : openLog(log);
  const env = { ...process.env, NEURAL_EM_NATIVE_THREADS: String(threads) };
  const child = fork(program, [], { execArgv: [], env, stdio: ['ignore', file ?? 'ignore', file ?? 'ignore', 'ipc'] });
  if (file !== undefined) closeSync(file);
  let outcome: Outcome | undefined;
  child.on('message', (message: Message) => {
    if (message.kind === 'end') outcome = message.outcome;
    else if (message.kind === 'advance') onAdvance?.(message.advance);
    else onProbed?.(message.probed);
  });
  const ended = new Promise<Outcome>((resolve) => {
    child.on('error', (error) => resolve({ kind: 'failed', message: `its process could not start: ${error.message}`, again: true }));
    child.on('exit', (code, signal) =>
      resolve(outcome ?? { kind: 'failed', message: `its process ended by ${signal ?? `exit code ${code}`}`, again: true }),
    );
  });
  const send = (message: Job | 'pause') => child.connected && child.send(message, () => {});
  send(job);
  return { pid: child.pid, ended, pause: () => void send('pause') };
}

/** Undefined where the disk is full or read-only: the run tells what matters. */
function openLog(log: string): number | undefined {
  try {
    mkdirSync(dirname(log), { recursive: true });
    return openSync(log, 'a');
  } catch {
    return undefined;
  }
}
