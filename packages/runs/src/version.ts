import { readFileSync } from 'node:fs';

/** The version of this package; both its source and its build lie one folder below package.json. */
export const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
