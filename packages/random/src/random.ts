/** A stream of seeded random numbers. */
export interface Random {
  /** An integer, uniform over [0, 2^32). */
  uint32(): number;
  /** A number, uniform over [0, 1), a multiple of 2^-32. */
  uniform(): number;
  /** An integer, uniform over [0, n). */
  integer(n: number): number;
  /** A standard normal number. */
  normal(): number;
  /** The four words that the stream begins with, for whoever draws the same numbers elsewhere. */
  readonly words: readonly number[];
}

/**
 * A stream that depends on its keys alone: the same keys give the same numbers on every machine, other keys an
 * unrelated stream. Naming a stream after what it is for and where it is used — `createRandom(seed, 'noise', step)` —
 * makes every draw reproducible without any state to save.
 */
export function createRandom(...keys: readonly (number | string)[]): Random {
  const words = hash(JSON.stringify(keys));
  const uint32 = sfc32(...words);
  const random: Random = {
    uint32,
    uniform: () => uint32() * 2 ** -32,
    integer: (n) => {
      // Draws past the last whole multiple of n would favour small results: draw again (Lemire 2019 discusses the bias).
      const limit = 2 ** 32 - (2 ** 32 % n);
      let value = uint32();
      while (value >= limit) value = uint32();
      return value % n;
    },
    normal: () => ziggurat(uint32),
    words,
  };
  return random;
}

/** Chris Doty-Humphrey's sfc32 (PractRand): three words of chaotic state and a counter. */
function sfc32(a: number, b: number, c: number, d: number): () => number {
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** Four words from a text, each a multiplicative hash with its own start and the finaliser of MurmurHash3. */
function hash(text: string): [number, number, number, number] {
  const word = (start: number) => {
    let h = start;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) ^ (h >>> 15);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
  };
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x243f6a88), word(0xb7e15162)];
}

// Marsaglia and Tsang (2000), "The Ziggurat Method for Generating Random Variables", 128 layers.
const LAYERS = 128;
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;
const edges = new Float64Array(LAYERS + 1);
const heights = new Float64Array(LAYERS + 1);
for (let i = 0, x = TAIL; i <= LAYERS; i++) {
  const y = Math.exp(-0.5 * x * x);
  // Layer 0 holds the tail, so its rectangle is as wide as its area demands.
  edges[i] = i === 0 ? AREA / y : i === LAYERS ? 0 : x;
  heights[i] = i === LAYERS ? 1 : y;
  if (i > 0) x = Math.sqrt(-2 * Math.log(Math.min(1, AREA / x + y)));
}

/** The layers of the ziggurat: edges and heights of 128 and the end, for whoever draws the same normal numbers elsewhere. */
export const zigguratLayers: readonly (readonly number[])[] = [[...edges], [...heights]];

function ziggurat(uint32: () => number): number {
  for (;;) {
    const bits = uint32();
    const layer = bits & (LAYERS - 1);
    // The layer takes the low seven bits, the sign and the place the 25 above them.
    const x = ((bits >>> 7) * 2 ** -24 - 1) * edges[layer]!;
    if (Math.abs(x) < edges[layer + 1]!) return x;
    if (layer === 0) {
      let a: number;
      let b: number;
      do {
        a = -Math.log(open(uint32)) / TAIL;
        b = -Math.log(open(uint32));
      } while (2 * b < a * a);
      return x < 0 ? -TAIL - a : TAIL + a;
    }
    if (heights[layer]! + open(uint32) * (heights[layer + 1]! - heights[layer]!) < Math.exp(-0.5 * x * x)) return x;
  }
}

/** Uniform over the open interval (0, 1). */
function open(uint32: () => number): number {
  return (uint32() + 0.5) * 2 ** -32;
}
