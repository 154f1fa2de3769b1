// Patches of images, and the layout of the results of a convolution.
#pragma once
#include "gemm.h"

namespace native {
namespace {

struct Patches {
  const float* x;
  const float* end;
  int64_t height, width, channels;
  int64_t filter_height, filter_width;
  int64_t out_height, out_width;
  int64_t stride_y, stride_x, dilation_y, dilation_x, pad_y, pad_x;  // pads may be negative
};

// Where results lie: elements from one image, line and pixel to the next, and before the first.
struct Grid {
  int64_t rows, columns;
  int64_t image, line, step, beginning;
};

// to[i] = row[start + i], zero where that lies outside [0, length). Up to the next vector, `to` may be overwritten beyond `count`, and
// `row` is read there where `readable` elements allow it.
ALWAYS_INLINE void copy_span(const float* row, int64_t length, int64_t readable, int64_t start, int64_t count, float* to) {
  int64_t i = 0;
  if (start >= 0 && start + count <= length && start + count + kLanes <= readable) {
    for (; i < count; i += kLanes) store(to + i, load(row + start + i));
    return;
  }
  const int64_t before = min_of(count, max_of(0, -start));
  const int64_t end = max_of(before, min_of(count, length - start));
  for (; i < before; ++i) to[i] = 0.0f;
  for (; i + kLanes <= end; i += kLanes) store(to + i, load(row + start + i));
  for (; i < end; ++i) to[i] = row[start + i];
  for (; i < count; ++i) to[i] = 0.0f;
}

}  // namespace
}  // namespace native
