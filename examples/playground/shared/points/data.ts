import { uniforms } from '../random.ts';
import { oldFaithful } from './old-faithful.ts';

/** A point of the plane; the visible part of the plane reaches from 0 to 1 on both axes. */
export type Point = readonly [x: number, y: number];

/** An axis: its name, and the numbers at 0 and 1. */
export interface Axis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** A set of points to group. */
export interface PointData {
  readonly name: string;
  /** A hint for readers on what to observe. */
  readonly hint: string;
  readonly axes?: readonly [x: Axis, y: Axis];
  /** K with which the points are shown first. */
  readonly components: number;
  points(seed: number): readonly Point[];
}

const minutes: Axis = { name: 'minutes that an eruption lasts', from: 1.3, to: 5.4 };
const wait: Axis = { name: 'minutes until the next', from: 38, to: 100 };
const along = ({ from, to }: Axis, value: number) => (value - from) / (to - from);

/** The sets of points that readers can choose, beside their own points. */
export const pointData = {
  faithful: {
    name: 'Old Faithful',
    hint: 'Every point is an eruption of a geyser: after a short one the next comes soon. Two kinds, which nobody marked. (Azzalini and Bowman 1990; axes scaled to the figure.)',
    axes: [minutes, wait],
    components: 2,
    points: () => oldFaithful.map(([x, y]) => [along(minutes, x), along(wait, y)] as const),
  },
  blobs: {
    name: 'Blobs',
    hint: 'Three clouds, one of them wide and thin.',
    components: 3,
    points: (seed) => {
      const random = normals(seed);
      return [
        ...cloud(random, { count: 90, centre: [0.34, 0.68], spread: [0.13, 0.03], turn: 0.6 }),
        ...cloud(random, { count: 70, centre: [0.72, 0.62], spread: [0.06, 0.06], turn: 0 }),
        ...cloud(random, { count: 60, centre: [0.5, 0.25], spread: [0.09, 0.05], turn: -0.3 }),
      ];
    },
  },
  stripes: {
    name: 'Stripes',
    hint: 'Three long stripes. k‑means cuts them up, for it knows only distance; a full covariance lies along them.',
    components: 3,
    points: (seed) => {
      const random = normals(seed);
      return [0.25, 0.5, 0.75].flatMap((y) => cloud(random, { count: 70, centre: [0.5, y], spread: [0.2, 0.025], turn: 0.25 }));
    },
  },
  rings: {
    name: 'Rings',
    hint: 'A ring around a blob. A bell curve has no hole in it: here is where EM on points ends, and where a network can go on.',
    components: 2,
    points: (seed) => {
      const random = normals(seed);
      return [
        ...Array.from({ length: 150 }, (_, i): Point => {
          const [angle, radius] = [(2 * Math.PI * i) / 150, 0.37 + 0.018 * random()];
          return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
        }),
        ...cloud(random, { count: 60, centre: [0.5, 0.5], spread: [0.06, 0.06], turn: 0 }),
      ];
    },
  },
} as const satisfies Readonly<Record<string, PointData>>;

export type PointDataName = keyof typeof pointData;

interface Cloud {
  readonly count: number;
  readonly centre: Point;
  /** Standard deviations along the two axes of the cloud, which is rotated by `turn`. */
  readonly spread: Point;
  readonly turn: number;
}

function cloud(random: () => number, { count, centre, spread, turn }: Cloud): Point[] {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return Array.from({ length: count }, () => {
    const [u, v] = [spread[0] * random(), spread[1] * random()];
    return [inside(centre[0] + u * cos - v * sin), inside(centre[1] + u * sin + v * cos)];
  });
}

const inside = (value: number) => Math.max(0, Math.min(1, value));

/** Returns a generator of normal random numbers (Box and Muller 1958), the same for the same seed. */
function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
