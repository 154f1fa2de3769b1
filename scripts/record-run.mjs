// Records the results of a run for the repository: node scripts/record-run.mjs RUN results/NAME "the command that made it" [--weights]
// Writes the settings, the scores, the curve (picture and numbers), two pictures of groupings, and a page that says how the run was made.
// With --weights, also writes the best weights in half precision, so that `nem evaluate`, `show` and `train --from` accept the folder as a
// run.
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { newDocument } from '@neural-em/runs';
import { encodeSafetensors, readBestWeights } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { learningCurve } from '@neural-em/viz/charts';

const {
  positionals: [run, out, command],
  values: { weights },
} = parseArgs({ allowPositionals: true, options: { weights: { type: 'boolean' } } });
if (!run || !out || !command) {
  console.error('usage: node scripts/record-run.mjs RUN results/NAME "the command that made it" [--weights]');
  process.exit(2);
}
const json = (name) => JSON.parse(readFileSync(join(run, name), 'utf8'));
const config = json('config.json');
const result = json('result.json');
const rows = readFileSync(join(run, 'metrics.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const steps = rows.filter(({ kind }) => kind === 'step');
const validations = rows.filter(({ kind }) => kind === 'validation');

mkdirSync(out, { recursive: true });
for (const name of ['config.json', 'result.json']) copyFileSync(join(run, name), join(out, name));
const pictures = ['grouping-1.png', 'grouping-2.png'].filter((name) => existsSync(join(run, 'figures', name)));
for (const name of pictures) copyFileSync(join(run, 'figures', name), join(out, name));

if (weights) {
  mkdirSync(join(out, 'best'), { recursive: true });
  const best = await readBestWeights(folderStorage(run));
  writeFileSync(join(out, 'best/weights.safetensors'), encodeSafetensors(best, {}, { precision: 'F16' }));
}

const columns = ['step', 'loss', 'intra', 'inter', 'amiMax', 'amiArithmetic', 'ari'];
writeFileSync(
  join(out, 'validation.csv'),
  `${[columns, ...validations.map((row) => columns.map((column) => row[column]))].map((line) => line.join(',')).join('\n')}\n`,
);
const curve = (from, key) => from.map((row) => ({ step: row.step, value: row[key] }));
const series = [
  {
    name: basename(out),
    training: curve(steps, 'loss'),
    validation: curve(validations, 'loss'),
    score: curve(validations, 'amiArithmetic'),
  },
];
const document = await newDocument();
writeFileSync(join(out, 'curve.svg'), learningCurve({ series, scoreName: 'AMI (arithmetic)', document }));

const cells = (values) => `| ${values.join(' | ')} |`;
const digits = (value, places = 3) => (value === undefined ? '–' : value.toFixed(places));
const { machine, backend, versions, settings } = config;
writeFileSync(
  join(out, 'README.md'),
  `# ${basename(out)}

    ${command}

${result.step} training steps in ${Math.round(result.seconds)} s, best validation loss at step ${result.bestStep}. Scores of ${result.testImages} test images, over the
pixels that belong to one object:

${cells(['', 'AMI (max)', 'AMI (arithmetic)', 'ARI', 'loss'])}
${cells(['---', '---', '---', '---', '---'])}
${result.rows.map((row) => cells([row.name, digits(row.amiMax), digits(row.amiArithmetic), digits(row.ari), digits(row.loss, 1)])).join('\n')}

The baselines are given more than the model: the clean image, its foreground and (for k-means) the number of objects.

Made on ${statSync(join(run, 'result.json')).mtime.toISOString().slice(0, 10)}, seed ${settings.seed}, backend ${backend.name} (${backend.description}),
${machine.processor}, ${machine.cores} cores, ${machine.memory}, ${machine.system}, Node ${versions.node}. All settings: [config.json](config.json); the curve in numbers:
[validation.csv](validation.csv).${weights ? ` Best weights, in half precision: [best/weights.safetensors](best/weights.safetensors); \`nem evaluate ${out}\` scores them.` : ''} Recorded by \`node scripts/record-run.mjs\`.

![Loss and score over training steps](curve.svg)

${pictures.map((name) => `![A test image, EM step by EM step](${name})`).join('\n\n')}
`,
);
console.log(`recorded in ${out}`);
