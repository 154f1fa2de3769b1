/** A stream of seeded random numbers. */
export interface Random {
  /** Draws an integer, uniform over [0, 2^32). */
  uint32(): number;
  /** Draws a number, uniform over [0, 1), a multiple of 2^-32. */
  uniform(): number;
  /** Draws an integer, uniform over [0, n). */
  integer(n: number): number;
  /** Draws a standard normal number. */
  normal(): number;
  /** The four words of the initial state, with which another implementation can draw the same numbers. */
  readonly words: readonly number[];
}

/**
 * Returns a stream of random numbers that depends on its keys alone: the same keys give the same numbers on every machine, and other keys
 * give an unrelated stream. If streams are named after their purpose and place, as in `createRandom(seed, 'noise', step)`, every draw can
 * be reproduced without saving any state.
 */
export function createRandom(...keys: readonly (number | string)[]): Random {
  const words = hash(JSON.stringify(keys));
  const uint32 = sfc32(...words);
  const random: Random = {
    uint32,
    uniform: () => uint32() * 2 ** -32,
    integer: (n) => {
      // Draws beyond the last whole multiple of n would favour small results, so they are repeated (Lemire 2019 discusses the bias).
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

/** Returns four words from a text; each is a multiplicative hash with its own initial value and the finaliser of MurmurHash3. */
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
  // Layer 0 includes the tail, so that its rectangle must be wide enough for the common area.
  edges[i] = i === 0 ? AREA / y : i === LAYERS ? 0 : x;
  heights[i] = i === LAYERS ? 1 : y;
  if (i > 0) x = Math.sqrt(-2 * Math.log(Math.min(1, AREA / x + y)));
}

/** Edges and heights of the 128 layers of the ziggurat and its end, with which another implementation can draw the same normal numbers. */
export const zigguratLayers: readonly (readonly number[])[] = [[...edges], [...heights]];

function ziggurat(uint32: () => number): number {
  for (;;) {
    const bits = uint32();
    const layer = bits & (LAYERS - 1);
    // The low seven bits choose the layer; the 25 bits above choose sign and position.
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

/** Draws a number, uniform over the open interval (0, 1). */
function open(uint32: () => number): number {
  return (uint32() + 0.5) * 2 ** -32;
}
