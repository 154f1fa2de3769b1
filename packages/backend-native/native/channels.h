// Loops over the channels of a pixel with the widest vectors that fit: whole ones, then those of four, then single numbers.
#pragma once
#include "simd.h"

namespace native {
namespace {

typedef float v4 __attribute__((vector_size(16)));

template <typename V>
ALWAYS_INLINE V load_as(const float* p) {
  V v;
  memcpy(&v, p, sizeof v);
  return v;
}
template <typename V>
ALWAYS_INLINE void store_as(float* p, V v) {
  memcpy(p, &v, sizeof v);
}
template <typename V>
ALWAYS_INLINE V splat_as(float x) {
  return x - V{};
}

// body(zero, i): `zero` has the type of vector that covers channels i and those after it.
template <typename F>
ALWAYS_INLINE void over_channels(int64_t begin, int64_t end, const F& body) {
  int64_t i = begin;
  for (; i + kLanes <= end; i += kLanes) body(vf{}, i);
  if constexpr (kLanes > 4)
    for (; i + 4 <= end; i += 4) body(v4{}, i);
  for (; i < end; ++i) body(0.0f, i);
}

}  // namespace
}  // namespace native
