// How well can the first frame of flying shapes be grouped? node scripts/first-frame-oracle.mjs [OBJECTS [SEQUENCES]]
// Velocities are unknown in the first frame, so that even an oracle that knows all shapes and places predicts nine places for each shape in
// the next frame, each with probability 1/9. It gives each pixel to the shape that covers it most probably. Prints the mean AMI (max).
import { flyingShapes, paperShapes } from '@neural-em/datasets';
import { adjustedMutualInformation, onForeground } from '@neural-em/metrics';

const [objects = 3, sequences = 10_000] = process.argv.slice(2).map(Number);
const score = onForeground((a, b) => adjustedMutualInformation(a, b, { average: 'max' }));
const dataset = flyingShapes({ seed: 0, objects, frames: 2 });
const [height, width] = dataset.imageShape;
const bitmaps = paperShapes.map((rows) => rows.map((row) => [...row].map(Number)));

/** Returns the number of the nine places at which a shape covers each pixel of the next frame. `row` and `column` are its centre. */
function coverage(bitmap, row, column) {
  const counts = new Uint8Array(height * width);
  const [spanY, spanX] = [height - bitmap.length, width - bitmap[0].length];
  const bounce = (place, span) => (place > span ? 2 * span - place : Math.abs(place));
  for (const [dy, dx] of [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dy, dx]))) {
    const top = bounce(row - bitmap.length / 2 + dy, spanY);
    const left = bounce(column - bitmap[0].length / 2 + dx, spanX);
    for (const [y, bits] of bitmap.entries()) for (const [x, on] of bits.entries()) counts[(top + y) * width + left + x] += on;
  }
  return counts;
}

let sum = 0;
for (let i = 0; i < sequences; i++) {
  const { groups, annotations } = dataset.read('test', [i]);
  const { positions, shapes } = annotations;
  const counts = Array.from({ length: objects }, (_, k) =>
    coverage(bitmaps[shapes.values[k]], positions.values[2 * k], positions.values[2 * k + 1]),
  );
  const guess = counts[0].map((_, pixel) => counts.reduce((best, own, k) => (own[pixel] > counts[best][pixel] ? k : best), 0));
  sum += score(groups.subarray(height * width), guess);
}
console.log(`${sequences} test sequences of ${objects} shapes: AMI (max) ${(sum / sequences).toFixed(4)} in the first frame`);
