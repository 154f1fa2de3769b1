// The uses of published packages that must work in a release. Each function gets the clean folder of a user and returns a remark for the
// table.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from './consumers.mjs';
import { publicPackages } from './manifests.mjs';

/** Returns a use that installs one package and nothing else, and runs the example for it. */
function alone(name, example) {
  return async (user, { root }) => {
    const count = await user.install(`@neural-em/${name}`);
    assert(count === 1, `${count} packages were installed instead of 1`);
    await user.checkAndRun(join(root, 'examples', example, 'src', 'index.ts'));
    return '1 package installed';
  };
}

/** Installs the core and its peer, and checks and runs a new model that is written in one file. */
async function mixture(user, { root }) {
  const count = await user.install('@neural-em/core');
  const names = user.installed().map(({ name }) => name);
  assert(names.includes('@tensorflow/tfjs-core'), 'the peer @tensorflow/tfjs-core did not arrive');
  const ours = names.filter((name) => name.startsWith('@neural-em/'));
  assert(ours.length === 1, `core brings other packages: ${ours.join(', ')}`);
  const native = readdirSync(user.folder, { recursive: true }).filter((file) => file.endsWith('.node'));
  assert(native.length === 0, `core brings native code: ${native.join(', ')}`);
  // The core needs a backend, which its user chooses.
  await user.install('@tensorflow/tfjs-backend-cpu');
  await user.checkAndRun(join(root, 'scripts', 'release', 'consumers', 'mixture.ts'), { skipLibCheck: true });
  return `${count} packages installed, nothing native`;
}

/** Entry points that import an optional peer; only users of these entry points install it. */
const NEED_A_PEER = ['@neural-em/sweeps/queue'];

/** Installs every package through the package of the command, imports every entry point, and trains, scores and shows a run. */
async function everything(user, { root }) {
  const count = await user.install('@neural-em/cli');
  const arrived = new Set(user.installed().map(({ name }) => name));
  const entries = publicPackages(root).flatMap(({ name, exports }) => {
    assert(arrived.has(name), `${name} did not arrive with the command`);
    return Object.keys(exports)
      .filter((key) => !key.endsWith('.json'))
      .map((key) => name + key.slice(1))
      .filter((entry) => !NEED_A_PEER.includes(entry));
  });
  const program = join(user.folder, 'every-entry.ts');
  writeFileSync(
    program,
    `${entries.map((entry, i) => `import * as entry${i} from '${entry}';`).join('\n')}
const entries: object[] = [${entries.map((_, i) => `entry${i}`).join(', ')}];
if (entries.some((entry) => Object.keys(entry).length === 0)) throw new Error('an entry point exports nothing');
`,
  );
  await user.checkAndRun(program, { skipLibCheck: true });

  const sizes = ['--steps=2', '--batch-size=4', '--em-steps=3', '--k=3', '--validate-every=2', '--validation-images=4', '--test-images=4'];
  await user.run('npx', '--no-install', 'nem', 'train', 'static-shapes', ...sizes, '--out=run');
  for (const file of ['DONE', 'result.json', 'report.html', 'best/weights.safetensors'])
    assert(existsSync(join(user.folder, 'run', file)), `the run folder has no ${file}`);
  const shown = await user.run('npx', '--no-install', 'nem', 'show', 'run');
  assert(shown.includes('static-shapes'), `nem show prints ${shown}`);
  const { backend } = JSON.parse(readFileSync(join(user.folder, 'run', 'config.json'), 'utf8'));
  return `${count} packages installed, ${entries.length} entry points, trained on ${typeof backend === 'string' ? backend : backend.name}`;
}

export const uses = [
  { name: 'metrics alone', use: alone('metrics', 'only-metrics'), upgrade: ['@neural-em/metrics@latest'] },
  { name: 'datasets alone', use: alone('datasets', 'only-datasets'), upgrade: ['@neural-em/datasets@latest'] },
  { name: 'core and a new mixture model', use: mixture, upgrade: ['@neural-em/core@latest'] },
  { name: 'everything, with the command', use: everything, upgrade: ['@neural-em/cli@latest'] },
];
