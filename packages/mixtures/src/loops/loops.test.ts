import { createRandom } from '@neural-em/random';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Loops, plain } from './plain.ts';
import { workspace } from './workspace.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const numbers = (seed: number, length: number) => {
  const { normal } = createRandom(seed, 'loops');
  return Float64Array.from({ length }, normal);
};

/** Runs a loop with and without vector instructions; returns what each writes. */
function both(loop: keyof Loops, sizes: readonly number[], seed: number, d: number, n: number, K = 0) {
  const { arrays, run } = workspace(loop, sizes);
  for (const [i, array] of arrays.entries()) array.set(numbers(seed + i, array.length));
  const [a, b, c, e, f] = arrays.map((array) => array.slice()) as typeof arrays;
  run(d, n, K);
  plain[loop](a!, b!, c!, e!, f!, d, n, K);
  return { arrays, expected: [a, b, c, e, f] };
}

describe('loops with vectors write the same bits as plain ones', () => {
  const [block, seeds] = [248, fc.integer({ min: 0, max: 2 ** 30 })];
  const points = fc.integer({ min: 1, max: block });
  const few = fc.integer({ min: 1, max: 20 });

  it('is about vectors, where there are any', () => {
    expect(workspace('nearest', [1, 1, 1, 1, 1]).arrays[0].buffer).toHaveProperty('byteLength', 65536);
  });

  it('squared Mahalanobis distances', () => {
    fc.assert(
      fc.property(seeds, few, points, (seed, d, n) => {
        const { arrays, expected } = both('distances', [d * block, d, (d * (d + 1)) / 2, 8 * d, block], seed, d, n);
        expect(arrays[4].subarray(0, n)).toEqual(expected[4]!.subarray(0, n));
      }),
      { numRuns: 30 },
    );
  });

  it('nearest centres, the first of equals', () => {
    fc.assert(
      fc.property(seeds, few, points, few, (seed, d, n, K) => {
        const { arrays, expected } = both('nearest', [d * block, K * d, block, block, block], seed, d, n, K);
        for (const i of [2, 3, 4]) expect(arrays[i]!.subarray(0, n)).toEqual(expected[i]!.subarray(0, n));
      }),
      { numRuns: 30 },
    );
    const { arrays, run } = workspace('nearest', [block, 3, block, block, block]);
    const [x, centres, first, second, label] = arrays;
    x.fill(1);
    centres.set([3, -1, 3]);
    run(1, 5, 3);
    expect([first[4], second[4], label[4]]).toEqual([2, 2, 0]);
  });

  it('memory grows for those that ask for more, and what others hold stays', () => {
    const small = workspace('nearest', [8, 8, 8, 8, 8]);
    small.arrays[0].fill(7);
    const large = workspace('nearest', [block * 300, 16 * 300, block, block, block]);
    large.arrays[0].fill(1);
    expect([...small.arrays[0]]).toEqual(Array(8).fill(7));
  });
});

it.each([
  ['there is no WebAssembly', undefined],
  [
    'a page forbids it',
    {
      Module: class {
        constructor() {
          throw new Error('blocked by the content security policy');
        }
      },
    },
  ],
])('fits are the same where %s', async (_, WebAssembly) => {
  const points = numbers(3, 600 * 3);
  const options = { components: 3, dimensions: 3, seed: 0, iterations: 5 };
  const run = async () => {
    const { gaussianMixture, kMeans } = await import('../index.ts');
    const { centres, labels } = kMeans(points, { clusters: 5, dimensions: 3, seed: 0, restarts: 2 });
    const { means, covariances, weights, history } = gaussianMixture(points, options);
    return { centres, labels, means, covariances, weights, history };
  };
  const fast = await run();
  vi.resetModules();
  vi.stubGlobal('WebAssembly', WebAssembly);
  expect(await run()).toEqual(fast);
});
