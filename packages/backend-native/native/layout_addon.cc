// Filling and copying arrays, and gathering and adding up slices by index.
#include "addon.h"

namespace native {
namespace {

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
  const int64_t total = length_of(sizes, rank);
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
  float* out = floats(call, 2, "out", length_of(out_sizes, 4));
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

}  // namespace

void export_layout(napi_env env, napi_value exports) {
  set_function(env, exports, "fill", fill);
  set_function(env, exports, "copy", copy);
  set_function(env, exports, "gather", gather);
  set_function(env, exports, "segmentSum", segment_sum);
}

}  // namespace native
