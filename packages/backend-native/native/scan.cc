// Walks along the middle axis of a [outer, n, inner] tensor: in reverse order, running sums and products, the place of an extreme.
#include "channels.h"
#include "kernels.h"

namespace native {
namespace {

void reverse(const float* x, float* out, int64_t outer, int64_t n, int64_t inner) {
  parallel_ranges(outer * n, max_of(1, kGrain / max_of(1, inner)), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t from = (r / n * n + (n - 1 - r % n)) * inner;
      if (inner == 1) out[r] = x[from];
      else memcpy(out + r * inner, x + from, static_cast<size_t>(inner) * sizeof(float));
    }
  });
}

// Columns [0, width) of one [n, inner] plane, in double precision.
template <bool product, int64_t most>
void scan_columns(bool exclusive, bool backwards, const float* x, float* out, int64_t n, int64_t inner, int64_t width) {
  double totals[most];
  for (int64_t j = 0; j < width; ++j) totals[j] = product ? 1 : 0;
  for (int64_t step = 0; step < n; ++step) {
    const int64_t row = (backwards ? n - 1 - step : step) * inner;
    for (int64_t j = 0; j < width; ++j) {
      const double before = totals[j];
      totals[j] = product ? before * x[row + j] : before + x[row + j];
      out[row + j] = static_cast<float>(exclusive ? before : totals[j]);
    }
  }
}

template <bool product>
void scan_all(bool exclusive, bool backwards, const float* x, float* out, int64_t outer, int64_t n, int64_t inner) {
  constexpr int64_t kColumns = 64;
  const int64_t groups = blocks_of(inner, kColumns);
  parallel_ranges(outer * groups, max_of(1, kGrain / (n * min_of(inner, kColumns))), [=](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      const int64_t first = task % groups * kColumns;
      const int64_t at = task / groups * n * inner + first;
      if (inner == 1) scan_columns<product, 1>(exclusive, backwards, x + at, out + at, n, 1, 1);
      else scan_columns<product, kColumns>(exclusive, backwards, x + at, out + at, n, inner, min_of(kColumns, inner - first));
    }
  });
}

void scan(bool product, bool exclusive, bool backwards, const float* x, float* out, int64_t outer, int64_t n, int64_t inner) {
  (product ? scan_all<true> : scan_all<false>)(exclusive, backwards, x, out, outer, n, inner);
}

template <bool largest, typename V>
ALWAYS_INLINE auto beats(V a, V b) {
  return largest ? a > b : a < b;
}

// The first of equal ones; NaN is passed over unless it comes first.
template <bool largest>
int32_t arg_row(const float* x, int64_t n) {
  float best = x[0];
  int64_t at = 0;
  int64_t i = 0;
  if (n >= 4 * kLanes) {
    // Each lane keeps the first of its own.
    vf top = splat(best);
    vi where = splat_int(0);
    for (; i + kLanes <= n; i += kLanes) {
      const vf v = load(x + i);
      const vi better = beats<largest>(v, top);
      top = better ? v : top;
      where = better ? splat_int(static_cast<int32_t>(i)) : where;
    }
    for (int j = 0; j < kLanes; ++j) {
      const int64_t place = where[j] + j;
      // A lane that found nothing still holds x[0].
      if (beats<largest>(top[j], best) || (top[j] == best && top[j] == x[place] && place < at)) {
        best = top[j];
        at = place;
      }
    }
  }
  for (; i < n; ++i)
    if (beats<largest>(x[i], best)) {
      best = x[i];
      at = i;
    }
  return static_cast<int32_t>(at);
}

// The whole numbers that go with a vector, or with a single number.
template <typename V>
struct Whole {
  typedef decltype(V{} > V{}) type;
};
template <>
struct Whole<float> {
  typedef int32_t type;
};

template <bool largest>
void arg_columns(const float* x, int32_t* out, int64_t n, int64_t inner) {
  over_channels(0, inner, [&](auto zero, int64_t i) {
    using V = decltype(zero);
    typedef typename Whole<V>::type W;
    V top = load_as<V>(x + i);
    W where{};
    for (int64_t r = 1; r < n; ++r) {
      const V v = load_as<V>(x + r * inner + i);
      const auto better = beats<largest>(v, top);
      top = better ? v : top;
      where = better ? static_cast<int32_t>(r) - W{} : where;
    }
    memcpy(out + i, &where, sizeof where);
  });
}

template <bool largest>
void arg_all(const float* x, int32_t* out, int64_t outer, int64_t n, int64_t inner) {
  parallel_ranges(outer, max_of(1, kGrain / (n * inner)), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      if (inner == 1) out[r] = arg_row<largest>(x + r * n, n);
      else arg_columns<largest>(x + r * n * inner, out + r * inner, n, inner);
    }
  });
}

void arg_extreme(bool largest, const float* x, int32_t* out, int64_t outer, int64_t n, int64_t inner) {
  (largest ? arg_all<true> : arg_all<false>)(x, out, outer, n, inner);
}

}  // namespace

void NATIVE_FILL(scan)(Kernels& kernels) {
  kernels.ops.reverse = reverse;
  kernels.ops.scan = scan;
  kernels.ops.arg_extreme = arg_extreme;
}

}  // namespace native
