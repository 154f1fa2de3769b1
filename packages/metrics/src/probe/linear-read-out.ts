import { MetricInputError } from '../errors.ts';
import type { FactorSamples, ObjectVectors } from './object-vectors.ts';
import { columnStatistics, fitRidge } from './ridge.ts';

/** How well a linear map reads a measure, such as a position, from the vectors of test objects. */
export interface MeasureReadOut {
  /** R², the share of the variance that the map explains, averaged over the numbers of the measure: 1 is exact, 0 is as good as the mean. */
  readonly r2: number;
  /** R² of each number of the measure; NaN for a number that never changes. */
  readonly each: readonly number[];
}

/** How well a linear map reads a class, such as a shape, from the vectors of test objects. */
export interface ClassReadOut {
  /** The share of objects whose class is read right. */
  readonly accuracy: number;
  /** The accuracy of always naming the most frequent class. */
  readonly chance: number;
}

/** The scores of a linear read-out. */
export interface LinearReadOut {
  readonly measures: Readonly<Record<string, MeasureReadOut>>;
  readonly classes: Readonly<Record<string, ClassReadOut>>;
  /** The number of objects that the map was fitted to, and of those that were scored. */
  readonly objects: { readonly training: number; readonly test: number };
}

/** Options of the fit. */
export interface ReadOutOptions {
  /** Weight of the penalty on squared weights, for vectors of zero mean and unit deviation. Default 1e-3. */
  readonly ridge?: number;
}

/**
 * Reads the factors of objects from their vectors by a linear map (ridge regression; for a class, one regression for each value, the
 * largest wins). It fits the map to training objects and scores it on test objects: does a vector represent its object?
 *
 * @param training - vectors in any number of parts, as `objectVectors` gives them.
 * @throws MetricInputError if there is no object to fit or to score, or the parts do not agree.
 */
export function linearReadOut(
  { training, test }: { readonly training: readonly ObjectVectors[]; readonly test: readonly ObjectVectors[] },
  { ridge = 1e-3 }: ReadOutOptions = {},
): LinearReadOut {
  if (!(ridge > 0 && Number.isFinite(ridge))) throw new MetricInputError(`ridge must be a finite number above 0, not ${ridge}`);
  const [fitted, scored] = [joined('training', training), joined('test', test)];
  if (fitted.size !== scored.size || Object.keys(fitted.factors).join() !== Object.keys(scored.factors).join())
    throw new MetricInputError('training and test must have vectors of one size and the same factors');
  const readOut = (outputs: Float64Array, count: number) =>
    fitRidge(fitted.vectors, outputs, { size: fitted.size, count, ridge }).apply(scored.vectors);
  const measures: Record<string, MeasureReadOut> = {};
  const classes: Record<string, ClassReadOut> = {};
  for (const [name, { size, isClass, values }] of Object.entries(fitted.factors)) {
    const truth = scored.factors[name]!.values;
    if (isClass) {
      const names = [...new Set(values)].sort((a, b) => a - b);
      const oneHot = Float64Array.from({ length: values.length * names.length }, (_, i) =>
        values[Math.floor(i / names.length)] === names[i % names.length] ? 1 : 0,
      );
      classes[name] = scoreClass(truth, readOut(oneHot, names.length), names);
    } else measures[name] = scoreMeasure(truth, readOut(values, size), size);
  }
  return { measures, classes, objects: { training: fitted.places.length, test: scored.places.length } };
}

function scoreMeasure(truth: Float64Array, read: Float64Array, size: number): MeasureReadOut {
  const { deviations } = columnStatistics(truth, truth.length / size, size);
  const errors = new Float64Array(size);
  for (let i = 0; i < truth.length; i++) errors[i % size]! += (truth[i]! - read[i]!) ** 2 / (truth.length / size);
  const each = Array.from(errors, (error, i) => (deviations[i]! > 0 ? 1 - error / deviations[i]! ** 2 : Number.NaN));
  const changing = each.filter((r2) => !Number.isNaN(r2));
  return { r2: changing.reduce((a, b) => a + b, 0) / changing.length, each };
}

function scoreClass(truth: Float64Array, read: Float64Array, names: readonly number[]): ClassReadOut {
  let right = 0;
  const counts = new Map<number, number>();
  for (const [i, name] of truth.entries()) {
    const row = read.subarray(i * names.length, (i + 1) * names.length);
    if (names[row.indexOf(row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY))] === name) right++;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return { accuracy: right / truth.length, chance: Math.max(...counts.values()) / truth.length };
}

/** Joins parts to one. */
function joined(which: string, parts: readonly ObjectVectors[]): ObjectVectors {
  const places = parts.flatMap((part) => part.places);
  const [first] = parts;
  if (!first || places.length === 0) throw new MetricInputError(`${which} must hold at least one object, not none`);
  if (parts.some(({ size, factors }) => size !== first.size || Object.keys(factors).join() !== Object.keys(first.factors).join()))
    throw new MetricInputError(`all parts of ${which} must have vectors of one size and the same factors`);
  const together = (values: (part: ObjectVectors) => Float64Array) => Float64Array.from(parts.flatMap((part) => [...values(part)]));
  const factorOf = ([name, { size, isClass }]: [string, FactorSamples]): [string, FactorSamples] => [
    name,
    { size, isClass, values: together((part) => part.factors[name]!.values) },
  ];
  return {
    size: first.size,
    vectors: together((part) => part.vectors),
    factors: Object.fromEntries(Object.entries(first.factors).map(factorOf)),
    places,
  };
}
