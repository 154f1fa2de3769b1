// Segments animations of bouncing balls frame by frame, and scores each frame against its connected components:
//   node scripts/segment/animations.mjs FOLDER [--model flying-shapes] [--k auto] [--frames 100] [--crop 64x64+0+0] [--json]
// FOLDER holds animated GIF files, such as those of the R-NEM authors (github.com/sjoerdvansteenkiste/Relational-NEM, MIT licence), of which the
// upper 64 rows are the true frame. AMI is computed over the pixels of balls, at the size of the animation, as a mean over frames. It
// cannot be computed for all frames together, because connected components do not follow a ball from frame to frame. Needs a build.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseBackend } from '@neural-em/backends';
import { readClip } from '@neural-em/datasets/media';
import { adjustedMutualInformation, mean, onForeground } from '@neural-em/metrics';
import { connectedComponents } from '@neural-em/mixtures/images';
import { segment } from '@neural-em/pretrained';
import { segmentingModel } from '@neural-em/runs';

const {
  positionals: [folder],
  values,
} = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'flying-shapes' },
    k: { type: 'string' },
    frames: { type: 'string', default: '100' },
    crop: { type: 'string', default: '64x64+0+0' },
    json: { type: 'boolean' },
  },
});
if (folder === undefined) {
  console.error(
    'usage: node scripts/segment/animations.mjs FOLDER [--model NAME|RUN] [--k NUMBER|auto] [--frames 100] [--crop 64x64+0+0] [--json]',
  );
  process.exit(2);
}
const [width, height, x, y] = values.crop.split(/[x+]/).map(Number);
const crop = { width, height, x, y };
const ami = onForeground(adjustedMutualInformation);
await chooseBackend();
const model = await segmentingModel(values.model);
const k = values.k === undefined || values.k === 'auto' ? values.k : Number(values.k);

const rows = [];
for (const name of readdirSync(folder)
  .filter((file) => file.endsWith('.gif'))
  .sort()) {
  const pictures = await readClip(join(folder, name), { frames: Number(values.frames) });
  const { frames, likeness, unexplained, width: across } = await segment(model, pictures, { k, fit: { crop } });
  const scores = frames.map(({ labels }, t) => {
    const lit = Float32Array.from({ length: width * height }, (_, i) =>
      bright(pictures[t], (y + Math.floor(i / width)) * across + x + (i % width)),
    );
    const truth = connectedComponents(lit, { height, width, threshold: 0.5 });
    const found = Uint8Array.from(truth, (_, i) => labels[(y + Math.floor(i / width)) * across + x + (i % width)]);
    return ami(truth, found);
  });
  rows.push({ name, frames: scores.length, ami: mean(scores), unexplained, likeness });
}
if (values.json) console.log(JSON.stringify(rows));
else
  for (const row of rows)
    console.log(
      `${row.name}: AMI ${row.ami.toFixed(3)} over ${row.frames} frames; ${row.unexplained.toFixed(2)} nats a pixel unexplained, ${row.likeness}`,
    );

function bright({ data, width: across, height: down }, pixel) {
  const channels = data.length / (across * down);
  return data[pixel * channels] / 255;
}
