// Lists the packages that users install, and the entries of each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The public packages: folder below the root, manifest, and entries as `{ name, module, types, source }`, paths below the folder. */
export const packages = readdirSync(join(root, 'packages'))
  .map((name) => ({
    folder: join('packages', name),
    manifest: JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')),
  }))
  .filter(({ manifest }) => !manifest.private)
  .map(({ folder, manifest }) => ({ folder, manifest, entries: entriesOf(manifest) }));

function entriesOf({ exports }) {
  return Object.entries(exports)
    .filter(([, target]) => target.import)
    .map(([path, target]) => ({
      name: path.slice(2),
      module: target.import.default,
      types: target.import.types,
      source: target['@neural-em/source'],
    }));
}
