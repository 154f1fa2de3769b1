// Nearest-neighbour resizing and its gradient.
#include "kernels.h"
#include "simd.h"

namespace native {
namespace {

void resize(const float* x, float* out, int64_t batch, int64_t height, int64_t width, int64_t channels, const int32_t* rows,
            int64_t out_height, const int32_t* columns, int64_t out_width) {
  parallel_ranges(batch * out_height, max_of(1, kGrain / max_of(1, out_width * channels)), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const float* from = x + (r / out_height * height + rows[r % out_height]) * width * channels;
      float* to = out + r * out_width * channels;
      for (int64_t c = 0; c < out_width; ++c, to += channels)
        memcpy(to, from + columns[c] * channels, static_cast<size_t>(channels) * sizeof(float));
    }
  });
}

void resize_grad(const float* dy, float* dx, int64_t batch, int64_t height, int64_t width, int64_t channels, const int32_t* rows,
                 int64_t out_height, const int32_t* columns, int64_t out_width) {
  parallel_ranges(batch * height, max_of(1, kGrain / max_of(1, width * channels)), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      float* to = dx + r * width * channels;
      memset(to, 0, static_cast<size_t>(width * channels) * sizeof(float));
      for (int64_t y = 0; y < out_height; ++y) {
        if (rows[y] != r % height) continue;
        const float* from = dy + (r / height * out_height + y) * out_width * channels;
        for (int64_t c = 0; c < out_width; ++c, from += channels) {
          float* pixel = to + columns[c] * channels;
          for (int64_t i = 0; i < channels; ++i) pixel[i] += from[i];
        }
      }
    }
  });
}

}  // namespace

void NATIVE_FILL(resize)(Kernels& kernels) {
  kernels.resize = resize;
  kernels.resize_grad = resize_grad;
}

}  // namespace native
