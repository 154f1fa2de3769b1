// Functions along one axis: reductions, softmax, the opposite order, running sums and products, and the largest elements.
#include "addon.h"

namespace native {
namespace {

// The sizes outer, n and inner, from argument `index` on; the number of elements, or -1.
int64_t read_middle(Call& call, size_t index, int64_t (&sizes)[3]) {
  static const char* const names[] = {"outer", "n", "inner"};
  for (size_t i = 0; i < 3; ++i) {
    sizes[i] = call.integer(index + i, names[i]);
    call.expect(sizes[i] > 0, names[i], "1 or more");
  }
  return length_of(sizes, 3);
}

napi_value reduce(napi_env env, napi_callback_info info) {
  Call call(env, info, "reduce");
  const int64_t op = call.integer(0, "op", static_cast<int64_t>(Reduce::Count));
  const Array<float> x = call.floats(1, "x");
  const Array<float> out = call.floats(2, "out");
  const int64_t sizes[] = {call.integer(3, "outer"), call.integer(4, "n"), call.integer(5, "inner")};
  call.expect_length(x.length, length_of(sizes, 3), "x");
  call.expect_length(out.length, sizes[0] * sizes[2], "out");
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

// (x, out, n)
napi_value log_softmax(napi_env env, napi_callback_info info) {
  Call call(env, info, "logSoftmax");
  const Array<float> x = call.floats(0, "x");
  const int64_t n = call.integer(2, "n");
  call.expect(n > 0 && x.length % n == 0, "x", "whole rows of n elements");
  float* out = floats(call, 1, "out", x.length);
  if (!call.ok()) return nullptr;
  launch(call, "logSoftmax", {reads(x.data, x.length), writes(out, x.length)}, [n, rows = x.length / n](Pointers p) {
    kernels().ops.log_softmax(floats_at(p, 0), floats_at(p, 1), rows, n);
    return true;
  });
  return nullptr;
}

// (x, out, outer, n, inner)
napi_value reverse(napi_env env, napi_callback_info info) {
  Call call(env, info, "reverse");
  int64_t s[3];
  const int64_t length = read_middle(call, 2, s);
  const float* x = floats(call, 0, "x", length);
  float* out = floats(call, 1, "out", length);
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
  float* out = floats(call, 4, "out", length);
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

}  // namespace

void export_axis(napi_env env, napi_value exports) {
  set_function(env, exports, "reduce", reduce);
  set_function(env, exports, "softmax", softmax);
  set_function(env, exports, "logSoftmax", log_softmax);
  set_function(env, exports, "reverse", reverse);
  set_function(env, exports, "scan", scan);
  set_function(env, exports, "argExtreme", arg_extreme);
  set_function(env, exports, "topK", top_k);
}

}  // namespace native
