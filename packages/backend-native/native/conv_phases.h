// The phases of a stride, by which an input gradient or a transposed convolution is a forward convolution each.
#pragma once
#include "patches.h"

namespace native {
namespace {

// One axis of one phase: the input positions first, first + stride, … (`count` of them), which meet filter taps
// phase, phase + stride, … (`taps` of them).
struct Phase {
  int64_t taps, first, count, pad;
};

inline Phase phase_of(int64_t phase, int64_t filter, int64_t stride, int64_t pad, int64_t size) {
  const int64_t taps = filter > phase ? blocks_of(filter - phase, stride) : 0;
  const int64_t start = pad > phase ? blocks_of(pad - phase, stride) : -((phase - pad) / stride);
  const int64_t first = phase - pad + start * stride;
  return {taps, first, first < size ? blocks_of(size - first, stride) : 0, taps - 1 - start};
}

inline Phase vertical(const Convolution& c, int64_t phase) { return phase_of(phase, c.filter_height, c.stride_y, c.pad_y, c.in_height); }
inline Phase horizontal(const Convolution& c, int64_t phase) { return phase_of(phase, c.filter_width, c.stride_x, c.pad_x, c.in_width); }

inline Grid grid_of(const Convolution& c, const Phase& y, const Phase& x) {
  const int64_t line = c.in_width * c.in_channels;
  return {y.count, x.count, c.in_height * line, c.stride_y * line, c.stride_x * c.in_channels, y.first * line + x.first * c.in_channels};
}

// body(phase_y, phase_x, y, x) for every phase that has outputs.
template <typename F>
void for_phases(const Convolution& c, const F& body) {
  for (int64_t phase_y = 0; phase_y < c.stride_y; ++phase_y)
    for (int64_t phase_x = 0; phase_x < c.stride_x; ++phase_x) {
      const Phase y = vertical(c, phase_y), x = horizontal(c, phase_x);
      if (y.count > 0 && x.count > 0) body(phase_y, phase_x, y, x);
    }
}

inline int64_t panel_size(const Convolution& c, const Phase& y, const Phase& x) {
  return y.taps * x.taps * c.out_channels * blocks_of(c.in_channels, kColumns) * kColumns;
}

// The flipped filters of all phases, one after the other.
inline void pack_phases(const Convolution& c, const float* filter, float* panels) {
  for_phases(c, [&](int64_t phase_y, int64_t phase_x, const Phase& y, const Phase& x) {
    for (int64_t n = 0; n < c.in_channels; n += kColumns)
      for (int64_t j = y.taps; j-- > 0;)
        for (int64_t i = x.taps; i-- > 0; panels += c.out_channels * kColumns) {
          const int64_t tap = (phase_y + j * c.stride_y) * c.filter_width + phase_x + i * c.stride_x;
          pack_lines<kColumns>(filter + (tap * c.in_channels + n) * c.out_channels, c.out_channels, 1, panels,
                               min_of(kColumns, c.in_channels - n), c.out_channels);
        }
  });
}

}  // namespace
}  // namespace native
