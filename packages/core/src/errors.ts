import type { Tensor } from '@tensorflow/tfjs-core';

/** A tensor has another shape than its place asks for. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** An option has a value that it cannot have. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** Legend of a shape: a number is that size, a name any size, the same wherever the name stands. */
export type ShapePattern = readonly (number | string)[];

/**
 * Checks the shapes of arguments against one legend of axes and returns the size of each named axis.
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
