import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeDataset, digest } from '../contract.fixture.ts';
import { bouncingBalls, type Dataset, flyingShapes } from '../index.ts';
import { digestOf, mutants, outcomes } from '../mutants.fixture.ts';
import { temporaryFolder } from '../temporary.fixture.ts';
import { cacheOnDisk } from './index.ts';

const folder = temporaryFolder();
const size = { training: 70, validation: 5, test: 5 };
const shapes = flyingShapes({ seed: 1, frames: 3, height: 14, width: 16, size });
const at = (...parts: string[]) => join(folder, ...parts);

/** Returns the dataset with a counter of the items that are read from it. */
function counted(dataset: Dataset): Dataset & { items: number } {
  const count = { ...dataset, items: 0 };
  count.read = (split, indices) => {
    count.items += indices.length;
    return dataset.read(split, indices);
  };
  return count;
}

describeDataset('a copy on disk', () => cacheOnDisk(shapes, { folder: at('contract') }));

describe('cacheOnDisk', () => {
  it('reads the dataset once, and hardly again', () => {
    const first = counted(shapes);
    const cached = cacheOnDisk(first, { folder: at('once') });
    expect(existsSync(at('once'))).toBe(false);
    expect(digestOf(cached)).toBe(digestOf(shapes));
    const reads = first.items;
    expect(digestOf(cached)).toBe(digestOf(shapes));
    expect(first.items).toBe(reads);
    const second = counted(shapes);
    expect(digestOf(cacheOnDisk(second, { folder: at('once') }))).toBe(digestOf(shapes));
    expect(second.items).toBeLessThan(20);
  });

  it('keeps annotations', () => {
    const balls = bouncingBalls({ seed: 1, frames: 2, size: { training: 3, validation: 1, test: 1 } });
    const cached = cacheOnDisk(balls, { folder: at('balls') });
    expect(digest(cached.read('training', [2, 0]))).toBe(digest(balls.read('training', [2, 0])));
    expect(Object.keys(cached.read('training', [0]).annotations)).toEqual(['positions', 'velocities', 'collisions', 'events']);
  });

  it('begins anew what was left half done', () => {
    mkdirSync(at('half', 'test.partial'), { recursive: true });
    writeFileSync(at('half', 'test.partial', 'features.npy'), 'half');
    expect(digestOf(cacheOnDisk(shapes, { folder: at('half') }))).toBe(digestOf(shapes));
    expect(existsSync(at('half', 'test.partial'))).toBe(false);
  });

  it('refuses the copy of another dataset', () => {
    cacheOnDisk(shapes, { folder: at('other') }).read('test', [0]);
    const read = (dataset: Dataset) => () => cacheOnDisk(dataset, { folder: at('other') }).read('test', [0]);
    expect(read(flyingShapes({ seed: 2, frames: 3, height: 14, width: 16, size }))).toThrow(
      'features.npy, values: expected those of flying-shapes, found others',
    );
    expect(read(flyingShapes({ seed: 1, frames: 4, height: 14, width: 16, size }))).toThrow('features.npy, file: expected');
    expect(read(flyingShapes({ seed: 1, frames: 3, height: 16, width: 14, size }))).toThrow('features.npy, header: expected');
    rmSync(at('other', 'test', 'groups.npy'));
    expect(read(shapes)).toThrow('groups.npy, file: expected 3488 bytes, found no file');
  });

  it('takes 2,000 damaged copies for what they are', async () => {
    const small = flyingShapes({ seed: 1, frames: 2, height: 12, width: 12, size: { training: 1, validation: 0, test: 0 } });
    const open = () => cacheOnDisk(small, { folder: at('damaged') });
    const good = digest(open().read('training', [0]));
    for (const [seed, name] of ['features', 'groups'].entries()) {
      const target = at('damaged', 'training', `${name}.npy`);
      const original = readFileSync(target);
      const count = await outcomes(mutants(original, 1000, seed), good, (bytes) => {
        writeFileSync(target, bytes);
        return digest(open().read('training', [0]));
      });
      writeFileSync(target, original);
      // The only item is compared with the dataset, so any change is found.
      expect(count.refused).toBeGreaterThan(700);
      expect(count.changed).toBe(0);
    }
    expect(() => cacheOnDisk(small, { folder: at('damaged') }).read('training', [1])).toThrow(RangeError);
  });
});
