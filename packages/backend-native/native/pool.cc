// Pools and their gradients.
#include "channels.h"
#include "kernels.h"

namespace native {
namespace {

// The part of a window that lies in the image: taps [first, last) along one axis, the first of them at `from`.
struct Taps {
  int64_t first, last, from;
};

ALWAYS_INLINE Taps taps_of(int64_t out, int64_t stride, int64_t pad, int64_t dilation, int64_t window, int64_t size) {
  const int64_t corner = out * stride - pad;
  const int64_t first = corner < 0 ? blocks_of(-corner, dilation) : 0;
  const int64_t last = min_of(window, size > corner ? blocks_of(size - corner, dilation) : 0);
  return {first, max_of(first, last), corner + first * dilation};
}

ALWAYS_INLINE Taps rows_of(const Convolution& c, int64_t oy) {
  return taps_of(oy, c.stride_y, c.pad_y, c.dilation_y, c.filter_height, c.in_height);
}
ALWAYS_INLINE Taps columns_of(const Convolution& c, int64_t ox) {
  return taps_of(ox, c.stride_x, c.pad_x, c.dilation_x, c.filter_width, c.in_width);
}

template <bool largest>
void pool(const Convolution& c, const float* x, float* y) {
  const int64_t channels = c.in_channels;
  const int64_t row = c.in_width * channels;
  const int64_t cost = c.out_width * channels * c.filter_height * c.filter_width;
  parallel_ranges(c.batch * c.out_height, max_of(1, 2 * kGrain / cost), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const Taps rows = rows_of(c, r % c.out_height);
      const float* const image = x + (r / c.out_height * c.in_height + rows.from) * row;
      for (int64_t ox = 0; ox < c.out_width; ++ox) {
        const Taps columns = columns_of(c, ox);
        const float* const corner = image + columns.from * channels;
        float* const to = y + (r * c.out_width + ox) * channels;
        const int64_t high = rows.last - rows.first, wide = columns.last - columns.first;
        const float count = static_cast<float>(high * wide);
        over_channels(0, channels, [&](auto zero, int64_t i) {
          using V = decltype(zero);
          V total = largest ? splat_as<V>(-__builtin_inff()) : V{};
          for (int64_t wy = 0; wy < high; ++wy) {
            const float* from = corner + wy * c.dilation_y * row + i;
            for (int64_t wx = 0; wx < wide; ++wx, from += c.dilation_x * channels) {
              const V v = load_as<V>(from);
              if constexpr (largest) total = v > total ? v : total;  // NaN is passed over
              else total += v;
            }
          }
          store_as(to + i, largest ? total : total / count);
        });
      }
    }
  });
}

// Works image by image and on some channels at a time, because windows may overlap. The gradient goes to the first of equal pixels.
void max_pool_grad(const Convolution& c, const float* dy, const float* x, float* dx) {
  constexpr int64_t kChannels = 16;
  const int64_t channels = c.in_channels;
  const int64_t row = c.in_width * channels;
  const int64_t groups = blocks_of(channels, kChannels);
  parallel_ranges(c.batch * groups, max_of(1, kGrain / (c.in_height * c.in_width * kChannels)), [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      const int64_t first = task % groups * kChannels;
      const int64_t last = min_of(channels, first + kChannels);
      const float* const image = x + task / groups * c.in_height * row;
      float* const gradient = dx + task / groups * c.in_height * row;
      const float* slope = dy + task / groups * c.out_height * c.out_width * channels;
      for (int64_t p = 0; p < c.in_height * c.in_width; ++p)
        memset(gradient + p * channels + first, 0, static_cast<size_t>(last - first) * sizeof(float));
      for (int64_t oy = 0; oy < c.out_height; ++oy) {
        const Taps rows = rows_of(c, oy);
        for (int64_t ox = 0; ox < c.out_width; ++ox, slope += channels) {
          const Taps columns = columns_of(c, ox);
          const int64_t corner = rows.from * row + columns.from * channels;
          const int64_t high = rows.last - rows.first, wide = columns.last - columns.first;
          over_channels(first, last, [&](auto zero, int64_t i) {
            using V = decltype(zero);
            V top = splat_as<V>(-__builtin_inff());
            V winner = splat_as<V>(-1);
            float tap = 0;
            for (int64_t wy = 0; wy < high; ++wy)
              for (int64_t wx = 0; wx < wide; ++wx, ++tap) {
                const V v = load_as<V>(image + corner + wy * c.dilation_y * row + wx * c.dilation_x * channels + i);
                winner = v > top ? splat_as<V>(tap) : winner;
                top = v > top ? v : top;
              }
            const V d = load_as<V>(slope + i);
            tap = 0;
            for (int64_t wy = 0; wy < high; ++wy)
              for (int64_t wx = 0; wx < wide; ++wx, ++tap) {
                float* const to = gradient + corner + wy * c.dilation_y * row + wx * c.dilation_x * channels + i;
                store_as(to, load_as<V>(to) + (winner == splat_as<V>(tap) ? d : V{}));
              }
          });
        }
      }
    }
  });
}

// Works row by row of the image: each row adds up the windows that reach it, in their order.
void average_pool_grad(const Convolution& c, const float* dy, float* dx) {
  const int64_t channels = c.in_channels;
  const int64_t row = c.in_width * channels;
  const int64_t reach = (c.filter_height - 1) * c.dilation_y;
  parallel_ranges(c.batch * c.in_height, max_of(1, kGrain / (row * c.filter_width)), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t y = r % c.in_height;
      float* const to = dx + r * row;
      memset(to, 0, static_cast<size_t>(row) * sizeof(float));
      const int64_t top = max_of(0, y + c.pad_y - reach);
      for (int64_t oy = blocks_of(top, c.stride_y); oy < c.out_height && oy * c.stride_y <= y + c.pad_y; ++oy) {
        if ((y + c.pad_y - oy * c.stride_y) % c.dilation_y != 0) continue;
        const Taps rows = rows_of(c, oy);
        const float* slope = dy + (r / c.in_height * c.out_height + oy) * c.out_width * channels;
        for (int64_t ox = 0; ox < c.out_width; ++ox, slope += channels) {
          const Taps columns = columns_of(c, ox);
          const float count = static_cast<float>((rows.last - rows.first) * (columns.last - columns.first));
          over_channels(0, channels, [&](auto zero, int64_t i) {
            using V = decltype(zero);
            const V d = load_as<V>(slope + i) / count;
            float* pixel = to + columns.from * channels + i;
            for (int64_t wx = columns.first; wx < columns.last; ++wx, pixel += c.dilation_x * channels) store_as(pixel, load_as<V>(pixel) + d);
          });
        }
      }
    }
  });
}

}  // namespace

void NATIVE_FILL(pool)(Kernels& kernels) {
  kernels.ops.max_pool = pool<true>;
  kernels.ops.max_pool_grad = max_pool_grad;
  kernels.ops.average_pool = pool<false>;
  kernels.ops.average_pool_grad = average_pool_grad;
}

}  // namespace native
