// Depthwise convolutions, one filter a channel, and their gradients.
#include "activation.h"
#include "channels.h"

namespace native {
namespace {

constexpr int64_t kMostTaps = 256;  // the caller leaves larger filters alone
constexpr int kTogether = 4;        // pixels that share one reading of the filter

// One place of the filter: where the pixels that it meets begin, and its weights.
struct Tap {
  const float* x;
  const float* w;
};

// out[j] = the sum over taps of x[j · step] · w, for `count` neighbouring pixels.
template <int together>
ALWAYS_INLINE void add_taps(const Tap* taps, int64_t n, int64_t step, float* out, int64_t out_step, int64_t channels) {
  over_channels(0, channels, [&](auto zero, int64_t i) {
    using V = decltype(zero);
    V sums[together] = {};
    for (int64_t t = 0; t < n; ++t) {
      const V w = load_as<V>(taps[t].w + i);
      for (int j = 0; j < together; ++j) sums[j] += load_as<V>(taps[t].x + j * step + i) * w;
    }
    for (int j = 0; j < together; ++j) store_as(out + j * out_step + i, sums[j]);
  });
}

void run_taps(Tap* taps, int64_t n, int64_t step, float* out, int64_t out_step, int64_t pixels, int64_t channels) {
  for (; pixels >= kTogether; pixels -= kTogether, out += kTogether * out_step) {
    add_taps<kTogether>(taps, n, step, out, out_step, channels);
    for (int64_t t = 0; t < n; ++t) taps[t].x += kTogether * step;
  }
  for (; pixels > 0; --pixels, out += out_step) {
    add_taps<1>(taps, n, step, out, out_step, channels);
    for (int64_t t = 0; t < n; ++t) taps[t].x += step;
  }
}

// The part [first, last) of `size` taps, `dilation` apart from `corner` on, that lies in [0, length).
struct Range {
  int64_t first, last;
  bool operator==(const Range& other) const { return first == other.first && last == other.last; }
};
ALWAYS_INLINE Range inside(int64_t corner, int64_t dilation, int64_t size, int64_t length) {
  const int64_t first = corner < 0 ? blocks_of(-corner, dilation) : 0;
  const int64_t last = min_of(size, length > corner ? blocks_of(length - corner, dilation) : 0);
  return {first, max_of(first, last)};
}

void finish_row(float* row, int64_t pixels, int64_t channels, const Epilogue& epilogue) {
  if (!epilogue.bias && epilogue.activation == Activation::linear) return;
  for (int64_t p = 0; p < pixels; ++p, row += channels)
    for (int64_t i = 0; i < channels; i += kLanes) {
      const int64_t n = min_of(kLanes, channels - i);
      const vf v = epilogue.bias ? get(row + i, n) + get(epilogue.bias + i, n) : get(row + i, n);
      put(row + i, activate(v, epilogue.activation, epilogue.alpha), n);
    }
}

void depthwise(const Convolution& c, const float* x, const float* filter, float* y, const Epilogue& epilogue) {
  const int64_t channels = c.in_channels;
  const int64_t cost = c.out_width * channels * c.filter_height * c.filter_width;
  parallel_ranges(c.batch * c.out_height, max_of(1, 2 * kGrain / cost), [&](int64_t begin, int64_t end) {
    Tap taps[kMostTaps];
    for (int64_t r = begin; r < end; ++r) {
      const int64_t corner_y = r % c.out_height * c.stride_y - c.pad_y;
      const Range rows = inside(corner_y, c.dilation_y, c.filter_height, c.in_height);
      const float* const image = x + r / c.out_height * c.in_height * c.in_width * channels;
      float* const to = y + r * c.out_width * channels;
      const auto columns = [&](int64_t ox) { return inside(ox * c.stride_x - c.pad_x, c.dilation_x, c.filter_width, c.in_width); };
      for (int64_t ox = 0; ox < c.out_width;) {
        // Neighbouring pixels that meet the same columns of the filter are computed together.
        const Range met = columns(ox);
        int64_t next = ox + 1;
        while (next < c.out_width && columns(next) == met) ++next;
        int64_t n = 0;
        for (int64_t wy = rows.first; wy < rows.last; ++wy)
          for (int64_t wx = met.first; wx < met.last; ++wx)
            taps[n++] = {image + ((corner_y + wy * c.dilation_y) * c.in_width + ox * c.stride_x - c.pad_x + wx * c.dilation_x) * channels,
                         filter + (wy * c.filter_width + wx) * channels};
        run_taps(taps, n, c.stride_x * channels, to + ox * channels, channels, next - ox, channels);
        ox = next;
      }
      finish_row(to, c.out_width, channels, epilogue);
    }
  });
}

// A row of the image is one convolution of dy for each phase of the stride. No dilation.
void depthwise_input_grad(const Convolution& c, const float* dy, const float* filter, float* dx) {
  const int64_t channels = c.in_channels;
  const int64_t cost = c.in_width * channels * blocks_of(c.filter_height, c.stride_y) * blocks_of(c.filter_width, c.stride_x);
  parallel_ranges(c.batch * c.in_height, max_of(1, 2 * kGrain / cost), [&](int64_t begin, int64_t end) {
    Tap taps[kMostTaps];
    for (int64_t r = begin; r < end; ++r) {
      const int64_t below = r % c.in_height + c.pad_y;  // the tap that meets output 0
      const float* const slopes = dy + r / c.in_height * c.out_height * c.out_width * channels;
      float* const to = dx + r * c.in_width * channels;
      for (int64_t phase = 0; phase < min_of(c.stride_x, c.in_width); ++phase) {
        const int64_t pixels = blocks_of(c.in_width - phase, c.stride_x);
        const int64_t tap = (phase + c.pad_x) % c.stride_x;    // the first tap of this phase,
        const int64_t from = (phase + c.pad_x) / c.stride_x;   // and the output that it meets at pixel 0; each later one meets the one before
        const int64_t in_phase = c.filter_width > tap ? blocks_of(c.filter_width - tap, c.stride_x) : 0;
        const auto met_by = [&](int64_t j) {
          const int64_t first = max_of(0, from + j - (c.out_width - 1));
          return Range{first, max_of(first, min_of(in_phase, from + j + 1))};
        };
        for (int64_t j = 0; j < pixels;) {
          const Range met = met_by(j);
          int64_t next = j + 1;
          while (next < pixels && met_by(next) == met) ++next;
          int64_t n = 0;
          for (int64_t wy = below % c.stride_y; wy < c.filter_height && wy <= below; wy += c.stride_y) {
            const int64_t oy = (below - wy) / c.stride_y;
            if (oy >= c.out_height) continue;
            for (int64_t k = met.first; k < met.last; ++k)
              taps[n++] = {slopes + (oy * c.out_width + from + j - k) * channels,
                           filter + (wy * c.filter_width + tap + k * c.stride_x) * channels};
          }
          run_taps(taps, n, channels, to + (phase + j * c.stride_x) * channels, c.stride_x * channels, next - j, channels);
          j = next;
        }
      }
    }
  });
}

// Adds to sums[t · channels], for `n` taps side by side, what one row of dy and the rows of the image that they meet give.
template <int n>
void add_row(const Convolution& c, const float* row, const float* dy, float* sums, int64_t tap, int64_t channel, int64_t last_channel) {
  const int64_t channels = c.in_channels;
  int64_t first[n], last[n];
  int64_t common_first = 0, common_last = c.out_width;
  for (int t = 0; t < n; ++t) {
    const int64_t corner = (tap + t) * c.dilation_x - c.pad_x;  // the column that output 0 meets
    first[t] = min_of(c.out_width, corner < 0 ? blocks_of(-corner, c.stride_x) : 0);
    last[t] = max_of(first[t], min_of(c.out_width, c.in_width > corner ? blocks_of(c.in_width - corner, c.stride_x) : 0));
    common_first = max_of(common_first, first[t]);
    common_last = min_of(common_last, last[t]);
  }
  common_last = max_of(common_first, common_last);
  over_channels(channel, last_channel, [&](auto zero, int64_t i) {
    using V = decltype(zero);
    V totals[n] = {};
    const auto pixel = [&](int64_t ox, int t) {
      return load_as<V>(row + (ox * c.stride_x + (tap + t) * c.dilation_x - c.pad_x) * channels + i);
    };
    for (int t = 0; t < n; ++t) {
      for (int64_t ox = first[t]; ox < min_of(common_first, last[t]); ++ox) totals[t] += pixel(ox, t) * load_as<V>(dy + ox * channels + i);
      for (int64_t ox = max_of(common_last, first[t]); ox < last[t]; ++ox) totals[t] += pixel(ox, t) * load_as<V>(dy + ox * channels + i);
    }
    for (int64_t ox = common_first; ox < common_last; ++ox) {
      const V d = load_as<V>(dy + ox * channels + i);
      for (int t = 0; t < n; ++t) totals[t] += pixel(ox, t) * d;
    }
    for (int t = 0; t < n; ++t) store_as(sums + t * channels + i, load_as<V>(sums + t * channels + i) + totals[t]);
  });
}

// Computes one sum for each image, and then adds these sums in order, in double precision.
bool depthwise_filter_grad(const Convolution& c, const float* x, const float* dy, float* dfilter) {
  constexpr int64_t kChannels = 64;
  const int64_t channels = c.in_channels;
  const int64_t size = c.filter_height * c.filter_width * channels;
  const int64_t groups = blocks_of(channels, kChannels);
  float* const parts = static_cast<float*>(allocate(static_cast<size_t>(c.batch * size) * sizeof(float)));
  if (!parts) return false;
  const int64_t cost = c.out_height * c.out_width * c.filter_height * c.filter_width * min_of(channels, kChannels);
  parallel_ranges(c.batch * groups, max_of(1, 2 * kGrain / cost), [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      const int64_t b = task / groups;
      const int64_t channel = task % groups * kChannels;
      const int64_t last_channel = min_of(channels, channel + kChannels);
      float* const part = parts + b * size;
      for (int64_t t = 0; t < c.filter_height * c.filter_width; ++t)
        memset(part + t * channels + channel, 0, static_cast<size_t>(last_channel - channel) * sizeof(float));
      for (int64_t oy = 0; oy < c.out_height; ++oy) {
        const int64_t corner = oy * c.stride_y - c.pad_y;
        const Range rows = inside(corner, c.dilation_y, c.filter_height, c.in_height);
        const float* const slopes = dy + (b * c.out_height + oy) * c.out_width * channels;
        for (int64_t wy = rows.first; wy < rows.last; ++wy) {
          const float* const row = x + (b * c.in_height + corner + wy * c.dilation_y) * c.in_width * channels;
          float* const sums = part + wy * c.filter_width * channels;
          int64_t wx = 0;
          for (; wx + 3 <= c.filter_width; wx += 3) add_row<3>(c, row, slopes, sums + wx * channels, wx, channel, last_channel);
          for (; wx < c.filter_width; ++wx) add_row<1>(c, row, slopes, sums + wx * channels, wx, channel, last_channel);
        }
      }
    }
  });
  parallel_ranges(size, max_of(1, kGrain / c.batch), [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      double total = 0;
      for (int64_t b = 0; b < c.batch; ++b) total += parts[b * size + i];
      dfilter[i] = static_cast<float>(total);
    }
  });
  release(parts);
  return true;
}

}  // namespace

void NATIVE_FILL(depthwise)(Kernels& kernels) {
  kernels.ops.depthwise = depthwise;
  kernels.ops.depthwise_input_grad = depthwise_input_grad;
  kernels.ops.depthwise_filter_grad = depthwise_filter_grad;
}

}  // namespace native
