import { createRandom, type Random } from '@neural-em/random';
import type { AnnotatedBatch, AnnotatedDataset } from './annotations.ts';
import { checkInteger, DatasetOptionError } from './errors.ts';
import { emptyAnnotations, type Factors } from './factors.ts';
import { emptyBatch } from './items.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** The part of a `Dataset` that differs between generators. */
export interface Recipe<Item> extends Omit<Dataset, 'read'> {
  readonly seed: number;
  /** Number of objects of an item. */
  readonly objects: number;
  /** The properties of each object, by name. */
  readonly factors: Factors<Item>;
  /** Draws an item; each item has its own stream of random numbers. */
  draw(random: Random, split: Split): Item;
  /** Paints frame `t` of an item; the frame starts at index `pixel` of `batch.groups`. */
  paint(item: Item, t: number, batch: Batch, pixel: number): void;
}

/** Returns a dataset whose items are drawn when they are read, each from its own stream: (seed, name, split, index). */
export function generated<Item>(recipe: Recipe<Item>): AnnotatedDataset {
  const { name, seed, imageShape, frames, size, objects, factors, draw, paint } = recipe;
  checkRecipe(recipe);
  const read = (split: Split, indices: ArrayLike<number>): AnnotatedBatch => {
    const batch = emptyBatch({ imageShape, frames, size }, split, indices);
    const [, items, height, width] = batch.shape;
    const annotations = emptyAnnotations(factors, [frames, items, objects]);
    for (let b = 0; b < items; b++) {
      const item = draw(createRandom(seed, name, split, indices[b]!), split);
      for (let t = 0; t < frames; t++) {
        paint(item, t, batch, (t * items + b) * height * width);
        for (const [factor, { size: n, read: numbers }] of Object.entries(factors))
          for (let k = 0; k < objects; k++) annotations[factor]!.values.set(numbers(item, k, t), ((t * items + b) * objects + k) * n);
      }
    }
    return { ...batch, annotations };
  };
  return { name, imageShape, frames, size, read };
}

/** Throws a `DatasetOptionError` for options that every generator has and that are out of range. */
export function checkRecipe({ seed, imageShape, frames, size }: Pick<Recipe<unknown>, 'seed' | 'imageShape' | 'frames' | 'size'>): void {
  checkInteger('seed', seed, Number.MIN_SAFE_INTEGER);
  for (const [option, value] of Object.entries({ frames, height: imageShape[0], width: imageShape[1] })) checkInteger(option, value, 1);
  for (const [split, count] of Object.entries(size)) checkInteger(`size.${split}`, count, 0, 2 ** 32 - 1);
}

/**
 * Draws `objects` numbers again and again until the arrangement belongs to `split`, so that no two splits, of any seeds, share one.
 * A fixed hash gives three quarters of all arrangements to training, and one eighth each to validation and test.
 */
export function drawForSplit(split: Split, objects: number, draw: () => number): number[] {
  const arrangement = new Array<number>(objects);
  for (let attempt = 0; attempt < 10_000; attempt++) {
    // A sum does not depend on the order of the objects.
    let sum = 0;
    for (let i = 0; i < objects; i++) {
      const object = draw();
      arrangement[i] = object;
      sum = (sum + scramble(object)) | 0;
    }
    const slot = scramble(sum) & 7;
    if (split === (slot === 0 ? 'validation' : slot === 1 ? 'test' : 'training')) return arrangement;
  }
  throw new DatasetOptionError(`the image is so small that no arrangement of objects is left for the ${split} split: make it larger`);
}

/** The finaliser of MurmurHash3. */
function scramble(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
