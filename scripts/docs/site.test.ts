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

describe('the documentation', () => {
  // Fails on a link that leads nowhere, in a page or in a doc comment, and on a formula that does not parse.
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

  it('opens with tasks, and its search finds the page of a task before functions', () => {
    expect(read('index.html')).toContain('What do you want to do?');
    const require = createRequire(createRequire(import.meta.url).resolve('typedoc'));
    const lunr = require('lunr');
    const [, packed] = /"(.*)"/.exec(read('assets/search.js'))!;
    const { rows, index } = JSON.parse(inflateSync(Buffer.from(packed!, 'base64')).toString());
    const found = (task: string) =>
      (lunr.Index.load(index).search(task) as { ref: string; score: number }[])
        .map(({ ref, score }) => ({ name: rows[Number(ref)].name as string, score: score * (rows[Number(ref)].boost ?? 1) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, 4)
        .map(({ name }) => name);
    expect(found('own images')[0]).toBe('Your own images');
    expect(found('my own dataset')).toContain('How to write a dataset');
    expect(found('playground')).toContain('Playground');
  });

  it('is there for programs that read', () => {
    expect(read('llms.txt')).toMatch(/^- \[Get started\]\(docs\/start\.md\): \S/m);
    expect(read('llms-full.txt')).toContain('<!-- packages/mixtures/README.md -->');
  });

  it('has the README of each package on its page, and its functions under the names that users import', () => {
    expect(read('modules/_neural-em_core.html')).toContain('Two minutes');
    expect(read('modules/_neural-em_datasets_hdf5.html')).toContain('readHdf5');
  });
});
