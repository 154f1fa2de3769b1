// Batch and layer normalization.
#include "addon.h"

namespace native {
namespace {

// (x, mean, variance, scale, offset, epsilon, y)
napi_value batch_norm(napi_env env, napi_callback_info info) {
  Call call(env, info, "batchNorm");
  const Array<float> x = call.floats(0, "x");
  const Array<float> mean = call.floats(1, "mean");
  const int64_t channels = mean.length;
  call.expect(channels > 0 && x.length % channels == 0, "x", "whole rows of as many channels as mean has");
  const float* variance = floats(call, 2, "variance", channels);
  const float* scale = optional(call, 3, "scale", channels);
  const float* offset = optional(call, 4, "offset", channels);
  const float epsilon = static_cast<float>(call.number(5, "epsilon"));
  float* y = floats(call, 6, "y", x.length);
  if (!call.ok()) return nullptr;
  const auto operands = {reads(x.data, x.length), reads(mean.data, channels), reads(variance, channels), reads(scale, channels), reads(offset, channels), writes(y, x.length)};
  launch(call, "batchNorm", operands, [epsilon, channels, rows = x.length / channels](Pointers p) {
    return kernels().ops.batch_norm(floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4), epsilon, floats_at(p, 5), rows,
                                    channels);
  });
  return nullptr;
}

// (dy, x, mean, variance, scale, epsilon, dx, dmean, dvariance, dscale, doffset)
napi_value batch_norm_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "batchNormGrad");
  const Array<float> x = call.floats(1, "x");
  const Array<float> mean = call.floats(2, "mean");
  const int64_t channels = mean.length;
  call.expect(channels > 0 && x.length % channels == 0, "x", "whole rows of as many channels as mean has");
  const float* dy = floats(call, 0, "dy", x.length);
  const float* variance = floats(call, 3, "variance", channels);
  const float* scale = optional(call, 4, "scale", channels);
  const float epsilon = static_cast<float>(call.number(5, "epsilon"));
  float* dx = floats(call, 6, "dx", x.length);
  float* sums[4];
  static const char* const names[] = {"dmean", "dvariance", "dscale", "doffset"};
  for (size_t i = 0; i < 4; ++i) sums[i] = floats(call, 7 + i, names[i], channels);
  if (!call.ok()) return nullptr;
  const auto operands = {reads(dy, x.length), reads(x.data, x.length), reads(mean.data, channels), reads(variance, channels), reads(scale, channels), writes(dx, x.length),
                         writes(sums[0], channels), writes(sums[1], channels), writes(sums[2], channels), writes(sums[3], channels)};
  launch(call, "batchNormGrad", operands, [epsilon, channels, rows = x.length / channels](Pointers p) {
    return kernels().ops.batch_norm_grad(floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4), epsilon, floats_at(p, 5),
                                         floats_at(p, 6), floats_at(p, 7), floats_at(p, 8), floats_at(p, 9), rows, channels);
  });
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

Norm of_items(Norm norm, int64_t items) {
  norm.items = items;
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
  const int64_t n = norm.items * norm.size;
  const auto operands = {reads(x, n), reads(gain, norm.channels), reads(bias, norm.channels), writes(y, n)};
  launch_items(call, "layerNorm", operands, norm.items, {true, false, false, true}, [norm](Pointers p, int64_t items, bool) {
    kernels().fused.layer_norm(of_items(norm, items), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3));
    return true;
  }, cheap());
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
  const auto operands = {reads(dy, size), reads(x, size), reads(y, size), reads(gain, norm.channels), writes(dx, size), writes(dgain, norm.channels), writes(dbias, norm.channels)};
  launch_items(call, "layerNormGrad", operands, norm.items, {true, true, true, false, true, false, false}, [norm](Pointers p, int64_t items, bool add) {
    return kernels().fused.layer_norm_grad(of_items(norm, items), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3),
                                           floats_at(p, 4), floats_at(p, 5), floats_at(p, 6), add);
  });
  return nullptr;
}

}  // namespace

void export_norm(napi_env env, napi_value exports) {
  set_function(env, exports, "batchNorm", batch_norm);
  set_function(env, exports, "batchNormGrad", batch_norm_grad);
  set_function(env, exports, "layerNorm", layer_norm);
  set_function(env, exports, "layerNormGrad", layer_norm_grad);
}

}  // namespace native
