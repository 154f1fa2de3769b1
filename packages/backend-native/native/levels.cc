#include "levels.h"

#include <string.h>

namespace native {

#define FAMILIES(OP, level)                                                                                              \
  OP(unary, level) OP(binary, level) OP(reduce, level) OP(layout, level) OP(matmul, level) OP(conv, level) OP(resize, level) \
  OP(fused_pixels, level) OP(fused_layers, level)                                                                           \
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

Level best_level() {
  if (runs(Level::avx512)) return Level::avx512;
  return runs(Level::avx2) ? Level::avx2 : Level::baseline;
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
