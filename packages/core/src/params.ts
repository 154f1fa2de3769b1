import { Variable } from '@tensorflow/tfjs-core';

/**
 * The trainable variables of a network or model: named, nested, in a fixed order. The names, joined by `/`, are those of
 * checkpoints; the variables themselves carry no name.
 */
export type Params = { readonly [name: string]: Variable | Params };

/** Every variable with its path, in order. */
export function namedVariables(params: Params, prefix = ''): [path: string, variable: Variable][] {
  return Object.entries(params).flatMap(([name, value]): [string, Variable][] =>
    value instanceof Variable ? [[prefix + name, value]] : namedVariables(value, `${prefix}${name}/`),
  );
}

/** Every variable, in order. */
export function variables(params: Params): Variable[] {
  return namedVariables(params).map(([, variable]) => variable);
}

/** Number of trainable scalars. */
export function countParams(params: Params): number {
  return variables(params).reduce((count, variable) => count + variable.size, 0);
}
