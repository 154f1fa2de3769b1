// A convolution that reads patches where they lie. Images are copied once with zeros around them: a line of a patch is then a run of
// memory, neighbouring pixels of an output line are a fixed distance apart, and no patch is written out.
#pragma once
#include "patches.h"

namespace native {
namespace {

// Images with as many zeros around them as all patches need.
struct Frame {
  const float* x;
  const float* end;
  int64_t height, width, channels;
  int64_t pad_y, pad_x;
  int64_t rows, columns;  // with the zeros
  int64_t size() const { return rows * columns * channels; }
};

// The patches of one set of outputs: all of them, or those of one phase of a stride.
struct Taps {
  int64_t filter_height, filter_width;
  int64_t offset;  // elements of a frame before the first patch
  int64_t stride_y, stride_x;
  const float* panels;  // of the filter, each k × kColumns
  Grid grid;
};

constexpr int64_t kTaskFloats = 24 * 1024;  // of frames that one task takes, so that they stay in the second cache
constexpr int64_t kMostPhases = 9;

inline bool is_direct(const Frame& frame) { return frame.size() + kLanes <= static_cast<int64_t>(kWorkspaceA); }

inline void pad_image(const Frame& frame, int64_t image, float* to) {
  const int64_t width = frame.width * frame.channels;
  const int64_t line = frame.columns * frame.channels;
  const float* from = frame.x + image * frame.height * width;
  for (int64_t r = 0; r < frame.rows; ++r, to += line) {
    const int64_t y = r - frame.pad_y;
    const bool inside = y >= 0 && y < frame.height;
    const float* row = from + (inside ? y * width : 0);
    copy_span(row, inside ? width : 0, frame.end - row, -frame.pad_x * frame.channels, line, to);
  }
}

// `lines` runs of `width` neighbouring outputs by kColumns channels.
struct DirectTile {
  const float* patch[kRows];  // of the first output of each run
  float* out[kRows];
  int64_t step, out_step;  // from output to output
  int64_t lines, depth, skip;  // of the filter; elements of one of its lines; of the frame from there to the next
  const float* b;
  int64_t n;
  const float* bias;  // of these channels, or null
};

template <int width, int lines>
void direct_tile(const DirectTile& tile) {
  constexpr int groups = (width + 2) / 3;
  vf sum[lines * width][kVectors];
  const float* a[lines * groups];
  const int64_t step = tile.step;
  const float* b = tile.b;
#pragma GCC unroll 16
  for (int r = 0; r < lines * width; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) sum[r][v] = vf{};
#pragma GCC unroll 16
  for (int g = 0; g < lines * groups; ++g) a[g] = tile.patch[g / groups] + g % groups * 3 * step;
  for (int64_t line = 0; line < tile.lines; ++line) {
    for (int64_t k = 0; k < tile.depth; ++k) {
      vf right[kVectors];
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) right[v] = load(b + v * kLanes), __builtin_prefetch(b + 16 * kColumns + v * kLanes);
#pragma GCC unroll 16
      for (int r = 0; r < lines * width; ++r) {
        const int within = r % width;
        const vf left = splat(a[r / width * groups + within / 3][within % 3 * step]);
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) sum[r][v] += left * right[v];
      }
#pragma GCC unroll 16
      for (int g = 0; g < lines * groups; ++g) ++a[g];
      b += kColumns;
    }
#pragma GCC unroll 16
    for (int g = 0; g < lines * groups; ++g) a[g] += tile.skip;
  }
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) {
    const int64_t part = min_of(kLanes, tile.n - v * kLanes);
    if (part <= 0) continue;
    const vf bias = tile.bias ? get(tile.bias + v * kLanes, part) : vf{};
#pragma GCC unroll 16
    for (int r = 0; r < lines * width; ++r)
      put(tile.out[r / width] + r % width * tile.out_step + v * kLanes, sum[r][v] + bias, part);
  }
}

typedef void (*DirectFunction)(const DirectTile&);

template <int width, int... lines>
DirectFunction direct_of_lines(int64_t count, std::integer_sequence<int, lines...>) {
  static constexpr DirectFunction functions[] = {direct_tile<width, lines + 1>...};
  return functions[count - 1];
}

template <int... widths>
DirectFunction direct_of(int64_t width, int64_t lines, std::integer_sequence<int, widths...>) {
  typedef DirectFunction (*Choice)(int64_t);
  static constexpr Choice choices[] = {
      [](int64_t count) { return direct_of_lines<widths + 1>(count, std::make_integer_sequence<int, kRows / (widths + 1)>{}); }...};
  return choices[width - 1](lines);
}

// Computes all outputs of `images` frames with the taps; `first` is the index of the first image.
inline void convolve_frames(const Frame& frame, const float* frames, int64_t first, int64_t images, const Taps& taps, int64_t n, float* out,
                            const Epilogue& epilogue) {
  const int64_t line = frame.columns * frame.channels;
  const int64_t depth = taps.filter_width * frame.channels;
  const Grid& grid = taps.grid;
  const int64_t parts = blocks_of(grid.columns, kRows);
  const int64_t together = parts > 1 ? 1 : kRows / grid.columns;
  const int64_t all = images * grid.rows;
  DirectTile tile{};
  tile.step = taps.stride_x * frame.channels;
  tile.out_step = grid.step;
  tile.lines = taps.filter_height;
  tile.depth = depth;
  tile.skip = line - depth;
  for (int64_t j = 0; j < n; j += kColumns) {
    tile.b = taps.panels + j * taps.filter_height * depth;
    tile.n = min_of(kColumns, n - j);
    tile.bias = epilogue.bias ? epilogue.bias + j : nullptr;
    for (int64_t begin = 0; begin < all; begin += together)
      for (int64_t part = 0; part < parts; ++part) {
        const int64_t x = part * grid.columns / parts;
        const int64_t width = (part + 1) * grid.columns / parts - x;
        const int64_t lines = min_of(together, all - begin);
        for (int64_t i = 0; i < lines; ++i) {
          const int64_t image = (begin + i) / grid.rows, y = (begin + i) % grid.rows;
          tile.patch[i] = frames + image * frame.size() + taps.offset + y * taps.stride_y * line + x * tile.step;
          tile.out[i] = out + (first + image) * grid.image + y * grid.line + x * grid.step + grid.beginning + j;
        }
        direct_of(width, lines, std::make_integer_sequence<int, kRows>{})(tile);
        if (epilogue.activation == Activation::linear) continue;
        for (int64_t i = 0; i < lines * width; ++i)
          finish_row(tile.out[i / width] + i % width * grid.step, 0, tile.n, Epilogue{nullptr, epilogue.activation, epilogue.alpha});
      }
  }
}

// Every output of the taps, which do not overlap: n channels each.
inline void convolve_direct(const Frame& frame, int64_t batch, const Taps* taps, int64_t count, int64_t n, float* out, const Epilogue& epilogue) {
  const int64_t fit = max_of(1, kTaskFloats / frame.size());
  int64_t images = min_of(fit, blocks_of(batch, 4 * thread_count()));
  // An even number of images fills the tiles that hold an even number of lines.
  if (images > 1) images -= images % 2;
  const auto body = [&](int64_t task) {
    const int64_t first = task * images;
    const int64_t number = min_of(images, batch - first);
    float* frames = workspace().a;
    for (int64_t i = 0; i < number; ++i) pad_image(frame, first + i, frames + i * frame.size());
    for (int64_t t = 0; t < count; ++t) convolve_frames(frame, frames, first, number, taps[t], n, out, epilogue);
  };
  parallel_for(blocks_of(batch, images), body);
}

}  // namespace
}  // namespace native
