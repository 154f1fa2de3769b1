// `npm run release:publish`: builds every public package, checks that each archive holds the files that its manifest names, and publishes
// the versions that the registry does not have. It can be repeated after a failure half-way.
// --platforms linux-x64,darwin-arm64   platforms whose prebuilt addon must be in the archive (default: this platform)
// --built                              do not build again; dist was built from these sources
// --dry-run                            do everything except publishing
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { entryFiles, publicPackages } from './manifests.mjs';

const { values } = parseArgs({
  options: {
    platforms: { type: 'string', default: `${process.platform}-${process.arch}` },
    built: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
});
const shell = process.platform === 'win32';
const npx = (...args) => execFileSync('npx', ['--no-install', ...args], { stdio: 'inherit', shell });

if (!values.built) npx('turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only');

const packages = publicPackages('.');
const pack = ['pack', '--dry-run', '--json', ...packages.map(({ name }) => `--workspace=${name}`)];
const archives = new Map(
  JSON.parse(execFileSync('npm', pack, { encoding: 'utf8', shell, maxBuffer: 2 ** 26 })).map(({ name, files }) => [
    name,
    new Set(files.map(({ path }) => path)),
  ]),
);
const addons = values.platforms.split(',').flatMap((platform) => {
  const addon = `prebuilds/${platform}/backend-native.node`;
  return [addon, `${addon}.sha256`];
});
const missing = packages.flatMap((manifest) =>
  ['README.md', ...entryFiles(manifest), ...(manifest.name === '@neural-em/backend-native' ? addons : [])]
    .filter((file) => !archives.get(manifest.name)?.has(file))
    .map((file) => `the archive of ${manifest.name} lacks ${file}`),
);
for (const problem of missing) console.error(`release: ${problem}`);
if (missing.length > 0) process.exit(1);
console.log(`release: ${archives.size} archives are complete; prebuilt addons: ${values.platforms}`);

if (!values['dry-run']) npx('changeset', 'publish', '--no-git-tag');
