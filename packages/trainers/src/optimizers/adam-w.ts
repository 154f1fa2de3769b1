import { checkOptions, numberIn, optional } from '@neural-em/checks';
import { TrainingOptionError } from '../errors.ts';
import { type AdamOptions, adamKinds, adamOver, withDefaults } from './adam.ts';
import type { OptimizerFactory } from './types.ts';

/** Settings of AdamW. */
export interface AdamWOptions extends AdamOptions {
  readonly weightDecay?: number;
}

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2): Adam, except that each update shrinks the weights directly by learning rate ×
 * `weightDecay`, not through the gradient. As in PyTorch, a schedule scales the decay, too.
 *
 * @throws TrainingOptionError if a setting is out of range.
 */
export function adamW(options: AdamWOptions = {}): OptimizerFactory {
  checkOptions('adamW', options, { ...adamKinds, weightDecay: optional(numberIn({ from: 0 })) }, TrainingOptionError);
  const { weightDecay = 0.01, ...settings } = options;
  return (variables) => adamOver(variables, withDefaults(settings), (rate) => 1 - rate * weightDecay);
}
