/** Settings as nested data. */
export type Tree = Readonly<Record<string, unknown>>;

/** Tells whether a value is a group of named values. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns each setting with its path: `{ model: { components: 4 } }` gives `model.components`. Lists stay whole. */
export function leavesOf(tree: object, prefix = ''): [path: string, value: unknown][] {
  return Object.entries(tree).flatMap(([name, value]): [string, unknown][] =>
    isTree(value) ? leavesOf(value, `${prefix}${name}.`) : [[prefix + name, value]],
  );
}

/** Returns the settings in which two trees differ; the value of a setting that a tree lacks is undefined. */
export function differences(tree: object, other: object): [path: string, value: unknown, other: unknown][] {
  const [own, others] = [tree, other].map((one) => new Map(leavesOf(one))) as [Map<string, unknown>, Map<string, unknown>];
  return [...new Set([...own.keys(), ...others.keys()])]
    .map((path): [string, unknown, unknown] => [path, own.get(path), others.get(path)])
    .filter(([, a, b]) => JSON.stringify(a) !== JSON.stringify(b));
}

/** Returns a tree with a new value at a path. */
export function withLeaf(tree: Tree, [name = '', ...rest]: readonly string[], value: unknown): Tree {
  const inner = Object.hasOwn(tree, name) ? tree[name] : undefined;
  return { ...tree, [name]: rest.length === 0 ? value : withLeaf(isTree(inner) ? inner : {}, rest, value) };
}
