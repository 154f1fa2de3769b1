// Scores trained models on the animations that come with the R-NEM authors' code, beside the authors' own grouping of the same frames:
//   python3 scripts/balls/animations.py FOLDER animations.npz
//   node scripts/balls/score-animations.mjs animations.npz RUN [RUN…] [--k 5] [--frames 500] [--json]
// Needs a build. The animations are of 64×64 pixels; for a model of a smaller side they are shrunk, with balls and speeds in proportion. AMI is
// over the pixels of balls that touch no other, mean over frames from the second on; connected components say nothing of who is who in the next frame.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readNpz } from '@neural-em/datasets/npz';
import { mean } from '@neural-em/metrics';
import { scoreNextFrames } from '@neural-em/trainers';
import { metrics, openModel } from './measure.mjs';

const {
  positionals: [archive, ...paths],
  values,
} = parseArgs({ allowPositionals: true, options: { k: { type: 'string' }, frames: { type: 'string' }, json: { type: 'boolean' } } });
if (archive === undefined || paths.length === 0) {
  console.error('usage: node scripts/balls/score-animations.mjs animations.npz RUN [RUN…] [--k 5] [--frames 500] [--json]');
  process.exit(2);
}
const names = JSON.parse(readFileSync(archive.replace(/\.npz$/, '.json'), 'utf8'));
const data = await readNpz(archive);
const T = Math.min(data.frames, Number(values.frames ?? data.frames));

/** Returns the first frames of one sequence, shrunk: a pixel is lit if half of its block is lit, and has the first group in the block. */
function shrunk(item, side) {
  const { shape, frames, groups } = data.read('test', [item]);
  const [, , height] = shape;
  const factor = height / side;
  if (!Number.isInteger(factor)) throw new Error(`${height} pixels a side cannot be shrunk to ${side}`);
  const small = { shape: [T, 1, side, side, 1], frames: new Float32Array(T * side * side), groups: new Uint8Array(T * side * side) };
  for (let i = 0; i < small.groups.length; i++) {
    const [t, y, x] = [Math.floor(i / (side * side)), Math.floor(i / side) % side, i % side];
    const block = Array.from(
      { length: factor * factor },
      (_, j) => (t * height + y * factor + Math.floor(j / factor)) * height + x * factor + (j % factor),
    );
    if (mean(block.map((at) => frames[at])) < 0.5) continue;
    small.frames[i] = 1;
    small.groups[i] = groups[block.find((at) => groups[at] > 0)] ?? 0;
  }
  return small;
}

/** Returns the AMI of the authors' grouping. */
function theirs(item) {
  const { shape, groups, annotations } = data.read('test', [item]);
  const D = shape[2] * shape[3];
  const part = (values, from, to) => Array.from(values.subarray(from * D, to * D));
  const labels = annotations.theirs.values;
  const frames = Array.from({ length: T - 1 }, (_, t) => t + 1);
  return mean(frames.map((t) => metrics.ami(part(groups, t, t + 1), part(labels, t, t + 1))));
}

const rows = names.map((file, item) => ({ file, model: "the authors'", ami: theirs(item) }));
for (const path of paths) {
  const opened = await openModel(path);
  if (opened === undefined) throw new Error(`${path} was not validated yet, so that it has no weights to score`);
  const { model, settings, noise } = opened;
  const components = values.k === undefined ? settings.model.components : Number(values.k);
  for (const [item, file] of names.entries()) {
    const task = { components, noise, seed: 1, metrics: { ami: metrics.ami } };
    const { metrics: found } = await scoreNextFrames(model, [shrunk(item, settings.data.height)], task);
    rows.push({ file, model: `${path}, K = ${components}`, ami: mean(found.ami.frames) });
  }
}
if (values.json) console.log(JSON.stringify(rows));
else for (const { file, model, ami } of rows) console.log(`${file}  AMI ${ami.toFixed(3)}  ${model}`);
