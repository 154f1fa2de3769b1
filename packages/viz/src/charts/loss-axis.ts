import { FigureArgumentError } from '../errors.ts';
import { extent, upward } from './axes.ts';

export type LossScale = 'linear' | 'log';

/**
 * Returns the ticks of a logarithmic axis: 1, 2 and 5 times the powers of ten in the range. If those are more than six, it returns the
 * powers of ten alone (Plot would leave out the labels of the others); if they are fewer than three, it lets Plot choose.
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
 * Returns the y axis of losses. It is logarithmic if `given` says so, or by default if every loss is above 0 and the largest is more than
 * five times the smallest.
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
