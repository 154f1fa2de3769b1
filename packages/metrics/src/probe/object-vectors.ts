import { MetricInputError } from '../errors.ts';
import { objectScores } from '../object-scores.ts';
import { checkNumbers } from '../values.ts';

// Axes: T steps, B images, K components, M numbers of a vector, D pixels, N objects, n numbers of a factor.

/** Vectors, and the pixels that each vector represents. */
export interface Grouping {
  readonly shape: { readonly T: number; readonly B: number; readonly K: number; readonly M: number; readonly D: number };
  /** The vector of each component, [T, B, K, M]. */
  readonly theta: ArrayLike<number>;
  /** The component of each pixel, [T, B, D]; pixels without a component may have any other label. */
  readonly assigned: ArrayLike<number>;
  /** The object of each pixel, counted from 1, [T, B, D]; 0 for pixels of no object or of several. */
  readonly groups: ArrayLike<number>;
  /** The frame whose factors each step shows, [T]. */
  readonly frames: readonly number[];
}

/** A factor of objects, [frames, B, N, n]: a class if the array holds bytes and n is 1, otherwise measures. Object k is group k + 1. */
export interface FactorArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Uint8Array;
}

/** The values of a factor for the objects that have a vector, [objects, n]. */
export interface FactorSamples {
  readonly size: number;
  readonly isClass: boolean;
  readonly values: Float64Array;
}

/** The vectors of objects, [objects, M], with their factors. Each object that is visible in an image has an entry of its own. */
export interface ObjectVectors {
  readonly size: number;
  readonly vectors: Float64Array;
  readonly factors: Readonly<Record<string, FactorSamples>>;
  /** The step, image and group (counted from 1) of each object, and the component that its vector comes from. */
  readonly places: readonly { readonly t: number; readonly b: number; readonly group: number; readonly component: number }[];
}

/**
 * Returns the vector of each object, which is the vector of its component. Objects and components are matched one to one with the largest
 * sum of IoU; objects without a component are left out. Arrays that are not factors of objects are ignored.
 *
 * @throws MetricInputError if a length does not agree with the shape.
 */
export function objectVectors(grouping: Grouping, factors: Readonly<Record<string, FactorArray>>): ObjectVectors {
  const { shape, theta, assigned, groups, frames } = grouping;
  const { T, B, K, M, D } = shape;
  checkLengths({ theta: [theta, T * B * K * M], assigned: [assigned, T * B * D], groups: [groups, T * B * D], frames: [frames, T] });
  const objects = factorsOfObjects(factors, B);
  const N = objects.reduce((least, [, { shape: axes }]) => Math.min(least, axes[2]!), 255);
  const places = Array.from({ length: T * B }, (_, image) => {
    const slice = (labels: ArrayLike<number>) => Int32Array.from({ length: D }, (_, i) => labels[image * D + i]!);
    const [t, b] = [Math.floor(image / B), image % B];
    return objectScores(slice(groups), slice(assigned)).flatMap(({ label, match }) =>
      match !== null && match >= 0 && match < K && label <= N ? [{ t, b, group: label, component: match }] : [],
    );
  }).flat();
  const rows = (numbers: number, row: (place: (typeof places)[number]) => number, from: ArrayLike<number>) => {
    const out = new Float64Array(places.length * numbers);
    for (const [i, place] of places.entries()) for (let j = 0; j < numbers; j++) out[i * numbers + j] = from[row(place) * numbers + j]!;
    return out;
  };
  return {
    size: M,
    vectors: rows(M, ({ t, b, component }) => (t * B + b) * K + component, theta),
    factors: Object.fromEntries(
      objects.map(
        ([
          name,
          {
            shape: [, , count = 0, size = 0],
            values,
          },
        ]) => [
          name,
          {
            size,
            isClass: size === 1 && values instanceof Uint8Array,
            values: rows(size, ({ t, b, group }) => (frames[t]! * B + b) * count + group - 1, values),
          },
        ],
      ),
    ),
    places,
  };
}

function factorsOfObjects(factors: Readonly<Record<string, FactorArray>>, B: number): [string, FactorArray][] {
  const found = Object.entries(factors).filter(([, { shape }]) => shape.length === 4);
  for (const [name, { shape, values }] of found) {
    const length = shape.reduce((a, b) => a * b, 1);
    if (shape[1] !== B || values.length !== length)
      throw new MetricInputError(
        `${name} must have shape [frames, ${B}, objects, n], not ${values.length} values of [${shape.join(', ')}]`,
      );
  }
  return found;
}

function checkLengths(arrays: Readonly<Record<string, readonly [values: ArrayLike<number>, length: number]>>): void {
  for (const [name, [values, length]] of Object.entries(arrays)) {
    checkNumbers(values, name);
    if (values.length !== length) throw new MetricInputError(`${name} must hold ${length} values, as the shape says, not ${values.length}`);
  }
}
