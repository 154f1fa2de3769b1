// The steps of EM over pixels: residuals, the E-step and the loss.
#include "addon.h"

namespace native {
namespace {

// The first two arguments of every function of pixels: [p, q, r, lit, share power] and [kind, B, K, D].
Mixture read_mixture(Call& call) {
  Mixture m{};
  const Array<float> numbers = call.floats(0, "mixture");
  const Array<int32_t> sizes = call.ints(1, "sizes");
  call.expect_length(numbers.length, 5, "mixture");
  call.expect_length(sizes.length, 4, "sizes");
  if (!call.ok()) return m;
  for (int i = 0; i < 4; ++i) call.expect(sizes.data[i] >= 0 && sizes.data[i] < (1 << 20), "sizes", "sizes of 0 or more, below 2^20");
  call.expect(sizes.data[0] < static_cast<int32_t>(Pixels::Count), "sizes", "a distribution");
  m.pixels = {static_cast<Pixels>(sizes.data[0]), numbers.data[0], numbers.data[1], numbers.data[2], numbers.data[3], numbers.data[4]};
  m.images = sizes.data[1];
  m.components = sizes.data[2];
  m.size = sizes.data[3];
  return m;
}

int64_t size_of(const Mixture& m) { return m.images * m.components * m.size; }

Step pixel_grads(size_t gamma, size_t eta) {
  Step step{};
  step.pixels = PixelGrads{gamma, eta};
  return step;
}

// (numbers, sizes, gamma, x, eta, out)
napi_value residual(napi_env env, napi_callback_info info) {
  Call call(env, info, "residual");
  const Mixture m = read_mixture(call);
  const float* gamma = floats(call, 2, "gamma", size_of(m));
  const float* x = floats(call, 3, "x", m.images * m.size);
  const float* eta = floats(call, 4, "eta", size_of(m));
  float* out = floats(call, 5, "out", size_of(m));
  const int64_t n = size_of(m);
  launch(call, "residual", {reads(gamma, n), reads(x, m.images * m.size), reads(eta, n), writes(out, n)}, [m](Pointers p) {
    kernels().fused.residual(m, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3));
    return true;
  }, cheap());
  return nullptr;
}

// (numbers, sizes, dy, gamma, x, eta, dgamma, deta)
napi_value residual_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "residualGrad");
  const Mixture m = read_mixture(call);
  const float* dy = floats(call, 2, "dy", size_of(m));
  const float* gamma = floats(call, 3, "gamma", size_of(m));
  const float* x = floats(call, 4, "x", m.images * m.size);
  const float* eta = floats(call, 5, "eta", size_of(m));
  float* dgamma = optional(call, 6, "dgamma", size_of(m));
  float* deta = optional(call, 7, "deta", size_of(m));
  const int64_t n = size_of(m);
  const auto operands = {reads(dy, n), reads(gamma, n), reads(x, m.images * m.size), reads(eta, n), writes(dgamma, n), writes(deta, n)};
  launch(call, "residualGrad", operands, [m](Pointers p) {
    kernels().fused.residual_grad(m, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4), floats_at(p, 5));
    return true;
  }, pixel_grads(4, 5));
  return nullptr;
}

// (numbers, sizes, x, eta, gamma, scale, logFloor)
napi_value e_step(napi_env env, napi_callback_info info) {
  Call call(env, info, "eStep");
  const Mixture m = read_mixture(call);
  const float* x = floats(call, 2, "x", m.images * m.size);
  const float* eta = floats(call, 3, "eta", size_of(m));
  float* gamma = floats(call, 4, "gamma", size_of(m));
  const double scale = call.number(5, "scale");
  const double log_floor = call.number(6, "logFloor");
  const int64_t n = size_of(m);
  launch(call, "eStep", {reads(x, m.images * m.size), reads(eta, n), writes(gamma, n)}, [=](Pointers p) {
    kernels().fused.e_step(m, static_cast<float>(scale), static_cast<float>(log_floor), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2));
    return true;
  });
  return nullptr;
}

// (numbers, sizes, dy, x, eta, gamma, deta, scale, logFloor)
napi_value e_step_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "eStepGrad");
  const Mixture m = read_mixture(call);
  const float* dy = floats(call, 2, "dy", size_of(m));
  const float* x = floats(call, 3, "x", m.images * m.size);
  const float* eta = floats(call, 4, "eta", size_of(m));
  const float* gamma = floats(call, 5, "gamma", size_of(m));
  float* deta = floats(call, 6, "deta", size_of(m));
  const double scale = call.number(7, "scale");
  const double log_floor = call.number(8, "logFloor");
  const int64_t n = size_of(m);
  launch(call, "eStepGrad", {reads(dy, n), reads(x, m.images * m.size), reads(eta, n), reads(gamma, n), writes(deta, n)}, [=](Pointers p) {
    kernels().fused.e_step_grad(m, static_cast<float>(scale), static_cast<float>(log_floor), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2),
                                floats_at(p, 3), floats_at(p, 4));
    return true;
  });
  return nullptr;
}

// (numbers, sizes, x, eta, gamma, intra, inter)
napi_value loss(napi_env env, napi_callback_info info) {
  Call call(env, info, "loss");
  const Mixture m = read_mixture(call);
  const float* x = floats(call, 2, "x", m.images * m.size);
  const float* eta = floats(call, 3, "eta", size_of(m));
  const float* gamma = floats(call, 4, "gamma", size_of(m));
  float* intra = floats(call, 5, "intra", 1);
  float* inter = floats(call, 6, "inter", 1);
  const int64_t n = size_of(m);
  launch(call, "loss", {reads(x, m.images * m.size), reads(eta, n), reads(gamma, n), writes(intra, 1), writes(inter, 1)}, [m](Pointers p) {
    return kernels().fused.loss(m, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4));
  });
  return nullptr;
}

// (numbers, sizes, [dintra], [dinter], x, eta, gamma, dgamma, deta)
napi_value loss_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "lossGrad");
  const Mixture m = read_mixture(call);
  const float* dintra = floats(call, 2, "dintra", 1);
  const float* dinter = floats(call, 3, "dinter", 1);
  const float* x = floats(call, 4, "x", m.images * m.size);
  const float* eta = floats(call, 5, "eta", size_of(m));
  const float* gamma = floats(call, 6, "gamma", size_of(m));
  float* dgamma = optional(call, 7, "dgamma", size_of(m));
  float* deta = optional(call, 8, "deta", size_of(m));
  const int64_t n = size_of(m);
  const auto operands = {reads(dintra, 1), reads(dinter, 1), reads(x, m.images * m.size), reads(eta, n), reads(gamma, n), writes(dgamma, n), writes(deta, n)};
  launch(call, "lossGrad", operands, [m](Pointers p) {
    kernels().fused.loss_grad(m, *floats_at(p, 0), *floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4), floats_at(p, 5), floats_at(p, 6));
    return true;
  }, pixel_grads(5, 6));
  return nullptr;
}

}  // namespace

void export_pixels(napi_env env, napi_value exports) {
  set_function(env, exports, "residual", residual);
  set_function(env, exports, "residualGrad", residual_grad);
  set_function(env, exports, "eStep", e_step);
  set_function(env, exports, "eStepGrad", e_step_grad);
  set_function(env, exports, "loss", loss);
  set_function(env, exports, "lossGrad", loss_grad);
}

}  // namespace native
