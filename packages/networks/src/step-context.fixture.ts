import type { StepContext } from '@neural-em/core';
import { normalTensor, uniformTensor } from '@neural-em/testing';
import { softmax, transpose } from '@tensorflow/tfjs-core';

/** Returns responsibilities [B, K, D, 1] and images [B, 1, D, 1] for tests. */
export function contextOf(B: number, K: number, D = 64): StepContext {
  const gamma = transpose(softmax(normalTensor([B, 1, D, K], 'gamma')), [0, 3, 2, 1]);
  return { gamma, input: uniformTensor([B, 1, D, 1], 'input') };
}
