import { FigureArgumentError } from '../errors.ts';
import { extent, upward } from './axes.ts';

export type LossScale = 'linear' | 'log';

/** 1, 2 and 5 times the powers of ten in a range; empty where these are too few to read values by. */
function roundNumbers(least: number, most: number): number[] {
  const decades = Array.from(
    { length: Math.floor(Math.log10(most)) - Math.floor(Math.log10(least)) + 1 },
    (_, i) => i + Math.floor(Math.log10(least)),
  );
  const numbers = decades.flatMap((decade) => [1, 2, 5].map((digit) => Number(`${digit}e${decade}`)));
  return numbers.filter((number) => number >= least && number <= most);
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
  const domain = [least / 1.06, most * 1.06];
  const numbers = roundNumbers(domain[0]!, domain[1]!);
  return {
    ...upward,
    type,
    tickFormat,
    domain,
    ticks: numbers.length >= 3 ? numbers.filter((_, i) => i % Math.ceil(numbers.length / 7) === 0) : 5,
  };
}
