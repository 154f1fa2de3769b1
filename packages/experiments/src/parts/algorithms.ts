import { emModel, gradientMStep, rNem } from '@neural-em/core';
import type { AlgorithmPart } from './types.ts';

/** Algorithms of this package, by name. They make the models of `nem`, `rnnEm` and `rNem`, with parameters that several models share. */
export const algorithms = {
  'n-em': ({ gradient }) =>
    gradient &&
    ((options) => {
      const { decoder } = gradient(options);
      const mStep = gradientMStep(decoder);
      return (em) => emModel({ ...em, decoder, mStep });
    }),
  'rnn-em': ({ recurrent }) =>
    recurrent &&
    ((options) => {
      const made = recurrent(options);
      return (em) => emModel({ ...em, ...made });
    }),
  'r-nem': ({ relational }) =>
    relational &&
    ((options) => {
      const made = relational(options);
      return (em) => rNem({ ...em, ...made });
    }),
} satisfies Readonly<Record<string, AlgorithmPart>>;
