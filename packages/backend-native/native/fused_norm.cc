// Layer norm, followed by an activation.
#include "activation.h"
#include "sums.h"

namespace native {
namespace {

constexpr int kMostVectors = 4;  // of channels that are summed over an item at a time

// The items whose gradients of gain and bias are summed by one task, whatever the threads: one if its sums are small beside it.
int64_t items_per_sum(const Norm& norm) { return norm.size >= 16 * norm.channels ? 1 : 8; }

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

template <Activation activation>
ALWAYS_INLINE void norm_item(const Norm& norm, const float* x, const float* gain, const float* bias, float* y) {
  const int64_t channels = norm.channels;
  const Moments m = moments_of(x, norm.size, norm.epsilon);
  const auto one = [=](int64_t at, int64_t c, int64_t n) INLINE_LAMBDA {
    const vf z = (get(x + at, n) - m.mean) * m.scale * get(gain + c, n) + get(bias + c, n);
    put(y + at, activate(z, activation, 0.0f), n);
  };
  for (int64_t i = 0; i < norm.size; i += channels) {
    int64_t c = 0;
    for (; c + kLanes <= channels; c += kLanes) one(i + c, c, int64_t{kLanes});
    if (c < channels) one(i + c, c, channels - c);
  }
}

template <Activation activation>
void norm_items(const Norm& norm, const float* x, const float* gain, const float* bias, float* y) {
  parallel_ranges(norm.items, max_of(1, kGrain / 4 / norm.size), [&](int64_t begin, int64_t end) {
    const FlushSubnormals flush;
    for (int64_t item = begin; item < end; ++item) norm_item<activation>(norm, x + item * norm.size, gain, bias, y + item * norm.size);
  });
}

// One item, and what its gradient adds up.
struct NormGrad {
  const float *dy, *x, *y, *gain;
  float* dx;
  float* sums;  // of dgain and dbias, [2, channels]
  Moments moments;
};

// The first pass over `vectors` vectors of channels from c on, of which the last one has n lanes: dx becomes the gradient of the norm's
// result, and `sum` and `projection` get its sums over the item.
template <Activation activation, int vectors>
ALWAYS_INLINE void norm_grad_channels(const Norm& norm, const NormGrad& at, int64_t c, int64_t n, vf& sum, vf& projection) {
  vf gain[vectors], gain_sum[vectors], bias_sum[vectors];
#pragma GCC unroll 4
  for (int v = 0; v < vectors; ++v) {
    gain[v] = get(at.gain + c + v * kLanes, v + 1 < vectors ? int64_t{kLanes} : n);
    gain_sum[v] = bias_sum[v] = vf{};
  }
  for (int64_t i = c; i < norm.size; i += norm.channels)
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) {
      const int64_t j = i + v * kLanes;
      const int64_t count = v + 1 < vectors ? int64_t{kLanes} : n;
      const vf dz = slope(get(at.y + j, count), get(at.dy + j, count), activation);
      gain_sum[v] += dz * ((get(at.x + j, count) - at.moments.mean) * at.moments.scale);
      bias_sum[v] += dz;
      put(at.dx + j, dz * gain[v], count);
    }
#pragma GCC unroll 4
  for (int v = 0; v < vectors; ++v) {
    const int64_t count = v + 1 < vectors ? int64_t{kLanes} : n;
    float* const sums = at.sums + c + v * kLanes;
    put(sums, get(sums, count) + gain_sum[v], count);
    put(sums + norm.channels, get(sums + norm.channels, count) + bias_sum[v], count);
    sum += only(bias_sum[v] * gain[v], count);
    projection += only(gain_sum[v] * gain[v], count);
  }
}

template <Activation activation>
void norm_grad_item(const Norm& norm, const NormGrad& at) {
  vf sum{}, projection{};
  int64_t c = 0;
  for (; c + kMostVectors * kLanes <= norm.channels; c += kMostVectors * kLanes)
    norm_grad_channels<activation, kMostVectors>(norm, at, c, kLanes, sum, projection);
  for (; c + 2 * kLanes <= norm.channels; c += 2 * kLanes) norm_grad_channels<activation, 2>(norm, at, c, kLanes, sum, projection);
  for (; c < norm.channels; c += kLanes)
    norm_grad_channels<activation, 1>(norm, at, c, min_of(kLanes, norm.channels - c), sum, projection);
  // dx follows now that the sums over the item are known.
  const Moments& m = at.moments;
  const vf mean = splat(sum_lanes(sum) / static_cast<float>(norm.size));
  const vf slant = splat(sum_lanes(projection) / static_cast<float>(norm.size));
  const auto finish = [&](int64_t i, int64_t n) INLINE_LAMBDA {
    const vf normal = (get(at.x + i, n) - m.mean) * m.scale;
    put(at.dx + i, m.scale * (get(at.dx + i, n) - mean - normal * slant), n);
  };
  int64_t i = 0;
  for (; i + kLanes <= norm.size; i += kLanes) finish(i, kLanes);
  if (i < norm.size) finish(i, norm.size - i);
}

template <Activation activation>
void norm_grad_items(const Norm& norm, const NormGrad& first, int64_t begin, int64_t end, float* sums) {
  const FlushSubnormals flush;
  memset(sums, 0, static_cast<size_t>(2 * norm.channels) * sizeof(float));
  for (int64_t item = begin; item < end; ++item) {
    const int64_t at = item * norm.size;
    norm_grad_item<activation>(norm, NormGrad{first.dy + at, first.x + at, first.y + at, first.gain, first.dx + at, sums,
                                              moments_of(first.x + at, norm.size, norm.epsilon)});
  }
}

// The functions for each activation.
struct NormFunctions {
  void (*forward)(const Norm& norm, const float* x, const float* gain, const float* bias, float* y);
  void (*grad)(const Norm& norm, const NormGrad& first, int64_t begin, int64_t end, float* sums);
};
#define FUNCTIONS(name) {norm_items<Activation::name>, norm_grad_items<Activation::name>},
constexpr NormFunctions kFunctions[] = {NATIVE_ACTIVATION(FUNCTIONS)};
#undef FUNCTIONS

const NormFunctions& functions_of(const Norm& norm) { return kFunctions[static_cast<int>(norm.activation)]; }

void layer_norm(const Norm& norm, const float* x, const float* gain, const float* bias, float* y) {
  functions_of(norm).forward(norm, x, gain, bias, y);
}

bool layer_norm_grad(const Norm& norm, const float* dy, const float* x, const float* y, const float* gain, float* dx, float* dgain, float* dbias,
                     bool add) {
  const int64_t together = items_per_sum(norm);
  const int64_t blocks = blocks_of(norm.items, together);
  const int64_t width = 2 * norm.channels;
  float* parts = static_cast<float*>(allocate(static_cast<size_t>(blocks * width + 1) * sizeof(float)));
  if (!parts) return false;
  const NormGrad first{dy, x, y, gain, dx, nullptr, {}};
  const auto grad = functions_of(norm).grad;
  const auto block = [&](int64_t b) { grad(norm, first, b * together, min_of(norm.items, (b + 1) * together), parts + b * width); };
  if (norm.items * norm.size > kGrain) parallel_for(blocks, block);
  else
    for (int64_t b = 0; b < blocks; ++b) block(b);
  add_parts(parts, blocks, width, norm.channels, dgain, add);
  add_parts(parts + norm.channels, blocks, width, norm.channels, dbias, add);
  release(parts);
  return true;
}

}  // namespace

void NATIVE_FILL(fused_norm)(Kernels& kernels) {
  kernels.fused.layer_norm = layer_norm;
  kernels.fused.layer_norm_grad = layer_norm_grad;
}

}  // namespace native
