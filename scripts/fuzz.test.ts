import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('damaged files of every kind, the same ones each time, are refused by typed errors or read', () => {
  const script = fileURLToPath(new URL('fuzz/fuzz.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--count', '60', '--seed', '7'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.match(/60 mutants/g)).toHaveLength(16);
});
