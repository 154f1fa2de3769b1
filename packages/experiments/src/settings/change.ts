import { ExperimentError } from '../errors.ts';
import { checkSetting, complete, rows } from './complete.ts';
import { isTree, leavesOf, type Tree, withLeaf } from './leaves.ts';
import { ofToday } from './older.ts';
import type { Settings } from './table/index.ts';

/** A change of one setting, or of a group of them, by its path. */
export type Change = readonly [path: string, value: unknown];

/**
 * Returns settings with changes applied in order. A change of a group changes only the settings that it names.
 *
 * @throws ExperimentError if a setting does not exist, with the nearest name, or its value is wrong.
 */
export function withChanges(settings: Settings, changes: readonly Change[]): Settings {
  return complete(changes.reduce<Tree>((tree, [path, value]) => withChange(tree, path, value), settings));
}

function withChange(settings: Tree, path: string, value: unknown): Tree {
  checkSetting(path, value);
  const tree = ofToday(path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Tree);
  return leavesOf(tree).reduce((all, [leaf, part]) => withLeaf(all, leaf.split('.'), part), settings);
}

/**
 * Reads `a.b=1` as the change of a.b to 1. A value that is not JSON is a text.
 *
 * @throws ExperimentError if the text is not a name and a value.
 */
export function parseChange(assignment: string): Change {
  const at = assignment.indexOf('=');
  if (at < 1) throw new ExperimentError(`a change of a setting must be name=value, not ${assignment}`);
  const [path, value] = [assignment.slice(0, at), assignment.slice(at + 1)];
  try {
    return [path, JSON.parse(value)];
  } catch {
    return [path, value];
  }
}

/** Returns the changes that a file of settings makes. */
export function changesOf(tree: Tree): Change[] {
  return Object.entries(tree).map(([name, value]) => [name, value]);
}

/** Returns a change as the text `a.b=1`, which `parseChange` reads. */
export function changeText(path: string, value: unknown): string {
  return `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

/** Lists settings for documents and terminals: path, values, default and meaning. */
export function settingsList(): { path: string; kind: string; fallback: string; text: string }[] {
  return rows().map(([path, { kind, fallback, text, optional }]) => ({
    path,
    kind,
    fallback: optional || fallback === undefined ? 'left out' : isTree(fallback) ? String(fallback.text) : JSON.stringify(fallback),
    text,
  }));
}
