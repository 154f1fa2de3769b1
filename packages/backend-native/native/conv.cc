// Two-dimensional convolution and its two gradients, each a matrix product. Where images are small, patches are read where they lie
// (conv_direct.h, conv_filter_grad.h, conv_lines_grad.h); otherwise the left side of the product is packed straight from them.
//   forward       rows are output pixels, k runs over the patch (filter row, filter column, channel)
//   input grad    per phase of the stride, a forward convolution of dy with the filter taps that meet this phase, flipped
//   filter grad   rows run over the patch, k over the output pixels
#include "conv_direct.h"
#include "conv_filter_grad.h"
#include "conv_lines_grad.h"
#include "conv_narrow.h"
#include "conv_phases.h"

namespace native {
namespace {

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

// Copies elements [first, first + count) of one patch to `to`, which has room for one vector more.
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

// Returns the panels that the direct forms read: the given ones, or panels packed into the workspace; null if the workspace has no room.
template <typename F>
const float* panels_or(const float* panels, int64_t k, int64_t n, const F& pack) {
  if (panels) return panels;
  if (k * blocks_of(n, kColumns) * kColumns > static_cast<int64_t>(kWorkspaceB)) return nullptr;
  pack(workspace().b);
  return workspace().b;
}

int64_t patch_of(const Convolution& c) { return c.filter_height * c.filter_width * c.in_channels; }

void pack_forward(const Convolution& c, const float* filter, float* panels) {
  pack_lines<kColumns>(filter, 1, c.out_channels, panels, c.out_channels, patch_of(c));
}

Frame frame_of(const Convolution& c, const float* x) {
  return {x, x + c.batch * c.in_height * c.in_width * c.in_channels, c.in_height, c.in_width, c.in_channels, c.pad_y, c.pad_x,
          (c.out_height - 1) * c.stride_y + c.filter_height, (c.out_width - 1) * c.stride_x + c.filter_width};
}

// Returns false if the direct form does not apply.
bool convolve_by_frames(const Convolution& c, const float* x, const float* filter, const float* panels, float* out, const Epilogue& epilogue) {
  const Frame frame = frame_of(c, x);
  if (c.dilation_y != 1 || c.dilation_x != 1 || !is_direct(frame)) return false;
  const float* packed = panels_or(panels, patch_of(c), c.out_channels, [&](float* to) { pack_forward(c, filter, to); });
  if (!packed) return false;
  const int64_t line = c.out_width * c.out_channels;
  const Taps taps{c.filter_height, c.filter_width, 0, c.stride_y, c.stride_x, packed,
                  Grid{c.out_height, c.out_width, c.out_height * line, line, c.out_channels, 0}};
  convolve_direct(frame, c.batch, &taps, 1, c.out_channels, out, epilogue);
  return true;
}

bool convolve(const Convolution& c, const float* x, const float* filter, const float* panels, float* out, const Epilogue& epilogue) {
  if (convolve_by_frames(c, x, filter, panels, out, epilogue)) return true;
  const Patches patches = patches_of(c, x);
  const Matrix right{filter, c.out_channels, 1};
  gemm(c.batch * c.out_height * c.out_width, c.out_channels, patch_of(c), Source{pack_patches, &patches, true}, Source{pack_right, &right},
       Target{out, c.out_channels, nullptr, nullptr}, epilogue);
  return true;
}

bool convolve_filter_grad(const Convolution& c, const float* x, const float* dy, float* dfilter, bool add) {
  if (is_direct_grad(c)) {
    filter_grad_direct(c, x, dy, dfilter, add);
    return true;
  }
  const Frame frame = frame_of(c, x);
  if (is_lines_grad(c, frame)) {
    filter_grad_lines(c, frame, dy, dfilter, add);
    return true;
  }
  const Patches patches = patches_of(c, x);
  const Matrix right{dy, c.out_channels, 1};
  gemm(patch_of(c), c.out_channels, c.batch * c.out_height * c.out_width, Source{pack_patches_transposed, &patches},
       Source{pack_right, &right}, Target{dfilter, c.out_channels, nullptr, nullptr}, Epilogue{nullptr, Activation::linear, 0}, add);
  return true;
}

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

// Returns false if the direct form does not apply.
bool input_grad_by_frames(const Convolution& c, const float* dy, const float* filter, const float* panels, float* dx, const float* bias) {
  if (c.stride_y * c.stride_x > kMostPhases) return false;
  Frame frame{dy, dy + c.batch * c.out_height * c.out_width * c.out_channels, c.out_height, c.out_width, c.out_channels, 0, 0, 0, 0};
  int64_t bottom = 0, right = 0;
  for_phases(c, [&](int64_t, int64_t, const Phase& y, const Phase& x) {
    frame.pad_y = max_of(frame.pad_y, y.pad);
    frame.pad_x = max_of(frame.pad_x, x.pad);
    bottom = max_of(bottom, y.count - 1 + y.taps - y.pad);
    right = max_of(right, x.count - 1 + x.taps - x.pad);
  });
  frame.rows = frame.pad_y + bottom;
  frame.columns = frame.pad_x + right;
  if (frame.size() == 0 || !is_direct(frame)) return false;
  const float* packed = panels_or(panels, c.filter_height * c.filter_width * c.out_channels, c.in_channels, [&](float* to) { pack_phases(c, filter, to); });
  if (!packed) return false;
  Taps taps[kMostPhases];
  int64_t count = 0;
  for_phases(c, [&](int64_t, int64_t, const Phase& y, const Phase& x) {
    const Grid grid = grid_of(c, y, x);
    if (y.taps == 0 || x.taps == 0) return fill(c, grid, dx, bias);
    const int64_t offset = ((frame.pad_y - y.pad) * frame.columns + frame.pad_x - x.pad) * c.out_channels;
    taps[count++] = Taps{y.taps, x.taps, offset, 1, 1, packed, grid};
    packed += panel_size(c, y, x);
  });
  convolve_direct(frame, c.batch, taps, count, c.in_channels, dx, Epilogue{bias, Activation::linear, 0});
  return true;
}

bool convolve_input_grad(const Convolution& c, const float* dy, const float* filter, const float* panels, float* dx, const float* bias) {
  if (is_narrow(c)) return narrow_input_grad(c, dy, filter, dx, bias);
  if (input_grad_by_frames(c, dy, filter, panels, dx, bias)) return true;
  const int64_t weights = c.filter_height * c.filter_width * c.in_channels * c.out_channels;
  float* flipped = static_cast<float*>(allocate(static_cast<size_t>(weights + 1) * sizeof(float)));
  if (!flipped) return false;
  for_phases(c, [&](int64_t phase_y, int64_t phase_x, const Phase& y, const Phase& x) {
    const Grid grid = grid_of(c, y, x);
    if (y.taps == 0 || x.taps == 0) return fill(c, grid, dx, bias);
    phase_filter(c, filter, phase_y, phase_x, y, x, flipped);
    const float* end = dy + c.batch * c.out_height * c.out_width * c.out_channels;
    const Patches patches{dy, end, c.out_height, c.out_width, c.out_channels, y.taps, x.taps, y.count, x.count, 1, 1, 1, 1, y.pad, x.pad};
    const Matrix right{flipped, c.in_channels, 1};
    gemm(c.batch * y.count * x.count, c.in_channels, y.taps * x.taps * c.out_channels, Source{pack_patches, &patches, true},
         Source{pack_right, &right}, Target{dx, 0, grid_offset, &grid}, Epilogue{bias, Activation::linear, 0});
  });
  release(flipped);
  return true;
}

void pack_filter(const Convolution& c, bool input_grad, const float* filter, float* panels) {
  if (!input_grad) pack_forward(c, filter, panels);
  else if (!is_narrow(c)) pack_phases(c, filter, panels);
}

}  // namespace

void NATIVE_FILL(conv)(Kernels& kernels) {
  kernels.pack_filter = pack_filter;
  kernels.convolve = convolve;
  kernels.convolve_input_grad = convolve_input_grad;
  kernels.convolve_filter_grad = convolve_filter_grad;
}

}  // namespace native
