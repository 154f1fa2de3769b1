import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { DatasetFileError, MissingPackageError } from '../errors.ts';
import type { Picture } from '../fit/picture.ts';

/** How a video is read. */
export interface VideoOptions {
  /** Frames a second, in place of those of the video. */
  readonly rate?: number | undefined;
  /** Bytes that a frame may take. */
  readonly memory: number;
}

/**
 * The frames of a video, through the program `ffmpeg`: one PPM picture after another, each of which says how large it is, so that
 * rotated videos stand upright. Nothing but the file is opened. Ends the program where the reader stops before the end.
 * Throws a `DatasetFileError` for a file that ffmpeg cannot read, cut short or too large, and a `MissingPackageError` where it is not installed.
 */
export async function* readVideo(file: string, { rate, memory }: VideoOptions): AsyncGenerator<Picture> {
  const most = Math.floor(memory / 3);
  const input = ['-protocol_whitelist', 'file,pipe', '-max_pixels', String(most), '-xerror', '-i', `file:${resolve(file)}`];
  const output = [...(rate === undefined ? [] : ['-vf', `fps=${rate}`]), '-an', '-sn', '-f', 'image2pipe', '-c:v', 'ppm', '-'];
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...input, ...output], { stdio: ['ignore', 'pipe', 'pipe'] });
  const fail = (found: string) => new DatasetFileError({ file, place: 'file', expected: 'a video that ffmpeg reads', found });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint = (complaint + text).slice(-2000);
  });
  const ended = new Promise<number>((done, reject) => {
    child.on('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'ENOENT'
          ? new MissingPackageError(`${file} is a video, and the program ffmpeg, which reads videos, is not installed`, { cause })
          : cause,
      ),
    );
    child.on('close', (code) => done(code ?? 1));
  });
  // Awaited below; a failure before that is not to end the process.
  ended.catch(() => {});
  try {
    yield* picturesIn(child.stdout, most, fail);
    if ((await ended) !== 0) throw fail(complaint.trim() || 'an error without a reason');
  } finally {
    child.kill();
  }
}

/** Cuts a stream into pictures: what is held is joined once a picture may be there as a whole, not at every chunk. */
async function* picturesIn(
  stream: AsyncIterable<Buffer>,
  most: number,
  fail: (found: string) => DatasetFileError,
): AsyncGenerator<Picture> {
  let chunks: Buffer[] = [];
  let [held, needed] = [0, HEAD];
  for await (const chunk of stream) {
    chunks.push(chunk);
    held += chunk.length;
    if (held < needed) continue;
    let rest = Buffer.concat(chunks);
    for (let head = headOf(rest); head; head = headOf(rest)) {
      if (head.width * head.height > most) throw fail(`${head.width}×${head.height} pixels, more than ${most}`);
      needed = head.length;
      if (rest.length < needed) break;
      yield { width: head.width, height: head.height, data: Uint8Array.from(rest.subarray(head.start, needed)) };
      rest = rest.subarray(needed);
    }
    chunks = [rest];
    held = rest.length;
  }
}

/** Bytes in which the head of a PPM picture ends. */
const HEAD = 40;

function headOf(bytes: Buffer) {
  const head = /^P6\s(\d+)\s(\d+)\s255\s/.exec(bytes.subarray(0, HEAD).toString('latin1'));
  if (!head) return undefined;
  const [width, height] = [Number(head[1]), Number(head[2])];
  return { width, height, start: head[0].length, length: head[0].length + 3 * width * height };
}
