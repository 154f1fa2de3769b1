import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command, as a user runs it. */
export const bin = fileURLToPath(new URL('../bin/nem.js', import.meta.url));

/** Flags of a training run that takes no time. */
export const tiny = ['--steps', '2', '--batch-size', '2', '--em-steps', '2', '--validation-images', '2', '--test-images', '3'];

/** The same for a video, with a network that fits. */
export const tinyVideo = [
  ...['--steps', '2', '--batch-size', '2', '--em-steps', '3', '--validation-images', '2', '--test-images', '3'],
  ...['--set', 'model.thetaSize=4', '--set', 'model.convolutional.dense=5'],
];

/** The exit code and the output of a command. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command in a folder, through a shell command in front of it if one is given. */
export function runNem(cwd: string, args: readonly string[], { before = '' }: { before?: string } = {}): Promise<Ended> {
  if (!existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url))))
    throw new Error('nem is not built: run `npm run build` first');
  const [file, all] = before
    ? ['sh', ['-c', `${before}; exec "$0" "$@"`, process.execPath, bin, ...args]]
    : [process.execPath, [bin, ...args]];
  return new Promise((resolve) => {
    execFile(file, all, { cwd }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });
}

/**
 * A program that runs the built command once for each list of arguments, and prints what each run left. The packages are loaded once, which
 * takes longer than most commands.
 */
const manyRuns = `
const [main, lists] = process.argv.slice(1);
const { stdout, stderr } = process;
// Otherwise the command takes its arguments for those of --eval.
process.execArgv = [];
const print = stdout.write.bind(stdout);
const ended = [];
for (const args of JSON.parse(lists)) {
  const said = { stdout: '', stderr: '' };
  stdout.write = (text) => { said.stdout += text; return true; };
  stderr.write = (text) => { said.stderr += text; return true; };
  process.argv = [process.execPath, 'nem', ...args];
  process.exitCode = undefined;
  await import(main + '?run=' + ended.length);
  ended.push({ code: process.exitCode ?? 0, ...said });
}
process.exitCode = 0;
print(JSON.stringify(ended));
`;

/**
 * Runs the built command several times, one run after the other, in one process. For short commands whose text and exit code matter; use
 * `runNem` where the process does.
 */
export function runEach(cwd: string, lists: readonly (readonly string[])[]): Promise<Ended[]> {
  const main = new URL('../dist/main.js', import.meta.url).href;
  const flags = ['--input-type=module', '--eval', manyRuns, main, JSON.stringify(lists)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, flags, { cwd }, (error, stdout, stderr) =>
      error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(JSON.parse(stdout)),
    );
  });
}

/** Returns the number of training steps that a run has recorded. */
export function stepsIn(run: string): number {
  if (!existsSync(join(run, 'metrics.jsonl'))) return 0;
  const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return lines.filter((line) => line.includes('"kind":"step"')).length;
}

/** Starts a command that writes to a run, and sends it signals once it has trained the given number of steps. */
export async function interruptNem(cwd: string, args: readonly string[], run: string, signals: readonly NodeJS.Signals[], after: number) {
  const child = spawn(process.execPath, [bin, ...args], { cwd });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal })),
  );
  while (child.exitCode === null && stepsIn(run) < after) await new Promise((wake) => setTimeout(wake, 5));
  for (const signal of signals) {
    child.kill(signal);
    await new Promise((wake) => setTimeout(wake, 1));
  }
  return { ...(await exit), output };
}
