// The operations around the matrix products of a layer: slopes of activations, Adam.
#include "activation.h"
#include "sums.h"

namespace native {
namespace {

constexpr int64_t kRowsPerSum = 32;

// What the gradient of an activation reads and writes, as lines of `width` values.
struct Slopes {
  const float *dy, *y;
  float* dpre;  // or null
  int64_t width, total;
};

// `vectors` vectors of the lines [begin, end) from column j on, of which the last one has n lanes; `sums` gets their sums, or is null.
template <Activation activation, int vectors>
ALWAYS_INLINE void slope_columns(const Slopes& s, int64_t begin, int64_t end, int64_t j, int64_t n, float* sums) {
  vf sum[vectors];
#pragma GCC unroll 4
  for (int v = 0; v < vectors; ++v) sum[v] = vf{};
  for (int64_t i = begin; i < end; ++i)
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) {
      const int64_t at = i * s.width + j + v * kLanes;
      const int64_t count = v + 1 < vectors ? int64_t{kLanes} : min_of(n, s.total - at);
      const vf dy = get(s.dy + at, count);
      const vf d = activation == Activation::linear ? dy : slope(get(s.y + at, count), dy, activation);
      if (s.dpre) put(s.dpre + at, d, count);
      sum[v] += d;
    }
  if (!sums) return;
#pragma GCC unroll 4
  for (int v = 0; v < vectors; ++v) put(sums + j + v * kLanes, sum[v], v + 1 < vectors ? int64_t{kLanes} : n);
}

template <Activation activation>
void slope_lines(const Slopes& s, int64_t begin, int64_t end, float* sums) {
  const FlushSubnormals flush;
  int64_t j = 0;
  for (; j + 4 * kLanes <= s.width; j += 4 * kLanes) slope_columns<activation, 4>(s, begin, end, j, kLanes, sums);
  for (; j + 2 * kLanes <= s.width; j += 2 * kLanes) slope_columns<activation, 2>(s, begin, end, j, kLanes, sums);
  for (; j < s.width; j += kLanes) slope_columns<activation, 1>(s, begin, end, j, min_of(kLanes, s.width - j), sums);
}

typedef void (*SlopeFunction)(const Slopes& s, int64_t begin, int64_t end, float* sums);
#define FUNCTION(name) slope_lines<Activation::name>,
constexpr SlopeFunction kSlopes[] = {NATIVE_ACTIVATION(FUNCTION)};
#undef FUNCTION

bool activation_grad(Activation activation, const float* dy, const float* y, float* dpre, float* dbias, int64_t rows, int64_t columns, bool add) {
  // For a single column, the lanes of a vector hold several rows at a time.
  const Slopes s{dy, y, dpre, columns == 1 ? kLanes : columns, rows * columns};
  const int64_t lines = blocks_of(s.total, s.width);
  // Lines are summed in blocks of a fixed number, whatever the threads.
  const int64_t blocks = blocks_of(lines, kRowsPerSum);
  float* parts = nullptr;
  if (dbias) {
    parts = static_cast<float*>(allocate(static_cast<size_t>((blocks + 1) * s.width) * sizeof(float)));
    if (!parts) return false;
  }
  const SlopeFunction function = kSlopes[static_cast<int>(activation)];
  const auto block = [&](int64_t b) {
    function(s, b * kRowsPerSum, min_of(lines, (b + 1) * kRowsPerSum), parts ? parts + b * s.width : nullptr);
  };
  if (s.total > kGrain) parallel_for(blocks, block);
  else
    for (int64_t b = 0; b < blocks; ++b) block(b);
  if (dbias && columns == 1) {
    float* const sums = parts + blocks * s.width;
    add_parts(parts, blocks, s.width, s.width, sums, false);
    *dbias = (add ? *dbias : 0.0f) + sum_lanes(load(sums));
  } else if (dbias) {
    add_parts(parts, blocks, s.width, s.width, dbias, add);
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
    const FlushSubnormals flush;
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

}  // namespace

void NATIVE_FILL(fused_layers)(Kernels& kernels) {
  kernels.fused.activation_grad = activation_grad;
  kernels.fused.adam = adam;
}

}  // namespace native
