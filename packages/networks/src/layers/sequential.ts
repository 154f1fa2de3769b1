import type { Layer } from './types.ts';

/** Returns a layer that applies the given layers one after the other, in the order of the object's keys. */
export function sequential(layers: Readonly<Record<string, Layer>>): Layer {
  return {
    params: Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, layer.params])),
    apply: (x) => Object.values(layers).reduce((value, layer) => layer.apply(value), x),
  };
}
