import { type Variable, variable, zerosLike } from '@tensorflow/tfjs-core';

/** Makes a variable of zeros for each of `variables`, as a list and by name: `0/first`, `1/first`, … */
export function zeroSlots(variables: readonly Variable[], name: string): { list: Variable[]; named: Record<string, Variable> } {
  const list = variables.map((v) => {
    const zeros = zerosLike(v);
    const slot = variable(zeros, false);
    zeros.dispose();
    return slot;
  });
  return { list, named: Object.fromEntries(list.map((slot, i) => [`${i}/${name}`, slot])) };
}
