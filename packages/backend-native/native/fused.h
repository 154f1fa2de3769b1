// Whole steps of a training program in one pass over memory, where a composition of small operations would take many.
// Axes: B images, K components, D pixels; eta and gamma are [B, K, D], x is [B, D].
#pragma once
#include <cstdint>

namespace native {

#define NATIVE_PIXELS(OP) OP(bernoulli) OP(gaussian)
#define NATIVE_MEMBER(name) name,
enum class Pixels { NATIVE_PIXELS(NATIVE_MEMBER) Count };
#undef NATIVE_MEMBER
enum class Activation;

// The distribution of a pixel of one channel.
//   bernoulli  eta is a logit; p: probability under the prior, q: the prior's negative entropy
//   gaussian   eta is the mean; p: precision, q: mean of the prior, r: log of the density at the mean
// lit: weight of the loss's inter-cluster term where x = 1; it is 1 where x = 0, and between them in proportion. A component that shares
// little pays less of it, by share_power: see emLoss of core.
struct Distribution {
  Pixels kind;
  float p, q, r, lit, share_power;
};

struct Mixture {
  Distribution pixels;
  int64_t images, components, size;
};

struct AdamNumbers {
  float beta1, beta2, rest1, rest2, rate, epsilon, shrink;  // rest: 1 - beta, which float32 would round twice
  float factor;  // multiplies the gradient; if it is NaN, nothing changes
};

// Items of `size` values whose last axis has `channels`.
struct Norm {
  int64_t items, size, channels;
  Activation activation;
  float epsilon;
};

// Pointers called d… are gradients; those marked "or null" are null if they are not wanted. Functions return false if there is no memory.
struct Fused {
  // gamma · d log p / d eta
  void (*residual)(const Mixture& m, const float* gamma, const float* x, const float* eta, float* out);
  void (*residual_grad)(const Mixture& m, const float* dy, const float* gamma, const float* x, const float* eta, float* dgamma /* or null */,
                        float* deta /* or null */);
  // exp(scale · log p) + floor, divided by its sum over components
  void (*e_step)(const Mixture& m, float scale, float log_floor, const float* x, const float* eta, float* gamma);
  void (*e_step_grad)(const Mixture& m, float scale, float log_floor, const float* dy, const float* x, const float* eta, const float* gamma, float* deta);
  // The two sums of the loss, divided by B.
  bool (*loss)(const Mixture& m, const float* x, const float* eta, const float* gamma, float* intra, float* inter);
  void (*loss_grad)(const Mixture& m, float dintra, float dinter, const float* x, const float* eta, const float* gamma,
                    float* dgamma /* or null */, float* deta /* or null */);
  // From y = activation(pre) and dy to d pre, and its sum over rows. With `add`, sums here and below are added to what their results hold.
  bool (*activation_grad)(Activation activation, const float* dy, const float* y, float* dpre /* or null */, float* dbias /* or null */,
                          int64_t rows, int64_t columns, bool add);
  void (*adam)(const AdamNumbers& numbers, const float* gradient, const float* const* from, float* const* to, int64_t n);
  void (*layer_norm)(const Norm& norm, const float* x, const float* gain, const float* bias, float* y);
  bool (*layer_norm_grad)(const Norm& norm, const float* dy, const float* x, const float* y, const float* gain, float* dx, float* dgain,
                          float* dbias, bool add);
};

}  // namespace native
