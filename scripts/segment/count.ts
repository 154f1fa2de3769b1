// Measures how often `segment` with k 'auto' finds the right number of static shapes that do not overlap:
//   npx tsx scripts/segment/count.ts [--images 50] [--starts 5]
// Needs a build.
import { parseArgs } from 'node:util';
import { chooseBackend } from '@neural-em/backends';
import { loadPretrained, segment } from '@neural-em/pretrained';
import { shapesApart } from '../../packages/pretrained/src/segment/apart.fixture.ts';

const { values } = parseArgs({ options: { images: { type: 'string', default: '50' }, starts: { type: 'string', default: '5' } } });
const images = Number(values.images);
await chooseBackend();
const model = await loadPretrained('static-shapes-rnn-em-restarts');
for (const objects of [1, 2, 3, 4, 5, 6]) {
  // Passes the pictures as the frames of a clip, so that they share batches; each is still grouped by itself.
  const pictures = Array.from({ length: images }, (_, seed) => shapesApart(objects, seed).picture);
  const { frames } = await segment(model, pictures, { k: 'auto', starts: Number(values.starts), fit: { invert: false } });
  const right = frames.filter(({ components }) => components.length === objects).length;
  console.log(`${objects} objects: right in ${right} of ${images} pictures`);
}
