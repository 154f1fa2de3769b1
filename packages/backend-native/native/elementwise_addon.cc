// Elementwise operations of one, two and three arrays.
#include "addon.h"

namespace native {
namespace {

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
  call.expect_length(length, length_of(sizes, rank), "out");
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

}  // namespace

void export_elementwise(napi_env env, napi_value exports) {
  set_function(env, exports, "unary", unary);
  set_function(env, exports, "binary", binary);
  set_function(env, exports, "compare", compare);
  set_function(env, exports, "select", select);
  set_function(env, exports, "toFloat", to_float);
}

}  // namespace native
