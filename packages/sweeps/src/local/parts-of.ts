import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MoreParts, type Parts, withParts } from '@neural-em/experiments';
import { nodeParts } from '@neural-em/runs';
import { SweepError } from '../errors.ts';

/**
 * Returns the parts that settings may name: the parts of the library, and those that a module exports as `parts` or as its default.
 *
 * @throws SweepError if the module exports no parts.
 */
export async function partsOf(path: string | undefined): Promise<Parts> {
  if (path === undefined) return nodeParts;
  const loaded: { readonly parts?: MoreParts; readonly default?: MoreParts } = await import(pathToFileURL(resolve(path)).href);
  const own = loaded.parts ?? loaded.default;
  if (typeof own !== 'object' || own === null) throw new SweepError(`${path} must export parts, as nem train --parts takes them`);
  return withParts(own, nodeParts);
}
