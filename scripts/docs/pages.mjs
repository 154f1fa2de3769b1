// Lists the pages of the site, beside the interface of the packages, in order. Every file of docs/ and every result is a page, even if it
// is not named here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../checks/packages.mjs';

const order = {
  Guide: ['start', 'concepts', 'from-em-to-n-em', 'experiments', 'settings', 'performance', 'reliability', 'reproduction', 'faq'],
  'How to': [
    'your-own-pictures',
    'own-images',
    'own-parts',
    'sweeps',
    'write-a-pixel-distribution',
    'write-a-network',
    'write-a-dataset',
    'write-a-metric',
    'use-vectors',
  ],
  Project: ['architecture', 'releasing'],
};
/** The first page of the site. */
export const START = 'index.md';

const others = ['packages/cli/README.md', 'examples/playground/README.md', 'CONTRIBUTING.md', 'SECURITY.md'];

export const groups = [...Object.keys(order), 'Results'];

const found = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== START);
const placed = Object.keys(order).flatMap((group) => order[group].map((name) => ({ file: `${name}.md`, group })));
const results = readdirSync(join(root, 'results'), { recursive: true })
  .filter((name) => name.endsWith('README.md'))
  .sort((a, b) => a.length - b.length)
  .map((name) => join('results', name));

/** Titles of pages whose heading is the name of the project. */
const titles = { 'docs/start.md': 'Get started' };

/** `{ file, group, title }`: path below the root, and the heading. */
export const pages = [
  ...placed.filter(({ file }) => found.includes(file)),
  ...found.filter((file) => !placed.some((page) => page.file === file)).map((file) => ({ file, group: 'Guide' })),
]
  .map(({ file, group }) => ({ file: `docs/${file}`, group }))
  .concat(results.map((file) => ({ file, group: 'Results' })))
  .concat(others.map((file) => ({ file, group: file.endsWith('README.md') ? 'Guide' : 'Project' })))
  .map((page) => ({ ...page, title: titles[page.file] ?? /^# (.*)/.exec(readFileSync(join(root, page.file), 'utf8'))[1] }));
