import { relu } from '@neural-em/core';
import { abs, keep, matMul, mul, reshape, slice, sub, type Tensor, type Tensor3D, tensor, transpose } from '@tensorflow/tfjs-core';

/** Rows and columns of an image, and of the patches that lie on it. */
export interface PatchSizes {
  readonly image: readonly [height: number, width: number];
  readonly patch: readonly [rows: number, columns: number];
}

/**
 * Where patches lie: the share of each row (column) of a patch in each row (column) of the image, [N, H, rows] and [N, W, columns].
 */
export interface PatchPlaces {
  readonly rows: Tensor3D;
  readonly columns: Tensor3D;
}

/**
 * Returns a function that places patches on images: centre [N, 2] → `PatchPlaces`. A centre is a share, from 0 to 1, of the way from the first
 * pixel to the last one, by rows and by columns. Between whole pixels the patch is interpolated linearly, so that the centre has a gradient
 * (Jaderberg and others 2015, *Spatial Transformer Networks*).
 */
export function placePatch({ image, patch }: PatchSizes): (centre: Tensor) => PatchPlaces {
  const along = (axis: 0 | 1) => {
    const [size, length] = [image[axis], patch[axis]];
    // Number i of the patch lies on pixel p of the image if p − i + (length − 1) / 2 is the centre.
    const centres = keep(
      tensor(
        Array.from({ length: size * length }, (_, at) => Math.floor(at / length) - (at % length) + (length - 1) / 2),
        [1, size, length],
      ),
    );
    return (centre: Tensor): Tensor3D => {
      const pixel = mul(reshape(slice(centre, [0, axis], [-1, 1]), [-1, 1, 1]), size - 1);
      return relu(sub(1, abs(sub(centres, pixel)))) as Tensor3D;
    };
  };
  const [rows, columns] = [along(0), along(1)];
  return (centre) => ({ rows: rows(centre), columns: columns(centre) });
}

/** Draws patches of C channels on empty images: [N, columns, rows·C] → [N, H·W, C]. */
export function drawPatch(patch: Tensor3D, { rows, columns }: PatchPlaces): Tensor {
  const [N, height, length] = rows.shape;
  const width = columns.shape[1];
  const wide = reshape(matMul(columns, patch), [N, width, length, -1]);
  const swapped = reshape(transpose(wide, [0, 2, 1, 3]), [N, length, -1]) as Tensor3D;
  return reshape(matMul(rows, swapped), [N, height * width, -1]);
}

/** Reads patches of C channels from images, the transpose of `drawPatch`: [N, H·W·C] → [N, columns·rows·C]. */
export function readPatch(image: Tensor, { rows, columns }: PatchPlaces): Tensor {
  const [N, height, length] = rows.shape;
  const width = columns.shape[1];
  const low = reshape(matMul(rows, reshape(image, [N, height, -1]) as Tensor3D, true), [N, length, width, -1]);
  const swapped = reshape(transpose(low, [0, 2, 1, 3]), [N, width, -1]) as Tensor3D;
  return reshape(matMul(columns, swapped, true), [N, -1]);
}
