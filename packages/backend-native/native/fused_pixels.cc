// The steps of EM that read every pixel of every component: residual, responsibilities and loss.
#include <math.h>

#include "kernels.h"
#include "mathf.h"

namespace native {
namespace {

template <Pixels kind>
struct Pixel {
  vf p, q, r;
  explicit Pixel(const Distribution& d) : p(splat(d.p)), q(splat(d.q)), r(splat(d.r)) {}

  ALWAYS_INLINE vf log_prob(vf x, vf eta) const {
    if constexpr (kind == Pixels::bernoulli) return x * eta - fast_softplus(eta);
    else return r - 0.5f * p * (x - eta) * (x - eta);
  }
  ALWAYS_INLINE vf score(vf x, vf eta) const {
    if constexpr (kind == Pixels::bernoulli) return x - fast_sigmoid(eta);
    else return p * (x - eta);
  }
  // d score / d eta
  ALWAYS_INLINE vf curvature(vf eta) const {
    if constexpr (kind == Pixels::bernoulli) {
      const vf s = fast_sigmoid(eta);
      return s * (s - 1.0f);
    } else {
      return -p;
    }
  }
  ALWAYS_INLINE vf kl(vf eta) const {
    if constexpr (kind == Pixels::bernoulli) return fast_softplus(eta) - p * eta + q;
    else return 0.5f * p * (eta - q) * (eta - q);
  }
  ALWAYS_INLINE vf kl_slope(vf eta) const {
    if constexpr (kind == Pixels::bernoulli) return fast_sigmoid(eta) - p;
    else return p * (eta - q);
  }
};

// body(d, how many) for every vector of `size` elements; the whole ones have a number known to the compiler.
template <typename F>
ALWAYS_INLINE void each_part(int64_t size, const F& body) {
  int64_t d = 0;
  for (; d + kLanes <= size; d += kLanes) body(d, int64_t{kLanes});
  if (d < size) body(d, size - d);
}

// body(first element of a component's row, of x's row, how many) for every vector of every row.
template <typename F>
ALWAYS_INLINE void each_vector(const Mixture& m, int64_t row, const F& body) {
  const int64_t i = row * m.size;
  const int64_t j = row / m.components * m.size;
  each_part(m.size, [=](int64_t d, int64_t n) INLINE_LAMBDA { body(i + d, j + d, n); });
}

// `body` captures by value and is copied to the thread that runs it, so that its numbers stay in registers whatever the loop stores.
template <typename F>
ALWAYS_INLINE void each_row(const Mixture& m, const F& body) {
  parallel_ranges(m.images * m.components, max_of(1, kGrain / max_of(1, m.size)), [&](int64_t begin, int64_t end) {
    const FlushSubnormals flush;
    const F own = body;
    for (int64_t row = begin; row < end; ++row) own(row);
  });
}

template <Pixels kind>
void residual(const Mixture& m, const float* gamma, const float* x, const float* eta, float* out) {
  const Pixel<kind> pixel(m.pixels);
  each_row(m, [=](int64_t row) INLINE_LAMBDA {
    each_vector(m, row, [&](int64_t i, int64_t j, int64_t n) INLINE_LAMBDA { put(out + i, get(gamma + i, n) * pixel.score(get(x + j, n), get(eta + i, n)), n); });
  });
}

template <Pixels kind>
void residual_grad(const Mixture& m, const float* dy, const float* gamma, const float* x, const float* eta, float* dgamma, float* deta) {
  const Pixel<kind> pixel(m.pixels);
  each_row(m, [=](int64_t row) INLINE_LAMBDA {
    each_vector(m, row, [&](int64_t i, int64_t j, int64_t n) INLINE_LAMBDA {
      const vf d = get(dy + i, n);
      const vf e = get(eta + i, n);
      if (dgamma) put(dgamma + i, d * pixel.score(get(x + j, n), e), n);
      if (deta) put(deta + i, d * get(gamma + i, n) * pixel.curvature(e), n);
    });
  });
}

// body(first element of the first component, of x, how many) for every vector of pixels of every image.
template <typename F>
ALWAYS_INLINE void each_pixel(const Mixture& m, const F& body) {
  const int64_t image = m.components * m.size;
  parallel_ranges(m.images, max_of(1, kGrain / max_of(1, image)), [=, &body](int64_t begin, int64_t end) {
    const FlushSubnormals flush;
    const F own = body;
    const int64_t size = m.size;
    for (int64_t b = begin; b < end; ++b)
      each_part(size, [=](int64_t d, int64_t n) INLINE_LAMBDA { own(b * image + d, b * size + d, n); });
  });
}

template <Pixels kind>
void e_step(const Mixture& m, float scale, float log_floor, const float* x, const float* eta, float* gamma) {
  const Pixel<kind> pixel(m.pixels);
  const bool floored = log_floor > -kInfinity;
  each_pixel(m, [=](int64_t i, int64_t j, int64_t n) INLINE_LAMBDA {
    const int64_t end = i + m.components * m.size;
    const vf value = get(x + j, n);
    vf largest = splat(log_floor);
    for (int64_t at = i; at < end; at += m.size) {
      const vf logit = scale * pixel.log_prob(value, get(eta + at, n));
      largest = maximum(logit, largest);
      put(gamma + at, logit, n);
    }
    const vf floor = floored ? exp_of_minus_absolute(log_floor - largest) : vf{};
    vf total{};
    for (int64_t at = i; at < end; at += m.size) {
      const vf weight = exp_of_minus_absolute(get(gamma + at, n) - largest) + floor;
      total += weight;
      put(gamma + at, weight, n);
    }
    const vf share = 1.0f / total;
    for (int64_t at = i; at < end; at += m.size) put(gamma + at, get(gamma + at, n) * share, n);
  });
}

template <Pixels kind>
void e_step_grad(const Mixture& m, float scale, float log_floor, const float* dy, const float* x, const float* eta, const float* gamma, float* deta) {
  const Pixel<kind> pixel(m.pixels);
  const bool floored = log_floor > -kInfinity;
  each_pixel(m, [=](int64_t i, int64_t j, int64_t n) INLINE_LAMBDA {
    const vf value = get(x + j, n);
    const int64_t end = i + m.components * m.size;
    vf mean{};
    for (int64_t at = i; at < end; at += m.size) mean += get(gamma + at, n) * get(dy + at, n);
    for (int64_t at = i; at < end; at += m.size) {
      const vf e = get(eta + at, n);
      // The floor has a part in gamma that does not depend on eta.
      const vf own = floored ? fast_sigmoid(scale * pixel.log_prob(value, e) - log_floor) : splat(1.0f);
      put(deta + at, scale * own * get(gamma + at, n) * (get(dy + at, n) - mean) * pixel.score(value, e), n);
    }
  });
}

// The sum of the first n lanes, in order.
ALWAYS_INLINE double sum_lanes(vf v) {
  double total = 0;
  for (int i = 0; i < kLanes; ++i) total += v[i];
  return total;
}

ALWAYS_INLINE vf only(vf v, int64_t n) {
  for (int64_t i = n; i < kLanes; ++i) v[i] = 0.0f;
  return v;
}

// The weight of the inter-cluster term is 1 - unlit * x in a row of pixels.
template <Pixels kind>
ALWAYS_INLINE float unlit_of(const Mixture& m, const Pixel<kind>& pixel, int64_t row, const float* x, const float* eta, const float* gamma) {
  const Distribution& d = m.pixels;
  if (d.share_power == 0.0f) return 1.0f - d.lit;
  vf drawn{}, shared{};
  each_vector(m, row, [&](int64_t i, int64_t j, int64_t n) INLINE_LAMBDA {
    const vf lit = only(get(x + j, n) * pixel.kl(get(eta + i, n)), n);
    drawn += lit;
    shared += lit * (1.0f - get(gamma + i, n));
  });
  const double all = sum_lanes(drawn);
  const double share = all == 0 ? 0 : 2 * sum_lanes(shared) / all;
  return 1.0f - d.lit * static_cast<float>(pow(share < 1 ? share : 1, static_cast<double>(d.share_power)));
}

template <Pixels kind>
bool loss(const Mixture& m, const float* x, const float* eta, const float* gamma, float* intra, float* inter) {
  const int64_t rows = m.images * m.components;
  double* sums = static_cast<double*>(allocate(static_cast<size_t>(2 * rows + 1) * sizeof(double)));
  if (!sums) return false;
  const Pixel<kind> pixel(m.pixels);
  each_row(m, [=](int64_t row) INLINE_LAMBDA {
    const vf unlit = splat(unlit_of(m, pixel, row, x, eta, gamma));
    vf own{}, other{};
    each_vector(m, row, [&](int64_t i, int64_t j, int64_t n) INLINE_LAMBDA {
      const vf g = get(gamma + i, n);
      const vf e = get(eta + i, n);
      const vf value = get(x + j, n);
      own += only(g * pixel.log_prob(value, e), n);
      other += only((1.0f - unlit * value) * (1.0f - g) * pixel.kl(e), n);
    });
    sums[2 * row] = sum_lanes(own);
    sums[2 * row + 1] = sum_lanes(other);
  });
  double totals[2] = {0, 0};
  for (int64_t row = 0; row < rows; ++row)
    for (int part = 0; part < 2; ++part) totals[part] += sums[2 * row + part];
  release(sums);
  *intra = static_cast<float>(-totals[0] / static_cast<double>(m.images));
  *inter = static_cast<float>(totals[1] / static_cast<double>(m.images));
  return true;
}

template <Pixels kind>
void loss_grad(const Mixture& m, float dintra, float dinter, const float* x, const float* eta, const float* gamma, float* dgamma, float* deta) {
  const Pixel<kind> pixel(m.pixels);
  const float own = -dintra / static_cast<float>(m.images);
  const float other = dinter / static_cast<float>(m.images);
  each_row(m, [=](int64_t row) INLINE_LAMBDA {
    const vf unlit = splat(unlit_of(m, pixel, row, x, eta, gamma));
    each_vector(m, row, [&](int64_t i, int64_t j, int64_t n) INLINE_LAMBDA {
      const vf value = get(x + j, n);
      const vf e = get(eta + i, n);
      const vf g = get(gamma + i, n);
      const vf charged = other * (1.0f - unlit * value);
      if (dgamma) put(dgamma + i, own * pixel.log_prob(value, e) - charged * pixel.kl(e), n);
      if (deta) put(deta + i, own * g * pixel.score(value, e) + charged * (1.0f - g) * pixel.kl_slope(e), n);
    });
  });
}

// The same function for the distribution at hand.
template <auto bernoulli, auto gaussian>
struct Choice;
template <typename R, typename... A, R (*bernoulli)(const Mixture&, A...), R (*gaussian)(const Mixture&, A...)>
struct Choice<bernoulli, gaussian> {
  static R call(const Mixture& m, A... rest) {
    return m.pixels.kind == Pixels::bernoulli ? bernoulli(m, rest...) : gaussian(m, rest...);
  }
};

#define CHOICE(function) Choice<&function<Pixels::bernoulli>, &function<Pixels::gaussian>>::call

}  // namespace

void NATIVE_FILL(fused_pixels)(Kernels& kernels) {
  kernels.fused.residual = CHOICE(residual);
  kernels.fused.residual_grad = CHOICE(residual_grad);
  kernels.fused.e_step = CHOICE(e_step);
  kernels.fused.e_step_grad = CHOICE(e_step_grad);
  kernels.fused.loss = CHOICE(loss);
  kernels.fused.loss_grad = CHOICE(loss_grad);
}

}  // namespace native
