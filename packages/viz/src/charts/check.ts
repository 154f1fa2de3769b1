import { checkInteger, FigureArgumentError } from '../errors.ts';

/** Wide enough for axes, and something to show. */
export function checkChart({ width, ...lists }: { width: number; [list: string]: number | readonly unknown[] }): void {
  checkInteger('width', width, 200, 10_000);
  for (const [argument, list] of Object.entries(lists)) {
    if (Array.isArray(list) && list.length === 0) throw new FigureArgumentError(argument, 'at least one', 'an empty list');
  }
}

export function checkNumbers(argument: string, values: readonly number[]): void {
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new FigureArgumentError(argument, 'made of finite numbers', String(bad));
}
