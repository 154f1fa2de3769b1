// The input gradient of a convolution, or a transposed convolution, with few channels in its result. A product whose columns are channels
// would leave most of a vector empty. So all taps are multiplied with every pixel of dy at once, and the results are added, tap by tap and
// line by line, to the pixels that they meet.
#pragma once
#include <atomic>

#include "conv_phases.h"

namespace native {
namespace {

inline bool is_narrow(const Convolution& c) { return 4 * c.in_channels <= kColumns && c.filter_height * c.filter_width > 1; }

// Adds one tap of all pixels of an image to the results of its phase of the stride, of which `lines` has `count` on a line. Pixel i of a
// line meets result `start` + i.
inline void add_tap(const Convolution& c, const float* tap, int64_t fy, int64_t start, int64_t count, float* lines) {
  const int64_t first = max_of(0, -start);
  const int64_t end = min_of(c.out_width, count - start);
  for (int64_t y = 0; y < c.out_height; ++y) {
    const int64_t top = y * c.stride_y - c.pad_y + fy;
    if (top < 0 || top >= c.in_height) continue;
    float* const to = lines + top * count + start;
    const float* const from = tap + y * c.out_width;
    for (int64_t i = first; i < end; i += kLanes) {
      const int64_t n = min_of(kLanes, end - i);
      put(to + i, get(to + i, n) + get(from + i, n), n);
    }
  }
}

// One image from its taps, [filter_height, filter_width, in_channels] of lines of pixels that are `step` apart. `lines` has room for a
// channel of the image.
inline void add_taps(const Convolution& c, const float* taps, int64_t step, const float* bias, float* lines, float* dx) {
  for (int64_t channel = 0; channel < c.in_channels; ++channel)
    for (int64_t phase = 0; phase < c.stride_x; ++phase) {
      const Phase x = horizontal(c, phase);
      if (x.count <= 0) continue;
      const float value = bias ? bias[channel] : 0.0f;
      for (int64_t i = 0; i < c.in_height * x.count; ++i) lines[i] = value;
      for (int64_t fy = 0; fy < c.filter_height; ++fy)
        for (int64_t j = 0; j < x.taps; ++j) {
          const int64_t fx = phase + j * c.stride_x;
          const float* tap = taps + ((fy * c.filter_width + fx) * c.in_channels + channel) * step;
          add_tap(c, tap, fy, (fx - c.pad_x - x.first) / c.stride_x, x.count, lines);
        }
      for (int64_t y = 0; y < c.in_height; ++y)
        for (int64_t i = 0; i < x.count; ++i)
          dx[(y * c.in_width + x.first + i * c.stride_x) * c.in_channels + channel] = lines[y * x.count + i];
    }
}

// `memory` has room for the taps of the images, and for the lines of one.
inline void narrow_input_grad_images(const Convolution& c, const float* dy, const float* filter, const float* bias, float* memory, int64_t begin,
                                     int64_t end, float* dx) {
  const int64_t pixels = c.out_height * c.out_width, all = (end - begin) * pixels;
  const int64_t rows = c.filter_height * c.filter_width * c.in_channels;
  const int64_t image = c.in_height * c.in_width * c.in_channels;
  const Matrix left{filter, c.out_channels, 1};
  const Matrix right{dy + begin * pixels * c.out_channels, 1, c.out_channels};
  gemm(rows, all, c.out_channels, left_of(left), Source{pack_right, &right}, Target{memory, all, nullptr, nullptr},
       Epilogue{nullptr, Activation::linear, 0});
  for (int64_t b = begin; b < end; ++b)
    add_taps(c, memory + (b - begin) * pixels, all, bias, memory + rows * all, dx + b * image);
}

// Returns false if there is no memory.
inline bool narrow_input_grad(const Convolution& c, const float* dy, const float* filter, float* dx, const float* bias) {
  const int64_t size = c.out_height * c.out_width * c.filter_height * c.filter_width * c.in_channels;
  const int64_t images = max_of(1, min_of(2 * kGrain / size, blocks_of(c.batch, 2 * thread_count())));
  std::atomic<bool> complete{true};
  parallel_for(blocks_of(c.batch, images), [&](int64_t block) {
    const int64_t begin = block * images;
    const int64_t end = min_of(c.batch, begin + images);
    float* memory = static_cast<float*>(allocate(static_cast<size_t>((end - begin) * size + c.in_height * c.in_width) * sizeof(float)));
    if (memory) narrow_input_grad_images(c, dy, filter, bias, memory, begin, end, dx);
    else complete.store(false);
    release(memory);
  });
  return complete.load();
}

}  // namespace
}  // namespace native
