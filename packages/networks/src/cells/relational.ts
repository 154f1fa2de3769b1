import { OptionError, type Params, relu, sigmoid, tanh } from '@neural-em/core';
import {
  add,
  concat,
  expandDims,
  eye,
  matMul,
  mul,
  ones,
  reshape,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  zeros,
} from '@tensorflow/tfjs-core';
import { glorotUniform, zeroWeight } from '../init.ts';
import { dense } from '../layers/dense.ts';
import { layerNorm, withLayerNorm } from '../layers/layer-norm.ts';
import { check, kinds } from '../option-kinds.ts';
import type { CellOptions } from './types.ts';

/** A recurrent cell that reads all components of an image together. Axes: B images, K components, F features in, M features out. */
export interface RelationalCell {
  readonly params: Params;
  /** Returns the state before the first step, [B, K, M]. */
  init(images: number, components: number): Tensor;
  /** Returns the next state and the output, both [B, K, M], from the state [B, K, M] and the input [B, K, F]. */
  step(state: Tensor, input: Tensor): { state: Tensor; output: Tensor };
  /**
   * Returns how strongly each component (second axis) is influenced by each other one (third axis) in the step that follows `state`:
   * [B, K, K], from 0 to 1, and 0 on the diagonal. Throws an `OptionError` if there is only one component.
   */
  attention(state: Tensor): Tensor;
}

/** Sizes of a relational cell. */
export interface RelationalOptions extends CellOptions {
  /** Whether each effect of one component on another has its own weight, from 0 to 1; without attention every weight is 1. */
  readonly attention?: boolean;
  /** Units of the hidden layer of the attention. */
  readonly attentionSize?: number;
}

/**
 * Returns the recurrent cell of Relational N-EM (van Steenkiste and others 2018, eq. 7 and 8). LN is layer norm; each `dense` below is a
 * layer with its own weights:
 *
 *     s_k  = ReLU(LN(dense(h_k)))
 *     r_kj = ReLU(LN(dense([s_k, s_j])))                       for each other component j
 *     e_kj = ReLU(LN(dense(r_kj)))
 *     a_kj = sigmoid(dense(tanh(LN(dense(r_kj)))))             one number per pair
 *     v_k  = dense([s_k, Σ_j a_kj e_kj, input_k])
 *
 * The new state h_k is sigmoid(v_k), the output is sigmoid(LN(v_k)). All pairs are computed at once; the pair of a component with itself
 * has a weight of 0, so that there are no effects if there is only one component.
 */
export function relational(options: RelationalOptions): RelationalCell {
  check('relational', options, { ...kinds.cellOptions, attention: kinds.unchecked, attentionSize: kinds.optional(kinds.count) });
  const { inputs, size, attention: attends = true, attentionSize = 100, seed } = options;
  const block = (name: string, from: number, to: number, activation = relu) =>
    withLayerNorm(dense({ inputs: from, outputs: to, seed: `${seed}/${name}` }), { channels: to, activation });
  const self = block('self', size, size);
  const pairKernel = glorotUniform([2 * size, size], `${seed}/pair/kernel`);
  const pairBias = zeroWeight([size]);
  const pairNorm = layerNorm({ channels: size, activation: relu });
  const effect = block('effect', size, size);
  const hidden = block('attention/hidden', size, attentionSize, tanh);
  const score = dense({ inputs: attentionSize, outputs: 1, activation: sigmoid, seed: `${seed}/attention/score` });
  const update = dense({ inputs: 2 * size + inputs, outputs: size, seed: `${seed}/update` });
  const norm = layerNorm({ channels: size, activation: sigmoid });

  /**
   * Applies the half of the pairs' layer that reads one component of the pair, [B, K, M]. This way the product is computed for B·K
   * components, and not for all pairs.
   */
  const half = (s: Tensor, which: 0 | 1, shape: number[]) =>
    reshape(matMul(s as Tensor2D, slice(pairKernel, [which * size, 0], [size, size]) as Tensor2D), shape);

  /** Returns s, [B·K, M], and all r_kj, [B·K·K, M]. */
  const relate = (state: Tensor) => {
    const [B, K] = state.shape as [number, number, number];
    const s = self.apply(reshape(state, [B * K, size]));
    const receiver = expandDims(half(s, 0, [B, K, size]), 2);
    const sender = expandDims(half(s, 1, [B, K, size]), 1);
    return { s, pairs: pairNorm.apply(reshape(add(add(receiver, pairBias), sender), [B * K * K, size])) };
  };
  /** Returns a_kj, [B, K, K]. */
  const weigh = (pairs: Tensor, [B, K]: readonly [number, number]): Tensor => {
    const others = sub(1, eye(K));
    return mul(others, attends ? reshape(score.apply(hidden.apply(pairs)), [B, K, K]) : ones([B, K, K]));
  };

  return {
    params: {
      self: self.params,
      pair: { kernel: pairKernel, bias: pairBias, norm: pairNorm.params },
      effect: effect.params,
      ...(attends && { attention: { hidden: hidden.params, score: score.params } }),
      update: { ...update.params, norm: norm.params },
    },
    init: (images, components) => zeros([images, components, size]),
    step: (state, input) => {
      const [B, K, F] = input.shape as [number, number, number];
      const { s, pairs } = relate(state);
      const weights = expandDims(weigh(pairs, [B, K]), -1);
      const effects = sum(mul(weights, reshape(effect.apply(pairs), [B, K, K, size])), 2);
      const v = update.apply(concat([s, reshape(effects, [B * K, size]), reshape(input, [B * K, F])], 1));
      return { state: reshape(sigmoid(v), [B, K, size]), output: reshape(norm.apply(v), [B, K, size]) };
    },
    attention: (state) => {
      const [B, K] = state.shape as [number, number, number];
      if (K < 2) throw new OptionError('attention is paid to other components: it needs at least 2 components, not 1');
      return weigh(relate(state).pairs, [B, K]);
    },
  };
}
