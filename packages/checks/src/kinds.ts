/** The values that an option may have. */
export interface Kind {
  /** Describes the values; messages put the text after "must be". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** A whole number above 0. */
export const count: Kind = { expected: 'a whole number above 0', accepts: (value) => Number.isSafeInteger(value) && (value as number) > 0 };

/** The range of a number. A bound that is left out does not restrict it. */
export interface Range {
  readonly above?: number;
  readonly from?: number;
  readonly to?: number;
  readonly below?: number;
}

/** Returns the kind of finite numbers in a range. */
export function numberIn({ above = -Infinity, from = -Infinity, to = Infinity, below = Infinity }: Range): Kind {
  const low = from > -Infinity ? [to < Infinity ? `from ${from}` : `of at least ${from}`] : above > -Infinity ? [`above ${above}`] : [];
  const high =
    to < Infinity
      ? [low.length === 0 ? `of at most ${to}` : `to ${to}`]
      : below < Infinity
        ? [low.length === 0 ? `below ${below}` : `and below ${below}`]
        : [];
  return {
    expected: ['a number', ...low, ...high].join(' '),
    accepts: (value) => {
      const x = value as number;
      return Number.isFinite(value) && x > above && x >= from && x <= to && x < below;
    },
  };
}

/** The seed of a stream of random numbers: a finite number or a string. */
export const seed: Kind = {
  expected: 'a number or a text',
  accepts: (value) => typeof value === 'string' || Number.isFinite(value),
};

/** Returns the kind of functions; `expected` describes the function that is needed, with an example. */
export function aFunction(expected: string): Kind {
  return { expected, accepts: (value) => typeof value === 'function' };
}

/** Returns the kind of objects that have members of these types; `expected` describes the object that is needed, with an example. */
export function aRecord(expected: string, members: Readonly<Record<string, 'function' | 'object' | 'string' | 'number'>> = {}): Kind {
  return {
    expected,
    accepts: (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.entries(members).every(([name, type]) => typeof (value as Record<string, unknown>)[name] === type),
  };
}

/** An object of seeds by name. */
export const seeds: Kind = {
  expected: 'an object of seeds, each a number or a text',
  accepts: (value) => aRecord('').accepts(value) && Object.values(value as object).every((one) => one === undefined || seed.accepts(one)),
};

/** Returns the kind of an option that may be left out. */
export function optional({ expected, accepts }: Kind): Kind {
  return { expected, accepts: (value) => value === undefined || accepts(value) };
}

/** Any value, or none; for options that the function checks itself. */
export const unchecked: Kind = { expected: 'anything', accepts: () => true };
