// The input gradient of a convolution, or a transposed convolution, with few channels in its result. A product whose columns are channels
// would leave most of a vector empty. So every pixel of dy is multiplied with all taps at once, and the results are added to the pixels
// that they meet.
#pragma once
#include <atomic>

#include "gemm.h"

namespace native {
namespace {

inline bool is_narrow(const Convolution& c) { return 4 * c.in_channels <= kColumns && c.filter_height * c.filter_width > 1; }

// Adds the taps of one image, [out_height, out_width, filter_height, filter_width, in_channels], to dx.
inline void add_taps(const Convolution& c, const float* taps, float* dx) {
  const int64_t line = c.filter_width * c.in_channels;
  for (int64_t y = 0; y < c.out_height; ++y)
    for (int64_t x = 0; x < c.out_width; ++x) {
      const int64_t left = x * c.stride_x - c.pad_x;
      const int64_t first = max_of(0, -left) * c.in_channels;
      const int64_t end = min_of(c.filter_width, c.in_width - left) * c.in_channels;
      for (int64_t fy = 0; fy < c.filter_height; ++fy, taps += line) {
        const int64_t top = y * c.stride_y - c.pad_y + fy;
        if (top < 0 || top >= c.in_height) continue;
        float* to = dx + (top * c.in_width + left) * c.in_channels;
        for (int64_t i = first; i < end; ++i) to[i] += taps[i];
      }
    }
}

inline void narrow_input_grad_images(const Convolution& c, const float* dy, const float* filter, const float* bias, float* taps, int64_t begin,
                                     int64_t end, float* dx) {
  const int64_t pixels = c.out_height * c.out_width;
  const int64_t columns = c.filter_height * c.filter_width * c.in_channels;
  const int64_t image = c.in_height * c.in_width * c.in_channels;
  const Matrix left{dy + begin * pixels * c.out_channels, c.out_channels, 1};
  const Matrix right{filter, 1, c.out_channels};
  gemm((end - begin) * pixels, columns, c.out_channels, left_of(left), Source{pack_right, &right},
       Target{taps, columns, nullptr, nullptr}, Epilogue{nullptr, Activation::linear, 0});
  for (int64_t b = begin; b < end; ++b) {
    float* to = dx + b * image;
    for (int64_t i = 0; i < image; ++i) to[i] = bias ? bias[i % c.in_channels] : 0.0f;
    add_taps(c, taps + (b - begin) * pixels * columns, to);
  }
}

// Returns false if there is no memory.
inline bool narrow_input_grad(const Convolution& c, const float* dy, const float* filter, float* dx, const float* bias) {
  const int64_t size = c.out_height * c.out_width * c.filter_height * c.filter_width * c.in_channels;
  const int64_t images = max_of(1, 2 * kGrain / size);
  std::atomic<bool> complete{true};
  parallel_for(blocks_of(c.batch, images), [&](int64_t block) {
    const int64_t begin = block * images;
    const int64_t end = min_of(c.batch, begin + images);
    float* taps = static_cast<float*>(allocate(static_cast<size_t>((end - begin) * size) * sizeof(float)));
    if (taps) narrow_input_grad_images(c, dy, filter, bias, taps, begin, end, dx);
    else complete.store(false);
    release(taps);
  });
  return complete.load();
}

}  // namespace
}  // namespace native
