/** A setting with its value in each run; `undefined` for runs that do not have it. */
export interface SettingRow {
  readonly name: string;
  readonly values: readonly (string | undefined)[];
}

/** Returns the leaves of nested data: `{ model: { components: 4 } }` gives `model.components`. Lists stay whole. */
function leavesOf(value: unknown, path = ''): [name: string, value: string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[path, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')]];
  }
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([key, inner]) => leavesOf(inner, path ? `${path}.${key}` : key));
}

/** Returns the settings of several runs side by side, in the order in which they first appear. */
export function compareSettings(settings: readonly (object | undefined)[]): SettingRow[] {
  const runs = settings.map((one) => new Map(leavesOf(one ?? {})));
  const names = new Set(runs.flatMap((run) => [...run.keys()]));
  return [...names].map((name) => ({ name, values: runs.map((run) => run.get(name)) }));
}

/** Tells whether the runs differ in a setting. */
export const differs = ({ values }: SettingRow) => values.some((value) => value !== values[0]);
