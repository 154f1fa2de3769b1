import { createHash } from 'node:crypto';
import { complete, differences, type Settings } from '@neural-em/experiments';
import { settingAt } from './combinations.ts';

/** Settings that do not make a run another run, because they only decide how it is stored or scored. */
const free = /^(run\.(checkpointEvery|keep|tensorBoard)|evaluation\..*)$/;

/** Returns the settings, by path, in which two trainings differ. */
export function trainingDifferences(settings: Settings, other: Settings): ReturnType<typeof differences> {
  return differences(settings, other).filter(([path]) => !free.test(path));
}

/**
 * Returns a checksum of the training. Only settings that differ from the defaults count, so that a setting that a later release adds does
 * not change the checksum.
 */
export function trainingHash(settings: Settings): string {
  const own = trainingDifferences(settings, complete({})).map(([path, value]) => [path, value ?? null] as const);
  const text = JSON.stringify(
    own.sort(([a], [b]) => (a < b ? -1 : 1)),
    sorted,
  );
  return checksumOf(text);
}

/** Returns a checksum of a text, of ten hexadecimal digits. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

/** A replacer for `JSON.stringify` that sorts the keys of objects, so that their order in a file does not matter. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const LONGEST = 120;

/** Returns the name of a run folder: the values that the sweep varies, the seed, and the checksum. */
export function nameOf(settings: Settings, varied: readonly string[], hash: string): string {
  const short = shortNames(varied);
  const values = varied.map((path) => `${short.get(path)}-${valueText(settingAt(settings, path))}`);
  const label = [...values, `seed-${settings.seed}`].join('_').replace(/[^\w.+-]+/g, '-');
  return `${label.slice(0, LONGEST)}_${hash}`;
}

/** Returns a short name for each path: its last part, with as many parts before it as are needed to tell the paths apart. */
export function shortNames(paths: readonly string[]): Map<string, string> {
  const ending = (path: string, count: number) => path.split('.').slice(-count).join('.');
  return new Map(
    paths.map((path) => {
      let count = 1;
      while (paths.some((other) => other !== path && ending(other, count) === ending(path, count))) count++;
      return [path, ending(path, count)];
    }),
  );
}

/** Returns a value as names and tables show it. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'none';
  return typeof value === 'object' ? JSON.stringify(value).replace(/["{}]/g, '') : String(value);
}
