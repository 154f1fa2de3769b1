import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Profile } from './profile.ts';

/** A program that does training steps on demand. */
export interface ContenderSpec {
  readonly name: string;
  /** Contenders of one group are variants of one program; the fastest represents the group. */
  readonly group: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A contender's report on its last steps. */
export interface Turn {
  /** Mean milliseconds per training step. */
  readonly ms: number;
  /** Peak resident bytes of the process so far. */
  readonly rss: number;
  readonly loss: number;
}

/** A contender that is running. */
export interface Contender {
  readonly spec: ContenderSpec;
  /** The contender's description of itself, which it sends when it is ready. */
  readonly about: string;
  /** Does `steps` training steps. */
  run(steps: number): Promise<Turn>;
  /** Does `steps` training steps and reports where their time went; no further call may follow. Only works on the native backend. */
  profile(steps: number): Promise<Profile>;
  stop(): void;
}

/**
 * Starts a contender and waits until it is ready.
 *
 * @param limitSeconds - the longest time that the start or a turn may take.
 * @throws Error with the reason if the contender cannot run here, ends or takes too long.
 */
export async function start(spec: ContenderSpec, limitSeconds: number): Promise<Contender> {
  const child = spawn(spec.command, spec.args, { env: { ...process.env, ...spec.env } });
  const stop = () => void child.kill('SIGKILL');
  const ask = conversation(child, limitSeconds, stop);
  const { ready, reason, ...about } = await ask();
  if (ready !== true) {
    stop();
    throw new Error(typeof reason === 'string' ? reason : 'not ready');
  }
  const text = Object.entries(about).map(([key, value]) => (key === 'description' ? value : `${key} ${value}`));
  return {
    spec,
    about: text.join(', '),
    run: async (steps) => {
      const { ms, rss, loss } = await ask(`run ${steps}`);
      return { ms: Number(ms), rss: Number(rss), loss: Number(loss) };
    },
    profile: async (steps) => {
      const { ms, flops, families } = await ask(`profile ${steps}`);
      return { ms: Number(ms), flops: Number(flops), families: families as Profile['families'] };
    },
    stop,
  };
}

/** Sends a line to the child, if one is given, and resolves to the JSON line that the child answers. */
function conversation(child: ChildProcessWithoutNullStreams, limitSeconds: number, stop: () => void) {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (text) => {
    errors = (errors + text).slice(-2000);
  });
  child.stdin.on('error', () => {}); // the child has ended, which the missing answer shows
  const failed = new Promise<never>((_, reject) => child.on('error', reject));
  failed.catch(() => {});
  return async (line?: string): Promise<Record<string, unknown>> => {
    if (line !== undefined) child.stdin.write(`${line}\n`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        stop();
        reject(new Error(`no answer within ${limitSeconds} s`));
      }, limitSeconds * 1000);
    });
    try {
      const { value, done } = await Promise.race([lines.next(), late, failed]);
      if (done) throw new Error(`ended: ${/^.*Error.*$/m.exec(errors)?.[0] ?? errors.trim()}`);
      return JSON.parse(value);
    } finally {
      clearTimeout(timer);
    }
  };
}
