// Longer than other files, because, like addon.cc, it has one function per kernel, and each checks every length and index.
#include "ops_addon.h"

#include "launch.h"

namespace native {
namespace {

constexpr int32_t kMostStep = 1 << 15;    // of windows, strides, dilations and padding
constexpr int64_t kMostWeights = 256;     // of one depthwise filter

const float* floats(Call& call, size_t index, const char* what, int64_t length) {
  const Array<float> array = call.floats(index, what);
  call.expect_length(array.length, length, what);
  return array.data;
}
float* result(Call& call, size_t index, const char* what, int64_t length) { return const_cast<float*>(floats(call, index, what, length)); }

const float* optional(Call& call, size_t index, const char* what, int64_t length) {
  return call.is_null(index) ? nullptr : floats(call, index, what, length);
}

// The product of sizes that are each below 2^31, or -1 where it is too large to be a length.
int64_t length_of(const int64_t* sizes, int count) {
  int64_t total = 1;
  for (int i = 0; i < count; ++i)
    if (__builtin_mul_overflow(total, sizes[i], &total) || total > (int64_t{1} << 40)) return -1;
  return total;
}

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

int64_t in_size(const Convolution& c) {
  const int64_t sizes[] = {c.batch, c.in_height, c.in_width, c.in_channels};
  return length_of(sizes, 4);
}
int64_t out_size(const Convolution& c) {
  const int64_t sizes[] = {c.batch, c.out_height, c.out_width, c.out_channels};
  return length_of(sizes, 4);
}

// (x, y, plan)
template <bool largest>
napi_value pool(napi_env env, napi_callback_info info) {
  Call call(env, info, largest ? "maxPool" : "averagePool");
  const Convolution c = read_windows(call, 2);
  const float* x = floats(call, 0, "x", in_size(c));
  float* y = result(call, 1, "y", out_size(c));
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
  float* dx = result(call, 2, "dx", in_size(c));
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
  float* dx = result(call, 1, "dx", in_size(c));
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
  float* y = result(call, 2, "y", out_size(c));
  Epilogue epilogue{optional(call, 4, "bias", c.out_channels), Activation::linear, 0};
  epilogue.activation = static_cast<Activation>(call.integer(5, "activation", static_cast<int64_t>(Activation::Count)));
  epilogue.alpha = static_cast<float>(call.number(6, "alpha"));
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
  float* dx = result(call, 2, "dx", in_size(c));
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
  float* dfilter = result(call, 2, "dfilter", filter_size(c));
  launch(call, "depthwiseFilterGrad", {reads(x, in_size(c)), reads(dy, out_size(c)), writes(dfilter, filter_size(c))}, [c](Pointers p) {
    return kernels().ops.depthwise_filter_grad(c, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2));
  });
  return nullptr;
}

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
  float* y = result(call, 6, "y", x.length);
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
  float* dx = result(call, 6, "dx", x.length);
  float* sums[4];
  static const char* const names[] = {"dmean", "dvariance", "dscale", "doffset"};
  for (size_t i = 0; i < 4; ++i) sums[i] = result(call, 7 + i, names[i], channels);
  if (!call.ok()) return nullptr;
  const auto operands = {reads(dy, x.length), reads(x.data, x.length), reads(mean.data, channels), reads(variance, channels), reads(scale, channels), writes(dx, x.length),
                         writes(sums[0], channels), writes(sums[1], channels), writes(sums[2], channels), writes(sums[3], channels)};
  launch(call, "batchNormGrad", operands, [epsilon, channels, rows = x.length / channels](Pointers p) {
    return kernels().ops.batch_norm_grad(floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4), epsilon, floats_at(p, 5),
                                         floats_at(p, 6), floats_at(p, 7), floats_at(p, 8), floats_at(p, 9), rows, channels);
  });
  return nullptr;
}

// (x, indices, out, [batch, outer, size, inner])
napi_value gather(napi_env env, napi_callback_info info) {
  Call call(env, info, "gather");
  const Array<float> x = call.floats(0, "x");
  const Array<int32_t> indices = call.ints(1, "indices");
  const Array<int32_t> sizes = call.ints(3, "sizes");
  call.expect_length(sizes.length, 4, "sizes");
  if (!call.ok()) return nullptr;
  for (int i = 0; i < 4; ++i) call.expect(sizes.data[i] > 0, "sizes", "sizes of 1 or more");
  if (!call.ok()) return nullptr;
  const int64_t batch = sizes.data[0], outer = sizes.data[1], size = sizes.data[2], inner = sizes.data[3];
  call.expect(indices.length % batch == 0, "indices", "as many for each of the batch");
  const int64_t count = indices.length / batch;
  const int64_t in[] = {batch, outer, size, inner}, out_sizes[] = {batch, outer, count, inner};
  call.expect_length(x.length, length_of(in, 4), "x");
  float* out = result(call, 2, "out", length_of(out_sizes, 4));
  for (int64_t i = 0; call.ok() && i < indices.length; ++i)
    call.expect(indices.data[i] >= 0 && indices.data[i] < size, "indices", "whole numbers from 0 to the size of the axis, less 1");
  if (call.ok() && count > 0) kernels().ops.gather(x.data, indices.data, out, batch, outer, size, inner, count);
  return nullptr;
}

// (x, ids, out, inner)
napi_value segment_sum(napi_env env, napi_callback_info info) {
  Call call(env, info, "segmentSum");
  const Array<float> x = call.floats(0, "x");
  const Array<int32_t> ids = call.ints(1, "ids");
  const Array<float> out = call.floats(2, "out");
  const int64_t inner = call.integer(3, "inner");
  call.expect(inner > 0 && out.length % inner == 0, "out", "whole rows of inner elements");
  call.expect_length(x.length, ids.length * inner, "x");
  if (call.ok() && !kernels().ops.segment_sum(x.data, ids.data, out.data, ids.length, inner, out.length / inner)) call.out_of_memory();
  return nullptr;
}

// The sizes outer, n and inner, from argument `index` on; the number of elements, or -1.
int64_t read_middle(Call& call, size_t index, int64_t (&sizes)[3]) {
  static const char* const names[] = {"outer", "n", "inner"};
  for (size_t i = 0; i < 3; ++i) {
    sizes[i] = call.integer(index + i, names[i]);
    call.expect(sizes[i] > 0, names[i], "1 or more");
  }
  return length_of(sizes, 3);
}

// (x, out, outer, n, inner)
napi_value reverse(napi_env env, napi_callback_info info) {
  Call call(env, info, "reverse");
  int64_t s[3];
  const int64_t length = read_middle(call, 2, s);
  const float* x = floats(call, 0, "x", length);
  float* out = result(call, 1, "out", length);
  launch(call, "reverse", {reads(x, length), writes(out, length)}, [outer = s[0], n = s[1], inner = s[2]](Pointers p) {
    kernels().ops.reverse(floats_at(p, 0), floats_at(p, 1), outer, n, inner);
    return true;
  });
  return nullptr;
}

// (product, exclusive, backwards, x, out, outer, n, inner), the first three 0 or 1
napi_value scan(napi_env env, napi_callback_info info) {
  Call call(env, info, "scan");
  const bool product = call.integer(0, "product", 2) == 1;
  const bool exclusive = call.integer(1, "exclusive", 2) == 1;
  const bool backwards = call.integer(2, "backwards", 2) == 1;
  int64_t s[3];
  const int64_t length = read_middle(call, 5, s);
  const float* x = floats(call, 3, "x", length);
  float* out = result(call, 4, "out", length);
  launch(call, "scan", {reads(x, length), writes(out, length)}, [=, outer = s[0], n = s[1], inner = s[2]](Pointers p) {
    kernels().ops.scan(product, exclusive, backwards, floats_at(p, 0), floats_at(p, 1), outer, n, inner);
    return true;
  });
  return nullptr;
}

// (largest, x, out, outer, n, inner), the first 0 or 1
napi_value arg_extreme(napi_env env, napi_callback_info info) {
  Call call(env, info, "argExtreme");
  const bool largest = call.integer(0, "largest", 2) == 1;
  int64_t s[3];
  const int64_t length = read_middle(call, 3, s);
  const float* x = floats(call, 1, "x", length);
  const Array<int32_t> out = call.ints(2, "out");
  if (call.ok()) call.expect_length(out.length, s[0] * s[2], "out");
  launch(call, "argExtreme", {reads(x, length), writes(out.data, out.length)}, [largest, outer = s[0], n = s[1], inner = s[2]](Pointers p) {
    kernels().ops.arg_extreme(largest, floats_at(p, 0), static_cast<int32_t*>(p[1]), outer, n, inner);
    return true;
  });
  return nullptr;
}

// (x, values, indices, n, k)
napi_value top_k(napi_env env, napi_callback_info info) {
  Call call(env, info, "topK");
  const Array<float> x = call.floats(0, "x");
  const Array<float> values = call.floats(1, "values");
  const Array<int32_t> indices = call.ints(2, "indices");
  const int64_t n = call.integer(3, "n");
  const int64_t k = call.integer(4, "k");
  call.expect(k > 0 && k <= n && x.length % n == 0, "x", "whole rows of n elements, and k of 1 to n");
  if (!call.ok()) return nullptr;
  const int64_t rows = x.length / n;
  call.expect_length(values.length, rows * k, "values");
  call.expect_length(indices.length, rows * k, "indices");
  if (!call.ok() || rows == 0) return nullptr;
  launch(call, "topK", {reads(x.data, x.length), writes(values.data, values.length), writes(indices.data, indices.length)}, [=](Pointers p) {
    return kernels().ops.top_k(floats_at(p, 0), floats_at(p, 1), static_cast<int32_t*>(p[2]), rows, n, k);
  });
  return nullptr;
}

// (x, out, n)
napi_value log_softmax(napi_env env, napi_callback_info info) {
  Call call(env, info, "logSoftmax");
  const Array<float> x = call.floats(0, "x");
  const int64_t n = call.integer(2, "n");
  call.expect(n > 0 && x.length % n == 0, "x", "whole rows of n elements");
  float* out = result(call, 1, "out", x.length);
  if (!call.ok()) return nullptr;
  launch(call, "logSoftmax", {reads(x.data, x.length), writes(out, x.length)}, [n, rows = x.length / n](Pointers p) {
    kernels().ops.log_softmax(floats_at(p, 0), floats_at(p, 1), rows, n);
    return true;
  });
  return nullptr;
}

Blend read_blend(Call& call, size_t index, const char* what, int64_t size) {
  const Array<int32_t> low = call.ints(index, what);
  const Array<int32_t> high = call.ints(index + 1, what);
  const Array<float> part = call.floats(index + 2, what);
  call.expect_length(high.length, low.length, what);
  call.expect_length(part.length, low.length, what);
  for (int64_t i = 0; call.ok() && i < low.length; ++i)
    call.expect(low.data[i] >= 0 && low.data[i] < size && high.data[i] >= 0 && high.data[i] < size, what, "indices into the image");
  return {low.data, high.data, part.data, low.length};
}

// (small or dy, large or dx, [batch, height, width, channels] of the small image, three lists of rows, three of columns)
template <bool gradient>
napi_value blend(napi_env env, napi_callback_info info) {
  Call call(env, info, gradient ? "blendGrad" : "blend");
  const Array<int32_t> sizes = call.ints(2, "sizes");
  call.expect_length(sizes.length, 4, "sizes");
  if (!call.ok()) return nullptr;
  for (int i = 0; i < 4; ++i) call.expect(sizes.data[i] > 0, "sizes", "sizes of 1 or more");
  if (!call.ok()) return nullptr;
  const int64_t batch = sizes.data[0], height = sizes.data[1], width = sizes.data[2], channels = sizes.data[3];
  const Blend rows = read_blend(call, 3, "rows", height);
  const Blend columns = read_blend(call, 6, "columns", width);
  call.expect(rows.length > 0 && columns.length > 0, "rows", "at least one row and column");
  const int64_t small[] = {batch, height, width, channels}, large[] = {batch, rows.length, columns.length, channels};
  const float* from = floats(call, 0, gradient ? "dy" : "x", length_of(gradient ? large : small, 4));
  float* to = result(call, 1, gradient ? "dx" : "out", length_of(gradient ? small : large, 4));
  if (call.ok()) (gradient ? kernels().ops.blend_grad : kernels().ops.blend)(from, to, batch, height, width, channels, rows, columns);
  return nullptr;
}

}  // namespace

void set_op_functions(napi_env env, napi_value exports) {
  set_function(env, exports, "maxPool", pool<true>);
  set_function(env, exports, "averagePool", pool<false>);
  set_function(env, exports, "maxPoolGrad", max_pool_grad);
  set_function(env, exports, "averagePoolGrad", average_pool_grad);
  set_function(env, exports, "depthwise", depthwise);
  set_function(env, exports, "depthwiseInputGrad", depthwise_input_grad);
  set_function(env, exports, "depthwiseFilterGrad", depthwise_filter_grad);
  set_function(env, exports, "batchNorm", batch_norm);
  set_function(env, exports, "batchNormGrad", batch_norm_grad);
  set_function(env, exports, "gather", gather);
  set_function(env, exports, "segmentSum", segment_sum);
  set_function(env, exports, "reverse", reverse);
  set_function(env, exports, "scan", scan);
  set_function(env, exports, "argExtreme", arg_extreme);
  set_function(env, exports, "topK", top_k);
  set_function(env, exports, "logSoftmax", log_softmax);
  set_function(env, exports, "blend", blend<false>);
  set_function(env, exports, "blendGrad", blend<true>);
}

}  // namespace native
