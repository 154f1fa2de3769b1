/** An option outside what is allowed; the message names the option, the value given and what was expected. */
export class DatasetOptionError extends RangeError {
  override readonly name = 'DatasetOptionError';
}

/** Throws a `DatasetOptionError` unless `value` is a whole number in [least, most]. */
export function checkInteger(option: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const bound = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new DatasetOptionError(`${option} must be a whole number ${bound}, not ${value}`);
}
