import { aFunction, aRecord, checkOptions, count, type Kind, type Kinds, numberIn, optional, seed, unchecked } from '@neural-em/checks';
import { OptionError } from '@neural-em/core';

/**
 * Checks the options of a network.
 *
 * Throws an `OptionError` for an option that does not exist, is missing or has a wrong kind; the message names the option, the kind that is
 * expected and the value that was given.
 */
export function check<Options>(caller: string, options: Options, expected: Kinds<Options>): void {
  checkOptions(caller, options, expected, OptionError);
}

const counts = (axes: string, length?: number): Kind => ({
  expected: `${axes}, whole numbers above 0`,
  accepts: (value) => Array.isArray(value) && value.length === (length ?? value.length) && value.every(count.accepts),
});
const activation = optional(aFunction('an activation, such as relu'));

/** The kinds of options of networks. */
export const kinds = {
  count,
  seed,
  unchecked,
  optional,
  activation,
  positive: optional(numberIn({ above: 0 })),
  sizes: counts('an array of sizes'),
  etaShape: counts('[D, P·C]', 2),
  imageShape: counts('[H, W, P·C]', 3),
  patch: counts('[rows, columns]', 2),
  finite: optional(numberIn({})),
  factory: (example: string) => optional(aFunction(`a function such as ${example}`)),
  layer: aRecord('a layer, such as dense({ … })', { params: 'object', apply: 'function' }),
  cell: aRecord('a recurrent cell, such as lstm({ … })', { params: 'object', init: 'function', step: 'function' }),
  patchDecoder: aRecord('a decoder that draws a patch, patchDecoder({ … })', {
    params: 'object',
    decode: 'function',
    centre: 'function',
    glimpse: 'function',
  }),
  glimpseEncoder: aRecord('an encoder that reads theta, such as glimpseEncoder({ … })', { params: 'object', encode: 'function' }),
  /** Kinds of the options of a layer with weights. */
  weighted: { inputs: count, outputs: count, activation, seed },
  /** Kinds of the options of a convolution. */
  convolution: { inputs: count, outputs: count, stride: optional(count), window: optional(count), activation, seed },
  /** Kinds of the options of a recurrent cell. */
  cellOptions: { inputs: count, size: count, seed },
} as const;
