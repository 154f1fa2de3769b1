import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sh } from './shell.mjs';

/**
 * Clones HEAD of `root` into `scratch`, by way of a bare repository in `scratch` that plays the host, so that a release can be pushed.
 * @returns the folder of the clone.
 */
export async function cloneHead({ root, scratch }) {
  const [host, clone] = [join(scratch, 'host.git'), join(scratch, 'clone')];
  const git = (cwd, ...args) => sh('git', args, { cwd });
  await git(scratch, 'init', '--quiet', '--bare', '--initial-branch=main', host);
  await git(root, 'push', '--quiet', '--no-verify', host, 'HEAD:refs/heads/main');
  await git(scratch, 'clone', '--quiet', host, clone);
  await git(clone, 'config', 'user.name', 'Rehearsal');
  await git(clone, 'config', 'user.email', 'rehearsal@localhost');
  await installLike({ root, clone });
  // The workflow of a release collects the prebuilt addons of every platform; this copies those that exist here.
  const prebuilds = 'packages/backend-native/prebuilds';
  if (existsSync(join(root, prebuilds)))
    cpSync(join(root, prebuilds), join(clone, prebuilds), { recursive: true, preserveTimestamps: true });
  return clone;
}

/**
 * Copies the built files of every package of `root` into the clone.
 * @throws Error if tracked files differ from HEAD, because the built files would then differ from those of the release.
 */
export async function copyBuilt({ root, clone }) {
  const changed = await sh('git', ['status', '--porcelain', '--untracked-files=no', '--', 'packages'], { cwd: root });
  if (changed.trim()) throw new Error(`--built needs packages as they are in HEAD; changed: ${changed.trim()}`);
  for (const name of readdirSync(join(root, 'packages'))) {
    const dist = join('packages', name, 'dist');
    if (existsSync(join(root, dist))) cpSync(join(root, dist), join(clone, dist), { recursive: true });
  }
}

/** Links the packages that are installed in `root`, if both lock files agree; links to workspaces lead to those of the clone. */
async function installLike({ root, clone }) {
  const lock = (folder) => readFileSync(join(folder, 'package-lock.json'), 'utf8');
  if (lock(root) !== lock(clone) || !existsSync(join(root, 'node_modules', '.package-lock.json'))) {
    await sh('npm', ['ci', '--loglevel=error'], { cwd: clone });
    return;
  }
  const workspaces = ['packages', 'examples'].flatMap((group) => readdirSync(join(clone, group)).map((name) => join(group, name)));
  for (const folder of ['.', ...workspaces]) {
    const [from, to] = [join(root, folder, 'node_modules'), join(clone, folder, 'node_modules')];
    if (!existsSync(from)) continue;
    mkdirSync(to);
    for (const name of readdirSync(from)) {
      if (name === '@neural-em') cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
      else if (name === '.bin' || !name.startsWith('.')) symlinkSync(join(from, name), join(to, name), 'junction');
    }
  }
}
