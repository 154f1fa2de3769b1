// `npm run docs`: builds the documentation from docs/, the READMEs and the doc comments. The result is a site in site/, which works from
// the file system, with llms.txt and llms-full.txt for programs.
// Fails on links that lead nowhere and on formulas that do not parse.
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import markdownItKatex from '@vscode/markdown-it-katex';
import { Application, JSX } from 'typedoc';
import { packages, root } from '../checks/packages.mjs';
import { missingAnchors } from './anchors.mjs';
import { writeLlms } from './llms.mjs';
import { namePages } from './names.mjs';
import { groups, pages, START } from './pages.mjs';
import { findTasks } from './search.mjs';

const out = join(root, 'site');
const katex = dirname(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'));

const application = await Application.bootstrap({
  name: 'neural-em',
  out,
  readme: join(root, 'docs', START),
  projectDocuments: pages.map(({ file }) => join(root, file)),
  entryPoints: packages.flatMap(({ folder, entries }) => entries.map(({ source }) => join(root, folder, source))),
  tsconfig: join(root, 'tsconfig.json'),
  // Other checks compile the types, and there is no public host to which sources could be linked.
  skipErrorChecking: true,
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  groupOrder: [...groups, '*'],
  navigation: { includeGroups: true },
  searchInDocuments: true,
  headings: { readme: false, document: false },
  hideGenerator: true,
  highlightLanguages: ['ts', 'js', 'sh', 'json', 'python', 'html'],
  customCss: join(root, 'scripts/docs/style.css'),
  markdownItLoader: (parser) => parser.use(markdownItKatex.default, { throwOnError: true }),
  validation: { invalidLink: true, invalidPath: true, notExported: false },
  treatWarningsAsErrors: true,
});
namePages(application);
findTasks(application);
application.renderer.hooks.on('head.end', ({ relativeURL }) =>
  JSX.createElement('link', { rel: 'stylesheet', href: relativeURL('assets/katex/katex.min.css') }),
);

const project = await application.convert();
if (!project) process.exit(1);
application.validate(project);
await application.generateDocs(project, out);
writeLlms(out);
cpSync(katex, join(out, 'assets/katex'), { recursive: true, filter: (path) => !/\.(js|mjs|md)$|contrib/.test(path) });
if (application.logger.hasErrors() || application.logger.hasWarnings()) process.exit(1);

execFileSync(join(root, 'node_modules/.bin/linkinator'), [out, '--recurse', '--skip', '^https?://(?!localhost)', '--verbosity', 'error'], {
  stdio: 'inherit',
});
const missing = missingAnchors(out);
for (const link of missing) console.error(`leads to a place that is not there: ${link}`);
if (missing.length) process.exit(1);
console.log(`${join(out, 'index.html')}: open it in a browser`);
