import { expect, it } from 'vitest';
import { MissingPackageError } from './index.ts';
import { loadPeer } from './peer.ts';

it('loadPeer gives the package, or says how to get it', async () => {
  expect(await loadPeer('node:path', () => import('node:path'))).toHaveProperty('join');
  const name = 'a-package-that-is-not-there';
  const missing = loadPeer(name, () => import(/* @vite-ignore */ name));
  await expect(missing).rejects.toThrow(MissingPackageError);
  await expect(missing).rejects.toThrow('install it with `npm install a-package-that-is-not-there`');
});
