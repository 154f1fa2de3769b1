import type { Colour, Picture } from '../picture.ts';

/** A frame as a viewer shows it, with the delay that the file gives it. */
export interface DecodedFrame {
  readonly picture: Picture;
  /** In milliseconds. */
  readonly delay: number;
}

export interface DecodedGif {
  readonly frames: readonly DecodedFrame[];
  readonly table: readonly Colour[];
  /** Number of repetitions: 0 = without end; undefined if the file does not say. */
  readonly loops: number | undefined;
}

/** Reads the bytes of a file in order. */
function reader(bytes: Uint8Array) {
  let at = 0;
  const take = (count: number) => {
    if (at + count > bytes.length) throw new Error(`the file ends at ${bytes.length}`);
    at += count;
    return bytes.subarray(at - count, at);
  };
  const byte = () => take(1)[0]!;
  const blocks = () => {
    const all: number[] = [];
    for (let size = byte(); size > 0; size = byte()) all.push(...take(size));
    return all;
  };
  return { take, byte, word: () => byte() + 256 * byte(), text: (count: number) => String.fromCharCode(...take(count)), blocks };
}

/** Variable-length codes of the GIF89a specification, appendix F. */
function decompress(data: readonly number[], minimum: number): number[] {
  const [clear, end] = [1 << minimum, (1 << minimum) + 1];
  const fresh = () => Array.from({ length: end + 1 }, (_, i) => [i]);
  let codes = fresh();
  let size = minimum + 1;
  let previous: number[] | undefined;
  let [bits, count] = [0, 0];
  const output: number[] = [];
  for (const byte of data) {
    bits |= byte << count;
    count += 8;
    while (count >= size) {
      const code = bits & ((1 << size) - 1);
      bits >>= size;
      count -= size;
      if (code === end) return output;
      if (code === clear) {
        [codes, size, previous] = [fresh(), minimum + 1, undefined];
        continue;
      }
      const entry = codes[code] ?? [...previous!, previous![0]!];
      for (const index of entry) output.push(index);
      if (previous && codes.length < 4096) codes.push([...previous, entry[0]!]);
      if (codes.length === 1 << size && size < 12) size++;
      previous = entry;
    }
  }
  throw new Error('the image has no end code');
}

function readTable(take: (count: number) => Uint8Array, flags: number): Colour[] {
  const size = 2 << (flags & 7);
  const bytes = take(3 * size);
  return Array.from({ length: size }, (_, i): Colour => [bytes[3 * i]!, bytes[3 * i + 1]!, bytes[3 * i + 2]!]);
}

/** Decodes a file by the GIF89a specification; its frames must fill the screen and share one table of colours. */
export function decodeGif(bytes: Uint8Array): DecodedGif {
  const { take, byte, word, text, blocks } = reader(bytes);
  if (text(6) !== 'GIF89a') throw new Error('the file does not begin with GIF89a');
  const [width, height, flags] = [word(), word(), byte()];
  take(2);
  const table = readTable(take, flags);
  const frames: DecodedFrame[] = [];
  const screen = new Uint8Array(width * height * 3);
  let loops: number | undefined;
  let control = { delay: 0, transparent: -1 };
  for (;;) {
    const kind = byte();
    if (kind === 0x3b) return { frames, table, loops };
    if (kind === 0x21) {
      const label = byte();
      const data = blocks();
      if (label === 0xff && String.fromCharCode(...data.slice(0, 11)) === 'NETSCAPE2.0') loops = data[12]! + 256 * data[13]!;
      if (label === 0xf9) control = { delay: 10 * (data[1]! + 256 * data[2]!), transparent: data[0]! & 1 ? data[3]! : -1 };
      if (label === 0xf9 && ((data[0]! >> 2) & 7) > 1) throw new Error('a frame is removed after it was shown');
      continue;
    }
    if (kind !== 0x2c) throw new Error(`unknown block ${kind}`);
    const place = [word(), word(), word(), word(), byte()];
    if (`${place}` !== `0,0,${width},${height},0`) throw new Error(`frame at ${place}`);
    const minimum = byte();
    const indices = decompress(blocks(), minimum);
    if (indices.length !== width * height) throw new Error(`${indices.length} pixels`);
    for (const [i, index] of indices.entries()) if (index !== control.transparent) screen.set(table[index]!, 3 * i);
    frames.push({ picture: { width, height, channels: 3, data: screen.slice() }, delay: control.delay });
  }
}
