// Measures how well each model explains test images of the kind that it was trained on, and writes the result to its card:
// npm run measure [-- NAME …] [--images 300]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseBackend } from '@neural-em/backends';
import { loadMnist } from '@neural-em/datasets/mnist';
import { openData, withParts } from '@neural-em/experiments';
import { loadPretrained } from '../load.ts';
import { explainedLosses } from './explained.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { images: { type: 'string', default: '300' } } });
const folder = new URL('../../weights/', import.meta.url);
const all = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []));
const parts = withParts({ sources: { digits: loadMnist } });
await chooseBackend({ name: 'native' });
for (const name of positionals.length > 0 ? positionals : all) {
  const pretrained = await loadPretrained(name, { baseUrl: folder });
  const explained = await explainedLosses(pretrained, await openData(pretrained.card.settings, parts), Number(values.images));
  const file = fileURLToPath(new URL(`${name}.json`, folder));
  const { weights, licence, ...card } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ ...card, explained, weights, licence }, null, 2)}\n`);
  console.log(name, explained);
}
