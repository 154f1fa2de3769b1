// `npm run release:rehearse`: releases HEAD to a registry on this machine, uses the published packages as users would, releases a second
// version and upgrades to it. Works in a temporary folder, which is removed afterwards. Ends with exit code 1 if anything failed.
// --built    dist was built from HEAD: it is copied into the clone, and the first release does not build again
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cloneHead, copyBuilt } from './clone.mjs';
import { assertVersion, consumer } from './consumers.mjs';
import { publicPackages } from './manifests.mjs';
import { startRegistry } from './registry.mjs';
import { endAll, sh } from './shell.mjs';
import { uses } from './uses.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'rehearsal-'));
const built = process.argv.includes('--built');
const rows = [];
let registry;

function cleanUp() {
  registry?.stop();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => endAll().then(() => process.exit(1)));
process.on('exit', cleanUp);

/** Runs a step and records its result for the table: the remark that `work` returns, or its error. */
async function step(name, work) {
  const start = performance.now();
  const note = (ok, remark = '') => {
    rows.push({ name, ok, seconds: (performance.now() - start) / 1000, remark });
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}`);
    return ok;
  };
  try {
    return note(true, await work());
  } catch (error) {
    console.error(`\n${error.stack}\n`);
    return note(false, String(error.message).split('\n')[0].slice(0, 100));
  }
}

/** Runs a step that later steps depend on; if it fails, the rehearsal ends. */
async function required(name, work) {
  if (!(await step(name, work))) throw new Error('the rest needs what failed');
}

/**
 * Versions, builds and publishes with the scripts of a real release; `options` are passed to the publishing script. Returns the version.
 */
async function release(clone, ...options) {
  const npm = (...args) => sh('npm', ['run', '--silent', ...args], { cwd: clone, env: { ...registry.env, CI: 'true' } });
  await required('version, commit, tag and push', () =>
    npm('release').then((text) => text.trim().split('\n').at(-1).replace('release: ', '')),
  );
  await required(`${options.includes('--built') ? '' : 'build, '}check archives, publish`, async () => {
    await npm('release:publish', '--', ...options);
    return `${publicPackages(clone).length} packages`;
  });
  return publicPackages(clone)[0].version;
}

async function addChangeset(clone) {
  writeFileSync(join(clone, '.changeset', 'rehearsal.md'), '---\n"@neural-em/metrics": minor\n---\n\nA rehearsed change.\n');
  await sh('git', ['add', '.changeset'], { cwd: clone });
  await sh('git', ['commit', '--quiet', '--message', 'Add a changeset'], { cwd: clone });
}

async function rehearse() {
  await required('registry on 127.0.0.1', async () => {
    registry = await startRegistry({ root, storage: join(scratch, 'registry') });
    return registry.url;
  });
  let clone;
  await required('clone of HEAD', async () => {
    clone = await cloneHead({ root, scratch });
    return (await sh('git', ['log', '-1', '--format=%h %s'], { cwd: clone })).trim();
  });
  // Right after a release there are no pending changesets, so one is added.
  if (!(await sh('git', ['ls-files', '.changeset/*.md'], { cwd: clone }))) await addChangeset(clone);
  if (built) await required('copy of what is built', () => copyBuilt({ root, clone }));
  const first = await release(clone, ...(built ? ['--built'] : []));
  const users = uses.map((each, i) => ({
    ...each,
    user: consumer({ root: clone, folder: join(scratch, `user-${i}`), env: registry.env }),
  }));
  await Promise.all(
    users.map(({ name, use, user }) =>
      step(`${first}: ${name}`, async () => {
        const remark = await use(user, { root: clone });
        assertVersion(user, first);
        return remark;
      }),
    ),
  );

  await addChangeset(clone);
  // The sources have not changed since the first version, so nothing needs to be built.
  const second = await release(clone, '--built');
  await Promise.all(
    users.map(({ name, upgrade, user }) =>
      step(`upgrade to ${second}: ${name}`, async () => {
        await user.install(...upgrade);
        assertVersion(user, second);
        await user.run('node', 'out/program.mjs');
        return 'one version of everything, once each';
      }),
    ),
  );
}

let passed = await rehearse().then(
  () => true,
  (error) => console.error(`rehearsal: ${error.message}`),
);
const width = Math.max(...rows.map(({ name }) => name.length));
console.log();
for (const { name, ok, seconds, remark } of rows)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(width)} ${seconds.toFixed(0).padStart(4)} s  ${remark}`);
passed &&= rows.every(({ ok }) => ok);
console.log(passed ? '\nrehearsal: passed' : '\nrehearsal: failed');
process.exit(passed ? 0 : 1);
