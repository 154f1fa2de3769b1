/** Room around the marks of a chart with two axes, pixels; the name of the y axis stands above it, in line with the title. */
export const frame = { marginLeft: 56, marginRight: 20, marginTop: 30, marginBottom: 42 } as const;

/** The x axis: its name below the middle. */
export const across = { labelArrow: 'none', labelAnchor: 'center' } as const;

/** The y axis: its name above, in line with the title, and about five lines across. */
export const upward = { labelArrow: 'none', labelOffset: 48, grid: true, ticks: 5 } as const;

/** The least and the most of at least one value. */
export function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** The range of a score's axis: all of [0, 1], and what lies beyond. */
export const scoreRange = (values: readonly number[]) => extent([0, 1, ...values]);
