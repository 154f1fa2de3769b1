import type { Derived, Fallback, OptionalGroup, OptionalSetting, Setting, SettingGroup } from './setting.ts';

/** Options that all kinds of settings have. */
interface Common<V> {
  readonly fallback: Fallback<V>;
  /** Values of older forms, and their values today. */
  readonly was?: readonly (readonly [older: unknown, now: V])[];
}

/** The range of a number. */
export interface Range {
  readonly above?: number;
  readonly from?: number;
  readonly to?: number;
  readonly below?: number;
}

type NumberOptions = Common<number> & Range;

/** A word that a setting may have in place of a number. */
interface OrWord<W extends string> extends Range {
  readonly or: W;
  readonly fallback: Fallback<number | NoInfer<W>>;
  readonly was?: readonly (readonly [older: unknown, now: number | NoInfer<W>])[];
}

/** A number that may change over training steps: points [step, value] in order, linear between them. */
export type Points = readonly (readonly [step: number, value: number])[];

/** Returns a setting that is a number in a range, or a word. */
export function number(text: string, options: NumberOptions): Setting<number>;
export function number<const W extends string>(text: string, options: OrWord<W>): Setting<number | W>;
export function number<const W extends string>(text: string, options: NumberOptions | OrWord<W>): Setting<number | W> {
  return numeric(text, options, false);
}

/** Returns a setting that is a whole number in a range, or a word. */
export function whole(text: string, options: NumberOptions): Setting<number>;
export function whole<const W extends string>(text: string, options: OrWord<W>): Setting<number | W>;
export function whole<const W extends string>(text: string, options: NumberOptions | OrWord<W>): Setting<number | W> {
  return numeric(text, options, true);
}

/** Returns a setting of numbers that may also be a list of points [step, value] over training steps. */
export function overSteps<V extends number | string>(setting: Setting<V>): Setting<V | Points> {
  const { accepts, kind, fallback, was } = setting;
  const isPoint = (point: unknown, i: number, all: readonly unknown[]) =>
    Array.isArray(point) &&
    point.length === 2 &&
    Number.isInteger(point[0]) &&
    point[0] >= 0 &&
    (i === 0 || point[0] > (all[i - 1] as readonly number[])[0]!) &&
    typeof point[1] === 'number' &&
    accepts(point[1]);
  return {
    ...setting,
    kind: `${kind}, or points [[step, value], …] of rising steps with such values`,
    accepts: (value): value is V | Points => accepts(value) || (Array.isArray(value) && value.length > 0 && value.every(isPoint)),
    fallback: fallback as Fallback<V | Points> | undefined,
    was: was as ReadonlyMap<unknown, V | Points> | undefined,
  };
}

/** Returns a setting that is one of these words. */
export function choice<const W extends string>(text: string, words: readonly W[], { fallback, was }: Common<W>): Setting<W> {
  return {
    text,
    words,
    kind: `one of ${words.join(', ')}`,
    accepts: (value): value is W => words.some((word) => word === value),
    fallback,
    was: was && new Map(was),
  };
}

/** Returns a setting that names a part: one of these, or one of the program's own. */
export function name<const W extends string>(text: string, words: readonly W[], { fallback, was }: Common<W>): Setting<W | (string & {})> {
  return { ...words_(text, `a name: ${words.join(', ')}, or one of your own parts`), words, fallback, was: was && new Map(was) };
}

/** Returns a setting that is a text. */
export function text(what: string, { fallback }: Common<string>): Setting<string> {
  return { ...words_(what, 'a text'), fallback };
}

/** Returns a setting that is true or false. */
export function flag(what: string, { fallback }: Common<boolean>): Setting<boolean> {
  return { text: what, words: [], kind: 'true or false', accepts: (value): value is boolean => typeof value === 'boolean', fallback };
}

/** Returns a setting that is a list of values of one kind. */
export function list<V>(what: string, each: Setting<V>, { fallback }: Common<readonly V[]>): Setting<readonly V[]> {
  return {
    text: what,
    words: [],
    kind: `a list of values, each ${each.kind}`,
    accepts: (value): value is readonly V[] => Array.isArray(value) && value.every(each.accepts),
    fallback,
  };
}

/** Returns a setting that may be left out; it has no value then. */
export function optional<V>({ fallback: _, ...setting }: Setting<V>): OptionalSetting<V> {
  return { ...setting, optional: true };
}

/** Returns a group of settings that may be left out as a whole; a given group is complete. */
export function optionalGroup<G extends SettingGroup>(group: G): OptionalGroup<G> {
  return { group };
}

/** Returns a default that follows from other settings. */
export function derived<V>(what: string, from: Derived<V>['from']): Derived<V> {
  return { text: what, from };
}

function words_(what: string, kind: string): Setting<string> {
  return { text: what, kind, words: [], accepts: (value): value is string => typeof value === 'string' && value !== '' };
}

function numeric<const W extends string>(text: string, options: NumberOptions | OrWord<W>, isWhole: boolean): Setting<number | W> {
  const { fallback, above = -Infinity, from = -Infinity, to = Infinity, below = Infinity } = options;
  const or = 'or' in options ? options.or : undefined;
  const ends = [
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(from > -Infinity ? [`of at least ${from}`] : []),
    ...(to < Infinity ? [`of at most ${to}`] : []),
    ...(below < Infinity ? [`below ${below}`] : []),
  ];
  const range = [`a ${isWhole ? 'whole ' : ''}number`, ends.join(' and ')].filter(Boolean).join(' ');
  return {
    text,
    words: or === undefined ? [] : [or],
    kind: or === undefined ? range : `${range}, or ${or}`,
    accepts: (value): value is number | W =>
      (or !== undefined && value === or) ||
      (typeof value === 'number' &&
        Number.isFinite(value) &&
        value > above &&
        value >= from &&
        value <= to &&
        value < below &&
        (!isWhole || Number.isInteger(value))),
    fallback: fallback as Fallback<number | W>,
    was: options.was && new Map<unknown, number | W>(options.was),
  };
}
