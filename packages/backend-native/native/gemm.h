// The matrix product behind matmul and the convolutions: C = A · B with A of m × k and B of k × n.
// Both operands are copied into narrow panels, in the order in which the inner loop reads them. A packing function supplies each operand,
// so that a convolution packs image patches without ever writing them out as a matrix. Every element of C is summed over k in the same
// order, however the work is divided, so that results do not depend on the number of threads.
#pragma once
#include "gemm_pack.h"

namespace native {
namespace {

constexpr int64_t kBlockRows = 256 / kRows * kRows + kRows;           // rows of A packed at a time
constexpr int64_t kBlockColumns = 1024 / kColumns * kColumns - kColumns;  // columns of B packed at a time
constexpr int64_t kPackColumns = 4 * kColumns;                        // columns of B that one task packs
constexpr int64_t kSmall = 64 * 1024;                                 // multiplications that are not worth sharing

static_assert(static_cast<size_t>(kBlockRows * kRowStep) + 32 <= kWorkspaceA, "workspace for A");
static_assert(static_cast<size_t>(kBlockColumns * kDepth) + 32 <= kWorkspaceB, "workspace for B");

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
    // All tiles together fetch the next panel.
    const int64_t times = max_of(1, stage.depth - height * kApart);
    const int64_t fetch = blocks_of(stage.depth * kColumns, times * tiles);
    const Tile tile{a, left.step, right, ahead + t * times * fetch, fetch, stage.depth, rows + i, column, n,
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
  const int64_t threads = thread_count();
  if (threads == 1) {
    rows = kBlockRows;
    columns = blocks_of(n, kColumns) * kColumns;
    return;
  }
  const int64_t panels = blocks_of(n, kColumns);
  if (!a.direct && panels < 32 * threads) return cut(m, n, rows, columns);
  // Each thread has rows of its own, which it probably wrote before.
  rows = min_of(kBlockRows, blocks_of(blocks_of(m, threads), kRows) * kRows);
  columns = blocks_of(panels, 4) * kColumns;
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

}  // namespace
}  // namespace native
