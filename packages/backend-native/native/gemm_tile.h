// The innermost part of a matrix product: one tile of C, summed in registers.
#pragma once
#include <utility>

#include "activation.h"

namespace native {
namespace {

// The tile of C that stays in registers: kRows × kColumns.
#if defined(__AVX512F__) || defined(NATIVE_WIDE)
constexpr int kRows = 14;
constexpr int kVectors = 2;
#elif defined(__AVX2__)
constexpr int kRows = 6;
constexpr int kVectors = 2;
#elif defined(__aarch64__)
constexpr int kRows = 8;
constexpr int kVectors = 3;
#else
constexpr int kRows = 4;
constexpr int kVectors = 2;
#endif
constexpr int kColumns = kVectors * kLanes;
constexpr int kApart = 8;  // k from one fetch of a row of C to the next

// One tile: `height` rows by n <= kColumns columns.
struct Tile {
  const float* a;   // a row of the left operand from the next: `step` elements; in panels, one
  int64_t step;
  const float* b;
  const float* ahead;  // what is read after this panel of B, to be fetched meanwhile
  int64_t fetch;       // elements from one fetch to the next
  int64_t depth;
  float* const* rows;
  int64_t column, n;
  float* const* next;  // rows and column of C of the tile that comes after this one, to be fetched as well
  int64_t next_column;
};

// Panels of A and B → a tile in registers → C, or added to what stands there. What the next tiles need is fetched little by little, first
// C and then B: no cache may hold these lines, and A would have to wait behind many fetches at once.
template <int height, bool add, bool left_rows>
void multiply_tile(const Tile& tile) {
  vf sum[height][kVectors];
  const float* a[(height + 2) / 3];
  const int64_t step = tile.step;
  const float* b = tile.b;
#pragma GCC unroll 16
  for (int r = 0; r < height; ++r) {
    if (r % 3 == 0) a[r / 3] = tile.a + r * (left_rows ? step : 1);
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) sum[r][v] = vf{};
  }
  const auto multiply = [&]() INLINE_LAMBDA {
    vf right[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) right[v] = load(b + v * kLanes);
#pragma GCC unroll 16
    for (int r = 0; r < height; ++r) {
      const vf left = splat(left_rows ? a[r / 3][r % 3 * step] : a[0][r]);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) sum[r][v] += left * right[v];
    }
#pragma GCC unroll 8
    for (int r = 0; r < (left_rows ? (height + 2) / 3 : 1); ++r) a[r] += left_rows ? 1 : kRows;
    b += kColumns;
  };
  const int64_t rows = min_of(height, tile.depth / kApart);
#pragma GCC unroll 1
  for (int64_t r = 0; r < rows; ++r) {
    for (int v = 0; v < kVectors; ++v) __builtin_prefetch(tile.next[r] + tile.next_column + v * kLanes, 1);
#pragma GCC unroll 1
    for (int k = 0; k < kApart; ++k) multiply();
  }
  const float* ahead = tile.ahead;
#pragma GCC unroll 1
  for (int64_t k = rows * kApart; k < tile.depth; ++k, ahead += tile.fetch) {
    __builtin_prefetch(ahead, 0, 2);
    multiply();
  }
  if (tile.n == kColumns) {
#pragma GCC unroll 16
    for (int r = 0; r < height; ++r)
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) {
        float* p = tile.rows[r] + tile.column + v * kLanes;
        store(p, add ? load(p) + sum[r][v] : sum[r][v]);
      }
    return;
  }
#pragma GCC unroll 16
  for (int r = 0; r < height; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      const int64_t part = min_of(kLanes, tile.n - v * kLanes);
      if (part <= 0) continue;
      float* p = tile.rows[r] + tile.column + v * kLanes;
      put(p, add ? get(p, part) + sum[r][v] : sum[r][v], part);
    }
}

typedef void (*TileFunction)(const Tile&);

template <bool add, bool left_rows, int... heights>
TileFunction tile_of(int64_t height, std::integer_sequence<int, heights...>) {
  static constexpr TileFunction functions[] = {multiply_tile<heights + 1, add, left_rows>...};
  return functions[height - 1];
}

template <bool left_rows>
TileFunction tile_of(int64_t height, bool add) {
  typedef std::make_integer_sequence<int, kRows> Heights;
  return add ? tile_of<true, left_rows>(height, Heights{}) : tile_of<false, left_rows>(height, Heights{});
}

}  // namespace
}  // namespace native
