import { createRandom } from '@neural-em/random';

/** Points of K Gaussians of unit variance, [n, D], whose means are three times as far apart. */
export function makePoints({ n, d, K }: { n: number; d: number; K: number }): Float64Array {
  const random = createRandom(0, 'bench');
  const means = Float64Array.from({ length: K * d }, () => 3 * random.normal());
  const points = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const k = random.integer(K);
    for (let a = 0; a < d; a++) points[i * d + a] = means[k * d + a]! + random.normal();
  }
  return points;
}

export interface FramesOptions {
  readonly width: number;
  readonly height: number;
  readonly count: number;
}

/** RGB frames, [T, H, W, 3]: a textured background with noise, a tenth of it flickering, and six blocks that move. */
export function makeFrames({ width, height, count }: FramesOptions): Uint8Array[] {
  const random = createRandom(0, 'frames');
  const texture = Array.from({ length: width * height * 3 }, () => 40 + random.integer(160));
  const flickers = Array.from({ length: width * height }, () => random.integer(10) === 0);
  return Array.from({ length: count }, (_, t) => {
    const frame = Uint8Array.from(texture, (value, j) => value + random.integer(9) + (flickers[Math.floor(j / 3)] && t % 2 ? 30 : 0));
    for (let b = 0; b < 6; b++) {
      const [left, top] = [(90 * b + 5 * t) % (width - 50), 70 * b + 10];
      for (let y = top; y < top + 50; y++) frame.fill(30 * b, (y * width + left) * 3, (y * width + left + 50) * 3);
    }
    return frame;
  });
}
