import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { snippetOf } from '../page/code.ts';
import { defaultState } from '../shared/address.ts';
import { canGroup, offered } from '../shared/models.ts';
import { type Method, methods, type PageState, type Source, usualComponents } from '../shared/state.ts';

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
const lane = (method: Method, source: Source) => ({ method, components: usualComponents[source], seed: 1 });
const shown = offered.flatMap((source) => methods.filter((method) => canGroup(method, source)).map((method) => [source, method] as const));

/** N-EM of still images loses shapes that move: in this video both of them. */
const leastScore: Readonly<Record<Method, number>> = { 'rnn-em': 0.4, own: 0.3, 'n-em': 0, mixture: 0.2, 'k-means': 0.2 };

test.each(shown)('the code for %s by %s runs and prints a grouping', async (source, method) => {
  const lines = await printed({ ...plain, source, lanes: [lane(method, source)] }, `${source}-${method}`);
  expect(lines).toHaveLength(28 + 1);
  expect(lines.slice(0, 28).every((line) => /^[.0-9]{28}$/.test(line))).toBe(true);
  const [, score] = /^AMI (-?[01]\.\d{3})$/.exec(lines.at(-1)!)!;
  expect(Number(score)).toBeGreaterThanOrEqual(leastScore[method]);
});
