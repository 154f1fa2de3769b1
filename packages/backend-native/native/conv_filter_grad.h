// The gradient of a filter, without writing out patches: for every tap, the product of the image values that it meets and dy, both read in
// place.
#pragma once
#include "patches.h"

namespace native {
namespace {

constexpr int64_t kImagesPerSum = 2;             // images whose products are summed before the sum is added to the total
constexpr int64_t kBlockFloats = 128 * 1024;     // of images that all taps go over before the next ones, so that they stay in the cache
constexpr int64_t kMostChannels = 512;

// `height` neighbouring channels of x by kColumns channels of dy, summed over the outputs of which a tap lies inside the image.
struct GradTile {
  const float* x;   // at the first output
  const float* dy;
  int64_t images, lines, columns;
  int64_t x_step, x_line, x_image;  // from output to output, line to line, image to image
  int64_t dy_step, dy_line, dy_image;
  float* sums;  // kColumns from channel to channel
  int64_t n;
};

template <int height, bool whole>
void grad_tile(const GradTile& tile) {
  vf sum[height][kVectors];
#pragma GCC unroll 16
  for (int r = 0; r < height; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) sum[r][v] = vf{};
  for (int64_t image = 0; image < tile.images; ++image)
    for (int64_t line = 0; line < tile.lines; ++line) {
      const float* a = tile.x + image * tile.x_image + line * tile.x_line;
      const float* b = tile.dy + image * tile.dy_image + line * tile.dy_line;
      for (int64_t i = 0; i < tile.columns; ++i, a += tile.x_step, b += tile.dy_step) {
        vf right[kVectors];
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) {
          const int64_t part = whole ? kLanes : min_of(kLanes, tile.n - v * kLanes);
          right[v] = part > 0 ? get(b + v * kLanes, part) : vf{};
        }
#pragma GCC unroll 16
        for (int r = 0; r < height; ++r) {
          const vf left = splat(a[r]);
#pragma GCC unroll 4
          for (int v = 0; v < kVectors; ++v) sum[r][v] += left * right[v];
        }
      }
    }
#pragma GCC unroll 16
  for (int r = 0; r < height; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      float* to = tile.sums + r * kColumns + v * kLanes;
      store(to, load(to) + sum[r][v]);
    }
}

typedef void (*GradFunction)(const GradTile&);

template <bool whole, int... heights>
GradFunction grad_of(int64_t height, std::integer_sequence<int, heights...>) {
  static constexpr GradFunction functions[] = {grad_tile<heights + 1, whole>...};
  return functions[height - 1];
}

// The outputs [first, end) of one axis of which a tap lies inside the image.
struct Span {
  int64_t first, end;
};

inline Span span_of(int64_t tap, int64_t stride, int64_t pad, int64_t size, int64_t outputs) {
  const int64_t first = pad > tap ? blocks_of(pad - tap, stride) : 0;
  const int64_t last = size - 1 + pad - tap;
  return {first, last < 0 ? first : min_of(outputs, last / stride + 1)};
}

inline bool is_direct_grad(const Convolution& c) { return c.in_channels >= kRows / 2 && c.in_channels <= kMostChannels; }

// dfilter at one tap by columns [j, j + kColumns), of some images.
inline void filter_grad_tap(const Convolution& c, const float* x, const float* dy, float* dfilter, int64_t first_image, int64_t end_image,
                            int64_t tap, int64_t j, bool add) {
  const int64_t fy = tap / c.filter_width * c.dilation_y, fx = tap % c.filter_width * c.dilation_x;
  const Span ys = span_of(fy, c.stride_y, c.pad_y, c.in_height, c.out_height);
  const Span xs = span_of(fx, c.stride_x, c.pad_x, c.in_width, c.out_width);
  float* sums = workspace().a;
  memset(sums, 0, static_cast<size_t>(c.in_channels * kColumns) * sizeof(float));
  const int64_t line = c.in_width * c.in_channels;
  GradTile tile{};
  tile.lines = max_of(0, ys.end - ys.first);
  tile.columns = max_of(0, xs.end - xs.first);
  tile.x_step = c.stride_x * c.in_channels;
  tile.x_line = c.stride_y * line;
  tile.x_image = c.in_height * line;
  tile.dy_step = c.out_channels;
  tile.dy_line = c.out_width * c.out_channels;
  tile.dy_image = c.out_height * tile.dy_line;
  tile.n = min_of(kColumns, c.out_channels - j);
  x += (ys.first * c.stride_y - c.pad_y + fy) * line + (xs.first * c.stride_x - c.pad_x + fx) * c.in_channels;
  dy += ys.first * tile.dy_line + xs.first * tile.dy_step + j;
  const int64_t tiles = blocks_of(c.in_channels, kRows);
  typedef std::make_integer_sequence<int, kRows> Heights;
  for (int64_t image = first_image; image < end_image && tile.lines * tile.columns > 0; image += kImagesPerSum) {
    tile.images = min_of(kImagesPerSum, end_image - image);
    tile.dy = dy + image * tile.dy_image;
    for (int64_t t = 0; t < tiles; ++t) {
      const int64_t first = t * c.in_channels / tiles;
      const int64_t height = (t + 1) * c.in_channels / tiles - first;
      tile.x = x + image * tile.x_image + first;
      tile.sums = sums + first * kColumns;
      (tile.n == kColumns ? grad_of<true>(height, Heights{}) : grad_of<false>(height, Heights{}))(tile);
    }
  }
  float* to = dfilter + tap * c.in_channels * c.out_channels + j;
  for (int64_t i = 0; i < c.in_channels; ++i, to += c.out_channels)
    for (int64_t v = 0; v < tile.n; v += kLanes) {
      const int64_t part = min_of(kLanes, tile.n - v);
      const vf sum = load(sums + i * kColumns + v);
      put(to + v, add ? get(to + v, part) + sum : sum, part);
    }
}

inline void filter_grad_direct(const Convolution& c, const float* x, const float* dy, float* dfilter, bool add) {
  const int64_t across = blocks_of(c.out_channels, kColumns);
  const int64_t image = c.in_height * c.in_width * c.in_channels + c.out_height * c.out_width * c.out_channels;
  const int64_t images = max_of(kImagesPerSum, kBlockFloats / image / kImagesPerSum * kImagesPerSum);
  for (int64_t first = 0; first < c.batch; first += images) {
    const int64_t end = min_of(c.batch, first + images);
    parallel_for(c.filter_height * c.filter_width * across, [&](int64_t task) {
      filter_grad_tap(c, x, dy, dfilter, first, end, task / across, task % across * kColumns, add || first > 0);
    });
  }
}

}  // namespace
}  // namespace native
