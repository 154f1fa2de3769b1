import { spawn } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Frame } from '@neural-em/mixtures/images';
import { decode } from 'fast-png';
import { DataError, UsageError } from '../errors.ts';
import { omggif } from './omggif.ts';

/** Frames one after another: no more than one is held at a time. */
type Frames = AsyncIterable<Frame>;

/** Larger pictures are refused before they take memory. */
const MOST_PIXELS = 2 ** 26;

/**
 * The frames of a folder of PNG files in the order of their names, of an animated GIF, or of any video that ffmpeg reads.
 *
 * @throws UsageError where there is nothing to read, or no ffmpeg for a video; DataError for damaged files
 */
export async function* readFrames(path: string): Frames {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`${path} is not there: give a folder of PNG files, an animated GIF or a video`);
  if (found.isDirectory()) yield* readFolder(path);
  else if (extname(path).toLowerCase() === '.gif') yield* readGif(path);
  else if (extname(path).toLowerCase() === '.png') yield decodePng(path, await readFile(path));
  else yield* readVideo(path);
}

async function* readFolder(path: string): Frames {
  const order = new Intl.Collator('en', { numeric: true }).compare;
  const names = (await readdir(path)).filter((name) => extname(name).toLowerCase() === '.png').sort(order);
  if (names.length === 0) throw new UsageError(`${path} holds no PNG files`);
  for (const name of names) yield decodePng(join(path, name), await readFile(join(path, name)));
}

function decodePng(path: string, bytes: Uint8Array): Frame {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || header.getUint32(16) * header.getUint32(20) > MOST_PIXELS) {
    throw new DataError(`${path} is not a PNG file of 1 to ${MOST_PIXELS} pixels`);
  }
  try {
    const { width, height, channels, depth, data, palette } = decode(bytes, { checkCrc: true });
    const inBytes = depth === 16 ? Uint8Array.from(data, (value) => value >> 8) : Uint8Array.from(data);
    if (palette) return { width, height, data: colours(inBytes, palette) };
    // Grey with opacity: the opacity is left out.
    return { width, height, data: channels === 2 ? inBytes.filter((_, i) => i % 2 === 0) : inBytes };
  } catch (cause) {
    throw new DataError(`${path} is not a valid PNG file: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function colours(indices: Uint8Array, palette: readonly (readonly number[])[]): Uint8Array {
  const out = new Uint8Array(3 * indices.length);
  for (const [i, index] of indices.entries()) out.set(palette[index]?.slice(0, 3) ?? [0, 0, 0], 3 * i);
  return out;
}

async function* readGif(path: string): Frames {
  const bytes = await readFile(path);
  const fail = (cause: unknown) =>
    new DataError(`${path} is not a valid GIF file: ${cause instanceof Error ? cause.message : cause}`, { cause });
  let gif: InstanceType<typeof omggif.GifReader>;
  try {
    gif = new omggif.GifReader(bytes);
  } catch (cause) {
    throw fail(cause);
  }
  const { width, height } = gif;
  if (!(width * height > 0 && width * height <= MOST_PIXELS)) throw new DataError(`${path} must have 1 to ${MOST_PIXELS} pixels`);
  const screen = new Uint8Array(4 * width * height);
  for (let i = 0; i < gif.numFrames(); i++) {
    const before = screen.slice();
    const { x, y, width: across, height: down, disposal } = gif.frameInfo(i);
    try {
      gif.decodeAndBlitFrameRGBA(i, screen);
    } catch (cause) {
      throw fail(cause);
    }
    yield { width, height, data: screen.slice() };
    if (disposal === 3) screen.set(before);
    if (disposal === 2) for (let row = y; row < y + down; row++) screen.fill(0, 4 * (row * width + x), 4 * (row * width + x + across));
  }
}

/** Asks ffmpeg for one PPM picture after another: each says how large it is, and rotated videos stand upright. */
async function* readVideo(path: string): Frames {
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, '-f', 'image2pipe', '-c:v', 'ppm', '-'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint = (complaint + text).slice(-2000);
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (cause: NodeJS.ErrnoException) => {
      const missing = `${path} is neither a folder nor a GIF, and the program ffmpeg, which reads videos, is not installed`;
      reject(cause.code === 'ENOENT' ? new UsageError(missing) : cause);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
  // Awaited below; a failure before that is not to end the process.
  ended.catch(() => {});
  try {
    let chunks: Buffer[] = [];
    let [held, needed] = [0, 40];
    for await (const chunk of child.stdout) {
      chunks.push(chunk);
      held += chunk.length;
      // Joined once a frame may be there as a whole, not at every chunk.
      if (held < needed) continue;
      let rest = Buffer.concat(chunks);
      let frame = takePpm(rest);
      for (; frame; frame = takePpm(rest)) {
        needed = frame.length;
        rest = rest.subarray(frame.length);
        yield { width: frame.width, height: frame.height, data: frame.data };
      }
      chunks = [rest];
      held = rest.length;
    }
    if ((await ended) !== 0) throw new DataError(`ffmpeg cannot read ${path}: ${complaint.trim() || 'it gave no reason'}`);
  } finally {
    child.kill();
  }
}

/** The first picture of what ffmpeg wrote, where it is there as a whole. */
function takePpm(bytes: Buffer): (Frame & { length: number }) | undefined {
  const head = /^P6\s(\d+)\s(\d+)\s255\s/.exec(bytes.subarray(0, 40).toString('latin1'));
  if (!head) return undefined;
  const [width, height] = [Number(head[1]), Number(head[2])];
  const length = head[0].length + 3 * width * height;
  if (bytes.length < length) return undefined;
  return { width, height, data: Uint8Array.from(bytes.subarray(head[0].length, length)), length };
}
