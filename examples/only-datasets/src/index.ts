// Makes a few datasets with @neural-em/datasets alone, prints what they look like in numbers and draws one sequence as text.
import {
  type Batch,
  batches,
  bouncingBalls,
  colorSprites,
  type Dataset,
  flyingShapes,
  staticShapes,
  statistics,
} from '@neural-em/datasets';

const datasets: Dataset[] = [staticShapes({ seed: 1 }), flyingShapes({ seed: 1 }), bouncingBalls({ seed: 1 }), colorSprites({ seed: 1 })];
for (const data of datasets) {
  const { measured, expected } = statistics(data, 'test', { limit: 200 });
  const show = (value: number | undefined) => (value === undefined ? '' : ` (expected ${value})`);
  console.log(`${data.name}: ${data.frames} × ${data.imageShape.join('×')}`);
  console.log(
    `  mean pixel ${measured.meanPixel.toFixed(3)}${show(expected.meanPixel)}, objects in an image ${measured.objects.toFixed(2)}`,
  );
}

/** A frame of the first item: its groups as letters, overlap as `+`. */
function draw({ shape, frames, groups }: Batch, t: number): string {
  const [, items, height, width] = shape;
  const letter = (pixel: number) => (groups[pixel]! > 0 ? String.fromCharCode(96 + groups[pixel]!) : frames[pixel]! > 0 ? '+' : '·');
  const start = t * items * height * width;
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => letter(start + y * width + x)).join('')).join(
    '\n',
  );
}

const small = flyingShapes({ seed: 2, height: 14, width: 32, objects: 3, frames: 5 });
for (const batch of batches(small, 'training', { batchSize: 1, limit: 1 })) {
  for (const t of [0, 4]) console.log(`\nframe ${t}\n${draw(batch, t)}`);
}
