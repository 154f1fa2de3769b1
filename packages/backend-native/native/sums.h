// Sums of vectors and of parts, always in the same order.
#pragma once
#include "simd.h"

namespace native {
namespace {

// to[j] = the sum over `count` parts of parts[i * step + j], j < n, in order; with `add`, to what `to` holds.
inline void add_parts(const float* parts, int64_t count, int64_t step, int64_t n, float* to, bool add) {
  parallel_ranges(n, max_of(kLanes, kGrain / max_of(1, count)), [=](int64_t begin, int64_t end) {
    if (!add)
      for (int64_t j = begin; j < end; ++j) to[j] = 0.0f;
    for (int64_t i = 0; i < count; ++i)
      for (int64_t j = begin; j < end; ++j) to[j] += parts[i * step + j];
  });
}

ALWAYS_INLINE float sum_lanes(vf v) {
  double total = 0;
  for (int i = 0; i < kLanes; ++i) total += v[i];
  return static_cast<float>(total);
}

// v with zeros after the first n lanes.
ALWAYS_INLINE vf only(vf v, int64_t n) {
  for (int64_t i = n; i < kLanes; ++i) v[i] = 0.0f;
  return v;
}

}  // namespace
}  // namespace native
