/** Margins in pixels around the marks of a chart with two axes. The top margin has room for the name of the y axis. */
export const frame = { marginLeft: 56, marginRight: 20, marginTop: 30, marginBottom: 42 } as const;

/** The x axis: its name below the middle. */
export const across = { labelArrow: 'none', labelAnchor: 'center' } as const;

/** The y axis: its name above, aligned with the title, and about five grid lines. */
export const upward = { labelArrow: 'none', labelOffset: 48, grid: true, ticks: 5 } as const;

/** Returns the smallest and the largest of `values`, which must not be empty. */
export function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** Returns the range of a score's axis: [0, 1], widened to hold values outside of it. */
export const scoreRange = (values: readonly number[]) => extent([0, 1, ...values]);
