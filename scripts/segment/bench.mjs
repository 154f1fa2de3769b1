// Measures how many frames per second each pretrained model segments, with one start:
//   node scripts/segment/bench.mjs [--backend native] [--frames 64] [--json]
// Prints the median of five rounds, after a round that is not counted. Each model gets pictures of its own kind. Needs a build.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { chooseBackend } from '@neural-em/backends';
import { openData } from '@neural-em/experiments';
import { cards, loadPretrained, segment } from '@neural-em/pretrained';
import { nodeParts } from '@neural-em/runs';

const { values } = parseArgs({
  options: { backend: { type: 'string' }, frames: { type: 'string', default: '64' }, json: { type: 'boolean' } },
});
const count = Number(values.frames);
const backend = await chooseBackend({ name: values.backend });
const machine = `${cpus()[0].model}, ${cpus().length} cores, Node ${process.versions.node}`;
if (!values.json) console.log(`${backend.name} (${backend.description}), ${machine}, ${new Date().toISOString().slice(0, 10)}`);

const rows = [];
for (const name of Object.keys(cards)) {
  const model = await loadPretrained(name);
  const { data } = model.card.settings;
  const settings = { ...model.card.settings, data: { ...data, ...(data.frames > 1 ? { frames: count } : {}) } };
  const dataset = await openData(settings, nodeParts);
  const pictures = picturesOf(dataset.read('test', data.frames > 1 ? [0] : Array.from({ length: count }, (_, i) => i)));
  const rates = [];
  for (let round = 0; round < 6; round++) {
    const began = performance.now();
    await segment(model, pictures, { starts: 1, fit: { invert: false } });
    if (round > 0) rates.push((1000 * count) / (performance.now() - began));
  }
  const rate = rates.sort((a, b) => a - b)[2];
  rows.push({ name, size: `${data.height}×${data.width}`, components: model.task.components, framesASecond: rate });
  if (!values.json)
    console.log(`${name}: ${rate.toFixed(1)} frames of ${data.height}×${data.width} a second, K = ${model.task.components}`);
}
if (values.json) console.log(JSON.stringify({ backend: backend.name, machine, frames: count, rows }));

/** Returns all frames of all items as pictures. */
function picturesOf({ shape: [T, B, height, width, channels], frames }) {
  const size = height * width * channels;
  return Array.from({ length: T * B }, (_, i) => ({
    width,
    height,
    data: Uint8Array.from(frames.subarray(i * size, (i + 1) * size), (value) => Math.round(255 * value)),
  }));
}
