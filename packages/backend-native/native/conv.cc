// Two-dimensional convolution and its two gradients, each a matrix product whose left side is packed straight from image patches.
//   forward       rows are output pixels, k runs over the patch (filter row, filter column, channel)
//   input grad    per phase of the stride, a forward convolution of dy with the filter taps that meet this phase, flipped
//   filter grad   rows run over the patch, k over the output pixels
#include "conv_narrow.h"
#include "gemm.h"

namespace native {
namespace {

struct Patches {
  const float* x;
  const float* end;
  int64_t height, width, channels;
  int64_t filter_height, filter_width;
  int64_t out_height, out_width;
  int64_t stride_y, stride_x, dilation_y, dilation_x, pad_y, pad_x;  // pads may be negative
};

struct Pixel {
  const float* image;
  int64_t y, x;  // of the patch's first element
};

ALWAYS_INLINE Pixel pixel_at(const Patches& p, int64_t index) {
  const int64_t row = index / p.out_width;
  const int64_t image = row / p.out_height;
  return {p.x + image * p.height * p.width * p.channels, row % p.out_height * p.stride_y - p.pad_y,
          index % p.out_width * p.stride_x - p.pad_x};
}

// to[i] = row[start + i], zero where that lies outside [0, length). Up to the next vector, `to` may be overwritten beyond `count`, and
// `row` is read there where `readable` elements allow it.
ALWAYS_INLINE void copy_span(const float* row, int64_t length, int64_t readable, int64_t start, int64_t count, float* to) {
  int64_t i = 0;
  if (start >= 0 && start + count <= length && start + count + kLanes <= readable) {
    for (; i < count; i += kLanes) store(to + i, load(row + start + i));
    return;
  }
  const int64_t before = min_of(count, max_of(0, -start));
  const int64_t end = max_of(before, min_of(count, length - start));
  for (; i < before; ++i) to[i] = 0.0f;
  for (; i + kLanes <= end; i += kLanes) store(to + i, load(row + start + i));
  for (; i < end; ++i) to[i] = row[start + i];
  for (; i < count; ++i) to[i] = 0.0f;
}

// Elements [first, first + count) of one patch; `to` has room for a vector more.
inline void gather(const Patches& p, const Pixel& pixel, int64_t first, int64_t count, float* to) {
  const int64_t line = p.filter_width * p.channels;
  const int64_t width = p.width * p.channels;
  int64_t y = pixel.y + first / line * p.dilation_y;
  int64_t within = first % line;
  while (count > 0) {
    // Without dilation a whole line of the patch lies together in the image.
    const bool together = p.dilation_x == 1;
    const int64_t run = min_of(count, together ? line - within : p.channels - within % p.channels);
    const int64_t start = pixel.x * p.channels + (together ? within : within + within / p.channels * (p.dilation_x - 1) * p.channels);
    const bool inside = y >= 0 && y < p.height;
    const float* row = pixel.image + (inside ? y * width : 0);
    copy_span(row, inside ? width : 0, p.end - row, start, run, to);
    to += run;
    count -= run;
    within += run;
    if (within < line) continue;
    within = 0;
    y += p.dilation_y;
  }
}

void pack_patches(const void* data, float* panels, int64_t first, int64_t count, int64_t k0, int64_t depth) {
  const Patches& patches = *static_cast<const Patches*>(data);
  for (int64_t i = 0; i < count; ++i) gather(patches, pixel_at(patches, first + i), k0, depth, panels + i * kRowStep);
}

void pack_patches_transposed(const void* data, float* panels, int64_t first, int64_t count, int64_t k0, int64_t depth) {
  const Patches& patches = *static_cast<const Patches*>(data);
  constexpr int64_t kChunk = 32;
  float lines[kChunk * kBlockRows + kLanes];
  for (int64_t k = 0; k < depth; k += kChunk) {
    const int64_t chunk = min_of(kChunk, depth - k);
    for (int64_t i = 0; i < chunk; ++i) gather(patches, pixel_at(patches, k0 + k + i), first, count, lines + i * count);
    for (int64_t r = 0; r < count; r += kRows)
      pack_lines<kRows>(lines + r, 1, count, panels + r * depth + k * kRows, min_of(kRows, count - r), chunk);
  }
}

Patches patches_of(const Convolution& c, const float* x) {
  const float* end = x + c.batch * c.in_height * c.in_width * c.in_channels;
  return {x, end, c.in_height, c.in_width, c.in_channels, c.filter_height, c.filter_width, c.out_height, c.out_width,
          c.stride_y, c.stride_x, c.dilation_y, c.dilation_x, c.pad_y, c.pad_x};
}

bool convolve(const Convolution& c, const float* x, const float* filter, float* out, const Epilogue& epilogue) {
  const Patches patches = patches_of(c, x);
  const Matrix right{filter, c.out_channels, 1};
  gemm(c.batch * c.out_height * c.out_width, c.out_channels, c.filter_height * c.filter_width * c.in_channels,
       Source{pack_patches, &patches, true}, Source{pack_right, &right}, Target{out, c.out_channels, nullptr, nullptr}, epilogue);
  return true;
}

bool convolve_filter_grad(const Convolution& c, const float* x, const float* dy, float* dfilter) {
  const Patches patches = patches_of(c, x);
  const Matrix right{dy, c.out_channels, 1};
  gemm(c.filter_height * c.filter_width * c.in_channels, c.out_channels, c.batch * c.out_height * c.out_width,
       Source{pack_patches_transposed, &patches}, Source{pack_right, &right}, Target{dfilter, c.out_channels, nullptr, nullptr},
       Epilogue{nullptr, Activation::linear, 0});
  return true;
}

// One axis of one phase: the input positions first, first + stride, … (`count` of them), which meet filter taps
// phase, phase + stride, … (`taps` of them).
struct Phase {
  int64_t taps, first, count, pad;
};

Phase phase_of(int64_t phase, int64_t filter, int64_t stride, int64_t pad, int64_t size) {
  const int64_t taps = filter > phase ? blocks_of(filter - phase, stride) : 0;
  const int64_t start = pad > phase ? blocks_of(pad - phase, stride) : -((phase - pad) / stride);
  const int64_t first = phase - pad + start * stride;
  return {taps, first, first < size ? blocks_of(size - first, stride) : 0, taps - 1 - start};
}

struct Grid {
  int64_t rows, columns;                 // of the phase
  int64_t image, line, step, beginning;  // elements of dx from one to the next
};

int64_t grid_offset(const void* data, int64_t index) {
  const Grid& grid = *static_cast<const Grid*>(data);
  const int64_t row = index / grid.columns;
  return row / grid.rows * grid.image + row % grid.rows * grid.line + index % grid.columns * grid.step + grid.beginning;
}

// [filter_height, filter_width, in, out] → [taps_y, taps_x, out, in] of one phase, flipped.
void phase_filter(const Convolution& c, const float* filter, int64_t phase_y, int64_t phase_x, const Phase& y, const Phase& x, float* to) {
  for (int64_t j = 0; j < y.taps; ++j)
    for (int64_t i = 0; i < x.taps; ++i) {
      const int64_t fy = phase_y + (y.taps - 1 - j) * c.stride_y;
      const int64_t fx = phase_x + (x.taps - 1 - i) * c.stride_x;
      const float* from = filter + (fy * c.filter_width + fx) * c.in_channels * c.out_channels;
      for (int64_t o = 0; o < c.out_channels; ++o)
        for (int64_t n = 0; n < c.in_channels; ++n) *to++ = from[n * c.out_channels + o];
    }
}

void fill(const Convolution& c, const Grid& grid, float* dx, const float* bias) {
  for (int64_t i = 0; i < c.batch * grid.rows * grid.columns; ++i)
    for (int64_t channel = 0; channel < c.in_channels; ++channel) dx[grid_offset(&grid, i) + channel] = bias ? bias[channel] : 0.0f;
}

bool convolve_input_grad(const Convolution& c, const float* dy, const float* filter, float* dx, const float* bias) {
  if (is_narrow(c)) return narrow_input_grad(c, dy, filter, dx, bias);
  const int64_t weights = c.filter_height * c.filter_width * c.in_channels * c.out_channels;
  float* flipped = static_cast<float*>(allocate(static_cast<size_t>(weights + 1) * sizeof(float)));
  if (!flipped) return false;
  for (int64_t phase_y = 0; phase_y < c.stride_y; ++phase_y)
    for (int64_t phase_x = 0; phase_x < c.stride_x; ++phase_x) {
      const Phase y = phase_of(phase_y, c.filter_height, c.stride_y, c.pad_y, c.in_height);
      const Phase x = phase_of(phase_x, c.filter_width, c.stride_x, c.pad_x, c.in_width);
      if (y.count == 0 || x.count == 0) continue;
      const int64_t line = c.in_width * c.in_channels;
      const Grid grid{y.count, x.count, c.in_height * line, c.stride_y * line, c.stride_x * c.in_channels,
                      y.first * line + x.first * c.in_channels};
      if (y.taps == 0 || x.taps == 0) {
        fill(c, grid, dx, bias);
        continue;
      }
      phase_filter(c, filter, phase_y, phase_x, y, x, flipped);
      const float* end = dy + c.batch * c.out_height * c.out_width * c.out_channels;
      const Patches patches{dy, end, c.out_height, c.out_width, c.out_channels, y.taps, x.taps, y.count, x.count, 1, 1, 1, 1, y.pad, x.pad};
      const Matrix right{flipped, c.in_channels, 1};
      gemm(c.batch * y.count * x.count, c.in_channels, y.taps * x.taps * c.out_channels, Source{pack_patches, &patches, true},
           Source{pack_right, &right}, Target{dx, 0, grid_offset, &grid}, Epilogue{bias, Activation::linear, 0});
    }
  release(flipped);
  return true;
}

}  // namespace

void NATIVE_FILL(conv)(Kernels& kernels) {
  kernels.convolve = convolve;
  kernels.convolve_input_grad = convolve_input_grad;
  kernels.convolve_filter_grad = convolve_filter_grad;
}

}  // namespace native
