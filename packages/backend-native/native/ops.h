// Operations of image, sequence and transformer models: pools, depthwise convolutions, batch norm, gathers, sums by segment, scans.
// Pointers called d… are gradients. Functions return false if there is no memory.
#pragma once
#include <cstdint>

namespace native {

struct Convolution;
struct Epilogue;

// Places between two rows or columns of an image: output i shows (1 - part[i]) of row low[i] and part[i] of row high[i]. Both lists ascend.
struct Blend {
  const int32_t* low;
  const int32_t* high;
  const float* part;
  int64_t length;
};

struct Ops {
  // The geometry of a pool is that of a convolution: window sizes in place of filter sizes, as many channels out as in.
  void (*max_pool)(const Convolution& c, const float* x, float* y);
  void (*max_pool_grad)(const Convolution& c, const float* dy, const float* x, float* dx);
  void (*average_pool)(const Convolution& c, const float* x, float* y);
  void (*average_pool_grad)(const Convolution& c, const float* dy, float* dx);

  // One filter a channel, [height, width, channels]: as many channels out as in.
  void (*depthwise)(const Convolution& c, const float* x, const float* filter, float* y, const Epilogue& epilogue);
  void (*depthwise_input_grad)(const Convolution& c, const float* dy, const float* filter, float* dx);
  bool (*depthwise_filter_grad)(const Convolution& c, const float* x, const float* dy, float* dfilter);

  // x, y and their gradients are [rows, channels], the others [channels]; scale and offset may be null.
  bool (*batch_norm)(const float* x, const float* mean, const float* variance, const float* scale, const float* offset, float epsilon, float* y,
                     int64_t rows, int64_t channels);
  bool (*batch_norm_grad)(const float* dy, const float* x, const float* mean, const float* variance, const float* scale, float epsilon, float* dx,
                          float* dmean, float* dvariance, float* dscale, float* doffset, int64_t rows, int64_t channels);

  // x is [batch, outer, size, inner], indices [batch, count], out [batch, outer, count, inner].
  void (*gather)(const float* x, const int32_t* indices, float* out, int64_t batch, int64_t outer, int64_t size, int64_t inner, int64_t count);
  // out[s] is the sum of the rows of x whose id is s; ids outside [0, segments) belong to nothing.
  bool (*segment_sum)(const float* x, const int32_t* ids, float* out, int64_t rows, int64_t inner, int64_t segments);

  // These see x as [outer, n, inner] and go along n.
  void (*reverse)(const float* x, float* out, int64_t outer, int64_t n, int64_t inner);
  void (*scan)(bool product, bool exclusive, bool backwards, const float* x, float* out, int64_t outer, int64_t n, int64_t inner);
  void (*arg_extreme)(bool largest, const float* x, int32_t* out, int64_t outer, int64_t n, int64_t inner);

  // x is [rows, n]; values and indices are [rows, k], the largest first and equal ones by index.
  bool (*top_k)(const float* x, float* values, int32_t* indices, int64_t rows, int64_t n, int64_t k);
  void (*log_softmax)(const float* x, float* out, int64_t rows, int64_t n);

  // x is [batch, height, width, channels].
  void (*blend)(const float* x, float* out, int64_t batch, int64_t height, int64_t width, int64_t channels, const Blend& rows,
                const Blend& columns);
  void (*blend_grad)(const float* dy, float* dx, int64_t batch, int64_t height, int64_t width, int64_t channels, const Blend& rows,
                     const Blend& columns);
};

}  // namespace native
