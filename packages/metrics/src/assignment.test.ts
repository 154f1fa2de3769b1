import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, MetricInputError } from './index.ts';

describe('assign', () => {
  const best = (values: number[][], taken: readonly number[] = []): number => {
    const [row, ...rest] = values;
    if (!row) return 0;
    const skipped = values.length > row.length - taken.length ? best(rest, taken) : 0;
    return Math.max(skipped, ...row.map((value, j) => (taken.includes(j) ? 0 : value + best(rest, [...taken, j]))));
  };
  const matrices = fc.tuple(fc.nat(5), fc.nat(5)).chain(([rows, columns]) =>
    fc.array(
      fc.array(fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: columns,
        maxLength: columns,
      }),
      {
        minLength: rows,
        maxLength: rows,
      },
    ),
  );

  it('finds the largest total there is, one to one', () => {
    fc.assert(
      fc.property(matrices, (values) => {
        const columns = values[0]?.length ?? 0;
        const columnOfRow = [...assign(values.flat(), [values.length, columns], { maximize: true })];
        const assigned = columnOfRow.filter((column) => column >= 0);
        expect(new Set(assigned).size).toBe(assigned.length);
        expect(assigned.length).toBe(Math.min(values.length, columns));
        const total = columnOfRow.reduce((sum, column, row) => sum + (values[row]![column] ?? 0), 0);
        expect(total).toBeCloseTo(best(values), 10);
      }),
      { numRuns: 500 },
    );
  });

  it('takes the smallest total as the largest of the costs turned around', () => {
    fc.assert(
      fc.property(matrices, (values) => {
        const shape = [values.length, values[0]?.length ?? 0] as const;
        const costs = values.flat();
        const turned = costs.map((cost) => -cost);
        expect(assign(costs, shape)).toEqual(assign(turned, shape, { maximize: true }));
      }),
    );
  });

  it('refuses costs that do not fill the shape or are not finite', () => {
    expect(() => assign([1, 2, 3], [2, 2])).toThrow('costs must hold 2 rows of 2 columns, got 3 values');
    expect(() => assign([1, 2], [-1, -2])).toThrow(MetricInputError);
    for (const cost of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => assign([1, cost], [1, 2])).toThrow(`costs[1] must be a finite number, got ${cost}`);
    }
  });
});
