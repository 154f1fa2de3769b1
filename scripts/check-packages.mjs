// Checks every public package in the form in which npm would pack it; the packages must be built.
// `node scripts/check-packages.mjs sizes api` runs two of the checks. With `--update`, the reports of the public interfaces are written
// instead of compared.
import { checkApi } from './checks/api.mjs';
import { checkDependencies } from './checks/dependencies.mjs';
import { checkImports } from './checks/imports.mjs';
import { checkInstallScripts } from './checks/install-scripts.mjs';
import { checkManifests } from './checks/manifests.mjs';
import { checkSizes } from './checks/sizes.mjs';

const update = process.argv.includes('--update');
const checks = {
  manifests: checkManifests,
  installScripts: checkInstallScripts,
  imports: checkImports,
  dependencies: checkDependencies,
  sizes: checkSizes,
  api: () => checkApi({ update }),
};
const chosen = process.argv.slice(2).filter((name) => name in checks);

const problems = [];
for (const [name, check] of Object.entries(checks)) if (chosen.length === 0 || chosen.includes(name)) problems.push(...(await check()));

for (const problem of problems) console.error(problem);
console.log(problems.length ? `packages: ${problems.length} problems` : 'packages: ok');
process.exitCode = problems.length ? 1 : 0;
