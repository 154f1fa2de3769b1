/** A mean, and the deviation of single runs from it. */
export interface Measured {
  readonly value: number;
  /** Standard deviation over several runs; drawn as a line from value − deviation to value + deviation. */
  readonly deviation?: number | undefined;
}

/** Returns a mean as text, with its deviation if it has one: `0.970 ± 0.005`. */
export function measuredText({ value, deviation }: Measured, digits = 3): string {
  // A small negative mean is written 0.000, not −0.000.
  const mean = value.toFixed(digits).replace(/^-(?=[0.]*$)/, '');
  return deviation === undefined ? mean : `${mean} ± ${deviation.toFixed(digits)}`;
}
