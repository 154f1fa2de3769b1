// Bilinear resizing and its gradient.
#include "channels.h"
#include "kernels.h"

namespace native {
namespace {

void blend(const float* x, float* out, int64_t batch, int64_t height, int64_t width, int64_t channels, const Blend& rows, const Blend& columns) {
  const int64_t line = width * channels;
  parallel_ranges(batch * rows.length, max_of(1, kGrain / (columns.length * channels)), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t y = r % rows.length;
      const float* const image = x + r / rows.length * height * line;
      const float* const low = image + rows.low[y] * line;
      const float* const high = image + rows.high[y] * line;
      const float down = rows.part[y];
      float* to = out + r * columns.length * channels;
      for (int64_t j = 0; j < columns.length; ++j, to += channels) {
        const int64_t left = columns.low[j] * channels, right = columns.high[j] * channels;
        const float across = columns.part[j];
        over_channels(0, channels, [&](auto zero, int64_t i) {
          using V = decltype(zero);
          const V a = load_as<V>(low + left + i), b = load_as<V>(low + right + i);
          const V c = load_as<V>(high + left + i), d = load_as<V>(high + right + i);
          const V top = a + (b - a) * across;
          const V bottom = c + (d - c) * across;
          store_as(to + i, top + (bottom - top) * down);
        });
      }
    }
  });
}

// For each row of the image, adds up the rows of dy that were made from it, in their order.
void blend_grad(const float* dy, float* dx, int64_t batch, int64_t height, int64_t width, int64_t channels, const Blend& rows,
                const Blend& columns) {
  const int64_t line = width * channels;
  parallel_ranges(batch * height, max_of(1, kGrain / max_of(line, columns.length * channels)), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t y = r % height;
      float* const to = dx + r * line;
      memset(to, 0, static_cast<size_t>(line) * sizeof(float));
      for (int64_t row = 0; row < rows.length; ++row) {
        if (rows.low[row] != y && rows.high[row] != y) continue;
        const float weight = (rows.low[row] == y ? 1.0f - rows.part[row] : 0.0f) + (rows.high[row] == y ? rows.part[row] : 0.0f);
        const float* from = dy + (r / height * rows.length + row) * columns.length * channels;
        for (int64_t j = 0; j < columns.length; ++j, from += channels) {
          float* const left = to + columns.low[j] * channels;
          float* const right = to + columns.high[j] * channels;
          const float high = weight * columns.part[j];
          const float low = weight - high;
          over_channels(0, channels, [&](auto zero, int64_t i) {
            using V = decltype(zero);
            const V d = load_as<V>(from + i);
            store_as(left + i, load_as<V>(left + i) + d * low);
            store_as(right + i, load_as<V>(right + i) + d * high);
          });
        }
      }
    }
  });
}

}  // namespace

void NATIVE_FILL(blend)(Kernels& kernels) {
  kernels.ops.blend = blend;
  kernels.ops.blend_grad = blend_grad;
}

}  // namespace native
