// Checks that the built files and declarations only import what npm installs with the package: nothing private, nothing undeclared.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { packages, root } from './packages.mjs';

const BUILT = /\.(js|cjs|d\.ts|d\.cts)$/;
const SPECIFIER = /^(?:import|export|\}|.*\brequire\(|.*\bimport\()[^'"\n]*?['"]([^'"./\s][^'"\s]*)['"]/gm;

export function checkImports() {
  return packages.flatMap(({ folder, manifest: { name, dependencies, peerDependencies } }) => {
    const declared = [name, ...Object.keys({ ...dependencies, ...peerDependencies })];
    return readdirSync(join(root, folder, 'dist'))
      .filter((file) => BUILT.test(file))
      .flatMap((file) => [...new Set(specifiers(join(root, folder, 'dist', file)))].map((specifier) => ({ file, specifier })))
      .filter(({ specifier }) => !isBuiltin(specifier) && !declared.includes(packageOf(specifier)))
      .map(({ file, specifier }) => `${folder}/dist/${file} imports ${specifier}, which ${folder}/package.json does not declare`);
  });
}

function specifiers(path) {
  return [...readFileSync(path, 'utf8').matchAll(SPECIFIER)].map(([, specifier]) => specifier);
}

function isBuiltin(specifier) {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function packageOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
