import { RunDataError } from '@neural-em/trainers';
import { isRecord } from './json.ts';

/** Returns a text that says what is wrong with a value, and where; undefined if it is right. */
export type Check = (value: unknown, place: string) => string | undefined;

const is =
  (what: string, accepts: (value: unknown) => boolean): Check =>
  (value, place) =>
    accepts(value) ? undefined : `${place} must be ${what}, not ${(JSON.stringify(value) ?? 'left out').slice(0, 60)}`;

export const text = is('a text', (value) => typeof value === 'string');
export const number = is('a number', (value) => typeof value === 'number' && Number.isFinite(value));
export const count = is('a whole number of at least 0', (value) => Number.isSafeInteger(value) && (value as number) >= 0);

export const oneOf = (...words: readonly string[]): Check => is(`one of ${words.join(', ')}`, (value) => words.includes(value as string));

/** Returns a check that also accepts `null`, which stands for a number that was NaN or infinite, or that is not known. */
export const orNull =
  (check: Check): Check =>
  (value, place) =>
    value === null ? undefined : check(value, place);

export const optional =
  (check: Check): Check =>
  (value, place) =>
    value === undefined ? undefined : check(value, place);

export const list =
  (check: Check): Check =>
  (value, place) =>
    Array.isArray(value) ? firstOf(value.map((each, i) => () => check(each, `${place}[${i}]`))) : is('a list', () => false)(value, place);

/** Returns a check for an object with these entries; it may have others. */
export const record =
  (entries: Readonly<Record<string, Check>>): Check =>
  (value, place) =>
    isRecord(value)
      ? firstOf(
          Object.entries(entries).map(
            ([name, check]) =>
              () =>
                check(Object.hasOwn(value, name) ? value[name] : undefined, place === '' ? name : `${place}.${name}`),
          ),
        )
      : is('an object', () => false)(value, place || 'it');

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Throws a `RunDataError` that names the file and the first wrong entry. */
export function checkFile(file: string, value: unknown, check: Check): void {
  const wrong = check(value, '');
  if (wrong !== undefined) throw new RunDataError(`${file}: ${wrong}`);
}
