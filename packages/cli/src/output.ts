import { exitCodes } from './errors.ts';
import { plain } from './text/plain.ts';

/** Prints the result of a command on standard output. It replaces control characters, which may come from files and names. */
export function print(text: string): void {
  process.stdout.write(plain(text));
}

/** Prints messages other than the result on standard error. */
export function tell(text: string): void {
  process.stderr.write(plain(text));
}

/**
 * Lets a command continue after its output was closed: `nem train | head -1` trains to its end, and a closed standard error stops no run.
 * If printing fails for another reason, such as a full disk, the command ends with the exit code of failing disks.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const gone = error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || error.code === 'EBADF';
      stream.write = () => true;
      if (gone) return;
      if (stream === process.stdout) process.stderr.write(`error: could not print: ${error.message}\n`);
      process.exitCode = exitCodes.data;
    });
  }
}
