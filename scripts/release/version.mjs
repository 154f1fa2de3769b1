// `npm run release`: turns the pending changesets into the next version. Writes manifests, changelogs and the lock file, commits them, tags
// the commit and pushes both. The tag starts the workflow that publishes (docs/releasing.md).
import { execFileSync } from 'node:child_process';
import { publicPackages } from './manifests.mjs';

const call = (command, ...args) =>
  execFileSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' && command !== 'git' });
const tool = (name, ...args) => call('npx', '--no-install', name, ...args);

function stop(reason) {
  console.error(`release: ${reason}`);
  process.exit(1);
}

if (call('git', 'branch', '--show-current').trim() !== 'main') stop('releases are made on the branch main.');
if (call('git', 'status', '--porcelain') !== '') stop('the working tree has changes; commit them first.');
if (!call('git', 'ls-files', '.changeset/*.md')) stop('there are no changesets; `npm run changeset` writes one.');

tool('changeset', 'version');
// Changesets writes manifests in another format, so they are formatted again.
tool('biome', 'format', '--write', 'packages', 'examples');
call('npm', 'install', '--package-lock-only', '--ignore-scripts', '--loglevel=error');
call(process.execPath, 'scripts/check-lock.mjs');

const versions = new Set(publicPackages('.').map(({ version }) => version));
if (versions.size !== 1) stop(`all packages share one version, yet there are ${[...versions].join(', ')}.`);
const [version] = versions;
call('git', 'add', '--all');
call('git', 'commit', '--quiet', '--message', `Release ${version}`);
call('git', 'tag', '--annotate', `v${version}`, '--message', `Release ${version}`);
call('git', 'push', '--quiet', '--atomic', 'origin', 'HEAD', `v${version}`);
console.log(`release: v${version} is committed, tagged and pushed.`);
