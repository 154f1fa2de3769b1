// Gives pages the name of their heading, and modules the name that users import and the README of their package.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Converter, MinimalSourceFile, ReflectionKind } from 'typedoc';
import { root } from '../checks/packages.mjs';
import { pages } from './pages.mjs';

const HEADING = /^# (.*)\n/;

export function namePages(application) {
  const { converter } = application;
  let created = 0;
  converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, page) => {
    const { file, title, group } = pages[created++];
    page.name = title;
    page.frontmatter.group = group;
    // A link to a folder leads to its README.
    if (file.endsWith('README.md')) page.project.files.registerReflectionPath(join(root, dirname(file)), page);
  });
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children) {
      const [, folder, entry] = /^([^/]+)\/src(?:\/(.*))?$/.exec(module.name);
      module.name = `@neural-em/${folder}${entry ? `/${entry}` : ''}`;
      if (entry) continue;
      const path = join(root, 'packages', folder, 'README.md');
      const text = readFileSync(path, 'utf8').replace(HEADING, '');
      module.readme = converter.parseRawComment(new MinimalSourceFile(text, path), project.files).content;
      for (const place of [path, dirname(path)]) project.files.registerReflectionPath(place, module);
    }
  });
  converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    // A parameter that is destructured in its signature has no name.
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter))
      if (parameter.name === '__namedParameters') parameter.name = 'options';
  });
}
