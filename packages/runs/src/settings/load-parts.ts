import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MoreParts, type Parts, withParts } from '@neural-em/experiments';
import { RunError } from '../errors.ts';
import { nodeParts } from '../node-parts.ts';

/**
 * Returns the parts that settings may name: those of the library, and those that a module of the user exports as `parts` or by default.
 *
 * @throws RunError if the module cannot be loaded or exports no parts; ExperimentError if a name is taken.
 */
export async function loadParts(path: string | undefined): Promise<Parts> {
  if (path === undefined) return nodeParts;
  let loaded: { readonly parts?: MoreParts; readonly default?: MoreParts };
  try {
    loaded = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new RunError(`${path} cannot be loaded: ${error instanceof Error ? error.message : error}`);
  }
  const own = loaded.parts ?? loaded.default;
  if (typeof own !== 'object' || own === null)
    throw new RunError(`${path} must export parts, as in: export const parts = { cells: { mine: (options) => … } }`);
  return withParts(own, nodeParts);
}
