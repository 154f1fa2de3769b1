import { FigureArgumentError } from '../errors.ts';
import { extent, upward } from './axes.ts';

export type LossScale = 'linear' | 'log';

/**
 * 1, 2 and 5 times the powers of ten in a range, powers of ten alone where those are more than six (Plot leaves names of others out), or
 * however many Plot finds where there are less than three.
 */
function logTicks(least: number, most: number): number[] | number {
  const first = Math.floor(Math.log10(least));
  const decades = Array.from({ length: Math.floor(Math.log10(most)) - first + 1 }, (_, i) => first + i);
  const times = (digits: readonly number[]) =>
    decades.flatMap((decade) => digits.map((digit) => Number(`${digit}e${decade}`))).filter((number) => number >= least && number <= most);
  const round = times([1, 2, 5]);
  if (round.length < 3) return 5;
  const powers = times([1]);
  return round.length <= 6 ? round : powers.filter((_, i) => i % Math.ceil(powers.length / 6) === 0);
}

/**
 * The y axis of losses: logarithmic where it is asked for, or where every loss is above 0 and the largest above five times the smallest.
 *
 * @throws FigureArgumentError for a logarithmic axis with a loss that is not above 0.
 */
export function lossAxis(losses: readonly number[], given: LossScale | undefined) {
  const [least, most] = extent(losses);
  if (given === 'log' && least <= 0)
    throw new FigureArgumentError('lossScale', "'linear' where a loss is not above 0", `'log' with a loss of ${least}`);
  const type = given ?? (least > 0 && most > 5 * least ? 'log' : 'linear');
  const tickFormat = (value: number) => value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
  if (type === 'linear') return { ...upward, type, tickFormat, nice: true };
  const domain = [least / 1.06, most * 1.06] as const;
  return { ...upward, type, tickFormat, domain, ticks: logTicks(...domain) };
}
