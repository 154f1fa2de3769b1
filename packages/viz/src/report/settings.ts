/** A setting with its value in each run, `undefined` where a run has no such setting. */
export interface SettingRow {
  readonly name: string;
  readonly values: readonly (string | undefined)[];
}

/** The leaves of nested data, `{ model: { components: 4 } }` as `model.components`; lists stay whole. */
function leavesOf(value: unknown, path = ''): [name: string, value: string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[path, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')]];
  }
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([key, inner]) => leavesOf(inner, path ? `${path}.${key}` : key));
}

/** The settings of several runs side by side, in the order in which they turn up. */
export function compareSettings(settings: readonly (object | undefined)[]): SettingRow[] {
  const runs = settings.map((one) => new Map(leavesOf(one ?? {})));
  const names = new Set(runs.flatMap((run) => [...run.keys()]));
  return [...names].map((name) => ({ name, values: runs.map((run) => run.get(name)) }));
}

/** Whether the runs do not all have the same value. */
export const differs = ({ values }: SettingRow) => values.some((value) => value !== values[0]);
