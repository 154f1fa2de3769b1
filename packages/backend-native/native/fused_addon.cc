#include "fused_addon.h"

#include "arguments.h"
#include "levels.h"

namespace native {
namespace {

const Epilogue kPlain{nullptr, Activation::linear, 0};

Activation read_activation(Call& call, size_t index) {
  return static_cast<Activation>(call.integer(index, "activation", static_cast<int64_t>(Activation::Count)));
}

// An array of `length` floats, or nothing where the argument is null.
float* optional(Call& call, size_t index, const char* what, int64_t length) {
  if (call.is_null(index)) return nullptr;
  const Array<float> array = call.floats(index, what);
  call.expect_length(array.length, length, what);
  return array.data;
}

float* floats(Call& call, size_t index, const char* what, int64_t length) {
  const Array<float> array = call.floats(index, what);
  call.expect_length(array.length, length, what);
  return array.data;
}

// The first two arguments of every function of pixels: [p, q, r, lit] and [kind, B, K, D].
Mixture read_mixture(Call& call) {
  Mixture m{};
  const Array<float> numbers = call.floats(0, "mixture");
  const Array<int32_t> sizes = call.ints(1, "sizes");
  call.expect_length(numbers.length, 4, "mixture");
  call.expect_length(sizes.length, 4, "sizes");
  if (!call.ok()) return m;
  for (int i = 0; i < 4; ++i) call.expect(sizes.data[i] >= 0 && sizes.data[i] < (1 << 20), "sizes", "sizes of 0 or more, below 2^20");
  call.expect(sizes.data[0] < static_cast<int32_t>(Pixels::Count), "sizes", "a distribution");
  m.pixels = {static_cast<Pixels>(sizes.data[0]), numbers.data[0], numbers.data[1], numbers.data[2], numbers.data[3]};
  m.images = sizes.data[1];
  m.components = sizes.data[2];
  m.size = sizes.data[3];
  return m;
}

int64_t size_of(const Mixture& m) { return m.images * m.components * m.size; }

// (numbers, sizes, gamma, x, eta, out)
napi_value residual(napi_env env, napi_callback_info info) {
  Call call(env, info, "residual");
  const Mixture m = read_mixture(call);
  const float* gamma = floats(call, 2, "gamma", size_of(m));
  const float* x = floats(call, 3, "x", m.images * m.size);
  const float* eta = floats(call, 4, "eta", size_of(m));
  float* out = floats(call, 5, "out", size_of(m));
  if (call.ok()) kernels().fused.residual(m, gamma, x, eta, out);
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
  if (call.ok()) kernels().fused.residual_grad(m, dy, gamma, x, eta, dgamma, deta);
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
  if (call.ok()) kernels().fused.e_step(m, static_cast<float>(scale), static_cast<float>(log_floor), x, eta, gamma);
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
  if (call.ok()) kernels().fused.e_step_grad(m, static_cast<float>(scale), static_cast<float>(log_floor), dy, x, eta, gamma, deta);
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
  if (call.ok() && !kernels().fused.loss(m, x, eta, gamma, intra, inter)) call.out_of_memory();
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
  if (call.ok()) kernels().fused.loss_grad(m, *dintra, *dinter, x, eta, gamma, dgamma, deta);
  return nullptr;
}

// (x, kernel, state, recurrentKernel, out, [N, F, M], bias, activation): out = activation(x W + h U + b)
napi_value recurrent(napi_env env, napi_callback_info info) {
  Call call(env, info, "recurrent");
  const Array<int32_t> sizes = call.ints(5, "sizes");
  call.expect_length(sizes.length, 3, "sizes");
  if (!call.ok()) return nullptr;
  for (int i = 0; i < 3; ++i) call.expect(sizes.data[i] >= 0, "sizes", "sizes of 0 or more");
  const int64_t n = sizes.data[0], f = sizes.data[1], m = sizes.data[2];
  const float* x = floats(call, 0, "x", n * f);
  const float* w = floats(call, 1, "inputKernel", f * m);
  const float* h = floats(call, 2, "state", n * m);
  const float* u = floats(call, 3, "recurrentKernel", m * m);
  float* out = floats(call, 4, "out", n * m);
  const float* bias = optional(call, 6, "bias", m);
  const Activation activation = read_activation(call, 7);
  if (!call.ok()) return nullptr;
  kernels().matmul(MatMul{1, n, m, f, Matrix{x, f, 1}, Matrix{w, m, 1}, 0, 0, out, kPlain});
  kernels().matmul(MatMul{1, n, m, m, Matrix{h, m, 1}, Matrix{u, m, 1}, 0, 0, out, Epilogue{bias, activation, 0}, true});
  return nullptr;
}

// (activation, dy, y, dpre, dbias, columns)
napi_value activation_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "activationGrad");
  const Activation activation = read_activation(call, 0);
  const Array<float> dy = call.floats(1, "dy");
  const float* y = floats(call, 2, "y", dy.length);
  const int64_t columns = call.integer(5, "columns");
  float* dpre = optional(call, 3, "dpre", dy.length);
  float* dbias = optional(call, 4, "dbias", columns);
  call.expect(columns > 0 && dy.length % columns == 0, "dy", "whole rows of that many columns");
  if (call.ok() && !kernels().fused.activation_grad(activation, dy.data, y, dpre, dbias, dy.length / columns, columns)) call.out_of_memory();
  return nullptr;
}

// (numbers, gradient, variable, first, second, and the three of them after the update)
napi_value adam(napi_env env, napi_callback_info info) {
  Call call(env, info, "adam");
  const Array<float> numbers = call.floats(0, "numbers");
  call.expect_length(numbers.length, 7, "numbers");
  const Array<float> gradient = call.floats(1, "gradient");
  static const char* const names[] = {"variable", "first", "second"};
  const float* from[3];
  float* to[3];
  for (size_t i = 0; i < 3; ++i) {
    from[i] = floats(call, 2 + i, names[i], gradient.length);
    to[i] = floats(call, 5 + i, names[i], gradient.length);
  }
  if (!call.ok()) return nullptr;
  const float* p = numbers.data;
  kernels().fused.adam(AdamNumbers{p[0], p[1], p[2], p[3], p[4], p[5], p[6]}, gradient.data, from, to, gradient.length);
  return nullptr;
}

// Sizes [items, size, channels], activation and epsilon.
Norm read_norm(Call& call, size_t index) {
  Norm norm{};
  const Array<int32_t> sizes = call.ints(index, "sizes");
  call.expect_length(sizes.length, 3, "sizes");
  norm.activation = read_activation(call, index + 1);
  norm.epsilon = static_cast<float>(call.number(index + 2, "epsilon"));
  if (!call.ok()) return norm;
  norm.items = sizes.data[0];
  norm.size = sizes.data[1];
  norm.channels = sizes.data[2];
  call.expect(norm.items >= 0 && norm.channels > 0 && norm.size > 0 && norm.size % norm.channels == 0, "sizes",
              "whole pixels of one channel or more");
  return norm;
}

// (x, gain, bias, y, sizes, activation, epsilon)
napi_value layer_norm(napi_env env, napi_callback_info info) {
  Call call(env, info, "layerNorm");
  const Norm norm = read_norm(call, 4);
  const float* x = floats(call, 0, "x", norm.items * norm.size);
  const float* gain = floats(call, 1, "gain", norm.channels);
  const float* bias = floats(call, 2, "bias", norm.channels);
  float* y = floats(call, 3, "y", norm.items * norm.size);
  if (call.ok()) kernels().fused.layer_norm(norm, x, gain, bias, y);
  return nullptr;
}

// (dy, x, y, gain, dx, dgain, dbias, sizes, activation, epsilon)
napi_value layer_norm_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "layerNormGrad");
  const Norm norm = read_norm(call, 7);
  const int64_t size = norm.items * norm.size;
  const float* dy = floats(call, 0, "dy", size);
  const float* x = floats(call, 1, "x", size);
  const float* y = floats(call, 2, "y", size);
  const float* gain = floats(call, 3, "gain", norm.channels);
  float* dx = floats(call, 4, "dx", size);
  float* dgain = floats(call, 5, "dgain", norm.channels);
  float* dbias = floats(call, 6, "dbias", norm.channels);
  if (call.ok() && !kernels().fused.layer_norm_grad(norm, dy, x, y, gain, dx, dgain, dbias)) call.out_of_memory();
  return nullptr;
}

}  // namespace

void set_fused_functions(napi_env env, napi_value exports) {
  set_function(env, exports, "residual", residual);
  set_function(env, exports, "residualGrad", residual_grad);
  set_function(env, exports, "eStep", e_step);
  set_function(env, exports, "eStepGrad", e_step_grad);
  set_function(env, exports, "loss", loss);
  set_function(env, exports, "lossGrad", loss_grad);
  set_function(env, exports, "recurrent", recurrent);
  set_function(env, exports, "activationGrad", activation_grad);
  set_function(env, exports, "adam", adam);
  set_function(env, exports, "layerNorm", layer_norm);
  set_function(env, exports, "layerNormGrad", layer_norm_grad);
}

}  // namespace native
