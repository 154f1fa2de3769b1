// The gradient of a filter over few channels: the taps of some of its lines, which lie together in an image with zeros around it, are the
// rows of a tile, and the outputs of an image its depth.
#pragma once
#include "conv_direct.h"

namespace native {
namespace {

constexpr int64_t kImagesPerPart = 4;  // whose gradients are summed by one task, whatever the threads

struct LinesTile {
  const float* x;      // the patch of the first output, from the first of the filter's lines on
  int64_t x_line;      // elements from one line of the frame to the next
  int64_t x_step;      // and of the patches from output to output
  int64_t x_down;      // and from output line to output line
  const float* dy;
  int64_t rows, columns, dy_step;
  float* sums;         // kColumns from tap to tap
  int64_t n;
};

template <int width, int lines>
void lines_tile(const LinesTile& tile) {
  vf sum[lines * width][kVectors];
#pragma GCC unroll 16
  for (int r = 0; r < lines * width; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) sum[r][v] = vf{};
  const float* b = tile.dy;
  const bool whole = tile.n == kColumns;
  for (int64_t y = 0; y < tile.rows; ++y) {
    const float* a[lines];
#pragma GCC unroll 16
    for (int l = 0; l < lines; ++l) a[l] = tile.x + y * tile.x_down + l * tile.x_line;
    for (int64_t i = 0; i < tile.columns; ++i, b += tile.dy_step) {
      vf right[kVectors];
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) {
        const int64_t part = whole ? kLanes : min_of(kLanes, tile.n - v * kLanes);
        right[v] = part > 0 ? get(b + v * kLanes, part) : vf{};
      }
#pragma GCC unroll 16
      for (int r = 0; r < lines * width; ++r) {
        const vf left = splat(a[r / width][r % width]);
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) sum[r][v] += left * right[v];
      }
#pragma GCC unroll 16
      for (int l = 0; l < lines; ++l) a[l] += tile.x_step;
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < lines * width; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      float* to = tile.sums + r * kColumns + v * kLanes;
      store(to, load(to) + sum[r][v]);
    }
}

typedef void (*LinesFunction)(const LinesTile&);

template <int width, int... lines>
LinesFunction lines_of(int64_t count, std::integer_sequence<int, lines...>) {
  static constexpr LinesFunction functions[] = {lines_tile<width, lines + 1>...};
  return functions[count - 1];
}

// Of `lines` lines of `width` elements; kRows hold them.
template <int... widths>
LinesFunction lines_function(int64_t width, int64_t lines, std::integer_sequence<int, widths...>) {
  typedef LinesFunction (*Choice)(int64_t);
  static constexpr Choice choices[] = {
      [](int64_t count) { return lines_of<widths + 1>(count, std::make_integer_sequence<int, kRows / (widths + 1)>{}); }...};
  return choices[width - 1](lines);
}

inline int64_t lines_part(const Convolution& c) {
  return c.filter_height * c.filter_width * c.in_channels * blocks_of(c.out_channels, kColumns) * kColumns;
}

inline bool is_lines_grad(const Convolution& c, const Frame& frame) {
  return c.filter_width * c.in_channels <= kRows && c.dilation_y == 1 && c.dilation_x == 1 && is_direct(frame) &&
         blocks_of(c.batch, kImagesPerPart) * lines_part(c) <= static_cast<int64_t>(kWorkspaceB);
}

// Adds one image's gradient to `sums`, panels of columns one after the other.
inline void lines_grad_image(const Convolution& c, const Frame& frame, const float* padded, const float* dy, float* sums) {
  const int64_t width = c.filter_width * c.in_channels;
  const int64_t groups = blocks_of(c.filter_height, kRows / width);
  LinesTile tile{};
  tile.x_line = frame.columns * c.in_channels;
  tile.x_step = c.stride_x * c.in_channels;
  tile.x_down = c.stride_y * tile.x_line;
  tile.rows = c.out_height;
  tile.columns = c.out_width;
  tile.dy_step = c.out_channels;
  for (int64_t j = 0; j < c.out_channels; j += kColumns, sums += c.filter_height * width * kColumns)
    for (int64_t g = 0; g < groups; ++g) {
      const int64_t first = g * c.filter_height / groups, lines = (g + 1) * c.filter_height / groups - first;
      tile.x = padded + first * tile.x_line;
      tile.dy = dy + j;
      tile.sums = sums + first * width * kColumns;
      tile.n = min_of(kColumns, c.out_channels - j);
      lines_function(width, lines, std::make_integer_sequence<int, kRows>{})(tile);
    }
}

inline void filter_grad_lines(const Convolution& c, const Frame& frame, const float* dy, float* dfilter, bool add) {
  const int64_t part = lines_part(c), parts = blocks_of(c.batch, kImagesPerPart);
  float* sums = workspace().b;
  memset(sums, 0, static_cast<size_t>(parts * part) * sizeof(float));
  parallel_for(parts, [&](int64_t p) {
    float* padded = workspace().a;
    for (int64_t image = p * kImagesPerPart; image < min_of(c.batch, (p + 1) * kImagesPerPart); ++image) {
      pad_image(frame, image, padded);
      lines_grad_image(c, frame, padded, dy + image * c.out_height * c.out_width * c.out_channels, sums + p * part);
    }
  });
  for (int64_t p = 1; p < parts; ++p)
    for (int64_t i = 0; i < part; i += kLanes) store(sums + i, load(sums + i) + load(sums + p * part + i));
  const int64_t taps = c.filter_height * c.filter_width * c.in_channels;
  for (int64_t j = 0; j < c.out_channels; ++j)
    for (int64_t i = 0; i < taps; ++i) {
      float* to = dfilter + i * c.out_channels + j;
      const float sum = sums[(j / kColumns * taps + i) * kColumns + j % kColumns];
      *to = add ? *to + sum : sum;
    }
}

}  // namespace
}  // namespace native
