// Draws the validation scores of recorded runs in one chart: node scripts/score-curves.mjs OUT.svg results/NAME…
// A step of the chart has as many sequences as a step of the first run, so that runs of other batch sizes are compared by what they saw.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { newDocument } from '@neural-em/runs';
import { learningCurve } from '@neural-em/viz/charts';

const [out, ...folders] = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: node scripts/score-curves.mjs OUT.svg results/NAME…');
  process.exit(2);
}
const batchOf = (folder) => JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')).settings.training.batchSize;
const batch = batchOf(folders[0]);
const series = folders.map((folder) => {
  const share = batchOf(folder) / batch;
  const [head, ...rows] = readFileSync(join(folder, 'validation.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const score = rows.map((row) => ({
    step: Number(row[head.indexOf('step')]) * share,
    value: Number(row[head.indexOf('amiMax')]),
  }));
  return { name: basename(folder), score };
});
writeFileSync(out, learningCurve({ series, scoreName: 'AMI (max)', document: await newDocument() }));
