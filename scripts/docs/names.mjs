// Gives pages the name of their heading, and modules the name that users import and the README of their package.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Converter, MinimalSourceFile, ReflectionKind } from 'typedoc';
import { root } from '../checks/packages.mjs';
import { pages } from './pages.mjs';

const HEADING = /^# (.*)\n/;

export function namePages(application) {
  const { converter } = application;
  let created = 0;
  converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, page) => {
    const { title, group } = pages[created++];
    page.name = title;
    page.frontmatter.group = group;
  });
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // A parameter that is taken apart in its signature has no name of its own.
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter))
      if (parameter.name === '__namedParameters') parameter.name = 'options';
    for (const module of project.children) {
      const [, folder, entry] = /^([^/]+)\/src(?:\/(.*))?$/.exec(module.name);
      module.name = `@neural-em/${folder}${entry ? `/${entry}` : ''}`;
      if (entry) continue;
      const path = join(root, 'packages', folder, 'README.md');
      const text = readFileSync(path, 'utf8').replace(HEADING, '');
      module.readme = converter.parseRawComment(new MinimalSourceFile(text, path), project.files).content;
      project.files.registerReflectionPath(path, module);
    }
  });
}
