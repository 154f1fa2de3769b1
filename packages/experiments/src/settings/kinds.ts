import type { Derived, Fallback, OptionalGroup, OptionalSetting, Setting, SettingGroup } from './setting.ts';

/** Options of every kind of setting. */
interface Common<V> {
  readonly fallback: Fallback<V>;
  /** Values of older forms, and what they mean now. */
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

/** A word that a setting may be in place of a number. */
interface OrWord<W extends string> extends Range {
  readonly or: W;
  readonly fallback: Fallback<number | NoInfer<W>>;
  readonly was?: readonly (readonly [older: unknown, now: number | NoInfer<W>])[];
}

/** A number that may change over training steps: points [step, value] in order, linear between them. */
export type Points = readonly (readonly [step: number, value: number])[];

/** A number in a range, or a word. */
export function number(text: string, options: NumberOptions): Setting<number>;
export function number<const W extends string>(text: string, options: OrWord<W>): Setting<number | W>;
export function number<const W extends string>(text: string, options: NumberOptions | OrWord<W>): Setting<number | W> {
  return numeric(text, options, false);
}

/** A whole number in a range, or a word. */
export function whole(text: string, options: NumberOptions): Setting<number>;
export function whole<const W extends string>(text: string, options: OrWord<W>): Setting<number | W>;
export function whole<const W extends string>(text: string, options: NumberOptions | OrWord<W>): Setting<number | W> {
  return numeric(text, options, true);
}

/** A setting of numbers that may also be a list of points [step, value] over training steps. */
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

/** One of these words. */
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

/** A part by its name: one of these, or one of the program's own. */
export function name<const W extends string>(text: string, words: readonly W[], { fallback, was }: Common<W>): Setting<W | (string & {})> {
  return { ...words_(text, `a name: ${words.join(', ')}, or one of your own parts`), words, fallback, was: was && new Map(was) };
}

/** A text. */
export function text(what: string, { fallback }: Common<string>): Setting<string> {
  return { ...words_(what, 'a text'), fallback };
}

/** True or false. */
export function flag(what: string, { fallback }: Common<boolean>): Setting<boolean> {
  return { text: what, words: [], kind: 'true or false', accepts: (value): value is boolean => typeof value === 'boolean', fallback };
}

/** A list of values of one kind. */
export function list<V>(what: string, each: Setting<V>, { fallback }: Common<readonly V[]>): Setting<readonly V[]> {
  return {
    text: what,
    words: [],
    kind: `a list, each of it ${each.kind}`,
    accepts: (value): value is readonly V[] => Array.isArray(value) && value.every(each.accepts),
    fallback,
  };
}

/** A setting that may be left out and has no value then. */
export function optional<V>({ fallback: _, ...setting }: Setting<V>): OptionalSetting<V> {
  return { ...setting, optional: true };
}

/** A group of settings that may be left out as a whole; one that is given is complete. */
export function optionalGroup<G extends SettingGroup>(group: G): OptionalGroup<G> {
  return { group };
}

/** A value that follows from other settings. */
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
