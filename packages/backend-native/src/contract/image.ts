import fc from 'fast-check';
import { type Contract, type Expected, exactly, filled, indices, type Nd, offsetOf, seeds, sizeOf } from './contract.ts';

type Four = [number, number, number, number];

const images = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 7 }),
  fc.integer({ min: 1, max: 7 }),
  fc.integer({ min: 1, max: 5 }),
);
const resized = fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 }));
const options = fc.constantFrom(
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
);

/** Returns the source pixel of one position along an axis. */
function source(at: number, small: number, large: number, { alignCorners, halfPixelCenters }: Record<string, unknown>): number {
  if (alignCorners && large > 1) return Math.min(small - 1, Math.round((at * (small - 1)) / (large - 1)));
  if (alignCorners) return Math.min(small - 1, Math.round((at * small) / large));
  return Math.min(small - 1, Math.floor(((halfPixelCenters ? at + 0.5 : at) * small) / large));
}

/** Calls `visit` with every pixel of the resized image and the pixel that it shows. */
function forEachPixel(
  small: readonly number[],
  large: readonly number[],
  attrs: Record<string, unknown>,
  visit: (from: number, to: number) => void,
): void {
  let to = 0;
  for (const [b, y, x, c] of indices(large))
    visit(offsetOf(small, [b!, source(y!, small[1]!, large[1]!, attrs), source(x!, small[2]!, large[2]!, attrs), c!]), to++);
}

const resize: Contract = {
  cases: fc
    .tuple(images, resized, options, seeds)
    .map(([shape, size, attrs, seed]) => ({ inputs: { images: filled(shape, seed) }, attrs: { ...attrs, size } })),
  oracle: ({ inputs, attrs }) => {
    const from = inputs.images!;
    const [height, width] = attrs.size as [number, number];
    const shape: Four = [from.shape[0]!, height, width, from.shape[3]!];
    const values = new Float64Array(sizeOf(shape));
    forEachPixel(from.shape, shape, attrs, (source, target) => {
      values[target] = from.values[source]!;
    });
    return [exactly(shape, values)];
  },
  tolerance: 0,
};

const resizeGrad: Contract = {
  cases: fc.tuple(images, resized, options, seeds).map(([shape, [height, width], attrs, seed]) => ({
    inputs: { images: filled(shape, `${seed}/images`), dy: filled([shape[0], height, width, shape[3]], `${seed}/dy`) },
    attrs,
  })),
  oracle: ({ inputs, attrs }): Expected[] => {
    const { shape } = inputs.images!;
    const values = new Float64Array(sizeOf(shape));
    const scale = new Float64Array(values.length);
    forEachPixel(shape, inputs.dy!.shape, attrs, (source, target) => {
      values[source]! += inputs.dy!.values[target]!;
      scale[source]! += Math.abs(inputs.dy!.values[target]!);
    });
    return [{ shape, values, scale }];
  },
  tolerance: 1e-6,
};

/** Returns the two source pixels of one position along an axis, with their weights. */
function sources(
  at: number,
  small: number,
  large: number,
  { alignCorners, halfPixelCenters }: Record<string, unknown>,
): [number, number][] {
  const scale = alignCorners && large > 1 ? (small - 1) / (large - 1) : small / large;
  const place = Math.max(0, Math.min(small - 1, halfPixelCenters ? (at + 0.5) * scale - 0.5 : at * scale));
  const low = Math.floor(place);
  return [
    [low, 1 - (place - low)],
    [Math.min(small - 1, low + 1), place - low],
  ];
}

/** Works like `forEachPixel`, with up to four source pixels and their weights. */
function forEachBlend(
  small: readonly number[],
  large: readonly number[],
  attrs: Record<string, unknown>,
  visit: (from: number, to: number, weight: number) => void,
): void {
  let to = 0;
  for (const [b, y, x, c] of indices(large)) {
    for (const [row, down] of sources(y!, small[1]!, large[1]!, attrs))
      for (const [column, across] of sources(x!, small[2]!, large[2]!, attrs))
        visit(offsetOf(small, [b!, row, column, c!]), to, down * across);
    to++;
  }
}

const blend: Contract = {
  cases: resize.cases,
  oracle: ({ inputs, attrs }) => {
    const from = inputs.images!;
    const shape = [from.shape[0]!, ...(attrs.size as number[]), from.shape[3]!];
    const values = new Float64Array(sizeOf(shape));
    const scale = new Float64Array(values.length);
    forEachBlend(from.shape, shape, attrs, (source, target, weight) => {
      values[target]! += weight * from.values[source]!;
      scale[target]! += Math.abs(from.values[source]!);
    });
    return [{ shape, values, scale }];
  },
  tolerance: 1e-6,
};

const blendGrad: Contract = {
  cases: resizeGrad.cases,
  oracle: ({ inputs, attrs }) => {
    const { shape } = inputs.images!;
    const values = new Float64Array(sizeOf(shape));
    const scale = new Float64Array(values.length);
    forEachBlend(shape, inputs.dy!.shape, attrs, (source, target, weight) => {
      values[source]! += weight * inputs.dy!.values[target]!;
      scale[source]! += Math.abs(inputs.dy!.values[target]!);
    });
    return [{ shape, values, scale }];
  },
  tolerance: 1e-6,
};

/** Moves whole pixels only, so that an oracle needs no interpolation: output (x, y) shows input (x + dx, y + dy). */
const transform: Contract = {
  cases: fc
    .tuple(
      images,
      fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      seeds,
    )
    .map(([shape, moves, shared, seed]) => {
      const rows = moves.slice(0, shared ? 1 : shape[0]).flatMap(([dx, dy]) => [1, 0, dx, 0, 1, dy, 0, 0]);
      const transforms: Nd = { shape: [rows.length / 8, 8], values: Float64Array.from(rows) };
      return {
        inputs: { image: filled(shape, seed), transforms },
        attrs: { interpolation: 'nearest', fillMode: 'constant', fillValue: -1, outputShape: [shape[1], shape[2]] },
      };
    }),
  oracle: ({ inputs }) => {
    const image = inputs.image!;
    const { values: rows, shape: rowsShape } = inputs.transforms!;
    const values = new Float64Array(image.values.length);
    let i = 0;
    for (const [b, y, x, c] of indices(image.shape)) {
      const row = rowsShape[0] === 1 ? 0 : b! * 8;
      const [fromX, fromY] = [x! + rows[row + 2]!, y! + rows[row + 5]!];
      const inside = fromX >= 0 && fromX < image.shape[2]! && fromY >= 0 && fromY < image.shape[1]!;
      values[i++] = inside ? image.values[offsetOf(image.shape, [b!, fromY, fromX, c!])]! : -1;
    }
    return [exactly(image.shape, values)];
  },
  tolerance: 0,
};

export const imageContracts: Record<string, Contract> = {
  ResizeNearestNeighbor: resize,
  ResizeNearestNeighborGrad: resizeGrad,
  ResizeBilinear: blend,
  ResizeBilinearGrad: blendGrad,
  Transform: transform,
};
