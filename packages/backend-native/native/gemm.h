// The matrix product behind matmul and the convolutions: C = A · B with A of m × k and B of k × n.
// Both operands are copied into narrow panels, the order in which the inner loop reads them; where an operand comes from is left
// to its packing function, so a convolution packs image patches without ever writing them out as a matrix.
// Every element of C is summed over k in the same order however the work is cut: results do not depend on the number of threads.
#pragma once
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
constexpr int64_t kBlockRows = 128 / kRows * kRows;                   // rows of A packed at a time
constexpr int64_t kBlockColumns = 1024 / kColumns * kColumns - kColumns;  // columns of B packed at a time
constexpr int64_t kPackColumns = 4 * kColumns;                        // columns of B that one task packs
constexpr int64_t kSmall = 64 * 1024;                                 // multiplications that are not worth sharing

static_assert(static_cast<size_t>(kBlockRows * kDepth) + 32 <= kWorkspaceA, "workspace for A");
static_assert(static_cast<size_t>(kBlockColumns * kDepth) + 32 <= kWorkspaceB, "workspace for B");

// Where panels come from. pack() writes elements [first, first + count) × [k0, k0 + depth) as panels of `width` rows (or columns),
// each panel depth × width with k running slowest, filled up with zeros.
struct Source {
  void (*pack)(const void* data, float* panels, int64_t first, int64_t count, int64_t k0, int64_t depth);
  const void* data;
  // The left operand may be left as rows, kDepth apart: cheaper to fill where its elements lie together along k.
  bool rows = false;
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

// panels of A and B → a full kRows × kColumns tile in registers → `tile`, or added to what stands there.
template <bool add, bool left_rows>
void multiply_tile(const float* a, const float* b, int64_t depth, float* const* rows, int64_t column) {
  vf sum[kRows][kVectors];
#pragma GCC unroll 16
  for (int r = 0; r < kRows; ++r) {
    __builtin_prefetch(rows[r] + column, 1);
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) sum[r][v] = vf{};
  }
  for (int64_t k = 0; k < depth; ++k) {
    vf right[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) right[v] = load(b + v * kLanes);
#pragma GCC unroll 16
    for (int r = 0; r < kRows; ++r) {
      const vf left = splat(a[left_rows ? r * kDepth : r]);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) sum[r][v] += left * right[v];
    }
    a += left_rows ? 1 : kRows;
    b += kColumns;
  }
#pragma GCC unroll 16
  for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      float* p = rows[r] + column + v * kLanes;
      store(p, add ? load(p) + sum[r][v] : sum[r][v]);
    }
}

// A tile that sticks out over the edge of C goes by way of a square of its own.
template <bool left_rows>
void multiply_edge(const float* a, const float* b, int64_t depth, float* const* rows, int64_t column, int64_t m, int64_t n, bool add) {
  float square[kRows * kColumns];
  float* square_rows[kRows];
  for (int r = 0; r < kRows; ++r) square_rows[r] = square + r * kColumns;
  multiply_tile<false, left_rows>(a, b, depth, square_rows, 0);
  for (int64_t r = 0; r < m; ++r)
    for (int64_t j = 0; j < n; ++j) rows[r][column + j] = (add ? rows[r][column + j] : 0.0f) + square[r * kColumns + j];
}

struct Stage {
  int64_t k0, depth;
  bool first, last;
};

// All tiles of rows [0, m) of the left panels by one panel of columns.
template <bool left_rows>
void multiply_column(const float* panels, const float* right, const Epilogue& epilogue, const Stage& stage, float* const* rows, int64_t m,
                     int64_t column, int64_t n) {
  for (int64_t i = 0; i < m; i += kRows) {
    const int64_t height = min_of(kRows, m - i);
    const float* left = panels + i * (left_rows ? kDepth : stage.depth);
    if (height < kRows || n < kColumns) multiply_edge<left_rows>(left, right, stage.depth, rows + i, column, height, n, !stage.first);
    else if (stage.first) multiply_tile<false, left_rows>(left, right, stage.depth, rows + i, column);
    else multiply_tile<true, left_rows>(left, right, stage.depth, rows + i, column);
    if (stage.last && (epilogue.bias || epilogue.activation != Activation::linear))
      for (int64_t r = 0; r < height; ++r) finish_row(rows[i + r] + column, column, n, epilogue);
  }
}

// Rows [i0, i1) by columns [j0, j1) of the block of B that starts at column `block` and is packed in `b`.
inline void multiply_block(const Source& a, const float* b, const Target& c, const Epilogue& epilogue, const Stage& stage, int64_t i0,
                           int64_t i1, int64_t block, int64_t j0, int64_t j1) {
  float* panels = workspace().a;
  a.pack(a.data, panels, i0, i1 - i0, stage.k0, stage.depth);
  float* rows[kBlockRows];
  for (int64_t i = i0; i < i1; ++i) rows[i - i0] = c.row(i);
  for (int64_t j = j0; j < j1; j += kColumns) {
    const float* right = b + (j - block) * stage.depth;
    const int64_t n = min_of(kColumns, j1 - j);
    (a.rows ? multiply_column<true> : multiply_column<false>)(panels, right, epilogue, stage, rows, i1 - i0, j, n);
  }
}

// How many rows and columns one task takes: about four tasks a thread, and whole tiles.
inline void cut(int64_t m, int64_t n, int64_t& rows, int64_t& columns) {
  const int64_t tasks = 4 * thread_count();
  rows = min_of(kBlockRows, max_of(2, blocks_of(blocks_of(m, kRows), tasks)) * kRows);
  const int64_t across = max_of(1, tasks / 2 / blocks_of(m, rows));
  columns = max_of(4, blocks_of(blocks_of(n, kColumns), across)) * kColumns;
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

// Where the panels of columns [block, …) and of k from k0 on begin, in a matrix packed whole.
inline int64_t panel_offset(int64_t block, int64_t block_end, int64_t k, int64_t k0) {
  return block * k + blocks_of(block_end - block, kColumns) * kColumns * k0;
}

// Packs all of B, k × n, for gemm_packed.
inline void pack_whole(int64_t n, int64_t k, const Source& b, float* packed) {
  const int64_t depth = blocks_of(k, blocks_of(k, kDepth));
  const int64_t across = blocks_of(n, kPackColumns);
  const int64_t tasks = across * blocks_of(k, depth);
  const auto pack = [&](int64_t task) {
    const int64_t j = task % across * kPackColumns;
    const int64_t k0 = task / across * depth;
    const int64_t block = j / kBlockColumns * kBlockColumns;
    const int64_t deep = min_of(depth, k - k0);
    float* const to = packed + panel_offset(block, min_of(n, block + kBlockColumns), k, k0) + (j - block) * deep;
    b.pack(b.data, to, j, min_of(kPackColumns, n - j), k0, deep);
  };
  if (n * k > kGrain) parallel_for(tasks, pack);
  else
    for (int64_t i = 0; i < tasks; ++i) pack(i);
}

// The same sums as gemm, of a B that pack_whole has packed.
inline void gemm_packed(int64_t m, int64_t n, int64_t k, const Source& a, const float* packed, const Target& c, const Epilogue& epilogue,
                        bool add) {
  const int64_t depth = blocks_of(k, blocks_of(k, kDepth));
  for (int64_t block = 0; block < n; block += kBlockColumns) {
    const int64_t block_end = min_of(n, block + kBlockColumns);
    int64_t rows, columns;
    cut(m, block_end - block, rows, columns);
    const int64_t across = blocks_of(block_end - block, columns);
    parallel_for(blocks_of(m, rows) * across, [&](int64_t task) {
      const int64_t i = task / across * rows;
      const int64_t j = block + task % across * columns;
      for (int64_t k0 = 0; k0 < k; k0 += depth) {
        const Stage stage{k0, min_of(depth, k - k0), k0 == 0 && !add, k0 + depth >= k};
        multiply_block(a, packed + panel_offset(block, block_end, k, k0), c, epilogue, stage, i, min_of(m, i + rows), block, j,
                       min_of(block_end, j + columns));
      }
    });
  }
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
      for (int64_t k = 0; k < depth; ++k)
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
    memcpy(panels + i * kDepth, matrix.data + (first + i) * matrix.row + k0, static_cast<size_t>(depth) * sizeof(float));
}

inline Source left_of(const Matrix& matrix) {
  return matrix.column == 1 ? Source{copy_left, &matrix, true} : Source{pack_left, &matrix};
}

inline void pack_right(const void* data, float* panels, int64_t first, int64_t count, int64_t k0, int64_t depth) {
  const Matrix& matrix = *static_cast<const Matrix*>(data);
  pack_lines<kColumns>(matrix.data + k0 * matrix.row + first * matrix.column, matrix.column, matrix.row, panels, count, depth);
}

}  // namespace
}  // namespace native
