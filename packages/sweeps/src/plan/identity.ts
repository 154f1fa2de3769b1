import { createHash } from 'node:crypto';
import { complete, differences, type Settings } from '@neural-em/experiments';
import { settingAt } from './combinations.ts';

/** How a run is kept or scored makes it no other. */
const free = /^(run\.(checkpointEvery|keep|tensorBoard)|evaluation\..*)$/;

/** The settings, by path, in which two trainings differ. */
export function trainingDifferences(settings: Settings, other: Settings): ReturnType<typeof differences> {
  return differences(settings, other).filter(([path]) => !free.test(path));
}

/**
 * A checksum of what is trained: of the settings that are not those of the table, so that a setting that a later release adds changes none
 * of it.
 */
export function trainingHash(settings: Settings): string {
  const own = trainingDifferences(settings, complete({})).map(([path, value]) => [path, value ?? null] as const);
  const text = JSON.stringify(
    own.sort(([a], [b]) => (a < b ? -1 : 1)),
    sorted,
  );
  return checksumOf(text);
}

/** Ten hexadecimal digits that tell texts apart. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

/** Objects in lists with their names in order, so that it does not matter in which order a file has them. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const LONGEST = 120;

/** The name of a run folder: what it varies, its seed, and the checksum. */
export function nameOf(settings: Settings, varied: readonly string[], hash: string): string {
  const short = shortNames(varied);
  const values = varied.map((path) => `${short.get(path)}-${valueText(settingAt(settings, path))}`);
  const label = [...values, `seed-${settings.seed}`].join('_').replace(/[^\w.+-]+/g, '-');
  return `${label.slice(0, LONGEST)}_${hash}`;
}

/** Each path by its last name, with as many of those before it as tell it from the others. */
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

/** A value as names and tables show it. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'none';
  return typeof value === 'object' ? JSON.stringify(value).replace(/["{}]/g, '') : String(value);
}
