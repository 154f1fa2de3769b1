/** Statistics of a sequence of binary frames that depend on the law of motion of its balls. */
export interface BallStatistics {
  /** Mean radius of the balls of each kind, from their areas; null for a kind that does not occur. */
  readonly radii: readonly (number | null)[];
  /** Root of the sum of all squared velocities, averaged over frames, in pixels per frame. */
  readonly norm: number;
  /** Share of frames in which balls touch or seem to touch. */
  readonly touching: number;
  /** Smallest distance from the centre of a whole ball to an edge of the image, less the radius of its kind. */
  readonly wall: number;
}

interface Found {
  readonly area: number;
  readonly down: number;
  readonly across: number;
  readonly kind: number;
}

/**
 * Measures a sequence, [T, side, side], of a known number of balls of known radii. A connected component counts as a ball of a kind if its area
 * is within 6% of that of the kind; this leaves out balls that touch or are half hidden.
 */
export function ballStatistics(
  frames: ArrayLike<number>,
  { side, balls, radii }: { readonly side: number; readonly balls: number; readonly radii: readonly number[] },
): BallStatistics {
  const D = side * side;
  const kindOf = (area: number) => radii.findIndex((radius) => Math.abs(area / (Math.PI * radius * radius) - 1) < 0.06);
  const largest = 1.15 * Math.PI * Math.max(...radii) ** 2;
  const found = Array.from({ length: frames.length / D }, (_, t) =>
    components(frames, t * D, side).map((component): Found => ({ ...component, kind: kindOf(component.area) })),
  );
  const whole = found.map((all) => all.filter(({ kind }) => kind >= 0));
  const squares = whole.slice(1).flatMap((now, t) =>
    now.flatMap(({ kind, down, across }) => {
      // A ball flies at most its radius in a frame. If two balls of the frame before are that near, neither is taken.
      const near = whole[t]!.map((before) => (before.down - down) ** 2 + (before.across - across) ** 2).filter(
        (d) => d < radii[kind]! ** 2,
      );
      return near.length === 1 ? near : [];
    }),
  );
  const all = whole.flat();
  return {
    radii: radii.map((_, kind) => meanOrNull(all.filter((ball) => ball.kind === kind).map(({ area }) => Math.sqrt(area / Math.PI)))),
    norm: Math.sqrt(balls * mean(squares)),
    touching: mean(found.map((components) => (components.some(({ area }) => area > largest) ? 1 : 0))),
    wall: Math.min(...all.map(({ down, across, kind }) => Math.min(down, across, side - down, side - across) - radii[kind]!)),
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length > 0 ? mean(values) : null;
}

/** Returns areas and centres of the connected components (by shared sides) of pixels above 0.5. */
function components(frames: ArrayLike<number>, start: number, side: number): Omit<Found, 'kind'>[] {
  const seen = new Uint8Array(side * side);
  const result: Omit<Found, 'kind'>[] = [];
  for (let first = 0; first < seen.length; first++) {
    const open: number[] = [];
    const take = (pixel: number) => {
      if (seen[pixel] === 1 || !(frames[start + pixel]! > 0.5)) return;
      seen[pixel] = 1;
      open.push(pixel);
    };
    take(first);
    let [area, down, across] = [0, 0, 0];
    for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
      const [y, x] = [Math.floor(pixel / side), pixel % side];
      area++;
      down += y + 0.5;
      across += x + 0.5;
      if (y > 0) take(pixel - side);
      if (y < side - 1) take(pixel + side);
      if (x > 0) take(pixel - 1);
      if (x < side - 1) take(pixel + 1);
    }
    if (area > 0) result.push({ area, down: down / area, across: across / area });
  }
  return result;
}
