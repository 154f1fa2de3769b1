import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built command, as a user runs it. */
export const bin = fileURLToPath(new URL('../bin/nem.js', import.meta.url));

/** Flags of a training run that takes no time. */
export const tiny = ['--steps', '2', '--batch-size', '2', '--em-steps', '2', '--validation-images', '2', '--test-images', '3'];

/** What a command ended with. */
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
