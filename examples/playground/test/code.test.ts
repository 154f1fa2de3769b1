import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { snippetOf } from '../page/code.ts';
import { defaultState } from '../shared/address.ts';
import type { PageState } from '../shared/state.ts';

/** Runs a program of the page as a module beside this one, where the packages are to be found, and returns what it prints. */
async function printed(state: PageState, name: string): Promise<string[]> {
  const file = join(import.meta.dirname, `${name}.snippet.mjs`);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await writeFile(file, snippetOf(state));
  try {
    await import(/* @vite-ignore */ file);
    return log.mock.calls.map((words) => words.join(' '));
  } finally {
    log.mockRestore();
    await rm(file);
  }
}

const plain = defaultState();
const lane = (method: PageState['lanes'][0]['method'], components: number) => ({ lanes: [{ method, components, seed: 1 }] as const });

test.each([
  ['a picture by k-means', { ...plain, ...lane('k-means', 3) }, 28, /^AMI (0\.[4-9]|1)/],
  ['a picture by a mixture', { ...plain, ...lane('mixture', 3) }, 28, /^AMI (0\.[4-9]|1)/],
  ['a picture by RNN-EM', { ...plain, ...lane('rnn-em', 4) }, 28, /^AMI (0\.[3-9]|1)/],
  ['a video by k-means', { ...plain, source: 'shapes' as const, ...lane('k-means', 3) }, 28, /^AMI (-?0\.|1)/],
])('the code for %s runs and prints a grouping', async (name, state, rows, score) => {
  const lines = await printed(state, name.replaceAll(' ', '-'));
  expect(lines).toHaveLength(rows + 1);
  expect(lines.slice(0, rows).every((line) => /^[.0-9]{28}$/.test(line))).toBe(true);
  expect(lines.at(-1)).toMatch(score);
});
