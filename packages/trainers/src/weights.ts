import { namedVariables, type Params } from '@neural-em/core';
import { tensor, type Variable } from '@tensorflow/tfjs-core';
import { WeightsError } from './errors.ts';

/** Values of named variables, away from any backend. */
export type Weights = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>;

/** A copy of the values of all parameters, by path. */
export async function saveWeights(params: Params): Promise<Weights> {
  const copies = namedVariables(params).map(
    async ([path, variable]) => [path, { shape: [...variable.shape], values: (await variable.data<'float32'>()).slice() }] as const,
  );
  return Object.fromEntries(await Promise.all(copies));
}

/**
 * Writes values back into parameters; all of them are checked before the first is written.
 *
 * @throws WeightsError where a parameter is missing, unknown, or of another shape.
 */
export function loadWeights(params: Params, weights: Weights): void {
  const named = namedVariables(params);
  const paths = new Set(named.map(([path]) => path));
  for (const path of Object.keys(weights))
    if (!paths.has(path)) throw new WeightsError(`the network has no parameter ${path}; it has ${[...paths].join(', ')}`);
  for (const [path, variable] of named) {
    const given = weights[path];
    if (!given) throw new WeightsError(`parameter ${path} of the network is missing from the weights`);
    if (given.shape.join() !== variable.shape.join())
      throw new WeightsError(
        `parameter ${path} has shape [${variable.shape.join(', ')}] in the network, but [${given.shape.join(', ')}] in the weights`,
      );
  }
  for (const [path, variable] of named) assign(variable, weights[path]!.values);
}

function assign(variable: Variable, values: Float32Array): void {
  const value = tensor(values.slice(), variable.shape);
  variable.assign(value);
  value.dispose();
}
