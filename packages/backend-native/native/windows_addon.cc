// Windows that move over each channel by itself: pools and depthwise convolutions.
#include "addon.h"

namespace native {
namespace {

constexpr int32_t kMostStep = 1 << 15;    // of windows, strides, dilations and padding
constexpr int64_t kMostWeights = 256;     // of one depthwise filter

// The 15 sizes of a convolution in the order of the struct, with as many channels out as in.
Convolution read_windows(Call& call, size_t index) {
  Convolution c{};
  const Array<int32_t> plan = call.ints(index, "plan");
  call.expect_length(plan.length, 15, "plan");
  if (!call.ok()) return c;
  const int32_t* p = plan.data;
  for (int i = 0; i < 9; ++i) call.expect(p[i] > 0, "plan", "sizes of 1 or more");
  call.expect(p[3] == p[8], "plan", "as many channels out as in");
  constexpr int steps[] = {4, 5, 9, 10, 11, 12};
  for (int i : steps) call.expect(p[i] > 0 && p[i] < kMostStep, "plan", "windows, strides and dilations of 1 to 32767");
  for (int i = 13; i < 15; ++i) call.expect(p[i] >= 0 && p[i] < kMostStep, "plan", "padding of 0 to 32767");
  return Convolution{p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12], p[13], p[14]};
}

// (x, y, plan)
template <bool largest>
napi_value pool(napi_env env, napi_callback_info info) {
  Call call(env, info, largest ? "maxPool" : "averagePool");
  const Convolution c = read_windows(call, 2);
  const float* x = floats(call, 0, "x", in_size(c));
  float* y = floats(call, 1, "y", out_size(c));
  launch(call, largest ? "maxPool" : "averagePool", {reads(x, in_size(c)), writes(y, out_size(c))}, [c](Pointers p) {
    (largest ? kernels().ops.max_pool : kernels().ops.average_pool)(c, floats_at(p, 0), floats_at(p, 1));
    return true;
  });
  return nullptr;
}

// (dy, x, dx, plan)
napi_value max_pool_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "maxPoolGrad");
  const Convolution c = read_windows(call, 3);
  const float* dy = floats(call, 0, "dy", out_size(c));
  const float* x = floats(call, 1, "x", in_size(c));
  float* dx = floats(call, 2, "dx", in_size(c));
  launch(call, "maxPoolGrad", {reads(dy, out_size(c)), reads(x, in_size(c)), writes(dx, in_size(c))}, [c](Pointers p) {
    kernels().ops.max_pool_grad(c, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2));
    return true;
  });
  return nullptr;
}

// (dy, dx, plan)
napi_value average_pool_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "averagePoolGrad");
  const Convolution c = read_windows(call, 2);
  const float* dy = floats(call, 0, "dy", out_size(c));
  float* dx = floats(call, 1, "dx", in_size(c));
  launch(call, "averagePoolGrad", {reads(dy, out_size(c)), writes(dx, in_size(c))}, [c](Pointers p) {
    kernels().ops.average_pool_grad(c, floats_at(p, 0), floats_at(p, 1));
    return true;
  });
  return nullptr;
}

Convolution read_depthwise(Call& call, size_t index, bool dilated) {
  const Convolution c = read_windows(call, index);
  call.expect(c.filter_height * c.filter_width <= kMostWeights, "plan", "filters of at most 256 weights");
  call.expect(dilated || !call.ok() || (c.dilation_y == 1 && c.dilation_x == 1), "plan", "no dilation");
  return c;
}
int64_t filter_size(const Convolution& c) { return c.filter_height * c.filter_width * c.in_channels; }

// (x, filter, y, plan, bias, activation, alpha)
napi_value depthwise(napi_env env, napi_callback_info info) {
  Call call(env, info, "depthwise");
  const Convolution c = read_depthwise(call, 3, true);
  const float* x = floats(call, 0, "x", in_size(c));
  const float* filter = floats(call, 1, "filter", filter_size(c));
  float* y = floats(call, 2, "y", out_size(c));
  const Epilogue epilogue = read_epilogue(call, 4, c.out_channels);
  const auto operands = {reads(x, in_size(c)), reads(filter, filter_size(c)), writes(y, out_size(c)), reads(epilogue.bias, c.out_channels)};
  launch(call, "depthwise", operands, [c, epilogue](Pointers p) {
    kernels().ops.depthwise(c, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), Epilogue{floats_at(p, 3), epilogue.activation, epilogue.alpha});
    return true;
  });
  return nullptr;
}

// (dy, filter, dx, plan)
napi_value depthwise_input_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "depthwiseInputGrad");
  const Convolution c = read_depthwise(call, 3, false);
  const float* dy = floats(call, 0, "dy", out_size(c));
  const float* filter = floats(call, 1, "filter", filter_size(c));
  float* dx = floats(call, 2, "dx", in_size(c));
  launch(call, "depthwiseInputGrad", {reads(dy, out_size(c)), reads(filter, filter_size(c)), writes(dx, in_size(c))}, [c](Pointers p) {
    kernels().ops.depthwise_input_grad(c, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2));
    return true;
  });
  return nullptr;
}

// (x, dy, dfilter, plan)
napi_value depthwise_filter_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "depthwiseFilterGrad");
  const Convolution c = read_depthwise(call, 3, false);
  const float* x = floats(call, 0, "x", in_size(c));
  const float* dy = floats(call, 1, "dy", out_size(c));
  float* dfilter = floats(call, 2, "dfilter", filter_size(c));
  launch(call, "depthwiseFilterGrad", {reads(x, in_size(c)), reads(dy, out_size(c)), writes(dfilter, filter_size(c))}, [c](Pointers p) {
    return kernels().ops.depthwise_filter_grad(c, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2));
  });
  return nullptr;
}

}  // namespace

void export_windows(napi_env env, napi_value exports) {
  set_function(env, exports, "maxPool", pool<true>);
  set_function(env, exports, "averagePool", pool<false>);
  set_function(env, exports, "maxPoolGrad", max_pool_grad);
  set_function(env, exports, "averagePoolGrad", average_pool_grad);
  set_function(env, exports, "depthwise", depthwise);
  set_function(env, exports, "depthwiseInputGrad", depthwise_input_grad);
  set_function(env, exports, "depthwiseFilterGrad", depthwise_filter_grad);
}

}  // namespace native
