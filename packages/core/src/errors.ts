import type { Tensor } from '@tensorflow/tfjs-core';

/** Thrown if a tensor has another shape than expected. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Thrown if an option has an invalid value. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/**
 * The expected shape of an argument. A number stands for that size; a name stands for any size, but the same one wherever the name occurs.
 */
export type ShapePattern = readonly (number | string)[];

/**
 * Checks the shapes of arguments against their patterns, and returns the size of each named axis.
 *
 * @throws ShapeError naming the argument, the expected shape and the given one.
 */
export function checkShapes(
  caller: string,
  checks: Record<string, readonly [tensor: Tensor, pattern: ShapePattern]>,
): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const [name, [tensor, pattern]] of Object.entries(checks)) {
    const fits =
      tensor.shape.length === pattern.length &&
      pattern.every((axis, i) => {
        const given = tensor.shape[i]!;
        if (typeof axis === 'number') return axis === given;
        sizes[axis] ??= given;
        return sizes[axis] === given;
      });
    if (!fits) {
      const known = pattern
        .filter((axis) => typeof axis === 'string' && sizes[axis] !== undefined)
        .map((axis) => `${axis} = ${sizes[axis]}`);
      const where = known.length ? ` with ${[...new Set(known)].join(', ')}` : '';
      throw new ShapeError(`${caller}: ${name} must have shape [${pattern.join(', ')}]${where}, but has [${tensor.shape.join(', ')}]`);
    }
  }
  return sizes;
}
