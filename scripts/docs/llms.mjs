// Writes the documentation for programs: llms.txt lists the pages, each with its first sentence, and llms-full.txt holds all of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages, root } from '../checks/packages.mjs';
import { groups, pages, START } from './pages.mjs';

/** Writes both files into the folder of the site, and the Markdown of every page that they name. */
export function writeLlms(out) {
  const read = (file) => readFileSync(join(root, file), 'utf8');
  const start = read(`docs/${START}`);
  const readmes = packages.map(({ folder }) => ({ file: join(folder, 'README.md'), group: 'Packages', title: folder.split('/').at(-1) }));
  const all = [...pages.filter(({ file }) => !readmes.some((readme) => readme.file === file)), ...readmes];
  const lists = [...groups, 'Packages'].map((group) => {
    const lines = all
      .filter((page) => page.group === group)
      .map(({ file, title }) => `- [${title}](${file}): ${firstSentence(read(file))}`);
    return `## ${group}\n\n${lines.join('\n')}\n`;
  });
  const title = '# neural-em\n\n> ';
  writeFileSync(
    join(out, 'llms.txt'),
    `${title}${firstSentence(start)}\n\nPaths are below the root of the repository; llms-full.txt holds all of these pages.\n\n${lists.join('\n')}`,
  );
  const whole = all.map(({ file }) => `<!-- ${file} -->\n\n${read(file).trim()}\n`).join('\n');
  writeFileSync(join(out, 'llms-full.txt'), `${start.trim()}\n\n${whole}`);
}

/** Returns the first sentence of the first paragraph that is text, without its links. */
function firstSentence(markdown) {
  const paragraph = markdown
    .split(/\n\s*\n/)
    .filter((text) => /^[A-Za-z*_`[(]/.test(text))
    .map((text) => text.replace(/\s+/g, ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))[0];
  return /^.*?[.?!](?=\s|$)/.exec(paragraph ?? '')?.[0] ?? paragraph ?? '';
}
