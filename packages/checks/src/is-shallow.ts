/** The deepest nesting that is accepted. Settings and files of this library have a handful of levels. */
const DEEPEST = 64;

/**
 * Whether lists and objects are nested at most 64 levels deep. Recursive functions such as `JSON.stringify` run out of stack on deeper
 * values, so this one visits values level by level.
 */
export function isShallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null && !ArrayBuffer.isView(one) ? Object.values(one) : []));
  }
  return true;
}
