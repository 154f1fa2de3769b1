import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string) => readFileSync(join(root, 'site', name), 'utf8');

interface SearchData {
  readonly rows: readonly { readonly name: string }[];
  readonly index: object;
}
interface Lunr {
  readonly Index: { load(index: object): { search(query: string): readonly { readonly ref: string; readonly score: number }[] } };
}

/**
 * Returns the name that a search finds first. As on the page, each word matches parts of words, and names that begin with the words count
 * more.
 */
function firstFound(words: string): string {
  // The library of the page, which comes with typedoc.
  const lunr: Lunr = createRequire(createRequire(import.meta.url).resolve('typedoc'))('lunr');
  const packed = /"([^"]+)"/.exec(read('assets/search.js'))![1]!;
  const { rows, index }: SearchData = JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString());
  const query = words.split(' ').map((word) => `*${word}*`);
  const found = lunr.Index.load(index)
    .search(query.join(' '))
    .map(({ ref, score }) => ({ name: rows[Number(ref)]!.name, score }))
    .map(({ name, score }) => ({
      name,
      score: name.toLowerCase().startsWith(words) ? (score * 10) / (1 + Math.abs(name.length - words.length)) : score,
    }))
    .sort((a, b) => b.score - a.score);
  return found[0]!.name;
}

describe('the documentation', () => {
  // The build fails on links that lead nowhere, in pages and in doc comments, and on formulas that do not parse.
  beforeAll(() => promisify(execFile)(process.execPath, ['scripts/docs/build.mjs'], { cwd: root }), 400_000);

  it('has its formulas typeset, with style and fonts of its own', () => {
    expect(read('documents/Concepts.html').match(/class="katex"/g)!.length).toBeGreaterThan(30);
    const style = read('assets/katex/katex.min.css');
    for (const [, font] of style.matchAll(/url\(([^)]+)\)/g)) expect(existsSync(join(root, 'site/assets/katex', font!)), font).toBe(true);
  });

  it('loads nothing from a network', () => {
    for (const page of ['index.html', 'documents/Concepts.html', 'modules/_neural-em_core.html'])
      expect(read(page)).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?\/\//);
  });

  it('opens with tasks', () => expect(read('index.html')).toContain('What do you want to do?'));

  it('is there for programs that read', () => {
    expect(read('llms.txt')).toMatch(/^- \[Get started\]\(docs\/start\.md\): \S/m);
    expect(read('llms-full.txt')).toContain('<!-- packages/mixtures/README.md -->');
  });

  it.each([
    ['own images', ['Your own images']],
    ['my own dataset', ['Your own images', 'How to write a dataset']],
    ['segment', ['segment', 'Your own pictures and videos']], // the function has this very name
    ['segment a video', ['Your own pictures and videos']],
    ['video', ['Your own pictures and videos', 'Experiments', '@neural-em/cli']],
    ['many runs', ['Many runs']],
    ['resume', ['Experiments', 'Reliability']],
    ['export', ['Experiments', 'How to use the vectors', '@neural-em/cli']],
    ['playground', ['Playground']],
  ])('is searched for tasks: %s', (words, pages) => expect(pages).toContain(firstFound(words)));

  it('has the README of each package on its page, and its functions under the names that users import', () => {
    expect(read('modules/_neural-em_core.html')).toContain('Two minutes');
    expect(read('modules/_neural-em_datasets_hdf5.html')).toContain('readHdf5');
  });
});
