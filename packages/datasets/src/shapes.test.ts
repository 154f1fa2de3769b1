import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeGenerator, digest } from './contract.fixture.ts';
import { batches, flyingShapes, staticShapes, statistics, type VelocityLaw } from './index.ts';

const small = (training: number) => ({ training, validation: 5, test: 5 });

describeGenerator('static shapes', (seed, training) => staticShapes({ seed, size: small(training) }), '33b1142e74c5cdb4');
describeGenerator('flying shapes', (seed, training) => flyingShapes({ seed, size: small(training), frames: 4 }), '3fbcf6ff9cee6bc2');

/** Returns the pixels that only object `group` covers, as text. */
const picture = (groups: Uint8Array, width: number, group: number) =>
  Array.from({ length: groups.length / width }, (_, y) =>
    Array.from({ length: width }, (_, x) => (groups[y * width + x] === group ? '#' : '.')).join(''),
  );

describe('static shapes', () => {
  it.each([28, 20])('have the statistics of three shapes on images of %s pixels a side', (side) => {
    // The expected values are those of golden/shape-statistics.py; the tolerances are four standard errors of 10,000 images.
    const { measured, expected, images } = statistics(staticShapes({ seed: 5, height: side, width: side }), 'training', { limit: 10_000 });
    expect(images).toBe(10_000);
    const tolerance = { meanPixel: 0.0012, overlap: 0.0045, overlapping: 0.018, incomplete: 0.0035 };
    for (const key of Object.keys(tolerance) as (keyof typeof tolerance)[]) {
      expect(Math.abs(measured[key] - expected[key]!), key).toBeLessThan(tolerance[key]);
    }
  });

  it('label a pixel with its object, and with 0 where objects overlap', () => {
    // Two objects of one shape fill the image: they lie on top of each other, or side by side.
    const data = staticShapes({ seed: 1, height: 1, width: 4, objects: 2, shapes: [['11']], size: small(60) });
    const seen = new Set<string>();
    for (const { frames, groups } of batches(data, 'training', { batchSize: 1 })) seen.add(`${frames.join('')} ${groups.join('')}`);
    // Both orders of each pair of places in the training split; two objects at one place leave no label.
    for (const image of seen) {
      expect([
        '1100 0000',
        '0110 0000',
        '0011 0000',
        '1110 1020',
        '1110 2010',
        '1111 1122',
        '1111 2211',
        '0111 0102',
        '0111 0201',
      ]).toContain(image);
    }
    expect(seen.size).toBeGreaterThan(2);
  });

  it('show squares and triangles either way up, at every place where they fit', () => {
    const seen = new Map<string, Set<string>>();
    for (const { groups } of batches(staticShapes({ seed: 2, objects: 1, height: 9, width: 13 }), 'training', {
      batchSize: 1,
      limit: 3000,
    })) {
      const rows = picture(groups, 13, 1);
      const top = rows.findIndex((row) => row.includes('#'));
      const left = Math.min(...rows.map((row) => row.indexOf('#')).filter((x) => x >= 0));
      const shape = rows
        .filter((row) => row.includes('#'))
        .map((row) => row.slice(left).replace(/\.+$/, ''))
        .join('\n');
      seen.set(shape, (seen.get(shape) ?? new Set()).add(`${top},${left}`));
    }
    const square = ['#######', '#######', '##...##', '##...##', '##...##', '#######', '#######'];
    const triangle = ['.....##', '....####', '...######', '..###..###', '.###....###', '############', '############'];
    const flat = (rows: string[]) => rows.join('\n');
    expect([...seen.keys()].sort()).toEqual([flat(square), flat(triangle), flat([...triangle].reverse())].sort());
    // 3 × 7 places of a square, 3 × 2 of a triangle, less those that belong to the other two splits.
    expect(seen.get(flat(square))!.size).toBeGreaterThan(11);
    expect(seen.get(flat(square))!.size).toBeLessThan(21);
  });

  it('never share an arrangement between splits, of any seeds', () => {
    // There are 154 arrangements, and every split shows all of its own.
    const make = (seed: number) =>
      staticShapes({ seed, objects: 1, height: 17, width: 20, shapes: [['1111111', '1111111', '1111111', '1111111']] });
    const images = (['training', 'validation', 'test'] as const).map(
      (split, seed) => new Set([...batches(make(seed), split, { batchSize: 1, limit: 2500 })].map(digest)),
    );
    const union = new Set(images.flatMap((set) => [...set]));
    expect(union.size).toBe(images.reduce((sum, { size }) => sum + size, 0));
    expect(union.size).toBe(14 * 14);
    for (const { size } of images) expect(size).toBeGreaterThan(10);
  });

  it('say what is wrong with an option', () => {
    expect(() => staticShapes({ seed: 1, objects: 0 })).toThrow('objects must be a whole number from 1 to 255, not 0');
    expect(() => staticShapes({ seed: 1, height: 6 })).toThrow('shapes[0] is 7×7 and does not fit into an image of 6×28');
    expect(() => staticShapes({ seed: 1, shapes: [] })).toThrow('at least one shape');
    for (const shape of [['11', '1'], ['12'], [''], []])
      expect(() => staticShapes({ seed: 1, shapes: [shape] })).toThrow('shapes[0] must be rows of 0 and 1');
    // One arrangement cannot be in three splits: two of them have none.
    const one = staticShapes({ seed: 1, objects: 1, height: 7, width: 7, shapes: [['1'.repeat(7)].concat(Array(6).fill('0000000'))] });
    const outcomes = (['training', 'validation', 'test'] as const).map((split) => {
      try {
        return one.read(split, [0]).shape[1];
      } catch (error) {
        return (error as Error).message.slice(0, 21);
      }
    });
    expect(outcomes.sort()).toEqual([1, 'the image is so small', 'the image is so small'].sort());
  });
});

describe('flying shapes', () => {
  /** Top and left of a lone object in each frame. */
  const track = (velocity: VelocityLaw | undefined, seed: number, frames: number) => {
    const data = flyingShapes({ seed, frames, objects: 1, height: 12, width: 15, ...(velocity && { velocity }) });
    const { groups } = data.read('training', [0]);
    return Array.from({ length: frames }, (_, t) => {
      const on = [...groups.subarray(t * 180, (t + 1) * 180)].flatMap((group, pixel) => (group === 1 ? [pixel] : []));
      return [Math.floor(on[0]! / 15), Math.min(...on.map((pixel) => pixel % 15))] as const;
    });
  };

  it('move by −1, 0 or +1 pixel a frame on each axis, and turn only at a wall', () => {
    const steps = new Map<string, number>();
    for (let seed = 0; seed < 150; seed++) {
      const path = track(undefined, seed, 30);
      const moves = path.slice(1).map(([y, x], t) => [y - path[t]![0], x - path[t]![1]] as const);
      for (const axis of [0, 1] as const) {
        const places = path.map((place) => place[axis]);
        const most = Math.max(...places);
        moves.forEach((move, t) => {
          expect(Math.abs(move[axis])).toBeLessThanOrEqual(1);
          expect(Math.abs(move[axis])).toBe(Math.abs(moves[0]![axis]));
          if (t > 0 && move[axis] !== moves[t - 1]![axis]) expect([0, most]).toContain(places[t]);
        });
      }
      steps.set(moves[0]!.join(), (steps.get(moves[0]!.join()) ?? 0) + 1);
    }
    // Each of nine velocities has a ninth of the sequences; at a wall some are turned at once.
    expect(steps.size).toBe(9);
    for (const count of steps.values()) expect(count).toBeGreaterThan(5);
  });

  it('follow the velocity law that is given', () => {
    for (let seed = 0; seed < 20; seed++) {
      const path = track(() => [0, 2.5], seed, 20);
      expect(new Set(path.map(([y]) => y)).size).toBe(1);
      const moves = path.slice(1).map(([, x], t) => Math.abs(x - path[t]![1]));
      expect(Math.max(...moves)).toBeLessThanOrEqual(3);
    }
  });

  it('keep their shape all the way', () => {
    const data = flyingShapes({ seed: 4, frames: 51, objects: 1 });
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), (index) => {
        const { frames } = data.read('test', [index % 10_000]);
        const on = Array.from({ length: 51 }, (_, t) => frames.subarray(t * 784, (t + 1) * 784).reduce((a, b) => a + b, 0));
        expect(new Set(on).size).toBe(1);
        expect([40, 48]).toContain(on[0]);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it('come with three, four and five objects and any number of frames', () => {
    for (const objects of [3, 4, 5]) {
      const { groups, shape } = flyingShapes({ seed: 1, objects, frames: 21 }).read('training', [0, 1]);
      expect(shape).toEqual([21, 2, 28, 28, 1]);
      expect(Math.max(...groups)).toBe(objects);
    }
  });
});
