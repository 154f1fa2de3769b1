import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connectedComponents, groupPixels } from '../images/index.ts';

/** Made by ../../golden/pixels.py. */
interface Golden {
  readonly origin: string;
  readonly images: readonly {
    readonly name: string;
    readonly rows: readonly string[];
    readonly groups: number;
    readonly kMeans: number[];
    readonly gaussianMixture: number[];
    readonly connected4: number[];
    readonly connected8: number[];
  }[];
}

const golden = JSON.parse(readFileSync(new URL('../../golden/pixels.json', import.meta.url), 'utf8')) as Golden;

describe.each(golden.images)(`$name: agrees with ${golden.origin}`, ({ rows, groups, ...expected }) => {
  const image = rows.flatMap((row) => Array.from(row, (pixel) => (pixel === '#' ? 1 : 0)));
  const size = { height: rows.length, width: rows[0]!.length };

  it.each([0, 1, 2])('k-means, seed %i', (seed) => {
    expect([...groupPixels(image, { ...size, by: 'k-means', groups, seed })]).toEqual(expected.kMeans);
  });

  it.each([0, 1, 2])('a Gaussian mixture, seed %i', (seed) => {
    const labels = groupPixels(image, { ...size, by: 'mixture', groups, seed, tolerance: 1e-10, iterations: 5000 });
    expect([...labels]).toEqual(expected.gaussianMixture);
  });

  it('connected components', () => {
    expect([...connectedComponents(image, { ...size, connectivity: 4 })]).toEqual(expected.connected4);
    expect([...connectedComponents(image, size)]).toEqual(expected.connected8);
  });
});
