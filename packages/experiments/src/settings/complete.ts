import { isShallow } from '@neural-em/checks';
import { ExperimentError } from '../errors.ts';
import { isTree, leavesOf, type Tree } from './leaves.ts';
import { ofToday } from './older.ts';
import { groupOf, isDerived, isOptionalGroup, isSetting, type Partly, type Setting, type SettingGroup } from './setting.ts';
import { closestPath } from './suggest.ts';
import { type Settings, table } from './table/index.ts';

/** Incomplete settings of a program or a file; settings that are left out take their defaults. */
export type SomeSettings = Partly<Settings>;

/** Returns every setting with its path, in the order of the table. */
export function rows(group: SettingGroup = table, prefix = ''): [path: string, setting: Setting][] {
  return Object.entries(group).flatMap(([name, entry]): [string, Setting][] =>
    isSetting(entry) ? [[prefix + name, entry]] : rows(groupOf(entry), `${prefix}${name}.`),
  );
}

/**
 * Returns complete settings: the given ones, of this form or an older one, and defaults for the others.
 *
 * @throws ExperimentError that names a setting that does not exist, with the nearest name, or a setting with a wrong value.
 */
export function complete(given: SomeSettings | Tree): Settings {
  checkDepth(given);
  const today = ofToday(withoutUndefined(given));
  checkNames(today, table, '');
  const filled = fill(today, table);
  const whole = derive(filled, table, filled);
  checkValues(whole, table, '');
  return whole as Tree & Settings;
}

/**
 * Throws an `ExperimentError` if a value is wrong for the setting, or the group of settings, at a path. Values of older forms are accepted.
 */
export function checkSetting(path: string, value: unknown): void {
  const names = path.split('.');
  const tree = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Tree;
  checkDepth(tree);
  const today = ofToday(tree);
  checkNames(today, table, '');
  checkValues(today, table, '');
}

function checkDepth(tree: object): void {
  if (!isShallow(tree)) throw new ExperimentError('these are not settings: they are nested deeper than any settings');
}

function withoutUndefined(tree: object): Tree {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]) => (value === undefined ? [] : [[name, isTree(value) ? withoutUndefined(value) : value]])),
  );
}

function checkNames(tree: Tree, group: SettingGroup, prefix: string): void {
  for (const [name, value] of Object.entries(tree)) {
    const entry = Object.hasOwn(group, name) ? group[name] : undefined;
    if (!entry) throw unknownSetting(prefix + name, value);
    if (isSetting(entry)) continue;
    if (!isTree(value)) throw new ExperimentError(`${prefix}${name} is a group of settings, not ${JSON.stringify(value)}`);
    checkNames(value, groupOf(entry), `${prefix}${name}.`);
  }
}

function unknownSetting(path: string, value: unknown): ExperimentError {
  const [[whole = path] = []] = isTree(value) ? leavesOf({ [path]: value }) : [[path]];
  const closest = closestPath(
    whole,
    rows().map(([known]) => known),
  );
  const hint = closest === undefined ? '; nem settings lists all settings' : `; did you mean ${closest}?`;
  return new ExperimentError(`there is no setting ${whole}${hint}`);
}

function fill(tree: Tree, group: SettingGroup): Tree {
  return Object.fromEntries(
    Object.entries(group).flatMap(([name, entry]): [string, unknown][] => {
      const value = Object.hasOwn(tree, name) ? tree[name] : undefined;
      if (isSetting(entry)) return value === undefined && entry.optional ? [] : [[name, value === undefined ? entry.fallback : value]];
      if (value === undefined && isOptionalGroup(entry)) return [];
      return [[name, fill(isTree(value) ? value : {}, groupOf(entry))]];
    }),
  );
}

function derive(tree: Tree, group: SettingGroup, all: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => {
      const entry = group[name]!;
      if (isSetting(entry)) return [name, isDerived(value) ? value.from(all) : value];
      return [name, derive(value as Tree, groupOf(entry), all)];
    }),
  );
}

function checkValues(tree: Tree, group: SettingGroup, prefix: string): void {
  for (const [name, value] of Object.entries(tree)) {
    const entry = group[name]!;
    if (!isSetting(entry)) checkValues(value as Tree, groupOf(entry), `${prefix}${name}.`);
    else if (!entry.accepts(value))
      throw new ExperimentError(`${prefix}${name} must be ${entry.kind}, not ${typeof value === 'number' ? value : JSON.stringify(value)}`);
  }
}
