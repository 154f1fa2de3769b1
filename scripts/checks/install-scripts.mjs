// Checks that npm runs no script when it installs a public package: neither of the package nor of anything that it depends on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages, root } from './packages.mjs';

const SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];
const { packages: locked } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

export function checkInstallScripts() {
  return packages.flatMap(({ folder, manifest }) => [
    ...SCRIPTS.filter((script) => manifest.scripts?.[script]).map((script) => `${folder} runs a script when it is installed: ${script}`),
    ...[...installedWith(folder)]
      .filter((place) => locked[place].hasInstallScript)
      .map((place) => `${folder} brings ${place.replace(/.*node_modules\//, '')}, which runs a script when it is installed`),
  ]);
}

/** Returns the places in the lock file of all packages that are installed with the one at `place`, including that one. */
function installedWith(place, found = new Set()) {
  if (found.has(place)) return found;
  found.add(place);
  const { dependencies, peerDependencies, peerDependenciesMeta = {}, optionalDependencies } = locked[place];
  for (const name of Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })) {
    if (peerDependenciesMeta[name]?.optional) continue;
    const next = lookUp(place, name);
    if (next) installedWith(next, found);
  }
  return found;
}

/** Returns the place at which Node finds `name` from `place`; links are followed to the workspace. */
function lookUp(place, name) {
  for (let base = place; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const entry = locked[join(base, 'node_modules', name)];
    if (entry) return entry.link ? entry.resolved : join(base, 'node_modules', name);
    if (!base) return undefined;
  }
}
