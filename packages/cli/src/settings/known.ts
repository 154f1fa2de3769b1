import { experiments } from '@neural-em/experiments';
import { UsageError } from '../errors.ts';
import { isTree, leavesOf, type Tree } from './leaves.ts';
import { runDefaults } from './run-settings.ts';

/** Every setting that any experiment has, with a value of its type. */
const known: Tree = [...Object.values(experiments).map(({ settings }) => settings), { run: runDefaults }].reduce<Tree>(
  (all, settings) => union(all, { ...settings }),
  {},
);

/**
 * Settings with one of them, by its path, put in place of what was there. A group of settings changes those that it names.
 *
 * @throws UsageError where there is no such setting, with the one that was likely meant, or the value is of another type.
 */
export function withSetting<T extends object>(settings: T, path: string, value: unknown): T {
  const names = path.split('.');
  const example = names.reduce<unknown>((tree, name) => (isTree(tree) && Object.hasOwn(tree, name) ? tree[name] : undefined), known);
  if (example === undefined) throw unknownSetting(path);
  if (isTree(example)) {
    if (!isTree(value)) throw new UsageError(`${path} is a group of settings, not ${JSON.stringify(value)}`);
    return Object.entries(value).reduce((all, [name, part]) => withSetting(all, `${path}.${name}`, part), settings);
  }
  if (!isLike(example, value)) throw new UsageError(`${path} must be ${kindOf(example)}, not ${JSON.stringify(value)}`);
  return put(settings, names, value);
}

/** Settings with those of a file, or of a part of one, in place of what was there. */
export function withSettings<T extends object>(settings: T, changes: Tree): T {
  return Object.entries(changes).reduce((all, [name, value]) => withSetting(all, name, value), settings);
}

/**
 * Checks that a value is settings that a run may have: known names, values of their types.
 *
 * @throws UsageError naming the first that is not.
 */
export function checkSettings(settings: Tree): void {
  withSettings({}, settings);
}

function put<T extends object>(settings: T, [name = '', ...rest]: readonly string[], value: unknown): T {
  const tree: Tree = Object.fromEntries(Object.entries(settings));
  const inner = Object.hasOwn(tree, name) ? tree[name] : undefined;
  return { ...settings, [name]: rest.length === 0 ? value : put(isTree(inner) ? inner : {}, rest, value) };
}

/** A number, a text, …; null stands for a number that may be left out. */
function isLike(example: unknown, value: unknown): boolean {
  if (example === null) return value === null || isLike(0, value);
  if (typeof example === 'number') return typeof value === 'number' && Number.isFinite(value);
  if (Array.isArray(example)) return Array.isArray(value) && value.every((entry) => isEntryLike(example[0], entry));
  return typeof value === typeof example;
}

function isEntryLike(example: unknown, value: unknown): boolean {
  if (!isTree(example)) return isLike(example, value);
  return isTree(value) && Object.keys({ ...example, ...value }).every((name) => isLike(example[name], value[name]));
}

function kindOf(example: unknown): string {
  if (example === null) return 'a number or null';
  return Array.isArray(example)
    ? `a list like ${JSON.stringify(example)}`
    : { number: 'a number', string: 'a text', boolean: 'true or false' }[typeof example as 'number'];
}

function union(a: Tree, b: Tree): Tree {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    names.map((name) => {
      const [left, right] = [a[name], b[name]];
      if (isTree(left) && isTree(right)) return [name, union(left, right)];
      // An empty list does not show what its entries are like.
      return [name, left === undefined || (Array.isArray(left) && left.length === 0) ? (right ?? left) : left];
    }),
  );
}

function unknownSetting(path: string): UsageError {
  const paths = leavesOf(known).map(([path]) => path);
  const split = (text: string) => [text.slice(0, text.lastIndexOf('.') + 1), text.slice(text.lastIndexOf('.') + 1)] as const;
  const [group, name] = split(path);
  // A wrong name in the right group is likeliest, then the right name in the wrong group.
  const distance = (other: string) => {
    const [otherGroup, otherName] = split(other);
    const names = editDistance(name, otherName);
    return group !== '' && group === otherGroup ? names / 2 : Math.min(editDistance(path, other), names + 0.5);
  };
  const [closest] = [...paths].sort((a, b) => distance(a) - distance(b));
  const hint = closest !== undefined && distance(closest) <= 4 ? `; did you mean ${closest}?` : '; nem print-config shows all there are';
  return new UsageError(`there is no setting ${path}${hint}`);
}

/** Letters to be put in, taken out or changed (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
