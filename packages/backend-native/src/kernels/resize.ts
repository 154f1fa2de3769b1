import { allFloat, floats, input, type Kernel, type KernelCall, type KernelMap } from './kernel.ts';

/** Returns for each of `large` rows of the resized image the row of the image that it shows. */
export function sourceRows(small: number, large: number, alignCorners: boolean, halfPixelCenters: boolean): Int32Array {
  const scale = alignCorners && large > 1 ? (small - 1) / (large - 1) : small / large;
  return Int32Array.from({ length: large }, (_, row) => {
    const position = scale * (halfPixelCenters ? row + 0.5 : row);
    return Math.max(0, Math.min(small - 1, alignCorners ? Math.round(position) : Math.floor(position)));
  });
}

function maps(call: KernelCall, height: number, width: number, outHeight: number, outWidth: number): [Int32Array, Int32Array] {
  const alignCorners = call.attrs.alignCorners === true;
  const halfPixelCenters = call.attrs.halfPixelCenters === true;
  return [sourceRows(height, outHeight, alignCorners, halfPixelCenters), sourceRows(width, outWidth, alignCorners, halfPixelCenters)];
}

const resize: Kernel = (call) => {
  const images = input(call, 'images');
  if (!allFloat(images)) return null;
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [outHeight, outWidth] = call.attrs.size as [number, number];
  const { info, values } = call.backend.allocate([batch, outHeight, outWidth, channels]);
  const plan = Int32Array.of(batch, height, width, channels);
  call.backend.addon.resize(floats(call.backend, images), values, plan, ...maps(call, height, width, outHeight, outWidth));
  return info;
};

/** Replaces the gradient of the CPU backend, which uses the strides of the image for dy and is wrong from the second image on. */
const resizeGrad: Kernel = (call) => {
  const images = input(call, 'images');
  const dy = input(call, 'dy');
  if (!allFloat(images, dy)) return null;
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, outHeight, outWidth] = dy.shape as [number, number, number, number];
  const { info, values } = call.backend.allocate(images.shape);
  const plan = Int32Array.of(batch, height, width, channels);
  call.backend.addon.resizeGrad(floats(call.backend, dy), values, plan, ...maps(call, height, width, outHeight, outWidth));
  return info;
};

/** Kernels of nearest-neighbour resizing. */
export const resizeKernels: KernelMap = { ResizeNearestNeighbor: resize, ResizeNearestNeighborGrad: resizeGrad };
