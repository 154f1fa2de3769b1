import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { BrokenPackageError, MissingPackageError } from './index.ts';
import { loadPeer } from './peer.ts';
import { temporaryFolder } from './temporary.fixture.ts';

it('loadPeer gives the package, or says how to get it', async () => {
  expect(await loadPeer('node:path', () => import('node:path'))).toHaveProperty('join');
  const name = 'a-package-that-is-not-there';
  const missing = loadPeer(name, () => import(/* @vite-ignore */ name));
  await expect(missing).rejects.toThrow(MissingPackageError);
  await expect(missing).rejects.toThrow('install it with `npm install a-package-that-is-not-there`');
});

it('loadPeer says why a package that is there cannot be loaded', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'broken'));
  writeFileSync(join(folder, 'broken', 'index.mjs'), "throw new Error('it needs a newer system');");
  const name = pathToFileURL(join(folder, 'broken', 'index.mjs')).href;
  const broken = loadPeer(name, () => import(/* @vite-ignore */ name));
  await expect(broken).rejects.toThrow(BrokenPackageError);
  await expect(broken).rejects.toThrow(/is installed but cannot be loaded: it needs a newer system/);
});

it('loadPeer imports where `import()` itself fails, as in CommonJS under Jest', async () => {
  const refused = Object.assign(new TypeError('A dynamic import callback was invoked without --experimental-vm-modules'), {
    code: 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG',
  });
  expect(await loadPeer('h5wasm/node', () => Promise.reject(refused))).toHaveProperty('ready');
  const missing = loadPeer('a-package-that-is-not-there', () => Promise.reject(refused));
  await expect(missing).rejects.toThrow(MissingPackageError);
});
