import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The manifests of the public packages of a clone, each with its folder. */
export function publicPackages(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter((manifest) => !manifest.private);
}

/** The files that a manifest's `exports` and `bin` name; conditions that are read in this repository alone are left out. */
export function entryFiles({ exports = {}, bin = {} }) {
  const files = (target) =>
    typeof target === 'string'
      ? [target]
      : Object.entries(target).flatMap(([condition, inner]) => (condition === '@neural-em/source' ? [] : files(inner)));
  return [...new Set([...files(exports), ...files(bin)].map((file) => file.replace('./', '')))];
}
