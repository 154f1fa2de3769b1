// Other fused steps of training: recurrent layers, gradients of activations, and Adam.
#include "addon.h"

namespace native {
namespace {

const Epilogue kPlain{nullptr, Activation::linear, 0};
const float* const kNone = nullptr;

// (x, kernel, state, recurrentKernel, out, [N, F, M, H], bias, activation): out = activation(x W + h U + b), h of H
napi_value recurrent(napi_env env, napi_callback_info info) {
  Call call(env, info, "recurrent");
  const Array<int32_t> sizes = call.ints(5, "sizes");
  call.expect_length(sizes.length, 4, "sizes");
  if (!call.ok()) return nullptr;
  for (int i = 0; i < 4; ++i) call.expect(sizes.data[i] >= 0, "sizes", "sizes of 0 or more");
  const int64_t n = sizes.data[0], f = sizes.data[1], m = sizes.data[2], states = sizes.data[3];
  const float* x = floats(call, 0, "x", n * f);
  const float* w = floats(call, 1, "inputKernel", f * m);
  const float* h = floats(call, 2, "state", n * states);
  const float* u = floats(call, 3, "recurrentKernel", states * m);
  float* out = floats(call, 4, "out", n * m);
  const float* bias = optional(call, 6, "bias", m);
  const Activation activation = read_activation(call, 7);
  launch_product(call, "recurrent", {reads(x, n * f), reads(w, f * m), writes(out, n * m), reads(kNone, 0)},
                 MatMul{1, n, m, f, Matrix{x, f, 1}, Matrix{w, m, 1}, 0, 0, out, kPlain});
  launch_product(call, "recurrent", {reads(h, n * states), reads(u, states * m), updates(out, n * m), reads(bias, m)},
                 MatMul{1, n, m, states, Matrix{h, states, 1}, Matrix{u, m, 1}, 0, 0, out, Epilogue{bias, activation, 0}, true});
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
  if (!call.ok()) return nullptr;
  const int64_t n = dy.length;
  const auto operands = {reads(dy.data, n), reads(y, n), writes(dpre, n), writes(dbias, columns)};
  launch_items(call, "activationGrad", operands, n / columns, {true, true, true, false}, [activation, columns](Pointers p, int64_t rows, bool add) {
    return kernels().fused.activation_grad(activation, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), rows, columns, add);
  });
  return nullptr;
}

// (decays, numbers, factor, gradient, variable, first, second, and the three of them after the update)
napi_value adam(napi_env env, napi_callback_info info) {
  Call call(env, info, "adam");
  const float* decays = floats(call, 0, "decays", 4);
  const float* numbers = floats(call, 1, "numbers", 3);
  const float* factor = floats(call, 2, "factor", 1);
  const Array<float> gradient = call.floats(3, "gradient");
  static const char* const names[] = {"variable", "first", "second"};
  const float* from[3];
  float* to[3];
  for (size_t i = 0; i < 3; ++i) {
    from[i] = floats(call, 4 + i, names[i], gradient.length);
    to[i] = floats(call, 7 + i, names[i], gradient.length);
  }
  if (!call.ok()) return nullptr;
  const AdamNumbers settings{decays[0], decays[1], decays[2], decays[3], 0, 0, 0, 1};
  const int64_t n = gradient.length;
  const auto operands = {reads(numbers, 3), reads(factor, 1), reads(gradient.data, n), reads(from[0], n), reads(from[1], n), reads(from[2], n), writes(to[0], n), writes(to[1], n), writes(to[2], n)};
  Step step{};
  step.elementwise = true;
  launch(call, "adam", operands, [settings, n](Pointers at) {
    AdamNumbers now = settings;
    now.rate = floats_at(at, 0)[0];
    now.epsilon = floats_at(at, 0)[1];
    now.shrink = floats_at(at, 0)[2];
    now.factor = *floats_at(at, 1);
    const float* const old[] = {floats_at(at, 3), floats_at(at, 4), floats_at(at, 5)};
    float* const updated[] = {floats_at(at, 6), floats_at(at, 7), floats_at(at, 8)};
    kernels().fused.adam(now, floats_at(at, 2), old, updated, n);
    return true;
  }, step);
  return nullptr;
}

}  // namespace

void export_layers(napi_env env, napi_value exports) {
  set_function(env, exports, "recurrent", recurrent);
  set_function(env, exports, "activationGrad", activation_grad);
  set_function(env, exports, "adam", adam);
}

}  // namespace native
