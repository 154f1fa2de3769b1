import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nem-jest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 300_000);

/** Installs packages beside links to the built ones, and returns the folder; undefined if no registry can be reached. */
function install(packages: readonly string[], jest: object = {}): string | undefined {
  const place = join(folder, packages.join('-').replaceAll('/', '-'));
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true, jest }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=0', '--loglevel=error'];
  if (spawnSync('npm', ['install', ...flags, ...packages], { cwd: place, timeout: 240_000 }).status !== 0) {
    console.warn(`skipped: ${packages[0]} cannot be installed, there is no registry`);
    return undefined;
  }
  mkdirSync(join(place, 'node_modules/@neural-em'));
  for (const name of readdirSync(join(root, 'packages')))
    symlinkSync(join(root, 'packages', name), join(place, 'node_modules/@neural-em', name));
  return place;
}

/** Runs one of the test files of `jest/` in that folder. */
function runJest(place: string, source: string, name: string) {
  copyFileSync(join(root, 'scripts/peers/jest', source), join(place, name));
  return spawnSync(process.execPath, ['node_modules/jest/bin/jest.js'], { cwd: place, encoding: 'utf8', timeout: 300_000 });
}

/** Tests every CommonJS entry with the Jest of that folder. */
function expectEntries(place: string) {
  const { status, stderr } = runJest(place, 'entries.cjs', 'entries.test.js');
  expect(stderr).toMatch(/Tests: +5 passed, 5 total/);
  expect(status).toBe(0);
}

it('every CommonJS entry works under Jest 29', { timeout: 600_000 }, () => {
  const place = install(['jest@29.7.0']);
  if (place !== undefined) expectEntries(place);
});

it('every CommonJS entry works under Jest 30, and TypeScript that resolves as it did before there were exports under ts-jest', {
  timeout: 600_000,
}, () => {
  const tsconfig = { module: 'CommonJS', moduleResolution: 'node10', target: 'ES2022', strict: true, skipLibCheck: true, types: ['node'] };
  const place = install(['ts-jest@29.4.5', 'jest@30.0.5', 'typescript@5.9.3', '@types/node@20.19.43'], {
    testEnvironment: 'node',
    transform: { '^.+\\.ts$': ['ts-jest', { tsconfig }] },
  });
  if (place === undefined) return;
  expectEntries(place);
  rmSync(join(place, 'entries.test.js'));
  const { status, stderr } = runJest(place, 'entries.ts', 'entries.test.ts');
  expect(stderr).toMatch(/Tests: +2 passed, 2 total/);
  expect(status).toBe(0);
});
