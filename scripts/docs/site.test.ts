import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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

  it('has the README of each package on its page, and its functions under the names that users import', () => {
    expect(read('modules/_neural-em_core.html')).toContain('Two minutes');
    expect(read('modules/_neural-em_datasets_hdf5.html')).toContain('readHdf5');
  });
});
