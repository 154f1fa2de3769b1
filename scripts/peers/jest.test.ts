import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nem-jest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 300_000);

/** Installs a release of Jest beside links to the built packages; false where no registry is within reach. */
function install(version: string): string | undefined {
  const place = join(folder, version);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{ "private": true }');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=0', '--loglevel=error'];
  if (spawnSync('npm', ['install', ...flags, `jest@${version}`], { cwd: place, timeout: 240_000 }).status !== 0) return undefined;
  mkdirSync(join(place, 'node_modules/@neural-em'));
  for (const name of readdirSync(join(root, 'packages')))
    symlinkSync(join(root, 'packages', name), join(place, 'node_modules/@neural-em', name));
  copyFileSync(join(root, 'scripts/peers/jest/entries.cjs'), join(place, 'entries.test.js'));
  return place;
}

it.each(['29.7.0', '30.0.5'])('every CommonJS entry works under Jest %s', { timeout: 400_000 }, (version) => {
  const place = install(version);
  if (place === undefined) return console.warn(`skipped: Jest ${version} cannot be installed, there is no registry`);
  const { status, stderr } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js'], {
    cwd: place,
    encoding: 'utf8',
    timeout: 200_000,
  });
  expect(stderr).toMatch(/Tests: +5 passed, 5 total/);
  expect(status).toBe(0);
});
