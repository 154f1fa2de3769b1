import { fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Advance, Job, Message, Outcome, Probed } from './local/messages.ts';

// This file and its built form both lie one folder below the package, so that the path is right for both. Processes run the built program.
const program = fileURLToPath(new URL('../dist/child.js', import.meta.url));

/** How a process is started, and who is told of its progress. */
export interface ChildOptions {
  /** Threads of the native backend. Default 1, because two processes with one thread each get more done than one with two. */
  readonly threads?: number | undefined;
  /** A file to which the output of the process is appended. */
  readonly log?: string | undefined;
  readonly onAdvance?: ((advance: Advance) => void) | undefined;
  readonly onProbed?: ((probed: Probed) => void) | undefined;
}

/** A process that is doing a job. */
export interface Child {
  readonly pid: number | undefined;
  readonly ended: Promise<Outcome>;
  /** Asks the process to save the run and to end after the training step under way. */
  pause(): void;
}

/** Starts a process that does a job. If this process disappears, the new one saves its run and ends. */
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

/** Opens the log file; returns undefined if the disk is full or read-only. The run itself will report such an error if it matters. */
function openLog(log: string): number | undefined {
  try {
    mkdirSync(dirname(log), { recursive: true });
    return openSync(log, 'a');
  } catch {
    return undefined;
  }
}
