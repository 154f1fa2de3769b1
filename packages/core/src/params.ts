import { Variable } from '@tensorflow/tfjs-core';

/**
 * The trainable variables of a network or model, named, nested and in a fixed order. Checkpoints use these names, joined by `/`; the names
 * that TensorFlow.js gives the variables are not used.
 */
export type Params = { readonly [name: string]: Variable | Params };

/** Returns every variable with its path, in order. */
export function namedVariables(params: Params, prefix = ''): [path: string, variable: Variable][] {
  return Object.entries(params).flatMap(([name, value]): [string, Variable][] =>
    value instanceof Variable ? [[prefix + name, value]] : namedVariables(value, `${prefix}${name}/`),
  );
}

/** Returns every variable, in order. */
export function variables(params: Params): Variable[] {
  return namedVariables(params).map(([, variable]) => variable);
}

/** Returns the number of trainable scalars. */
export function countParams(params: Params): number {
  return variables(params).reduce((count, variable) => count + variable.size, 0);
}
