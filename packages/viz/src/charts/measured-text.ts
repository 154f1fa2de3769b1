/** A mean, and how far single runs lie from it. */
export interface Measured {
  readonly value: number;
  /** Of several runs; drawn as a line from value − deviation to value + deviation. */
  readonly deviation?: number | undefined;
}

/** A mean with its deviation, where there is one: `0.970 ± 0.005`. */
export function measuredText({ value, deviation }: Measured, digits = 3): string {
  // 0.000 where −0.000 would say no more.
  const mean = value.toFixed(digits).replace(/^-(?=[0.]*$)/, '');
  return deviation === undefined ? mean : `${mean} ± ${deviation.toFixed(digits)}`;
}
