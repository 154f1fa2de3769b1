// Vectors of the width that this file is compiled for, by the compiler's vector extensions.
// Everything here has internal linkage: the same source is compiled for several instruction levels, and the linker must never
// take one level's copy of a function for another's.
#pragma once
#include <cstdint>
#include <cstring>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#include "threads.h"

#if !defined(NATIVE_LEVEL)
#error "NATIVE_LEVEL names the instruction level: baseline, avx2 or avx512"
#endif

#define ALWAYS_INLINE inline __attribute__((always_inline))
#define INLINE_LAMBDA __attribute__((always_inline))

namespace native {
namespace {

// NATIVE_WIDE builds the AVX-512 form for processors without AVX-512, to test it there.
#if defined(__AVX512F__) || defined(NATIVE_WIDE)
constexpr int kLanes = 16;
#elif defined(__AVX2__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

typedef float vf __attribute__((vector_size(kLanes * 4)));
typedef int32_t vi __attribute__((vector_size(kLanes * 4)));
typedef float vf_unaligned __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));

ALWAYS_INLINE vf load(const float* p) { return *reinterpret_cast<const vf_unaligned*>(p); }
ALWAYS_INLINE void store(float* p, vf v) { *reinterpret_cast<vf_unaligned*>(p) = v; }
ALWAYS_INLINE vf splat(float x) { return x - vf{}; }
ALWAYS_INLINE vi splat_int(int32_t x) { return x - vi{}; }
ALWAYS_INLINE vi bits(vf v) { return reinterpret_cast<vi>(v); }
ALWAYS_INLINE vf from_bits(vi v) { return reinterpret_cast<vf>(v); }

// The first n < kLanes elements; the others are `fill`.
#if defined(__AVX512F__)
ALWAYS_INLINE vf load_part(const float* p, int64_t n, float fill = 0) {
  return _mm512_mask_loadu_ps(splat(fill), static_cast<__mmask16>((1u << n) - 1), p);
}
ALWAYS_INLINE void store_part(float* p, vf v, int64_t n) { _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << n) - 1), v); }
#else
ALWAYS_INLINE vf load_part(const float* p, int64_t n, float fill = 0) {
  float lanes[kLanes];
  for (int i = 0; i < kLanes; ++i) lanes[i] = fill;
  memcpy(lanes, p, static_cast<size_t>(n) * sizeof(float));
  return load(lanes);
}
ALWAYS_INLINE void store_part(float* p, vf v, int64_t n) {
  float lanes[kLanes];
  store(lanes, v);
  memcpy(p, lanes, static_cast<size_t>(n) * sizeof(float));
}
#endif

// The same for the first n <= kLanes, fast where they are all.
ALWAYS_INLINE vf get(const float* p, int64_t n) { return n == kLanes ? load(p) : load_part(p, n); }
ALWAYS_INLINE void put(float* p, vf v, int64_t n) {
  if (n == kLanes) store(p, v);
  else store_part(p, v, n);
}

ALWAYS_INLINE int64_t min_of(int64_t a, int64_t b) { return a < b ? a : b; }
ALWAYS_INLINE int64_t max_of(int64_t a, int64_t b) { return a > b ? a : b; }
ALWAYS_INLINE int64_t blocks_of(int64_t n, int64_t size) { return (n + size - 1) / size; }

// parallel() for a lambda. `count` blocks; small work is left to the caller's thread.
template <typename F>
ALWAYS_INLINE void parallel_for(int64_t count, const F& body) {
  parallel(count, [](void* context, int64_t index) { (*static_cast<const F*>(context))(index); }, const_cast<F*>(&body));
}

// body(begin, end) over [0, n) in blocks of `grain`.
template <typename F>
ALWAYS_INLINE void parallel_ranges(int64_t n, int64_t grain, const F& body) {
  if (n <= grain) {
    if (n > 0) body(int64_t{0}, n);
    return;
  }
  parallel_for(blocks_of(n, grain), [&](int64_t block) { body(block * grain, min_of(n, (block + 1) * grain)); });
}

// While an object of this class lives, its thread treats subnormal numbers, in inputs and results, as 0. Some processors take a hundred
// times as long for subnormal numbers, and the tails of an E-step are full of them. All threads that run a task must use it, so that
// results do not depend on the thread.
class FlushSubnormals {
 public:
#if defined(__x86_64__)
  FlushSubnormals() : before_(__builtin_ia32_stmxcsr()) { __builtin_ia32_ldmxcsr(before_ | 0x8040); }
  ~FlushSubnormals() { __builtin_ia32_ldmxcsr(before_); }

 private:
  unsigned before_;
#elif defined(__aarch64__)
  FlushSubnormals() {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" ::"r"(before_ | (uint64_t{1} << 24)));
  }
  ~FlushSubnormals() { asm volatile("msr fpcr, %0" ::"r"(before_)); }

 private:
  uint64_t before_;
#endif
};

// Elements of one block of an elementwise loop: about ten microseconds, and 64 KB at a time.
constexpr int64_t kGrain = 16384;

}  // namespace
}  // namespace native
