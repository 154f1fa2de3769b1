/** An argument that cannot be drawn; the message names the argument, what was expected and what was given. */
export class FigureArgumentError extends RangeError {
  override readonly name = 'FigureArgumentError';

  constructor(
    readonly argument: string,
    readonly expected: string,
    readonly given: string,
  ) {
    super(`${argument} must be ${expected}, not ${given}`);
  }
}

/** Throws unless `value` is a whole number in [least, most]. */
export function checkInteger(argument: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const bound = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new FigureArgumentError(argument, `a whole number ${bound}`, String(value));
}

/** Throws unless each size of a shape is a whole number of at least 1, and `channels` is 1 or 3. */
export function checkSizes(shape: Readonly<Record<string, number>>): void {
  for (const [axis, size] of Object.entries(shape)) {
    checkInteger(`shape.${axis}`, size, 1);
    if (axis === 'channels' && size !== 1 && size !== 3)
      throw new FigureArgumentError('shape.channels', '1 (grey) or 3 (RGB)', String(size));
  }
}

/** Throws unless there are as many values as the axes need, each finite. `axes` are sizes by name, such as `{ steps: 15, pixels: 784 }`. */
export function checkArray(argument: string, values: Float32Array | Uint8Array, axes: Readonly<Record<string, number>>): void {
  const length = Object.values(axes).reduce((product, size) => product * size, 1);
  if (values.length !== length) {
    const legend = Object.entries(axes).map(([axis, size]) => `${size} ${axis}`);
    throw new FigureArgumentError(argument, `${length} values (${legend.join(' × ')})`, `${values.length} values`);
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new FigureArgumentError(argument, 'made of finite numbers', `${values[bad]} at index ${bad}`);
}

/** Throws unless the responsibilities [frames, components, pixels] are at least 0 and sum to 1 ± 0.01 over the components. */
export function checkGamma(gamma: Float32Array, components: number, pixels: number): void {
  const negative = gamma.findIndex((value) => value < 0);
  if (negative >= 0) throw new FigureArgumentError('gamma', 'at least 0 everywhere', `${gamma[negative]} at index ${negative}`);
  for (let i = 0; i < gamma.length / components; i++) {
    const [frame, pixel] = [Math.floor(i / pixels), i % pixels];
    let sum = 0;
    for (let k = 0; k < components; k++) sum += gamma[(frame * components + k) * pixels + pixel]!;
    if (Math.abs(sum - 1) <= 0.01) continue;
    const given = `to ${sum.toFixed(3)} at pixel ${pixel} of frame ${frame}`;
    throw new FigureArgumentError('gamma', '[components, pixels] per frame, summing to 1 over the components', given);
  }
}
