import { describe, expect, it } from 'vitest';
import { digest } from './contract.fixture.ts';
import { batches, staticShapes } from './index.ts';

const data = staticShapes({ seed: 1, size: { training: 25 } });
const alone = Array.from({ length: 25 }, (_, i) => digest(data.read('training', [i])));
const walk = (options: Parameters<typeof batches>[2]) => [...batches(data, 'training', options)].map((batch) => batch.shape[1]);
const items = (options: Parameters<typeof batches>[2]) => [...batches(data, 'training', { ...options, batchSize: 1 })].map(digest);

describe('batches', () => {
  it('walks a split in order, the last batch as it comes', () => {
    expect(walk({ batchSize: 10 })).toEqual([10, 10, 5]);
    expect(items({ batchSize: 1 })).toEqual(alone);
  });

  it('leaves out what dropLast and limit leave out', () => {
    expect(walk({ batchSize: 10, dropLast: true })).toEqual([10, 10]);
    expect(walk({ batchSize: 10, limit: 12 })).toEqual([10, 2]);
  });

  it('shuffles items with a seed, the same way each time', () => {
    const order = items({ batchSize: 1, seed: 3 });
    expect(order).toEqual(items({ batchSize: 1, seed: 3 }));
    expect(order).not.toEqual(items({ batchSize: 1, seed: 4 }));
    expect(order).not.toEqual(alone);
    expect([...order].sort()).toEqual([...alone].sort());
  });

  it('refuses a batch size that is none', () => {
    for (const batchSize of [0, 1.5, Number.NaN]) expect(() => [...batches(data, 'training', { batchSize })]).toThrow('batchSize');
  });
});
