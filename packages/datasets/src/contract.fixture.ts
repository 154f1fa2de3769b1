import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annotationsOf } from './annotations.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** Returns the SHA-256 of the bytes of a batch. */
export function digest(batch: Batch): string {
  const hash = createHash('sha256').update(JSON.stringify(batch.shape));
  const annotations = Object.entries(annotationsOf(batch)).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const values of [batch.frames, batch.groups, ...annotations.map(([, annotation]) => annotation.values)]) {
    hash.update(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Returns one item of a batch as a batch. */
export function itemOf({ shape, frames, groups }: Batch, b: number): Batch {
  const [steps, items, height, width, channels] = shape;
  const pick = <T extends Float32Array | Uint8Array>(values: T, block: number, out: T): T => {
    for (let t = 0; t < steps; t++) out.set(values.subarray((t * items + b) * block, (t * items + b + 1) * block), t * block);
    return out;
  };
  return {
    shape: [steps, 1, height, width, channels],
    frames: pick(frames, height * width * channels, new Float32Array(steps * height * width * channels)),
    groups: pick(groups, height * width, new Uint8Array(steps * height * width)),
  };
}

/** Returns a batch without its annotations. */
export const withoutAnnotations = ({ shape, frames, groups }: Batch): Batch => ({ shape, frames, groups });

/** Returns a dataset whose batches have no annotations. */
export const withoutFactors = (dataset: Dataset): Dataset => ({
  ...dataset,
  read: (split, indices) => withoutAnnotations(dataset.read(split, indices)),
});

/** Tests the laws of every `Dataset`; each split of `make()` must have at least five items. */
export function describeDataset(what: string, make: () => Dataset | Promise<Dataset>): void {
  const splits: Split[] = ['training', 'validation', 'test'];
  describe(`${what}: the laws of a dataset`, () => {
    let made: Promise<Dataset> | undefined;
    const open = () => {
      made ??= Promise.resolve(make());
      return made;
    };

    it('gives each item the same bytes, whatever is read with it', async () => {
      const dataset = await open();
      const index = fc.nat({ max: 4 });
      fc.assert(
        fc.property(fc.constantFrom(...splits), fc.array(index, { minLength: 1, maxLength: 6 }), (split, indices) => {
          const batch = dataset.read(split, indices);
          indices.forEach((i, b) => {
            expect(digest(itemOf(batch, b))).toBe(digest(withoutAnnotations(dataset.read(split, Uint32Array.of(i)))));
          });
        }),
        { numRuns: 10, seed: 1 },
      );
    });

    it('gives arrays of the lengths that the shape says, pixels in [0, 1]', async () => {
      const dataset = await open();
      for (const indices of [[], [3], [4, 0, 4]]) {
        const { shape, frames, groups } = dataset.read('training', indices);
        expect(shape).toEqual([dataset.frames, indices.length, ...dataset.imageShape]);
        const [t, b, h, w, c] = shape;
        expect([frames.length, groups.length]).toEqual([t * b * h * w * c, t * b * h * w]);
        expect(frames.every((value) => value >= 0 && value <= 1)).toBe(true);
      }
    });

    it('refuses an index outside the split', async () => {
      const dataset = await open();
      for (const split of splits) {
        for (const index of [-1, 0.5, Number.NaN, dataset.size[split]]) expect(() => dataset.read(split, [0, index])).toThrow(RangeError);
        expect(() => dataset.read(split, [dataset.size[split] - 1])).not.toThrow();
      }
    });

    it('has other items in every split', async () => {
      const dataset = await open();
      const seen = splits.flatMap((split) => [0, 1, 2, 3, 4].map((i) => digest(withoutAnnotations(dataset.read(split, [i])))));
      expect(new Set(seen).size).toBe(15);
    });
  });
}

/** Tests the further laws of generators: another seed gives other items, and a larger split begins with the same ones. */
export function describeGenerator(what: string, make: (seed: number, training: number) => Dataset, golden: string): void {
  describeDataset(what, () => make(3, 5));
  describe(`${what}: the laws of a generator`, () => {
    it('gives the bytes it always gave', () => {
      // Golden: made by this code on Node 20. A change here changes every experiment on these data.
      expect(digest(withoutAnnotations(make(1, 2).read('training', [0, 1])))).toBe(golden);
    });

    it('depends on the seed and not on the size', () => {
      expect(digest(make(1, 2).read('training', [1]))).toBe(digest(make(1, 90).read('training', [1])));
      expect(digest(make(1, 2).read('training', [1]))).not.toBe(digest(make(2, 2).read('training', [1])));
    });

    it('refuses a seed that is not a whole number, and sizes below 0', () => {
      expect(() => make(0.5, 5)).toThrow('seed must be a whole number');
      expect(() => make(1, -5)).toThrow('size.training must be a whole number');
    });
  });
}
