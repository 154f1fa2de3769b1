#include "levels.h"

#include <string.h>

#include "threads.h"

namespace native {

#define FAMILIES(OP, level)                                                                                              \
  OP(unary, level) OP(binary, level) OP(reduce, level) OP(layout, level) OP(matmul, level) OP(conv, level) OP(resize, level) \
  OP(fused_pixels, level) OP(fused_layers, level) OP(fused_norm, level)                                                                           \
  OP(pool, level) OP(depthwise, level) OP(batch_norm, level) OP(gather, level) OP(scan, level) OP(rows, level) OP(blend, level)
#define DECLARE(family, level) void fill_##family##_##level(Kernels& kernels);
#define FILL(family, level) fill_##family##_##level(table);
#define TABLE(level)              \
  FAMILIES(DECLARE, level)        \
  static Kernels make_##level() { \
    Kernels table{};              \
    FAMILIES(FILL, level)         \
    return table;                 \
  }                               \
  static const Kernels table_##level = make_##level();

TABLE(baseline)
#if defined(__x86_64__)
TABLE(avx2)
TABLE(avx512)
#endif

const char* name_of(Level level) {
  switch (level) {
    case Level::avx512: return "avx512";
    case Level::avx2: return "avx2";
    default: return "baseline";
  }
}

bool level_named(const char* name, Level& level) {
  for (Level candidate : kLevels)
    if (strcmp(name, name_of(candidate)) == 0) {
      level = candidate;
      return true;
    }
  return false;
}

bool runs(Level level) {
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (level == Level::avx2) return avx2;
  if (level == Level::avx512)
#if defined(NATIVE_WIDE)
    return avx2;
#else
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#endif
#endif
  return level == Level::baseline;
}


namespace {

constexpr int kProbes = 6;
constexpr int64_t kRows = 84, kDepth = 128, kColumns = 96;  // whole tiles at every level

// Returns the nanoseconds of a small product, the shortest of several tries.
int64_t probe(Level level, float* memory) {
  float* const b = memory + kRows * kDepth;
  const MatMul product{1, kRows, kColumns, kDepth, Matrix{memory, kDepth, 1}, Matrix{b, kColumns, 1}, 0, 0, b + kDepth * kColumns,
                       Epilogue{nullptr, Activation::linear, 0}};
  int64_t least = INT64_MAX;
  for (int i = 0; i < kProbes; ++i) {
    const int64_t start = nanoseconds();
    kernels_of(level).matmul(product);
    const int64_t taken = nanoseconds() - start;
    if (taken < least) least = taken;
  }
  return least;
}

// On some processors, the wide units are no faster; on others, they slow everything else down. Timing a product decides.
bool wide_pays() {
  if (!runs(Level::avx512) || !workspace().a) return true;
  constexpr size_t size = kRows * kDepth + kDepth * kColumns + kRows * kColumns;
  float* const memory = static_cast<float*>(allocate(size * sizeof(float)));
  if (!memory) return true;
  for (size_t i = 0; i < size; ++i) memory[i] = 0.5f;
  const int64_t narrow = probe(Level::avx2, memory);
  const int64_t wide = probe(Level::avx512, memory);
  release(memory);
  return wide < narrow;
}

}  // namespace

const Level* levels_by_speed() {
  static const Level narrow_first[] = {Level::avx2, Level::avx512, Level::baseline};
  static const bool wide = wide_pays();
  return wide ? kLevels : narrow_first;
}

Level best_level() {
  const Level* level = levels_by_speed();
  while (!runs(*level)) ++level;
  return *level;
}

const Kernels& kernels_of(Level level) {
#if defined(__x86_64__)
  if (level == Level::avx512) return table_avx512;
  if (level == Level::avx2) return table_avx2;
#endif
  (void)level;
  return table_baseline;
}

}  // namespace native
