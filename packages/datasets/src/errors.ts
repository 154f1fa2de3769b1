/** An option with a wrong value; the message names the option and says what was expected and what was given. */
export class DatasetOptionError extends RangeError {
  override readonly name = 'DatasetOptionError';
}

/** What is wrong with a file: where in it, what was expected there and what was found. */
export interface FileFault {
  readonly file: string;
  readonly place: string;
  readonly expected: string;
  readonly found: string;
}

/** A file whose content is not what it should be; `fault` says where, what was expected and what was found. */
export class DatasetFileError extends Error {
  override readonly name = 'DatasetFileError';
  readonly fault: FileFault;

  constructor(fault: FileFault, options?: ErrorOptions) {
    super(`${fault.file}, ${fault.place}: expected ${fault.expected}, found ${fault.found}`, options);
    this.fault = fault;
  }
}

/** A reader or writer needs an optional package that is not installed. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
}

/** An optional package is installed but cannot be loaded; `cause` is the reason. */
export class BrokenPackageError extends Error {
  override readonly name = 'BrokenPackageError';
}

/** Throws a `DatasetOptionError` unless `value` is a whole number in [least, most]. */
export function checkInteger(option: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const bound = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new DatasetOptionError(`${option} must be a whole number ${bound}, not ${value}`);
}
