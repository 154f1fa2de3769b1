/** Settings and files of ours have a handful of levels. */
const DEEPEST = 64;

/**
 * Whether lists and objects are nested at most 64 deep. Walked level by level: whoever walks deeper by calling itself, as `JSON.stringify`
 * does, runs out of stack.
 */
export function isShallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null && !ArrayBuffer.isView(one) ? Object.values(one) : []));
  }
  return true;
}
