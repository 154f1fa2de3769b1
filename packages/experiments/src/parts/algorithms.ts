import { emModel, gradientMStep, rNem } from '@neural-em/core';
import type { AlgorithmPart } from './types.ts';

/** Algorithms of this package, by name: what `nem`, `rnnEm` and `rNem` make, of parameters that several models share. */
export const algorithms = {
  'n-em': ({ gradient }) =>
    gradient &&
    ((options) => {
      const { network } = gradient(options);
      const mStep = gradientMStep(network);
      return (em) => emModel({ ...em, network, mStep });
    }),
  'rnn-em': ({ recurrent }) =>
    recurrent &&
    ((options) => {
      const { network, recurrent: mStep } = recurrent(options);
      return (em) => emModel({ ...em, network, mStep });
    }),
  'r-nem': ({ relational }) =>
    relational &&
    ((options) => {
      const made = relational(options);
      return (em) => rNem({ ...em, ...made });
    }),
} satisfies Readonly<Record<string, AlgorithmPart>>;
