// Batch norm over the last axis with given means and variances, and its gradient.
#include <math.h>

#include "channels.h"
#include "kernels.h"

namespace native {
namespace {

constexpr int64_t kRows = 128;  // rows of one partial sum

// to[i] = scale / sqrt(variance + epsilon)
void factors(const float* variance, const float* scale, float epsilon, float* to, int64_t channels) {
  for (int64_t i = 0; i < channels; ++i)
    to[i] = static_cast<float>((scale ? scale[i] : 1.0f) / sqrt(static_cast<double>(variance[i]) + epsilon));
}

bool batch_norm(const float* x, const float* mean, const float* variance, const float* scale, const float* offset, float epsilon, float* y,
                int64_t rows, int64_t channels) {
  float* const factor = static_cast<float*>(allocate(static_cast<size_t>(channels) * sizeof(float)));
  if (!factor) return false;
  factors(variance, scale, epsilon, factor, channels);
  parallel_ranges(rows, max_of(1, kGrain / channels), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r)
      over_channels(0, channels, [&](auto zero, int64_t i) {
        using V = decltype(zero);
        const V scaled = (load_as<V>(x + r * channels + i) - load_as<V>(mean + i)) * load_as<V>(factor + i);
        store_as(y + r * channels + i, offset ? scaled + load_as<V>(offset + i) : scaled);
      });
  });
  release(factor);
  return true;
}

// With r = 1 / sqrt(variance + epsilon), s1 the sum over rows of dy and s2 that of dy (x - mean):
//   dx = dy scale r, dmean = -s1 scale r, dvariance = -s2 scale r³ / 2, dscale = s2 r, doffset = s1
bool batch_norm_grad(const float* dy, const float* x, const float* mean, const float* variance, const float* scale, float epsilon, float* dx,
                     float* dmean, float* dvariance, float* dscale, float* doffset, int64_t rows, int64_t channels) {
  const int64_t blocks = blocks_of(rows, kRows);
  float* const factor = static_cast<float*>(allocate(static_cast<size_t>(channels * (2 * blocks + 1)) * sizeof(float)));
  if (!factor) return false;
  float* const parts = factor + channels;  // [blocks, 2, channels]
  factors(variance, scale, epsilon, factor, channels);
  parallel_ranges(blocks, max_of(1, kGrain / (kRows * channels)), [=](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      float* const s1 = parts + 2 * b * channels;
      float* const s2 = s1 + channels;
      memset(s1, 0, static_cast<size_t>(2 * channels) * sizeof(float));
      for (int64_t r = b * kRows; r < min_of(rows, (b + 1) * kRows); ++r)
        over_channels(0, channels, [&](auto zero, int64_t i) {
          using V = decltype(zero);
          const V d = load_as<V>(dy + r * channels + i);
          const V away = load_as<V>(x + r * channels + i) - load_as<V>(mean + i);
          store_as(dx + r * channels + i, d * load_as<V>(factor + i));
          store_as(s1 + i, load_as<V>(s1 + i) + d);
          store_as(s2 + i, load_as<V>(s2 + i) + d * away);
        });
    }
  });
  for (int64_t i = 0; i < channels; ++i) {
    double s1 = 0, s2 = 0;
    for (int64_t b = 0; b < blocks; ++b) {
      s1 += parts[2 * b * channels + i];
      s2 += parts[(2 * b + 1) * channels + i];
    }
    const double root = 1 / sqrt(static_cast<double>(variance[i]) + epsilon);
    const double weight = scale ? scale[i] : 1.0f;
    dmean[i] = static_cast<float>(-s1 * weight * root);
    dvariance[i] = static_cast<float>(-0.5 * s2 * weight * root * root * root);
    dscale[i] = static_cast<float>(s2 * root);
    doffset[i] = static_cast<float>(s1);
  }
  release(factor);
  return true;
}

}  // namespace

void NATIVE_FILL(batch_norm)(Kernels& kernels) {
  kernels.ops.batch_norm = batch_norm;
  kernels.ops.batch_norm_grad = batch_norm_grad;
}

}  // namespace native
