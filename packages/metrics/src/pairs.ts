import type { Contingency } from './contingency.ts';

/** Counts the pairs of items: all pairs, and those that share a group in the truth, in the prediction, and in both. */
export function countPairs({ n, rows, columns, cells }: Contingency) {
  return {
    all: pairs([n]),
    inTruth: pairs(rows.sizes),
    inPrediction: pairs(columns.sizes),
    inBoth: pairs(cells.map((cell) => cell.size)),
  };
}

function pairs(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}
