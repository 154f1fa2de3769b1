import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';

const MOST_ALIASES = 100;

/**
 * The content of a YAML file. Names given twice are looked for by ourselves: the parser compares each with all others, which many keys make
 * slow.
 *
 * @throws Error saying what is wrong with the text.
 */
export function parseYaml(text: string): unknown {
  const lineCounter = new LineCounter();
  // The parser would look up the place of each of its errors, of which a damaged file may have thousands.
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
