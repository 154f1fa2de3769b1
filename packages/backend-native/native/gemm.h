// The matrix product behind matmul and the convolutions: C = A · B with A of m × k and B of k × n.
// Both operands are copied into narrow panels, in the order in which the inner loop reads them. A packing function supplies each operand,
// so that a convolution packs image patches without ever writing them out as a matrix. Every element of C is summed over k in the same
// order, however the work is divided, so that results do not depend on the number of threads.
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
constexpr int64_t kDepth = 256;                                       // k at a time
constexpr int64_t kRowStep = kDepth + 16;                             // from row to row of A where it is left as rows
constexpr int64_t kBlockRows = 256 / kRows * kRows + kRows;           // rows of A packed at a time
constexpr int64_t kFetch = 16;                                        // elements of the next panel that one fetch brings
constexpr int64_t kBlockColumns = 1024 / kColumns * kColumns - kColumns;  // columns of B packed at a time
constexpr int64_t kPackColumns = 4 * kColumns;                        // columns of B that one task packs
constexpr int64_t kSmall = 64 * 1024;                                 // multiplications that are not worth sharing

static_assert(static_cast<size_t>(kBlockRows * kRowStep) + 32 <= kWorkspaceA, "workspace for A");
static_assert(static_cast<size_t>(kBlockColumns * kDepth) + 32 <= kWorkspaceB, "workspace for B");

// The source of panels. pack() writes elements [first, first + count) × [k0, k0 + depth) as panels of `width` rows (or columns),
// each panel depth × width with k running slowest, filled up with zeros.
struct Source {
  void (*pack)(const void* data, float* panels, int64_t first, int64_t count, int64_t k0, int64_t depth);
  const void* data;
  // The left operand may be left as rows, kRowStep apart: cheaper to fill where its elements lie together along k.
  bool rows = false;
  // A left operand that needs no packing: where it begins, and elements from row to row.
  const float* direct = nullptr;
  int64_t step = 0;
};

// Where rows of C go: row i starts at out + (offsets ? offsets(i) : i * stride).
struct Target {
  float* out;
  int64_t stride;
  int64_t (*offset)(const void* data, int64_t row);
  const void* data;
  ALWAYS_INLINE float* row(int64_t i) const { return out + (offset ? offset(data, i) : i * stride); }
};

inline void finish_row(float* row, int64_t column, int64_t n, const Epilogue& epilogue) {
  for (int64_t j = 0; j < n; j += kLanes) {
    const int64_t part = min_of(kLanes, n - j);
    vf v = get(row + j, part);
    if (epilogue.bias) v += get(epilogue.bias + column + j, part);
    put(row + j, activate(v, epilogue.activation, epilogue.alpha), part);
  }
}

// One tile: `height` rows by n <= kColumns columns.
struct Tile {
  const float* a;   // a row of the left operand from the next: `step` elements; in panels, one
  int64_t step;
  const float* b;
  const float* ahead;  // what is read after this panel of B, to be fetched meanwhile
  int64_t fetches;     // how many times in each part of a tile whose A is in panels
  int64_t depth;
  float* const* rows;
  int64_t column, n;
  float* const* next;  // rows and column of C of the tile that comes after this one, to be fetched as well
  int64_t next_column;
};

// Panels of A and B → a tile in registers → C, or added to what stands there. Gradients of weights, whose A comes in panels, have a C that
// no cache holds: fetched all at once, its lines would make A wait, so the loop over k has as many parts as the next tile has rows.
template <int height, bool add, bool left_rows>
void multiply_tile(const Tile& tile) {
  constexpr int kParts = left_rows ? 1 : height;
  vf sum[height][kVectors];
  const float* a[(height + 2) / 3];
  const int64_t step = tile.step;
  const float* b = tile.b;
  const float* ahead = tile.ahead;
  float* const* next = tile.next;
#pragma GCC unroll 16
  for (int r = 0; r < height; ++r) {
    if (r % 3 == 0) a[r / 3] = tile.a + r * (left_rows ? step : 1);
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) sum[r][v] = vf{};
  }
  const int64_t part = blocks_of(tile.depth, kParts);
#pragma GCC unroll 1
  for (int64_t rest = tile.depth; rest > 0; rest -= part) {
#pragma GCC unroll 16
    for (int r = 0; r < height / kParts; ++r, ++next)
      for (int v = 0; v < kVectors; ++v) __builtin_prefetch(*next + tile.next_column + v * kLanes, 1);
    if (!left_rows)
      for (int64_t i = 0; i < tile.fetches; ++i, ahead += kFetch) __builtin_prefetch(ahead, 0, 2);
    for (int64_t k = min_of(part, rest); k > 0; --k) {
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
      if (left_rows) __builtin_prefetch(ahead, 0, 2), ahead += kFetch;
    }
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

struct Stage {
  int64_t k0, depth;
  bool first, last;
};

// Rows of the left operand, ready for tiles: as rows `step` apart, or, where that is 0, in panels.
struct Left {
  const float* data;
  int64_t step;
};

// Computes all tiles of m rows by one panel of columns. Rows that need no panels are divided into tiles as evenly as possible, because a
// low tile costs more than its share.
template <bool left_rows>
void multiply_column(const Left& left, const float* right, const float* ahead, const Epilogue& epilogue, const Stage& stage,
                     float* const* rows, int64_t m, int64_t column, int64_t n) {
  const int64_t tiles = blocks_of(m, kRows);
  for (int64_t t = 0; t < tiles; ++t) {
    const int64_t i = left_rows ? t * m / tiles : t * kRows;
    const int64_t height = (left_rows ? (t + 1) * m / tiles : min_of(m, i + kRows)) - i;
    const float* a = left.data + i * (left_rows ? left.step : stage.depth);
    const bool last = t + 1 == tiles;
    const int64_t fetches = blocks_of(stage.depth * kColumns, kFetch * kRows * tiles);
    const int64_t fetched = kFetch * (left_rows ? stage.depth : fetches * height);
    const Tile tile{a, left.step, right, ahead + t * fetched, fetches, stage.depth, rows + i, column, n,
                    rows + (last ? 0 : min_of(i + height, m - height)), last ? column + kColumns : column};
    tile_of<left_rows>(height, !stage.first)(tile);
    if (stage.last && (epilogue.bias || epilogue.activation != Activation::linear))
      for (int64_t r = 0; r < height; ++r) finish_row(rows[i + r] + column, column, n, epilogue);
  }
}

// Rows [i0, i1) by columns [j0, j1); `b` are the panels of B from column `block` on.
inline void multiply_block(const Source& a, const float* b, const Target& c, const Epilogue& epilogue, const Stage& stage, int64_t i0,
                           int64_t i1, int64_t block, int64_t j0, int64_t j1) {
  Left left{workspace().a, a.rows ? kRowStep : 0};
  if (a.direct) left = Left{a.direct + i0 * a.step + stage.k0, a.step};
  else a.pack(a.data, workspace().a, i0, i1 - i0, stage.k0, stage.depth);
  float* rows[kBlockRows];
  for (int64_t i = i0; i < i1; ++i) rows[i - i0] = c.row(i);
  for (int64_t j = j0; j < j1; j += kColumns) {
    const float* right = b + (j - block) * stage.depth;
    const int64_t n = min_of(kColumns, j1 - j);
    const float* ahead = right + (j + kColumns < j1 ? kColumns * stage.depth : 0);
    (left.step ? multiply_column<true> : multiply_column<false>)(left, right, ahead, epilogue, stage, rows, i1 - i0, j, n);
  }
}

// Sets how many rows and columns one task takes: whole tiles, and about four tasks per thread.
inline void cut(int64_t m, int64_t n, int64_t& rows, int64_t& columns) {
  const int64_t tasks = 4 * thread_count();
  rows = min_of(kBlockRows, max_of(2, blocks_of(blocks_of(m, kRows), tasks)) * kRows);
  const int64_t across = max_of(1, tasks / 2 / blocks_of(m, rows));
  columns = max_of(4, blocks_of(blocks_of(n, kColumns), across)) * kColumns;
}

// The same for a B in panels: each panel is read once for as many rows as possible, and the panels are divided among the threads.
inline void cut_packed(const Source& a, int64_t m, int64_t n, int64_t& rows, int64_t& columns) {
  if (thread_count() == 1) {
    rows = kBlockRows;
    columns = blocks_of(n, kColumns) * kColumns;
    return;
  }
  const int64_t tasks = 4 * thread_count();
  const int64_t panels = blocks_of(n, kColumns);
  if (!a.direct && panels < 8 * tasks) return cut(m, n, rows, columns);
  rows = kBlockRows;
  columns = blocks_of(panels, tasks) * kColumns;
  if (panels < 2 * tasks) rows = min_of(kBlockRows, blocks_of(blocks_of(m, kRows), blocks_of(2 * tasks, panels)) * kRows);
}

// m, n and k are positive. With `add`, the product is added to what stands in C.
inline void gemm(int64_t m, int64_t n, int64_t k, const Source& a, const Source& b, const Target& c, const Epilogue& epilogue,
                 bool add = false) {
  const bool share = m * n * k > kSmall;
  const int64_t stages = blocks_of(k, kDepth);
  const int64_t depth = blocks_of(k, stages);
  float* packed = workspace().b;
  for (int64_t block = 0; block < n; block += kBlockColumns) {
    const int64_t block_end = min_of(n, block + kBlockColumns);
    int64_t rows, columns;
    cut(m, block_end - block, rows, columns);
    if (!share) rows = kBlockRows, columns = kBlockColumns;
    for (int64_t k0 = 0; k0 < k; k0 += depth) {
      const Stage stage{k0, min_of(depth, k - k0), k0 == 0 && !add, k0 + depth >= k};
      const auto pack = [&](int64_t task) {
        const int64_t j = block + task * kPackColumns;
        b.pack(b.data, packed + (j - block) * stage.depth, j, min_of(kPackColumns, block_end - j), stage.k0, stage.depth);
      };
      const int64_t across = blocks_of(block_end - block, columns);
      const auto multiply = [&](int64_t task) {
        const int64_t i = task / across * rows;
        const int64_t j = block + task % across * columns;
        multiply_block(a, packed, c, epilogue, stage, i, min_of(m, i + rows), block, j, min_of(block_end, j + columns));
      };
      const int64_t packs = blocks_of(block_end - block, kPackColumns);
      const int64_t tasks = blocks_of(m, rows) * across;
      if (share) {
        parallel_for(packs, pack);
        parallel_for(tasks, multiply);
      } else {
        for (int64_t i = 0; i < packs; ++i) pack(i);
        for (int64_t i = 0; i < tasks; ++i) multiply(i);
      }
    }
  }
}

// Packs all of B, k × n, for gemm_packed: stage after stage of k, each panel after panel.
inline void pack_whole(int64_t n, int64_t k, const Source& b, float* packed) {
  const int64_t depth = blocks_of(k, blocks_of(k, kDepth));
  const int64_t width = blocks_of(n, kColumns) * kColumns;
  const int64_t across = blocks_of(n, kPackColumns);
  const auto pack = [&](int64_t task) {
    const int64_t j = task % across * kPackColumns;
    const int64_t k0 = task / across * depth;
    const int64_t deep = min_of(depth, k - k0);
    b.pack(b.data, packed + k0 * width + j * deep, j, min_of(kPackColumns, n - j), k0, deep);
  };
  const int64_t tasks = across * blocks_of(k, depth);
  if (n * k > kGrain) parallel_for(tasks, pack);
  else
    for (int64_t i = 0; i < tasks; ++i) pack(i);
}

// Computes the same sums as gemm, with a B that pack_whole has packed.
inline void gemm_packed(int64_t m, int64_t n, int64_t k, const Source& a, const float* packed, const Target& c, const Epilogue& epilogue,
                        bool add) {
  const int64_t depth = blocks_of(k, blocks_of(k, kDepth));
  const int64_t width = blocks_of(n, kColumns) * kColumns;
  int64_t rows, columns;
  cut_packed(a, m, n, rows, columns);
  const int64_t across = blocks_of(n, columns);
  parallel_for(blocks_of(m, rows) * across, [&](int64_t task) {
    const int64_t i = task / across * rows;
    const int64_t j = task % across * columns;
    for (int64_t k0 = 0; k0 < k; k0 += depth) {
      const Stage stage{k0, min_of(depth, k - k0), k0 == 0 && !add, k0 + depth >= k};
      multiply_block(a, packed + k0 * width, c, epilogue, stage, i, min_of(m, i + rows), 0, j, min_of(n, j + columns));
    }
  });
}

// kLanes lines of kLanes floats, `step` apart, as columns `width` apart.
inline void transpose_square(const float* from, int64_t step, float* to, int64_t width) {
  vf rows[kLanes];
#pragma GCC unroll 16
  for (int i = 0; i < kLanes; ++i) rows[i] = load(from + i * step);
#pragma GCC unroll 4
  for (int d = 1; d < kLanes; d *= 2) {
    vi low, high;
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; ++i) {
      low[i] = i & d ? kLanes + i - d : i;
      high[i] = i & d ? kLanes + i : i + d;
    }
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; ++i) {
      if (i & d) continue;
      const vf a = rows[i], b = rows[i + d];
      rows[i] = __builtin_shuffle(a, b, low);
      rows[i + d] = __builtin_shuffle(a, b, high);
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < kLanes; ++i) store(to + i * width, rows[i]);
}

// Panels of a matrix whose element (line, k) is data[line * step + k * k_step].
template <int width>
void pack_lines(const float* data, int64_t step, int64_t k_step, float* panels, int64_t count, int64_t depth) {
  for (int64_t first = 0; first < count; first += width, panels += width * depth) {
    const int64_t lines = min_of(width, count - first);
    const float* from = data + first * step;
    if (lines == width && step == 1) {
      for (int64_t k = 0; k < depth; ++k) memcpy(panels + k * width, from + k * k_step, width * sizeof(float));
    } else if (lines == width && k_step == 1) {
      int64_t k = 0;
      if (width % kLanes == 0)
        for (; k + kLanes <= depth; k += kLanes)
          for (int i = 0; i < width; i += kLanes) transpose_square(from + i * step + k, step, panels + k * width + i, width);
      for (; k < depth; ++k)
        for (int i = 0; i < width; ++i) panels[k * width + i] = from[i * step + k];
    } else {
      for (int64_t k = 0; k < depth; ++k) {
        for (int64_t i = 0; i < lines; ++i) panels[k * width + i] = from[i * step + k * k_step];
        for (int64_t i = lines; i < width; ++i) panels[k * width + i] = 0.0f;
      }
    }
  }
}

inline void pack_left(const void* data, float* panels, int64_t first, int64_t count, int64_t k0, int64_t depth) {
  const Matrix& matrix = *static_cast<const Matrix*>(data);
  pack_lines<kRows>(matrix.data + first * matrix.row + k0 * matrix.column, matrix.row, matrix.column, panels, count, depth);
}

// For a matrix whose rows lie together.
inline void copy_left(const void* data, float* panels, int64_t first, int64_t count, int64_t k0, int64_t depth) {
  const Matrix& matrix = *static_cast<const Matrix*>(data);
  for (int64_t i = 0; i < count; ++i)
    memcpy(panels + i * kRowStep, matrix.data + (first + i) * matrix.row + k0, static_cast<size_t>(depth) * sizeof(float));
}

inline Source left_of(const Matrix& matrix) {
  if (matrix.column != 1) return Source{pack_left, &matrix};
  // Rows whose distance is a multiple of 512 bytes would compete for the same few lines of the cache.
  if (matrix.row % 128 != 0) return Source{copy_left, &matrix, true, matrix.data, matrix.row};
  return Source{copy_left, &matrix, true};
}

inline void pack_right(const void* data, float* panels, int64_t first, int64_t count, int64_t k0, int64_t depth) {
  const Matrix& matrix = *static_cast<const Matrix*>(data);
  pack_lines<kColumns>(matrix.data + k0 * matrix.row + first * matrix.column, matrix.column, matrix.row, panels, count, depth);
}

}  // namespace
}  // namespace native
