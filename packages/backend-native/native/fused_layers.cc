// The operations around the matrix products of a layer: slopes of activations, layer norm, Adam.
#include "activation.h"

namespace native {
namespace {

constexpr int64_t kRowsPerSum = 32;
constexpr int64_t kItemsPerSum = 8;

// to[j] = the sum over `count` parts of parts[i * n + j], in order.
void add_parts(const float* parts, int64_t count, int64_t n, float* to) {
  parallel_ranges(n, max_of(kLanes, kGrain / max_of(1, count)), [=](int64_t begin, int64_t end) {
    for (int64_t j = begin; j < end; ++j) to[j] = 0.0f;
    for (int64_t i = 0; i < count; ++i)
      for (int64_t j = begin; j < end; ++j) to[j] += parts[i * n + j];
  });
}

ALWAYS_INLINE float sum_lanes(vf v) {
  double total = 0;
  for (int i = 0; i < kLanes; ++i) total += v[i];
  return static_cast<float>(total);
}

bool activation_grad(Activation activation, const float* dy, const float* y, float* dpre, float* dbias, int64_t rows, int64_t columns) {
  // For a single column, the lanes of a vector hold several rows at a time.
  const int64_t width = columns == 1 ? kLanes : columns;
  const int64_t total = rows * columns;
  const int64_t lines = blocks_of(total, width);
  // Lines are summed in blocks of a fixed number, whatever the threads.
  const int64_t blocks = blocks_of(lines, kRowsPerSum);
  float* parts = nullptr;
  if (dbias) {
    parts = static_cast<float*>(allocate(static_cast<size_t>((blocks + 1) * width) * sizeof(float)));
    if (!parts) return false;
  }
  const auto block = [&](int64_t b) {
    const FlushSubnormals flush;
    for (int64_t j = 0; j < width; j += kLanes) {
      const int64_t count = min_of(kLanes, width - j);
      vf sum{};
      for (int64_t i = b * kRowsPerSum; i < min_of(lines, (b + 1) * kRowsPerSum); ++i) {
        const int64_t at = i * width + j;
        const int64_t n = min_of(count, total - at);
        const vf d = slope(get(y + at, n), get(dy + at, n), activation);
        if (dpre) put(dpre + at, d, n);
        sum += d;
      }
      if (parts) put(parts + b * width + j, sum, count);
    }
  };
  if (total > kGrain) parallel_for(blocks, block);
  else
    for (int64_t b = 0; b < blocks; ++b) block(b);
  if (dbias && columns == 1) {
    float* const sums = parts + blocks * width;
    add_parts(parts, blocks, width, sums);
    *dbias = sum_lanes(load(sums));
  } else if (dbias) {
    add_parts(parts, blocks, width, dbias);
  }
  release(parts);
  return true;
}

void adam(const AdamNumbers& numbers, const float* gradient, const float* const* from, float* const* to, int64_t n) {
  if (numbers.factor != numbers.factor) {
    for (int i = 0; i < 3; ++i) memmove(to[i], from[i], static_cast<size_t>(n) * sizeof(float));
    return;
  }
  parallel_ranges(n, kGrain / 4, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i += kLanes) {
      const int64_t count = min_of(kLanes, end - i);
      const vf g = numbers.factor * get(gradient + i, count);
      const vf first = numbers.beta1 * get(from[1] + i, count) + numbers.rest1 * g;
      const vf second = numbers.beta2 * get(from[2] + i, count) + numbers.rest2 * (g * g);
      // Everything is read before anything is written, because results may lie in the memory of the inputs.
      const vf variable = get(from[0] + i, count);
      put(to[1] + i, first, count);
      put(to[2] + i, second, count);
      put(to[0] + i, numbers.shrink * variable - numbers.rate * first / (square_root(second) + numbers.epsilon), count);
    }
  });
}

ALWAYS_INLINE vf only(vf v, int64_t n) {
  for (int64_t i = n; i < kLanes; ++i) v[i] = 0.0f;
  return v;
}

struct Moments {
  vf mean, scale;  // 1 / sqrt(variance + epsilon)
};

Moments moments_of(const float* x, int64_t size, float epsilon) {
  vf sum[4] = {};
  int64_t i = 0;
  for (; i + 4 * kLanes <= size; i += 4 * kLanes)
    for (int v = 0; v < 4; ++v) sum[v] += load(x + i + v * kLanes);
  for (; i < size; i += kLanes) sum[0] += get(x + i, min_of(kLanes, size - i));
  const vf mean = splat(sum_lanes((sum[0] + sum[1]) + (sum[2] + sum[3])) / static_cast<float>(size));
  vf square[4] = {};
  for (i = 0; i + 4 * kLanes <= size; i += 4 * kLanes)
    for (int v = 0; v < 4; ++v) {
      const vf centred = load(x + i + v * kLanes) - mean;
      square[v] += centred * centred;
    }
  for (; i < size; i += kLanes) {
    const int64_t n = min_of(kLanes, size - i);
    const vf centred = only(get(x + i, n) - mean, n);
    square[0] += centred * centred;
  }
  const float variance = sum_lanes((square[0] + square[1]) + (square[2] + square[3])) / static_cast<float>(size);
  return {mean, splat(1.0f / __builtin_sqrtf(variance + epsilon))};
}

void layer_norm(const Norm& norm, const float* x, const float* gain, const float* bias, float* y) {
  const int64_t channels = norm.channels;
  parallel_ranges(norm.items, max_of(1, kGrain / 4 / norm.size), [&](int64_t begin, int64_t end) {
    const FlushSubnormals flush;
    for (int64_t item = begin; item < end; ++item) {
      const float* from = x + item * norm.size;
      float* to = y + item * norm.size;
      const Moments m = moments_of(from, norm.size, norm.epsilon);
      for (int64_t i = 0; i < norm.size; i += channels)
        for (int64_t c = 0; c < channels; c += kLanes) {
          const int64_t n = min_of(kLanes, channels - c);
          const vf z = (get(from + i + c, n) - m.mean) * m.scale * get(gain + c, n) + get(bias + c, n);
          put(to + i + c, activate(z, norm.activation, 0.0f), n);
        }
    }
  });
}

// dgain and dbias of some items are added up in `sums`, [2, channels]; dx comes after, when the item's own two sums are known.
void layer_norm_grad_item(const Norm& norm, const float* dy, const float* x, const float* y, const float* gain, float* dx, float* sums) {
  const int64_t channels = norm.channels;
  const Moments m = moments_of(x, norm.size, norm.epsilon);
  vf sum{}, projection{};
  for (int64_t c = 0; c < channels; c += kLanes) {
    const int64_t n = min_of(kLanes, channels - c);
    const vf g = get(gain + c, n);
    vf gain_sum{}, bias_sum{};
    for (int64_t i = c; i < norm.size; i += channels) {
      const vf dz = slope(get(y + i, n), get(dy + i, n), norm.activation);
      const vf normal = (get(x + i, n) - m.mean) * m.scale;
      gain_sum += dz * normal;
      bias_sum += dz;
      put(dx + i, dz * g, n);
    }
    put(sums + c, get(sums + c, n) + gain_sum, n);
    put(sums + channels + c, get(sums + channels + c, n) + bias_sum, n);
    sum += only(bias_sum * g, n);
    projection += only(gain_sum * g, n);
  }
  const vf mean = splat(sum_lanes(sum) / static_cast<float>(norm.size));
  const vf slant = splat(sum_lanes(projection) / static_cast<float>(norm.size));
  for (int64_t i = 0; i < norm.size; i += kLanes) {
    const int64_t n = min_of(kLanes, norm.size - i);
    const vf normal = (get(x + i, n) - m.mean) * m.scale;
    put(dx + i, m.scale * (get(dx + i, n) - mean - normal * slant), n);
  }
}

bool layer_norm_grad(const Norm& norm, const float* dy, const float* x, const float* y, const float* gain, float* dx, float* dgain, float* dbias) {
  const int64_t blocks = blocks_of(norm.items, kItemsPerSum);
  const int64_t width = 2 * norm.channels;
  float* parts = static_cast<float*>(allocate(static_cast<size_t>((blocks + 1) * width + 1) * sizeof(float)));
  if (!parts) return false;
  const auto block = [&](int64_t b) {
    const FlushSubnormals flush;
    float* sums = parts + b * width;
    memset(sums, 0, static_cast<size_t>(width) * sizeof(float));
    for (int64_t item = b * kItemsPerSum; item < min_of(norm.items, (b + 1) * kItemsPerSum); ++item) {
      const int64_t at = item * norm.size;
      layer_norm_grad_item(norm, dy + at, x + at, y + at, gain, dx + at, sums);
    }
  };
  if (norm.items * norm.size > kGrain) parallel_for(blocks, block);
  else
    for (int64_t b = 0; b < blocks; ++b) block(b);
  float* sums = parts + blocks * width;
  add_parts(parts, blocks, width, sums);
  memcpy(dgain, sums, static_cast<size_t>(norm.channels) * sizeof(float));
  memcpy(dbias, sums + norm.channels, static_cast<size_t>(norm.channels) * sizeof(float));
  release(parts);
  return true;
}

}  // namespace

void NATIVE_FILL(fused_layers)(Kernels& kernels) {
  kernels.fused.activation_grad = activation_grad;
  kernels.fused.adam = adam;
  kernels.fused.layer_norm = layer_norm;
  kernels.fused.layer_norm_grad = layer_norm_grad;
}

}  // namespace native
