// Panels: the operands of a matrix product in the order in which its inner loop reads them.
#pragma once
#include "gemm_tile.h"

namespace native {
namespace {

constexpr int64_t kDepth = 256;              // k at a time
constexpr int64_t kRowStep = kDepth + 16;    // from row to row of A where it is left as rows
constexpr int64_t kLine = 16;                // elements that one fetch brings
constexpr int64_t kRowsAhead = 8;            // of what is packed, to be fetched

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

template <int width>
ALWAYS_INLINE void copy_line(const float* from, float* to) {
#if defined(__AVX512F__)
  for (int64_t i = 0; i < width; i += kLanes) put(to + i, get(from + i, min_of(kLanes, width - i)), min_of(kLanes, width - i));
#else
  memcpy(to, from, width * sizeof(float));
#endif
}

// As pack_lines, for whole panels of lines that lie side by side: each k is then a row of memory. Later rows are fetched meanwhile.
template <int width>
void pack_rows(const float* data, int64_t k_step, float* panels, int64_t count, int64_t depth) {
  for (int64_t k = 0; k < depth; ++k)
    for (int64_t i = 0; i < count; i += width) {
      const float* from = data + k * k_step + i;
      for (int j = 0; j < width; j += kLine) __builtin_prefetch(from + kRowsAhead * k_step + j);
      copy_line<width>(from, panels + i * depth + k * width);
    }
}

// Panels of a matrix whose element (line, k) is data[line * step + k * k_step].
template <int width>
void pack_lines(const float* data, int64_t step, int64_t k_step, float* panels, int64_t count, int64_t depth) {
  int64_t first = 0;
  if (step == 1) {
    first = count / width * width;
    pack_rows<width>(data, k_step, panels, first, depth);
    panels += first * depth;
  }
  for (; first < count; first += width, panels += width * depth) {
    const int64_t lines = min_of(width, count - first);
    const float* from = data + first * step;
    if (lines == width && k_step == 1) {
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
