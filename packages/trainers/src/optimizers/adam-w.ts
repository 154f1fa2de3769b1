import { TrainingOptionError } from '../errors.ts';
import { type AdamOptions, adamOver, checkAdam } from './adam.ts';
import type { OptimizerFactory } from './types.ts';

/** Settings of AdamW. */
export interface AdamWOptions extends AdamOptions {
  readonly weightDecay?: number;
}

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2): Adam whose weights decay by themselves, by learning rate × `weightDecay`
 * an update, not through the gradient. As in PyTorch, a schedule scales the decay too.
 *
 * @throws TrainingOptionError where a setting is out of range.
 */
export function adamW({ weightDecay = 0.01, ...options }: AdamWOptions = {}): OptimizerFactory {
  const settings = checkAdam('adamW', options);
  if (!(weightDecay >= 0)) throw new TrainingOptionError(`adamW: weightDecay must be at least 0, not ${weightDecay}`);
  return (variables) => adamOver(variables, settings, (rate) => 1 - rate * weightDecay);
}
