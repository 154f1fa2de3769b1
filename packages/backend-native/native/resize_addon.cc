// Images of another size: each pixel is taken from one pixel (resize) or mixed from four (blend).
#include "addon.h"

namespace native {
namespace {

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
  call.expect_length(gradient ? to.length : from.length, length_of(p, 4), "image");
  call.expect_length(gradient ? from.length : to.length, length_of(resized, 4), "resized image");
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
  float* to = floats(call, 1, gradient ? "dx" : "out", length_of(gradient ? small : large, 4));
  if (call.ok()) (gradient ? kernels().ops.blend_grad : kernels().ops.blend)(from, to, batch, height, width, channels, rows, columns);
  return nullptr;
}

}  // namespace

void export_resize(napi_env env, napi_value exports) {
  set_function(env, exports, "resize", resize<false>);
  set_function(env, exports, "resizeGrad", resize<true>);
  set_function(env, exports, "blend", blend<false>);
  set_function(env, exports, "blendGrad", blend<true>);
}

}  // namespace native
