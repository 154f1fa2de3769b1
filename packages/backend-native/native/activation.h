// Activations and their slopes, the slope from the activation's own result.
#pragma once
#include "kernels.h"
#include "mathf.h"

namespace native {
namespace {

ALWAYS_INLINE vf activate(vf x, Activation activation, float alpha) {
  switch (activation) {
    case Activation::relu: return relu(x);
    case Activation::relu6: return minimum(relu(x), splat(6.0f));
    case Activation::elu: return elu(x);
    case Activation::sigmoid: return sigmoid(x);
    case Activation::leakyrelu: return x < 0.0f ? x * alpha : x;
    case Activation::tanh: return tanh(x);
    case Activation::softplus: return softplus(x);
    default: return x;
  }
}

// d activation / d x · dy, where y = activation(x). A leaky slope is not needed.
ALWAYS_INLINE vf slope(vf y, vf dy, Activation activation) {
  switch (activation) {
    case Activation::relu: return y > 0.0f ? dy : vf{};
    case Activation::relu6: return y > 0.0f ? (y < 6.0f ? dy : vf{}) : vf{};
    case Activation::elu: return y < 0.0f ? dy * (y + 1.0f) : dy;
    case Activation::sigmoid: return dy * y * (1.0f - y);
    case Activation::tanh: return dy * (1.0f - y * y);
    case Activation::softplus: return dy * -expm1(-y);
    default: return dy;
  }
}

}  // namespace
}  // namespace native
