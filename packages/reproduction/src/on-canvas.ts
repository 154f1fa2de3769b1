import type { Dataset } from '@neural-em/datasets';

/** Returns a dataset whose images lie in the middle of a larger canvas, so that a network for images of that size can read them. */
export function onCanvas(dataset: Dataset, height: number, width: number): Dataset {
  const [rows, columns, channels] = dataset.imageShape;
  const [top, left] = [(height - rows) >> 1, (width - columns) >> 1];
  const paste = <A extends Float32Array | Uint8Array>(from: A, to: A, values: number): A => {
    const items = from.length / (rows * columns * values);
    for (let item = 0; item < items; item++)
      for (let y = 0; y < rows; y++) {
        const start = (item * rows + y) * columns * values;
        to.set(from.subarray(start, start + columns * values), ((item * height + top + y) * width + left) * values);
      }
    return to;
  };
  return {
    ...dataset,
    name: `${dataset.name} on ${height}×${width}`,
    imageShape: [height, width, channels],
    read: (split, indices) => {
      const { shape, frames, groups } = dataset.read(split, indices);
      const [T, B] = shape;
      const pixels = T * B * height * width;
      return {
        shape: [T, B, height, width, channels],
        frames: paste(frames, new Float32Array(pixels * channels), channels),
        groups: paste(groups, new Uint8Array(pixels), 1),
      };
    },
  };
}
