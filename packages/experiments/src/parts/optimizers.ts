import { adam, adamW, rmsProp, sgd } from '@neural-em/trainers';
import type { OptimizerPart } from './types.ts';

/** Optimizers of this package, by name. */
export const optimizers = {
  adam: (_, learningRate) => adam({ learningRate }),
  'adam-w': ({ weightDecay }, learningRate) => adamW({ learningRate, weightDecay }),
  sgd: ({ momentum }, learningRate) => sgd({ learningRate, momentum }),
  'rms-prop': (_, learningRate) => rmsProp({ learningRate }),
} satisfies Readonly<Record<string, OptimizerPart>>;
