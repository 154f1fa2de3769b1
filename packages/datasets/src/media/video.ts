import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { DatasetFileError, MissingPackageError } from '../errors.ts';
import type { Picture } from '../fit/picture.ts';

/** Options of `readVideo`. */
export interface VideoOptions {
  /** Frames per second. Default: the rate of the video. */
  readonly rate?: number | undefined;
  /** The number of bytes that a frame may take. */
  readonly memory: number;
}

/**
 * Yields the frames of a video through the program `ffmpeg`, which writes one PPM picture after another. Each states its own size, so that
 * rotated videos stand upright. ffmpeg may open only this file. If the reader stops before the end, the program is ended.
 * Throws a `DatasetFileError` for a file that ffmpeg cannot read or that is cut short or too large, and a `MissingPackageError` if ffmpeg is missing.
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
  // `ended` is awaited below; a failure before that must not end the process as an unhandled rejection.
  ended.catch(() => {});
  try {
    yield* picturesIn(child.stdout, most, fail);
    if ((await ended) !== 0) throw fail(complaint.trim() || 'an error without a reason');
  } finally {
    child.kill();
  }
}

/** Cuts a stream into pictures. Chunks are joined only when they may hold a whole picture, not one by one. */
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

/** The head of a PPM picture ends within this number of bytes. */
const HEAD = 40;

function headOf(bytes: Buffer) {
  const head = /^P6\s(\d+)\s(\d+)\s255\s/.exec(bytes.subarray(0, HEAD).toString('latin1'));
  if (!head) return undefined;
  const [width, height] = [Number(head[1]), Number(head[2])];
  return { width, height, start: head[0].length, length: head[0].length + 3 * width * height };
}
