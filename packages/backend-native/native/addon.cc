// Longer than other files, because it holds all entry points for JavaScript, with the checks of every argument, and the table of them.
// The entry points for JavaScript. Each function checks its arguments against each other, then calls one kernel.
#include <string.h>

#include <atomic>

#include "arguments.h"
#include "capture_addon.h"
#include "fused_addon.h"
#include "launch.h"
#include "levels.h"
#include "ops_addon.h"
#include "threads.h"

namespace native {

static std::atomic<int> current_level{0};

const Kernels& kernels() { return kernels_of(static_cast<Level>(current_level.load(std::memory_order_relaxed))); }

namespace {

// The product of `rank` sizes, or -1 when one is negative or the product is too large to be a length.
int64_t product(const int32_t* sizes, int rank) {
  int64_t total = 1;
  for (int d = 0; d < rank; ++d)
    if (sizes[d] < 0 || __builtin_mul_overflow(total, static_cast<int64_t>(sizes[d]), &total)) return -1;
  return total > (int64_t{1} << 40) ? -1 : total;
}

// Whether all elements that `sizes` and `strides` address, from `offset` on, lie within [0, length).
bool stays_within(const int32_t* sizes, const int32_t* strides, int rank, int64_t offset, int64_t length) {
  int64_t last = offset;
  for (int d = 0; d < rank; ++d) {
    if (sizes[d] == 0) return true;
    if (strides[d] < 0) return false;
    last += static_cast<int64_t>(sizes[d] - 1) * strides[d];
  }
  return offset >= 0 && last < length;
}

// Reads [sizes…, strides of a…, strides of b…]; without a plan, both inputs have the layout of the output.
Broadcast read_broadcast(Call& call, size_t index, int64_t a_length, int64_t b_length, int64_t length) {
  Broadcast shape{1, {length}, {1}, {1}};
  if (call.is_null(index)) {
    call.expect_length(a_length, length, "a");
    call.expect_length(b_length, length, "b");
    return shape;
  }
  const Array<int32_t> plan = call.ints(index, "plan");
  const int rank = static_cast<int>(plan.length / 3);
  call.expect(plan.length % 3 == 0 && rank >= 1 && rank <= kMaxRank, "plan", "sizes and two lists of strides for 1 to 8 dimensions");
  if (!call.ok()) return shape;
  const int32_t* sizes = plan.data;
  call.expect_length(length, product(sizes, rank), "out");
  call.expect(stays_within(sizes, sizes + rank, rank, 0, a_length), "a", "an element for every index");
  call.expect(stays_within(sizes, sizes + 2 * rank, rank, 0, b_length), "b", "an element for every index");
  call.expect(sizes[2 * rank - 1] <= 1 && sizes[3 * rank - 1] <= 1, "plan", "innermost strides of 0 or 1");
  shape.rank = rank;
  for (int d = 0; d < rank; ++d) {
    shape.size[d] = sizes[d];
    shape.a[d] = sizes[rank + d];
    shape.b[d] = sizes[2 * rank + d];
  }
  return shape;
}

napi_value unary(napi_env env, napi_callback_info info) {
  Call call(env, info, "unary");
  const int64_t op = call.integer(0, "op", static_cast<int64_t>(Unary::Count));
  const Array<float> x = call.floats(1, "x");
  const Array<float> out = call.floats(2, "out");
  const double p = call.number(3, "p");
  const double q = call.number(4, "q");
  call.expect_length(out.length, x.length, "out");
  launch(call, "unary", {reads(x.data, x.length), writes(out.data, out.length)}, [=, n = x.length](Pointers at) {
    kernels().unary(static_cast<Unary>(op), floats_at(at, 0), floats_at(at, 1), n, static_cast<float>(p), static_cast<float>(q));
    return true;
  });
  return nullptr;
}

napi_value binary(napi_env env, napi_callback_info info) {
  Call call(env, info, "binary");
  const int64_t op = call.integer(0, "op", static_cast<int64_t>(Binary::Count));
  const Array<float> a = call.floats(1, "a");
  const Array<float> b = call.floats(2, "b");
  const Array<float> out = call.floats(3, "out");
  const Broadcast shape = read_broadcast(call, 4, a.length, b.length, out.length);
  if (!call.ok() || out.length == 0) return nullptr;
  // A sum of more than two tensors is added up in the output itself.
  const Operand result = a.data == out.data ? updates(out.data, out.length) : writes(out.data, out.length);
  Step step{};
  if (static_cast<Binary>(op) == Binary::Add && a.length == out.length && b.length == out.length && a.data != out.data)
    step.sum = AddPlain{out.length};
  launch(call, "binary", {reads(a.data, a.length), reads(b.data, b.length), result}, [=](Pointers p) {
    kernels().binary(static_cast<Binary>(op), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), shape);
    return true;
  }, std::move(step));
  return nullptr;
}

napi_value compare(napi_env env, napi_callback_info info) {
  Call call(env, info, "compare");
  const int64_t op = call.integer(0, "op", static_cast<int64_t>(Compare::Count));
  const Array<float> a = call.floats(1, "a");
  const Array<float> b = call.floats(2, "b");
  const Array<uint8_t> out = call.bytes(3, "out");
  const Broadcast shape = read_broadcast(call, 4, a.length, b.length, out.length);
  if (!call.ok() || out.length == 0) return nullptr;
  launch(call, "compare", {reads(a.data, a.length), reads(b.data, b.length), writes(out.data, out.length)}, [=](Pointers p) {
    kernels().compare(static_cast<Compare>(op), floats_at(p, 0), floats_at(p, 1), static_cast<uint8_t*>(p[2]), shape);
    return true;
  });
  return nullptr;
}

napi_value select(napi_env env, napi_callback_info info) {
  Call call(env, info, "select");
  const Array<uint8_t> condition = call.bytes(0, "condition");
  const Array<float> a = call.floats(1, "a");
  const Array<float> b = call.floats(2, "b");
  const Array<float> out = call.floats(3, "out");
  call.expect_length(condition.length, out.length, "condition");
  call.expect_length(a.length, out.length, "a");
  call.expect_length(b.length, out.length, "b");
  const auto operands = {reads(condition.data, condition.length), reads(a.data, a.length), reads(b.data, b.length), writes(out.data, out.length)};
  launch(call, "select", operands, [n = out.length](Pointers p) {
    kernels().select(static_cast<const uint8_t*>(p[0]), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), n);
    return true;
  });
  return nullptr;
}

napi_value to_float(napi_env env, napi_callback_info info) {
  Call call(env, info, "toFloat");
  const Array<float> out = call.floats(1, "out");
  if (call.is_ints(0)) {
    const Array<int32_t> x = call.ints(0, "x");
    call.expect_length(out.length, x.length, "out");
    launch(call, "toFloat", {reads(x.data, x.length), writes(out.data, out.length)}, [n = x.length](Pointers p) {
      kernels().from_ints(static_cast<const int32_t*>(p[0]), floats_at(p, 1), n);
      return true;
    });
  } else {
    const Array<uint8_t> x = call.bytes(0, "x");
    call.expect_length(out.length, x.length, "out");
    launch(call, "toFloat", {reads(x.data, x.length), writes(out.data, out.length)}, [n = x.length](Pointers p) {
      kernels().from_bytes(static_cast<const uint8_t*>(p[0]), floats_at(p, 1), n);
      return true;
    });
  }
  return nullptr;
}

napi_value reduce(napi_env env, napi_callback_info info) {
  Call call(env, info, "reduce");
  const int64_t op = call.integer(0, "op", static_cast<int64_t>(Reduce::Count));
  const Array<float> x = call.floats(1, "x");
  const Array<float> out = call.floats(2, "out");
  const int32_t sizes[3] = {static_cast<int32_t>(call.integer(3, "outer")), static_cast<int32_t>(call.integer(4, "n")),
                            static_cast<int32_t>(call.integer(5, "inner"))};
  call.expect_length(x.length, product(sizes, 3), "x");
  call.expect_length(out.length, static_cast<int64_t>(sizes[0]) * sizes[2], "out");
  if (!call.ok() || out.length == 0) return nullptr;
  launch(call, "reduce", {reads(x.data, x.length), writes(out.data, out.length)}, [op, outer = sizes[0], n = sizes[1], inner = sizes[2]](Pointers p) {
    return kernels().reduce(static_cast<Reduce>(op), floats_at(p, 0), floats_at(p, 1), outer, n, inner);
  });
  return nullptr;
}

napi_value softmax(napi_env env, napi_callback_info info) {
  Call call(env, info, "softmax");
  const Array<float> x = call.floats(0, "x");
  const Array<float> out = call.floats(1, "out");
  const int64_t n = call.integer(2, "n");
  call.expect(n > 0 && x.length % n == 0, "x", "whole rows of n elements");
  call.expect_length(out.length, x.length, "out");
  launch(call, "softmax", {reads(x.data, x.length), writes(out.data, out.length)}, [rows = n > 0 ? x.length / n : 0, n](Pointers p) {
    kernels().softmax(floats_at(p, 0), floats_at(p, 1), rows, n);
    return true;
  });
  return nullptr;
}

napi_value copy(napi_env env, napi_callback_info info) {
  Call call(env, info, "copy");
  const Array<float> from = call.floats(0, "from");
  const int64_t from_offset = call.integer(1, "fromOffset", int64_t{1} << 40);
  const Array<float> to = call.floats(2, "to");
  const int64_t to_offset = call.integer(3, "toOffset", int64_t{1} << 40);
  const Array<int32_t> plan = call.ints(4, "plan");
  const int rank = static_cast<int>(plan.length / 3);
  call.expect(plan.length % 3 == 0 && rank >= 2 && rank <= kMaxRank, "plan", "sizes and two lists of strides for 2 to 8 dimensions");
  if (!call.ok()) return nullptr;
  const int32_t* sizes = plan.data;
  const int64_t total = product(sizes, rank);
  call.expect(total >= 0, "plan", "sizes of 0 or more");
  call.expect(stays_within(sizes, sizes + rank, rank, from_offset, from.length), "from", "an element for every index");
  call.expect(stays_within(sizes, sizes + 2 * rank, rank, to_offset, to.length), "to", "an element for every index");
  if (!call.ok() || total == 0) return nullptr;
  StridedCopy layout;
  layout.rank = rank;
  for (int d = 0; d < rank; ++d) {
    layout.size[d] = sizes[d];
    layout.from[d] = sizes[rank + d];
    layout.to[d] = sizes[2 * rank + d];
  }
  // A call may write only a part of the output.
  launch(call, "copy", {reads(from.data, from.length), writes(to.data, to.length)}, [=](Pointers p) {
    kernels().copy(floats_at(p, 0) + from_offset, floats_at(p, 1) + to_offset, layout);
    return true;
  });
  return nullptr;
}

// (values, value): sets all values
napi_value fill(napi_env env, napi_callback_info info) {
  Call call(env, info, "fill");
  const Array<float> out = call.floats(0, "out");
  const float value = static_cast<float>(call.number(1, "value"));
  launch(call, "fill", {writes(out.data, out.length)}, [value, n = out.length](Pointers p) {
    float* const to = floats_at(p, 0);
    for (int64_t i = 0; i < n; ++i) to[i] = value;
    return true;
  });
  return nullptr;
}

// A bias, which may be absent, and the activation that follows it.
Epilogue read_epilogue(Call& call, size_t index, int64_t channels) {
  Epilogue epilogue{nullptr, Activation::linear, 0};
  if (!call.is_null(index)) {
    const Array<float> bias = call.floats(index, "bias");
    call.expect_length(bias.length, channels, "bias");
    epilogue.bias = bias.data;
  }
  epilogue.activation = static_cast<Activation>(call.integer(index + 1, "activation", static_cast<int64_t>(Activation::Count)));
  epilogue.alpha = static_cast<float>(call.number(index + 2, "alpha"));
  return epilogue;
}

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
  call.expect(product(a_sizes, 3) >= 0 && product(b_sizes, 3) >= 0, "plan", "sizes of 0 or more");
  call.expect_length(out.length, product(out_sizes, 3), "out");
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
  const int32_t in[4] = {static_cast<int32_t>(c.batch), static_cast<int32_t>(c.in_height), static_cast<int32_t>(c.in_width), static_cast<int32_t>(c.in_channels)};
  const int32_t weights[4] = {static_cast<int32_t>(c.filter_height), static_cast<int32_t>(c.filter_width), static_cast<int32_t>(c.in_channels), static_cast<int32_t>(c.out_channels)};
  const int32_t out[4] = {static_cast<int32_t>(c.batch), static_cast<int32_t>(c.out_height), static_cast<int32_t>(c.out_width), static_cast<int32_t>(c.out_channels)};
  call.expect_length(x, product(in, 4), "image");
  call.expect_length(filter, product(weights, 4), "filter");
  call.expect_length(y, product(out, 4), "output");
}

// A filter has no panels until a pass adds them.
const float* const kNoPanels = nullptr;

// Returns a step that records its number of operations.
Convolution of_images(Convolution c, int64_t images) {
  c.batch = images;
  return c;
}

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
  const float* bias = nullptr;
  if (!call.is_null(4)) {
    const Array<float> given = call.floats(4, "bias");
    call.expect_length(given.length, c.in_channels, "bias");
    bias = given.data;
  }
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

void check_map(Call& call, const Array<int32_t>& map, int64_t size, const char* what) {
  for (int64_t i = 0; call.ok() && i < map.length; ++i)
    call.expect(map.data[i] >= 0 && map.data[i] < size && (i == 0 || map.data[i] >= map.data[i - 1]), what, "ascending indices into the image");
}

// (small, large, [batch, height, width, channels] of the small image, rows, columns)
template <bool gradient>
napi_value resize(napi_env env, napi_callback_info info) {
  Call call(env, info, gradient ? "resizeGrad" : "resize");
  const Array<float> from = call.floats(0, "from");
  const Array<float> to = call.floats(1, "to");
  const Array<int32_t> plan = call.ints(2, "plan");
  const Array<int32_t> rows = call.ints(3, "rows");
  const Array<int32_t> columns = call.ints(4, "columns");
  call.expect_length(plan.length, 4, "plan");
  if (!call.ok()) return nullptr;
  const int32_t* p = plan.data;
  const int32_t resized[4] = {p[0], static_cast<int32_t>(rows.length), static_cast<int32_t>(columns.length), p[3]};
  call.expect_length(gradient ? to.length : from.length, product(p, 4), "image");
  call.expect_length(gradient ? from.length : to.length, product(resized, 4), "resized image");
  check_map(call, rows, p[1], "rows");
  check_map(call, columns, p[2], "columns");
  if (!call.ok() || to.length == 0) return nullptr;
  const auto operands = {reads(from.data, from.length), writes(to.data, to.length), reads(rows.data, rows.length), reads(columns.data, columns.length)};
  const auto size = [](const Array<int32_t>& list) { return list.length; };
  launch(call, gradient ? "resizeGrad" : "resize", operands,
         [batch = p[0], height = p[1], width = p[2], channels = p[3], out_height = size(rows), out_width = size(columns)](Pointers at) {
           (gradient ? kernels().resize_grad : kernels().resize)(floats_at(at, 0), floats_at(at, 1), batch, height, width, channels,
                                                                 static_cast<const int32_t*>(at[2]), out_height,
                                                                 static_cast<const int32_t*>(at[3]), out_width);
           return true;
         });
  return nullptr;
}

// (threads, level) → sets both for the whole process.
napi_value configure(napi_env env, napi_callback_info info) {
  Call call(env, info, "configure");
  const int64_t threads = call.integer(0, "threads", 257);
  char name[32] = "";
  call.text(1, "level", name, sizeof name);
  Level level = Level::baseline;
  call.expect(threads >= 1, "threads", "at least 1");
  call.expect(level_named(name, level) && runs(level), "level", "an instruction level that this processor runs");
  if (!call.ok()) return nullptr;
  if (!start_threads(static_cast<int>(threads))) {
    call.out_of_memory();
    return nullptr;
  }
  current_level.store(static_cast<int>(level));
  return nullptr;
}

// Bytes from the start of the buffer to its first 64-byte boundary.
napi_value misalignment(napi_env env, napi_callback_info info) {
  Call call(env, info, "misalignment");
  const Array<float> x = call.floats(0, "x");
  if (!call.ok()) return nullptr;
  napi_value result;
  napi_create_uint32(env, static_cast<uint32_t>(-reinterpret_cast<uintptr_t>(x.data) & 63), &result);
  return result;
}

void set_names(napi_env env, napi_value exports, const char* property, const char* const* names, uint32_t count) {
  napi_value list;
  napi_create_array_with_length(env, count, &list);
  for (uint32_t i = 0; i < count; ++i) {
    napi_value name;
    napi_create_string_utf8(env, names[i], NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, list, i, name);
  }
  napi_set_named_property(env, exports, property, list);
}

}  // namespace

void set_function(napi_env env, napi_value exports, const char* name, napi_callback function) {
  napi_value value;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
  napi_set_named_property(env, exports, name, value);
}

namespace {

void set_lists(napi_env env, napi_value exports) {
#define NAME(name) #name,
  const char* const unary_names[] = {NATIVE_UNARY(NAME)};
  const char* const binary_names[] = {NATIVE_BINARY(NAME)};
  const char* const compare_names[] = {NATIVE_COMPARE(NAME)};
  const char* const reduce_names[] = {NATIVE_REDUCE(NAME)};
  const char* const activation_names[] = {NATIVE_ACTIVATION(NAME)};
  set_names(env, exports, "unaryOps", unary_names, static_cast<uint32_t>(Unary::Count));
  set_names(env, exports, "binaryOps", binary_names, static_cast<uint32_t>(Binary::Count));
  set_names(env, exports, "compareOps", compare_names, static_cast<uint32_t>(Compare::Count));
  set_names(env, exports, "reduceOps", reduce_names, static_cast<uint32_t>(Reduce::Count));
  set_names(env, exports, "activations", activation_names, static_cast<uint32_t>(Activation::Count));
  const char* const pixel_names[] = {NATIVE_PIXELS(NAME)};
  set_names(env, exports, "pixels", pixel_names, static_cast<uint32_t>(Pixels::Count));
#undef NAME
  const char* levels[3];
  uint32_t count = 0;
  for (int i = 0; i < 3; ++i)
    if (runs(levels_by_speed()[i])) levels[count++] = name_of(levels_by_speed()[i]);
  set_names(env, exports, "levels", levels, count);
}

}  // namespace
}  // namespace native

NAPI_MODULE_INIT() {
  using namespace native;
  if (!start_threads(thread_count())) {
    napi_throw_error(env, nullptr, "native: not enough memory to start");
    return exports;
  }
  if (current_level.load() == 0) current_level.store(static_cast<int>(best_level()));
  set_lists(env, exports);
  set_function(env, exports, "configure", configure);
  set_function(env, exports, "misalignment", misalignment);
  set_function(env, exports, "unary", unary);
  set_function(env, exports, "binary", binary);
  set_function(env, exports, "compare", compare);
  set_function(env, exports, "select", select);
  set_function(env, exports, "toFloat", to_float);
  set_function(env, exports, "reduce", reduce);
  set_function(env, exports, "softmax", softmax);
  set_function(env, exports, "copy", copy);
  set_function(env, exports, "fill", fill);
  set_function(env, exports, "matmul", matmul);
  set_function(env, exports, "convolve", convolve);
  set_function(env, exports, "convolveInputGrad", convolve_input_grad);
  set_function(env, exports, "convolveFilterGrad", convolve_filter_grad);
  set_function(env, exports, "resize", resize<false>);
  set_function(env, exports, "resizeGrad", resize<true>);
  set_fused_functions(env, exports);
  set_capture_functions(env, exports);
  set_op_functions(env, exports);
  return exports;
}
