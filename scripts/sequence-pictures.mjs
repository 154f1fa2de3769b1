// Draws sequences for a page of results: node scripts/sequence-pictures.mjs MODEL results/NAME
// MODEL is a run or a pretrained model. Writes best.png and worst.png, the sequences of 200 that it groups best and worst, and long.png, a
// sequence of 51 frames; noise and first responsibilities are drawn anew for the pictures.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseBackend } from '@neural-em/backends';
import { batches } from '@neural-em/datasets';
import { assemble } from '@neural-em/experiments';
import { adjustedMutualInformation, onForeground } from '@neural-em/metrics';
import { groupingsOf, nodeParts, openEvaluation } from '@neural-em/runs';
import { evaluate, loadWeights } from '@neural-em/trainers';
import { encodePng, groupingFigure } from '@neural-em/viz';

const SEQUENCES = 200;
const FRAMES = 51;

const [name, out] = process.argv.slice(2);
if (!name || !out) {
  console.error('usage: node scripts/sequence-pictures.mjs MODEL results/NAME');
  process.exit(2);
}
await chooseBackend();

async function openModel(flags) {
  const { scored, weights } = await openEvaluation(name, flags);
  const { model, evaluation } = await assemble(scored, nodeParts);
  loadWeights(model.params, weights);
  return { model, ...evaluation };
}

async function draw(opened, index, file, columns) {
  const [grouping] = await groupingsOf([index], opened);
  writeFileSync(join(out, file), encodePng(groupingFigure({ ...grouping, columns })));
}

const opened = await openModel({});
const amiMax = onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' }));
const { scores } = await evaluate(opened.model, batches(opened.dataset, opened.split, { batchSize: 16, limit: SEQUENCES }), {
  ...opened.task,
  metrics: { amiMax },
});
const ranked = scores.amiMax.map((score, index) => ({ score, index })).sort((a, b) => b.score - a.score);
for (const [file, { score, index }] of [
  ['best.png', ranked[0]],
  ['worst.png', ranked.at(-1)],
]) {
  await draw(opened, index, file);
  console.log(`${file}: ${opened.split} sequence ${index}, AMI (max) ${score.toFixed(3)} among ${SEQUENCES} sequences`);
}
await draw(
  await openModel({ frames: FRAMES }),
  0,
  'long.png',
  Array.from({ length: 11 }, (_, i) => Math.min(5 * i, FRAMES - 2)),
);
