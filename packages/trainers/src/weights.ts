import { namedVariables, type Params } from '@neural-em/core';
import { tensor, type Variable } from '@tensorflow/tfjs-core';
import { WeightsError } from './errors.ts';

/** The values of named variables, independent of any backend. */
export type Weights = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>;

/** Returns a copy of the values of all parameters, by path. */
export function saveWeights(params: Params): Promise<Weights> {
  return saveVariables(namedVariables(params));
}

/** Whether parameters may keep their values. */
export interface LoadWeightsOptions {
  /** Whether parameters that the weights lack keep their values, as in a network that has a part more; false by default. */
  readonly grown?: boolean;
}

/**
 * Writes values back into parameters, after checking all of them.
 *
 * @returns the names of the parameters that keep their values.
 * @throws WeightsError if a parameter is missing or unknown, or has another shape or a value that is not finite.
 */
export function loadWeights(params: Params, weights: Weights, { grown = false }: LoadWeightsOptions = {}): string[] {
  checkFinite(weights);
  const named = namedVariables(params);
  const lacking = grown ? named.filter(([name]) => !Object.hasOwn(weights, name)) : [];
  const present = named.filter((one) => !lacking.includes(one));
  loadVariables(present, weights, { whole: 'network', part: 'parameter' });
  return lacking.map(([name]) => name);
}

/** Throws a `WeightsError` for a value that is NaN or infinite. */
export function checkFinite(weights: Weights): void {
  for (const [name, { values }] of Object.entries(weights)) {
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw new WeightsError(`${name} is not finite: value ${at} is ${values[at]}`);
  }
}

/** Returns a copy of the values of variables, by name. */
export async function saveVariables(named: readonly (readonly [name: string, variable: Variable])[]): Promise<Weights> {
  const copies = named.map(
    async ([name, variable]) => [name, { shape: [...variable.shape], values: (await variable.data<'float32'>()).slice() }] as const,
  );
  return Object.fromEntries(await Promise.all(copies));
}

/** Writes values back into variables, after checking that names and shapes agree; error messages use `words`. */
export function loadVariables(
  named: readonly (readonly [name: string, variable: Variable])[],
  weights: Weights,
  { whole, part }: { readonly whole: string; readonly part: string },
): void {
  const names = new Set(named.map(([name]) => name));
  for (const name of Object.keys(weights))
    if (!names.has(name)) throw new WeightsError(`the ${whole} has no ${part} ${name}; it has ${[...names].join(', ') || 'none'}`);
  for (const [name, variable] of named) {
    const given = Object.hasOwn(weights, name) ? weights[name] : undefined;
    if (!given) throw new WeightsError(`${part} ${name} of the ${whole} is missing from the weights`);
    if (given.shape.join() !== variable.shape.join())
      throw new WeightsError(
        `${part} ${name} has shape [${variable.shape.join(', ')}] in the ${whole}, but [${given.shape.join(', ')}] in the weights`,
      );
  }
  for (const [name, variable] of named) assign(variable, weights[name]!.values);
}

function assign(variable: Variable, values: Float32Array): void {
  const value = tensor(values.slice(), variable.shape);
  variable.assign(value);
  value.dispose();
}
