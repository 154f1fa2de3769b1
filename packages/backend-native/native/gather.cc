// Rows chosen by index, and sums of the rows that share an id.
#include "channels.h"
#include "kernels.h"

namespace native {
namespace {

void gather(const float* x, const int32_t* indices, float* out, int64_t batch, int64_t outer, int64_t size, int64_t inner, int64_t count) {
  parallel_ranges(batch * outer * count, max_of(1, kGrain / max_of(1, inner)), [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t plane = i / count;
      const int64_t from = plane * size + indices[plane / outer * count + i % count];
      if (inner == 1) out[i] = x[from];
      else memcpy(out + i * inner, x + from * inner, static_cast<size_t>(inner) * sizeof(float));
    }
  });
}

// Lists the rows of each segment first, so that each segment adds its own, in their order.
bool segment_sum(const float* x, const int32_t* ids, float* out, int64_t rows, int64_t inner, int64_t segments) {
  int64_t* const start = static_cast<int64_t*>(allocate(static_cast<size_t>(segments + 1 + rows) * sizeof(int64_t)));
  if (!start) return false;
  int64_t* const members = start + segments + 1;
  memset(start, 0, static_cast<size_t>(segments + 1) * sizeof(int64_t));
  const auto known = [=](int64_t r) { return ids[r] >= 0 && ids[r] < segments; };
  for (int64_t r = 0; r < rows; ++r)
    if (known(r)) ++start[ids[r]];
  int64_t total = 0;
  for (int64_t s = 0; s <= segments; ++s) {
    total += start[s];
    start[s] = total;
  }
  for (int64_t r = rows - 1; r >= 0; --r)
    if (known(r)) members[--start[ids[r]]] = r;
  parallel_ranges(segments, max_of(1, kGrain / (max_of(1, inner) * max_of(1, rows / max_of(1, segments)))), [=](int64_t begin, int64_t end) {
    for (int64_t s = begin; s < end; ++s)
      over_channels(0, inner, [&](auto zero, int64_t i) {
        using V = decltype(zero);
        V sum{};
        for (int64_t m = start[s]; m < start[s + 1]; ++m) sum += load_as<V>(x + members[m] * inner + i);
        store_as(out + s * inner + i, sum);
      });
  });
  release(start);
  return true;
}

}  // namespace

void NATIVE_FILL(gather)(Kernels& kernels) {
  kernels.ops.gather = gather;
  kernels.ops.segment_sum = segment_sum;
}

}  // namespace native
