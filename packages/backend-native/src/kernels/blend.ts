import { allFloat, floats, input, type Kernel, type KernelCall, type KernelMap } from './kernel.ts';

/** Returns for each of `large` rows of the resized image the two rows of the image that it lies between, and its distance from the first. */
export function placesBetween(
  small: number,
  large: number,
  alignCorners: boolean,
  halfPixelCenters: boolean,
): [low: Int32Array, high: Int32Array, part: Float32Array] {
  const scale = alignCorners && large > 1 ? (small - 1) / (large - 1) : small / large;
  const places = Float64Array.from({ length: large }, (_, row) => (halfPixelCenters ? scale * (row + 0.5) - 0.5 : scale * row));
  const within = (row: number) => Math.max(0, Math.min(small - 1, row));
  const low = Int32Array.from(places, (place) => within(Math.floor(place)));
  const high = Int32Array.from(places, (place) => within(Math.ceil(place)));
  return [low, high, Float32Array.from(places, (place, i) => (low[i] === high[i] ? 0 : place - low[i]!))];
}

function places({ attrs }: KernelCall, from: number[], height: number, width: number): (Int32Array | Float32Array)[] {
  const options = [attrs.alignCorners === true, attrs.halfPixelCenters === true] as const;
  return [...placesBetween(from[1]!, height, ...options), ...placesBetween(from[2]!, width, ...options)];
}

const resize: Kernel = (call) => {
  const images = input(call, 'images');
  const [height, width] = call.attrs.size as [number, number];
  const shape = [images.shape[0]!, height, width, images.shape[3]!];
  if (!allFloat(images) || images.shape.includes(0) || shape.includes(0)) return null;
  const { info, values } = call.backend.allocate(shape);
  call.backend.addon.blend(
    floats(call.backend, images),
    values,
    Int32Array.from(images.shape),
    ...places(call, images.shape, height, width),
  );
  return info;
};

/** Replaces the gradient of the CPU backend, which ignores half-pixel centres and swaps height and width. */
const resizeGrad: Kernel = (call) => {
  const images = input(call, 'images');
  const dy = input(call, 'dy');
  const [, height, width] = dy.shape as [number, number, number, number];
  if (!allFloat(images, dy) || images.shape.includes(0) || dy.shape.includes(0)) return null;
  const { info, values } = call.backend.allocate(images.shape);
  call.backend.addon.blendGrad(
    floats(call.backend, dy),
    values,
    Int32Array.from(images.shape),
    ...places(call, images.shape, height, width),
  );
  return info;
};

/** Kernels of bilinear resizing. */
export const blendKernels: KernelMap = { ResizeBilinear: resize, ResizeBilinearGrad: resizeGrad };
