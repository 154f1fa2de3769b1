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
import type { ActivationKernel } from './fused-kernels.ts';

/**
 * An elementwise function, which returns a tensor of the shape of its input. A backend that computes a whole layer in one kernel knows the
 * function by the name `kernel`; a function without that name is applied after the layer.
 */
export type Activation = ((x: Tensor) => Tensor) & { readonly kernel?: ActivationKernel };

/**
 * Returns an activation that may be differentiated any number of times. The gradients of TensorFlow.js save the *output* of these
 * operations, which an outer gradient cannot trace, so that second derivatives are wrong or throw. The activations of this file save their
 * *input*, and their slopes consist of activations of this file. Calls are marked as pure, so that bundlers drop unused activations.
 */
function activation(value: Activation, slope: Activation, kernel?: ActivationKernel): Activation {
  const apply: Activation = customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const [x, save] = args as [Tensor, GradSaveFunc];
    save([x]);
    return { value: value(x), gradFunc: (dy: Tensor, saved: Tensor[]) => mul(dy, slope(saved[0]!)) };
  });
  return kernel === undefined ? apply : Object.assign(apply, { kernel });
}

/** Returns x itself. */
export const linear: Activation = /* @__PURE__ */ Object.assign((x: Tensor) => x, { kernel: 'linear' as const });

/** max(x, 0). */
export const relu: Activation = /* @__PURE__ */ Object.assign((x: Tensor): Tensor => tfRelu(x), { kernel: 'relu' as const });

/** exp(x). */
export const exp: Activation = /* @__PURE__ */ activation(tfExp, (x) => exp(x));

/** 1 / (1 + exp(−x)). */
export const sigmoid: Activation = /* @__PURE__ */ activation(
  tfSigmoid,
  (x) => {
    const s = sigmoid(x);
    return mul(s, sub(1, s));
  },
  'sigmoid',
);

/** Hyperbolic tangent. */
export const tanh: Activation = /* @__PURE__ */ activation(
  tfTanh,
  (x) => {
    const t = tanh(x);
    return sub(1, mul(t, t));
  },
  'tanh',
);

/** log(1 + exp(x)), without overflow. */
export const softplus: Activation = /* @__PURE__ */ activation(tfSoftplus, (x) => sigmoid(x), 'softplus');

/** x where x > 0, exp(x) − 1 elsewhere (Clevert et al. 2016). */
export const elu: Activation = /* @__PURE__ */ activation(
  tfElu,
  (x) => {
    const positive = step(x);
    // Takes exp of the negative part only: exp of a large x would overflow, and 0 · ∞ is NaN.
    return add(positive, mul(sub(1, positive), exp(minimum(x, 0))));
  },
  'elu',
);
