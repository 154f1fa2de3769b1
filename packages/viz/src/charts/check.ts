import { checkInteger, FigureArgumentError } from '../errors.ts';

/** Throws unless a chart of this width has room for axes. */
export function checkWidth(width: number): void {
  checkInteger('width', width, 200, 10_000);
}

export function checkNotEmpty(argument: string, list: ArrayLike<unknown>): void {
  if (list.length === 0) throw new FigureArgumentError(argument, 'at least one', 'an empty list');
}

export function checkNumbers(argument: string, values: readonly number[]): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new FigureArgumentError(
      argument,
      'made of finite numbers',
      typeof values[bad] === 'number' ? String(values[bad]) : (JSON.stringify(values[bad]) ?? 'undefined'),
    );
}
