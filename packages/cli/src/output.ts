import { exitCodes } from './errors.ts';
import { plain } from './text/plain.ts';

/** Prints on standard output what was asked for. Control characters that came from files and names are replaced. */
export function print(text: string): void {
  process.stdout.write(plain(text));
}

/** Prints on standard error what is told beside it. */
export function tell(text: string): void {
  process.stderr.write(plain(text));
}

/**
 * Lets a command go on where nobody reads what it prints: `nem train | head -1` trains to its end, and a closed standard error kills no run.
 * What does not reach its reader for another reason, such as a full disk, ends the command with the exit code of failing disks.
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
