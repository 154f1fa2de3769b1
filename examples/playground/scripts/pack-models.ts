// Packs trained weights for the page, in half precision with the settings of their training:
// `tsx scripts/pack-models.ts NAME=RUN-FOLDER …` writes public/models/NAME.safetensors of each run folder's best weights.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { complete } from '@neural-em/experiments';
import { decodeSafetensors } from '@neural-em/trainers';
import { encodeModel } from '../shared/model-file.ts';

const target = join(import.meta.dirname, '../public/models');
mkdirSync(target, { recursive: true });
for (const argument of process.argv.slice(2)) {
  const [name, folder] = argument.split('=');
  if (!name || !folder) throw new Error(`expected NAME=RUN-FOLDER, not ${argument}`);
  const settings = complete(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')).settings);
  const { weights } = decodeSafetensors(readFileSync(join(folder, 'best/weights.safetensors')));
  const bytes = encodeModel({ settings, weights });
  writeFileSync(join(target, `${name}.safetensors`), bytes);
  console.log(`${name}: ${Object.keys(weights).length} tensors, ${bytes.length} bytes`);
}
