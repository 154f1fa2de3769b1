import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';

const MOST_ALIASES = 100;

/**
 * Returns the content of a YAML file. It looks for names that are given twice itself, because the parser compares each name with all
 * others, which is slow for many names.
 *
 * @throws Error that says what is wrong with the text.
 */
export function parseYaml(text: string): unknown {
  const lineCounter = new LineCounter();
  // Without prettyErrors, because the parser would look up the position of each error, and a damaged file may have thousands.
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, lineCounter });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new Error(`${error.message} at line ${line}, column ${col}`);
  }
  visit(document, {
    Map: (_, map) => {
      const names = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : isMap(key) ? undefined : key;
        if (names.has(name)) throw new Error(`${String(name)} is given twice`);
        names.add(name);
      }
    },
  });
  return document.toJS({ maxAliasCount: MOST_ALIASES });
}
