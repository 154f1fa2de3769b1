import { checkShapes } from '@neural-em/core';
import { reshape } from '@tensorflow/tfjs-core';
import type { Layer } from './types.ts';

/** Returns a layer that turns vectors into images: [N, H·W·C] → [N, H, W, C]. */
export function toImages([height, width, channels]: readonly [height: number, width: number, channels: number]): Layer {
  return {
    params: {},
    apply: (x) => {
      const { N = 0 } = checkShapes('toImages', { x: [x, ['N', height * width * channels]] });
      return reshape(x, [N, height, width, channels]);
    },
  };
}

/** Returns a layer that turns images into vectors: [N, …] → [N, product of the other axes]. */
export function flatten(): Layer {
  return { params: {}, apply: (x) => reshape(x, [x.shape[0]!, -1]) };
}
