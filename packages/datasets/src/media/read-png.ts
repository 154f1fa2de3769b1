import { crc32 } from 'node:zlib';
import { readWhole } from '../files.ts';
import type { Picture } from '../fit/picture.ts';
import { loadPeer } from '../peer.ts';
import { animationOf, type Chunk, frameCount, readChunks } from '../png/chunks.ts';
import { checkSum, decodeImage, type Fail, failureOf } from '../png/decode.ts';
import { type FrameControl, parseControl } from './apng-control.ts';
import { pictureOf, withOpacity, withoutOpacity } from './png-picture.ts';

/** Bytes a pixel that putting frames together takes: what is shown, what a frame covers, and the copy that is given. */
const COST = 12;

/** A frame of an animation: where it lies, and the pieces of its image. */
interface StoredFrame {
  readonly control: FrameControl;
  readonly pieces: Chunk[];
}

/**
 * The frames of a PNG file: one, or of an animated one (APNG, PNG third edition) what a viewer shows at each time. Throws a `DatasetFileError`
 * for a file that is damaged, cut short, or whose frames take more than `memory` bytes each.
 */
export async function* readPng(file: string, memory: number): AsyncGenerator<Picture> {
  const library = await loadPeer('fast-png', () => import('fast-png'));
  const fail = failureOf(file);
  const chunks = readChunks(readWhole(file, 'a PNG image'), fail);
  const animation = animationOf(chunks);
  const decode = (pieces: readonly Chunk[]) => pictureOf(decodeImage(library, pieces, { memory, fail }), file);
  if (!animation) return yield decode(chunks);
  const [header, ...shared] = chunks.filter(({ type }) => ['IHDR', 'PLTE', 'tRNS'].includes(type)) as [Chunk, ...Chunk[]];
  const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)];
  if (width * height * COST > memory)
    throw fail('IHDR', `frames that are read in ${memory} bytes (the option memory)`, `${width}×${height}, ${width * height * COST} bytes`);
  const shown = new Uint8Array(4 * width * height);
  for (const [t, { control, pieces }] of framesOf(chunks, animation, fail).entries()) {
    const size = Buffer.from(header.data);
    size.writeUInt32BE(control.width, 0);
    size.writeUInt32BE(control.height, 4);
    const frame = decode([whole('IHDR', size), ...shared, ...pieces]);
    const before = control.after === 'previous' && t > 0 ? shown.slice() : undefined;
    draw(shown, width, control, withOpacity(frame));
    yield { width, height, data: withoutOpacity(shown.slice()) };
    if (before) shown.set(before);
    else if (control.after !== 'none') clear(shown, width, control);
  }
}

/** Frames in their order. What lies before the first control is shown only by programs that know no animations. */
function framesOf(chunks: readonly Chunk[], animation: Chunk, fail: Fail): StoredFrame[] {
  checkSum(animation, fail);
  const frames: StoredFrame[] = [];
  let next = 0;
  for (const chunk of chunks) {
    const { type, data } = chunk;
    if (type === 'IDAT') frames.at(-1)?.pieces.push(chunk);
    if (type !== 'fcTL' && type !== 'fdAT') continue;
    checkSum(chunk, fail);
    const number = data.length < 4 ? -1 : data.readUInt32BE(0);
    if (number !== next++) throw fail(type, `the number ${next - 1} in the sequence`, `${number}`);
    if (type === 'fcTL') frames.push({ control: parseControl(data, chunks[0]!.data, fail), pieces: [] });
    else if (frames.length === 0) throw fail(type, 'a frame control before it', 'none');
    else frames.at(-1)!.pieces.push(whole('IDAT', data.subarray(4)));
  }
  const count = frameCount(animation);
  if (count < 1 || frames.length !== count) throw fail('acTL', `${frames.length} frames, as there are`, `${count}`);
  return frames;
}

/** A piece as if it had been stored like that. */
function whole(type: string, data: Buffer): Chunk {
  return { type, data, sum: crc32(data, crc32(type)) };
}

function draw(shown: Uint8Array, width: number, { x, y, blend, ...box }: FrameControl, frame: Uint8Array): void {
  for (let i = 0; i < box.width * box.height; i++) {
    const at = 4 * ((y + Math.floor(i / box.width)) * width + x + (i % box.width));
    const opacity = frame[4 * i + 3]! / 255;
    const kept = blend === 'over' ? ((1 - opacity) * shown[at + 3]!) / 255 : 0;
    const total = opacity + kept;
    for (let c = 0; c < 3; c++) shown[at + c] = total === 0 ? 0 : Math.round((opacity * frame[4 * i + c]! + kept * shown[at + c]!) / total);
    shown[at + 3] = Math.round(255 * total);
  }
}

function clear(shown: Uint8Array, width: number, box: FrameControl): void {
  for (let row = box.y; row < box.y + box.height; row++) shown.fill(0, 4 * (row * width + box.x), 4 * (row * width + box.x + box.width));
}
