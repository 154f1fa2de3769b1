// Checks links to a place on a page; the link checker only checks that the page exists.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Returns the links, as `page: link`, in all pages below `folder` that lead to a place that does not exist. */
export function missingAnchors(folder) {
  const pages = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.html'));
  const texts = new Map(pages.map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]));
  const places = new Map([...texts].map(([path, text]) => [path, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]));
  return [...texts].flatMap(([path, text]) =>
    [...text.matchAll(/ href="([^":#]*)#([^"]+)"/g)]
      .filter(([, page, place]) => places.get(page ? join(dirname(path), page) : path)?.has(decodeURIComponent(place)) === false)
      .map(([, page, place]) => `${relative(folder, path)}: ${page}#${place}`),
  );
}
