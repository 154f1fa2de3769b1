/** One setting: its meaning, its values and its default. */
export interface Setting<V = unknown> {
  /** The meaning of the setting, in one line. */
  readonly text: string;
  /** The possible values, in words: "a whole number of at least 1". */
  readonly kind: string;
  /** Tells whether the setting may have this value. */
  readonly accepts: (value: unknown) => value is V;
  /** The default; a function if it depends on other settings. */
  readonly fallback?: Fallback<V> | undefined;
  /** Whether the setting may have no value; the part that reads it then decides. */
  readonly optional?: boolean | undefined;
  /** The words that the setting may be, for completion. */
  readonly words: readonly string[];
  /** Values of older forms, and their values today. */
  readonly was?: ReadonlyMap<unknown, V> | undefined;
}

/** A value, or a function that computes it from other settings. */
export type Fallback<V> = V | Derived<V>;

/** A function that computes a value from other settings, and its description. */
export interface Derived<V> {
  readonly text: string;
  readonly from: (settings: Readonly<Record<string, unknown>>) => V;
}

/** A setting that may be left out. */
export type OptionalSetting<V> = Setting<V> & { readonly optional: true };

/** Settings by name, in groups. */
export interface SettingGroup {
  readonly [name: string]: Setting | OptionalGroup | SettingGroup;
}

/** A group that may be left out as a whole. */
export interface OptionalGroup<G extends SettingGroup = SettingGroup> {
  readonly group: G;
}

type OptionalNames<G> = { [N in keyof G]: G[N] extends OptionalSetting<unknown> | OptionalGroup ? N : never }[keyof G];

type ValueOf<S> = S extends Setting<infer V> ? V : S extends OptionalGroup<infer G> ? SettingsOf<G> : SettingsOf<S>;

/** The type of the values of a group of settings. */
export type SettingsOf<G> = { readonly [N in Exclude<keyof G, OptionalNames<G>>]: ValueOf<G[N]> } & {
  readonly [N in OptionalNames<G>]?: ValueOf<G[N]>;
};

/** The same type with every setting optional. */
export type Partly<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [N in keyof T]?: Partly<NonNullable<T[N]>> | undefined }
    : T;

/** Tells whether an entry of the table is a setting and not a group of settings. */
export function isSetting(entry: Setting | OptionalGroup | SettingGroup): entry is Setting {
  return typeof (entry as Setting).accepts === 'function';
}

/** Returns the group of an entry that is not a setting. */
export function groupOf(entry: OptionalGroup | SettingGroup): SettingGroup {
  return isOptionalGroup(entry) ? entry.group : entry;
}

/** Tells whether a group may be left out as a whole. */
export function isOptionalGroup(entry: OptionalGroup | SettingGroup): entry is OptionalGroup {
  return 'group' in entry && !isSetting(entry.group as SettingGroup);
}

/** Tells whether a default follows from other settings. */
export function isDerived(fallback: unknown): fallback is Derived<unknown> {
  return typeof fallback === 'object' && fallback !== null && 'from' in fallback;
}
