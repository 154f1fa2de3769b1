import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the manifests of the public packages of a clone, each with its folder. */
export function publicPackages(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter((manifest) => !manifest.private);
}

/** Returns the files that `exports` and `bin` of a manifest name, without those of conditions that only this repository uses. */
export function entryFiles({ exports = {}, bin = {} }) {
  const files = (target) =>
    typeof target === 'string'
      ? [target]
      : Object.entries(target).flatMap(([condition, inner]) => (condition === '@neural-em/source' ? [] : files(inner)));
  return [...new Set([...files(exports), ...files(bin)].map((file) => file.replace('./', '')))];
}
