// Matrix products and convolutions.
#include "addon.h"

namespace native {
namespace {

// (a, b, out, [batch, m, n, k, a's row, column and matrix strides, b's], bias, activation, alpha)
napi_value matmul(napi_env env, napi_callback_info info) {
  Call call(env, info, "matmul");
  const Array<float> a = call.floats(0, "a");
  const Array<float> b = call.floats(1, "b");
  const Array<float> out = call.floats(2, "out");
  const Array<int32_t> plan = call.ints(3, "plan");
  call.expect_length(plan.length, 10, "plan");
  if (!call.ok()) return nullptr;
  const int32_t* p = plan.data;
  const int32_t out_sizes[3] = {p[0], p[1], p[2]};
  const int32_t a_sizes[3] = {p[0], p[1], p[3]}, a_strides[3] = {p[6], p[4], p[5]};
  const int32_t b_sizes[3] = {p[0], p[3], p[2]}, b_strides[3] = {p[9], p[7], p[8]};
  call.expect(length_of(a_sizes, 3) >= 0 && length_of(b_sizes, 3) >= 0, "plan", "sizes of 0 or more");
  call.expect_length(out.length, length_of(out_sizes, 3), "out");
  call.expect(stays_within(a_sizes, a_strides, 3, 0, a.length), "a", "an element for every index");
  call.expect(stays_within(b_sizes, b_strides, 3, 0, b.length), "b", "an element for every index");
  const Epilogue epilogue = read_epilogue(call, 4, p[2]);
  if (!call.ok()) return nullptr;
  launch_product(call, "matmul", {reads(a.data, a.length), reads(b.data, b.length), writes(out.data, out.length), reads(epilogue.bias, p[2])},
                 MatMul{p[0], p[1], p[2], p[3], Matrix{a.data, p[4], p[5]}, Matrix{b.data, p[7], p[8]}, p[6], p[9], out.data, epilogue});
  return nullptr;
}

// The 15 sizes of a convolution, in the order of the struct.
bool read_convolution(Call& call, size_t index, Convolution& c) {
  const Array<int32_t> plan = call.ints(index, "plan");
  call.expect_length(plan.length, 15, "plan");
  if (!call.ok()) return false;
  const int32_t* p = plan.data;
  for (int i = 0; i < 9; ++i) call.expect(p[i] > 0, "plan", "sizes of 1 or more");
  for (int i = 9; i < 13; ++i) call.expect(p[i] > 0, "plan", "strides and dilations of 1 or more");
  c = Convolution{p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12], p[13], p[14]};
  return call.ok();
}

void check_images(Call& call, const Convolution& c, int64_t x, int64_t filter, int64_t y) {
  const int64_t weights[] = {c.filter_height, c.filter_width, c.in_channels, c.out_channels};
  call.expect_length(x, in_size(c), "image");
  call.expect_length(filter, length_of(weights, 4), "filter");
  call.expect_length(y, out_size(c), "output");
}

// A filter has no panels until a pass adds them.
const float* const kNoPanels = nullptr;

Convolution of_images(Convolution c, int64_t images) {
  c.batch = images;
  return c;
}

// Returns a step that records its number of operations.
Step step_of(const Convolution& c, FilterUse use) {
  Step step{};
  step.convolution = Convolved{c, use};
  step.flops = 2.0 * static_cast<double>(c.batch * c.out_height * c.out_width * c.out_channels) *
               static_cast<double>(c.filter_height * c.filter_width * c.in_channels);
  if (recorder() == nullptr) return step;
  for (int64_t size : {c.batch, c.in_height, c.in_width, c.in_channels, c.filter_height, c.filter_width, c.out_channels, c.stride_y})
    step.sizes += (step.sizes.empty() ? "" : " ") + std::to_string(size);
  return step;
}

napi_value convolve(napi_env env, napi_callback_info info) {
  Call call(env, info, "convolve");
  const Array<float> x = call.floats(0, "x");
  const Array<float> filter = call.floats(1, "filter");
  const Array<float> out = call.floats(2, "out");
  Convolution c;
  if (!read_convolution(call, 3, c)) return nullptr;
  check_images(call, c, x.length, filter.length, out.length);
  const Epilogue epilogue = read_epilogue(call, 4, c.out_channels);
  const auto operands = {reads(x.data, x.length), reads(filter.data, filter.length), reads(kNoPanels, 0), writes(out.data, out.length), reads(epilogue.bias, c.out_channels)};
  launch_items(call, "convolve", operands, c.batch, {true, false, false, true, false}, [c, epilogue](Pointers p, int64_t images, bool) {
    return kernels().convolve(of_images(c, images), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3),
                              Epilogue{floats_at(p, 4), epilogue.activation, epilogue.alpha});
  }, step_of(c, FilterUse::forward));
  return nullptr;
}

napi_value convolve_input_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "convolveInputGrad");
  const Array<float> dy = call.floats(0, "dy");
  const Array<float> filter = call.floats(1, "filter");
  const Array<float> dx = call.floats(2, "dx");
  Convolution c;
  if (!read_convolution(call, 3, c)) return nullptr;
  check_images(call, c, dx.length, filter.length, dy.length);
  call.expect(c.dilation_y == 1 && c.dilation_x == 1, "plan", "no dilation");
  const float* const bias = optional(call, 4, "bias", c.in_channels);
  const auto operands = {reads(dy.data, dy.length), reads(filter.data, filter.length), reads(kNoPanels, 0), writes(dx.data, dx.length), reads(bias, c.in_channels)};
  launch_items(call, "convolveInputGrad", operands, c.batch, {true, false, false, true, false}, [c](Pointers p, int64_t images, bool) {
    return kernels().convolve_input_grad(of_images(c, images), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4));
  }, step_of(c, FilterUse::input_grad));
  return nullptr;
}

napi_value convolve_filter_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "convolveFilterGrad");
  const Array<float> x = call.floats(0, "x");
  const Array<float> dy = call.floats(1, "dy");
  const Array<float> dfilter = call.floats(2, "dfilter");
  Convolution c;
  if (!read_convolution(call, 3, c)) return nullptr;
  check_images(call, c, x.length, dfilter.length, dy.length);
  const auto operands = {reads(x.data, x.length), reads(dy.data, dy.length), writes(dfilter.data, dfilter.length)};
  launch_items(call, "convolveFilterGrad", operands, c.batch, {true, true, false}, [c](Pointers p, int64_t images, bool add) {
    return kernels().convolve_filter_grad(of_images(c, images), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), add);
  }, step_of(c, FilterUse::filter_grad));
  return nullptr;
}

}  // namespace

void export_products(napi_env env, napi_value exports) {
  set_function(env, exports, "matmul", matmul);
  set_function(env, exports, "convolve", convolve);
  set_function(env, exports, "convolveInputGrad", convolve_input_grad);
  set_function(env, exports, "convolveFilterGrad", convolve_filter_grad);
}

}  // namespace native
