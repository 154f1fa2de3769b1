import { add, customGrad, div, exp, type GradSaveFunc, log, max, mul, sub, sum, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Returns the softmax over the components: [B, K, D, 1] → [B, K, D, 1], summing to 1 over axis 1. The largest logit is subtracted first, so
 * that no finite input overflows. May be differentiated any number of times; `tf.softmax` may be differentiated once, and works on the last
 * axis only.
 */
export const softmaxOverComponents = /* @__PURE__ */ customGrad((...args: (Tensor | GradSaveFunc)[]) => {
  const [logits, save] = args as [Tensor, GradSaveFunc];
  save([logits]);
  const weights = exp(sub(logits, max(logits, 1, true)));
  return {
    value: div(weights, sum(weights, 1, true)),
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const gamma: Tensor = softmaxOverComponents(saved[0]!);
      const weighted = mul(gamma, dy);
      return sub(weighted, mul(gamma, sum(weighted, 1, true)));
    },
  };
}) as (logits: Tensor) => Tensor;

/** Returns log Σ_k exp(logits): [B, K, D, 1] → [B, 1, D, 1]; may be differentiated any number of times. */
export const logSumExpOverComponents = /* @__PURE__ */ customGrad((...args: (Tensor | GradSaveFunc)[]) => {
  const [logits, save] = args as [Tensor, GradSaveFunc];
  save([logits]);
  const largest = max(logits, 1, true);
  return {
    value: add(largest, log(sum(exp(sub(logits, largest)), 1, true))),
    gradFunc: (dy: Tensor, saved: Tensor[]) => mul(dy, softmaxOverComponents(saved[0]!)),
  };
}) as (logits: Tensor) => Tensor;
