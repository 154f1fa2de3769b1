import type { backend_util } from '@tensorflow/tfjs-core';
import type { Plan } from '../addon.ts';

/** Returns sizes, strides and padding of windows over an image, in the addon's order. */
export function planOfWindows(c: backend_util.Conv2DInfo, channels = c.outChannels): Plan {
  return Int32Array.of(
    ...[c.batchSize, c.inHeight, c.inWidth, channels, c.filterHeight, c.filterWidth, c.outHeight, c.outWidth, channels],
    ...[c.strideHeight, c.strideWidth, c.dilationHeight, c.dilationWidth, c.padInfo.top, c.padInfo.left],
  );
}

const most = 2 ** 15;

/** Tells whether the addon can compute these windows: no size is 0, and steps and padding are in the range that it takes. */
export function fitsWindows(c: backend_util.Conv2DInfo): boolean {
  const steps = [c.filterHeight, c.filterWidth, c.strideHeight, c.strideWidth, c.dilationHeight, c.dilationWidth];
  const sizes = [...c.inShape, ...c.outShape];
  const { top, left } = c.padInfo;
  return (
    sizes.every((size) => size > 0) && steps.every((step) => step > 0 && step < most) && [top, left].every((pad) => pad >= 0 && pad < most)
  );
}
