import {
  add,
  customGrad,
  type GradSaveFunc,
  minimum,
  mul,
  step,
  sub,
  type Tensor,
  elu as tfElu,
  exp as tfExp,
  relu as tfRelu,
  sigmoid as tfSigmoid,
  softplus as tfSoftplus,
  tanh as tfTanh,
} from '@tensorflow/tfjs-core';

/** An elementwise function: any shape in, the same shape out. */
export type Activation = (x: Tensor) => Tensor;

/**
 * An activation that may be differentiated any number of times. The gradients that TensorFlow.js ships for these save
 * the op's *output*, which an outer gradient cannot trace: second derivatives come out wrong, or throw. Here each saves
 * its *input*, and its slope is made of activations of this file.
 */
function activation(value: Activation, slope: Activation): Activation {
  return customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const [x, save] = args as [Tensor, GradSaveFunc];
    save([x]);
    return { value: value(x), gradFunc: (dy: Tensor, saved: Tensor[]) => mul(dy, slope(saved[0]!)) };
  });
}

/** x itself. */
export const linear: Activation = (x) => x;

/** max(x, 0). */
export const relu: Activation = (x) => tfRelu(x);

/** exp(x). */
export const exp: Activation = activation(tfExp, (x) => exp(x));

/** 1 / (1 + exp(−x)). */
export const sigmoid: Activation = activation(tfSigmoid, (x) => {
  const s = sigmoid(x);
  return mul(s, sub(1, s));
});

/** Hyperbolic tangent. */
export const tanh: Activation = activation(tfTanh, (x) => {
  const t = tanh(x);
  return sub(1, mul(t, t));
});

/** log(1 + exp(x)), without overflow. */
export const softplus: Activation = activation(tfSoftplus, (x) => sigmoid(x));

/** x where x > 0, exp(x) − 1 elsewhere (Clevert et al. 2016). */
export const elu: Activation = activation(tfElu, (x) => {
  const positive = step(x);
  // Of the negative part alone: exp of a large x would overflow, and 0 · ∞ is NaN.
  return add(positive, mul(sub(1, positive), exp(minimum(x, 0))));
});
