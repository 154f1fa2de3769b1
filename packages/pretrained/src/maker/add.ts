// Adds the best weights of a run to the package, or replaces older weights of that name:
// npm run add -- RUN NAME --description "…" [--precision F16] [--test-images 10000] [--restarts 1] [--backend native]
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { folderStorage } from '@neural-em/trainers/node';
import type { CardScores } from '../card.ts';
import { makeEntry } from './make-entry.ts';
import { modelsModule } from './models-module.ts';

const usage =
  'usage: npm run add -- RUN NAME --description "what it is" [--precision F16 or F32] [--test-images 10000] [--restarts 1] [--backend NAME]';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    description: { type: 'string' },
    precision: { type: 'string', default: 'F16' },
    'test-images': { type: 'string', default: '10000' },
    restarts: { type: 'string', default: '1' },
    backend: { type: 'string' },
  },
});
const [given, name] = positionals;
const { description, precision, backend } = values;
if (!given || !name || !description || !/^[a-z][a-z0-9-]*$/.test(name) || (precision !== 'F16' && precision !== 'F32')) {
  console.error(usage);
  process.exit(2);
}
// npm runs scripts in the folder of the package; INIT_CWD is the folder in which the user called npm.
const run = resolve(process.env.INIT_CWD ?? '.', given);
const nem = fileURLToPath(new URL('../../../cli/bin/nem.js', import.meta.url));
const weightsFolder = fileURLToPath(new URL('../../weights', import.meta.url));
const flags = ['--test-images', values['test-images'], '--restarts', values.restarts, ...(backend ? ['--backend', backend] : [])];

/** Scores weights: copies the run, puts the weights into the copy, and calls `nem evaluate` on it. */
async function score(weights: Uint8Array): Promise<{ images: number; scores: CardScores }> {
  const copy = mkdtempSync(join(tmpdir(), 'nem-add-'));
  try {
    copyFileSync(join(run, 'config.json'), join(copy, 'config.json'));
    mkdirSync(join(copy, 'best'));
    writeFileSync(join(copy, 'best/weights.safetensors'), weights);
    const output = execFileSync(process.execPath, [nem, 'evaluate', copy, '--json', ...flags], { encoding: 'utf8' });
    const { testImages, rows } = JSON.parse(output);
    const { amiMax, amiArithmetic, ari, loss } = rows[0];
    return { images: testImages, scores: { amiMax, amiArithmetic, ari, loss } };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

const { card, bytes } = await makeEntry({
  run: folderStorage(run),
  name,
  description,
  precision,
  restarts: Number(values.restarts),
  score,
});
writeFileSync(join(weightsFolder, card.weights.file), bytes);
writeFileSync(join(weightsFolder, `${name}.json`), `${JSON.stringify(card, null, 2)}\n`);
const names = readdirSync(weightsFolder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []));
writeFileSync(fileURLToPath(new URL('../models.ts', import.meta.url)), modelsModule(names.sort()));
const { shipped, singlePrecision, images } = card.scores;
console.log(
  `added ${name}: ${bytes.length} bytes in ${precision}; AMI (max) of ${images} test images ${shipped.amiMax.toFixed(4)}, ` +
    `in single precision ${singlePrecision.amiMax.toFixed(4)}. Now \`npm run format\`, and build the package to use it.`,
);
