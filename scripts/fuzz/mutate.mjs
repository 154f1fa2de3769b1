// Damages files, in the same way for the same seed.

/** Extreme numbers to put in the place of lengths, offsets and counts. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** Returns a generator of random whole numbers below a bound (mulberry32). */
export function createDraw(seed) {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) * 2 ** -32 * bound);
  };
}

const KINDS = [
  (bytes, draw) => bytes.subarray(0, draw(bytes.length)),
  (bytes, draw) => {
    for (let i = draw(4); i >= 0; i--) bytes[draw(bytes.length)] ^= 1 << draw(8);
    return bytes;
  },
  (bytes, draw) => {
    for (let i = draw(4); i >= 0; i--) bytes[draw(bytes.length)] = draw(256);
    return bytes;
  },
  (bytes, draw) => {
    const write = draw(2) ? 'writeUInt32LE' : 'writeUInt32BE';
    if (bytes.length >= 4) bytes[write](EXTREMES[draw(EXTREMES.length)], draw(bytes.length - 3));
    return bytes;
  },
  (bytes, draw) => {
    // Removes a piece, doubles it, or copies it to another place.
    const [from, to, length] = [draw(bytes.length), draw(bytes.length), draw(64)];
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, from + length), bytes.subarray(to + (draw(2) ? length : 0))]);
  },
  (bytes, draw) => bytes.fill(draw(256), draw(bytes.length), draw(bytes.length)),
];

/** Returns a damaged copy of a file. Half of the damage is done to the head of the file, because that controls how the rest is read. */
export function mutate(original, seed) {
  const draw = createDraw(seed);
  const copy = Buffer.from(original);
  const head = draw(2) === 0 ? copy.length : Math.min(copy.length, 512);
  return Buffer.concat([KINDS[draw(KINDS.length)](copy.subarray(0, head), draw), copy.subarray(head)]);
}
