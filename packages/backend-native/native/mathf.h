// Elementary functions on vectors, within about two units in the last place, right at zeros, infinities and NaN.
// A range is reduced exactly (Cody and Waite), then a polynomial does the rest; coefficients are those of the Cephes library's
// single-precision expf and logf.
#pragma once
#include "simd.h"

namespace native {
namespace {

constexpr float kInfinity = __builtin_inff();

// round(x) for |x| < 2^22, by the addition that pushes the fraction out of the mantissa.
ALWAYS_INLINE vf round_small(vf x) {
  const vf magic = splat(12582912.0f);  // 1.5 · 2^23
  return (x + magic) - magic;
}

// 2^n for integers n in [-126, 127].
ALWAYS_INLINE vf power_of_two(vi n) { return from_bits((n + 127) << 23); }

// exp(r) - 1 for |r| <= ln(2) / 2.
ALWAYS_INLINE vf expm1_reduced(vf r) {
  // In pairs, not one coefficient after the other: half the wait for results.
  const vf z = r * r;
  const vf high = (1.9875691500e-4f * r + 1.3981999507e-3f) * z + (8.3334519073e-3f * r + 4.1665795894e-2f);
  return (high * z + (1.6666665459e-1f * r + 5.0000001201e-1f)) * z + r;
}

// x = n ln(2) + r, for |x| < 200.
ALWAYS_INLINE vf reduce_exponent(vf x, vf& n) {
  n = round_small(x * 1.44269504088896341f);
  return (x - n * 0.693359375f) - n * -2.12194440e-4f;
}

ALWAYS_INLINE vf exp(vf x) {
  const vf clamped = x < -150.0f ? splat(-150.0f) : (x > 130.0f ? splat(130.0f) : x);
  vf n;
  const vf r = reduce_exponent(clamped, n);
  // 2^n in two factors, so that results below the smallest normal number are still rounded, not lost.
  const vi whole = __builtin_convertvector(n, vi);
  const vi half = whole >> 1;
  const vf result = (expm1_reduced(r) + 1.0f) * power_of_two(half) * power_of_two(whole - half);
  return x != x ? x : result;
}

ALWAYS_INLINE vf expm1(vf x) {
  const vf clamped = x < -30.0f ? splat(-30.0f) : (x > 130.0f ? splat(130.0f) : x);
  vf n;
  const vf r = reduce_exponent(clamped, n);
  const vi whole = __builtin_convertvector(n, vi);
  const vi half = whole >> 1;
  const vf a = power_of_two(half);
  const vf b = power_of_two(whole - half);
  // 2^n (exp(r) - 1) + (2^n - 1): no cancellation, because n = 0 wherever the result is small.
  const vf scaled = a * b;
  const vf near = expm1_reduced(r) * scaled + (scaled - 1.0f);
  const vf far = (expm1_reduced(r) + 1.0f) * a * b - 1.0f;
  const vf result = x > 80.0f ? far : near;
  return x != x ? x : result;
}

// expm1 of numbers up to 0, or NaN: nothing overflows, and one factor of 2^n does. Any other x gives a number of no use.
ALWAYS_INLINE vf expm1_negative(vf x) {
  vf n;
  const vf r = reduce_exponent(x < -30.0f ? splat(-30.0f) : x, n);
  const vf scaled = power_of_two(__builtin_convertvector(n, vi));
  return expm1_reduced(r) * scaled + (scaled - 1.0f);
}

// log(m 2^e) from m in [sqrt(1/2), sqrt(2)) as f = m - 1.
ALWAYS_INLINE vf log_reduced(vf f, vf e) {
  const vf z = f * f;
  vf p = splat(7.0376836292e-2f);
  p = p * f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  vf y = p * f * z + e * -2.12194440e-4f - z * 0.5f;
  return (f + y) + e * 0.693359375f;
}

ALWAYS_INLINE vf log(vf x) {
  const vi subnormal = x < 1.17549435e-38f;
  const vf scaled = subnormal ? x * 8388608.0f : x;
  vi exponent = (bits(scaled) >> 23) - 126;
  exponent = subnormal ? exponent - 23 : exponent;
  vf m = from_bits((bits(scaled) & 0x007fffff) | 0x3f000000);  // in [1/2, 1)
  const vi low = m < 0.707106781186547524f;
  exponent = low ? exponent - 1 : exponent;
  const vf f = low ? (m + m) - 1.0f : m - 1.0f;
  vf result = log_reduced(f, __builtin_convertvector(exponent, vf));
  result = x == 0.0f ? splat(-kInfinity) : result;
  result = x == kInfinity ? x : result;
  result = x < 0.0f ? splat(__builtin_nanf("")) : result;
  return x != x ? x : result;
}

ALWAYS_INLINE vf log1p(vf x) {
  // log(w) with w = 1 + x rounded, plus what the rounding lost.
  const vf w = 1.0f + x;
  const vf lost = x - (w - 1.0f);
  const vf corrected = log(w) + lost / w;
  const vf result = w == kInfinity || w <= 0.0f ? log(w) : corrected;
  return w == 1.0f ? x : result;
}

ALWAYS_INLINE vf maximum(vf a, vf b) { return a > b || a != a ? a : b; }  // NaN wins, as in Math.max
ALWAYS_INLINE vf minimum(vf a, vf b) { return a < b || a != a ? a : b; }
ALWAYS_INLINE vf absolute(vf x) { return from_bits(bits(x) & 0x7fffffff); }
ALWAYS_INLINE vf sigmoid(vf x) {
  const vf small = exp(-absolute(x));  // never overflows, and keeps the far left tail
  return (x < 0.0f ? small : splat(1.0f)) / (1.0f + small);
}
ALWAYS_INLINE vf softplus(vf x) { return maximum(x, vf{}) + log1p(exp(-absolute(x))); }
ALWAYS_INLINE vf relu(vf x) { return x < 0.0f ? vf{} : x; }
ALWAYS_INLINE vf elu(vf x) { return x < 0.0f ? expm1_negative(x) : x; }
ALWAYS_INLINE vf tanh(vf x) {
  const vf bounded = x > 20.0f ? splat(20.0f) : (x < -20.0f ? splat(-20.0f) : x);
  const vf e = expm1(2.0f * bounded);
  const vf result = e / (e + 2.0f);
  return x != x ? x : result;
}

// One lane at a time; the compiler turns these into vector instructions where the level has them.
template <typename F>
ALWAYS_INLINE vf each_lane(vf x, F f) {
  vf y;
  for (int i = 0; i < kLanes; ++i) y[i] = f(x[i]);
  return y;
}
template <typename F>
ALWAYS_INLINE vf each_lane(vf x, vf y, F f) {
  vf z;
  for (int i = 0; i < kLanes; ++i) z[i] = f(x[i], y[i]);
  return z;
}
ALWAYS_INLINE vf square_root(vf x) { return each_lane(x, [](float v) { return __builtin_sqrtf(v); }); }
ALWAYS_INLINE vf floor(vf x) { return each_lane(x, [](float v) { return __builtin_floorf(v); }); }
ALWAYS_INLINE vf ceil(vf x) { return each_lane(x, [](float v) { return __builtin_ceilf(v); }); }
ALWAYS_INLINE vf round_even(vf x) { return each_lane(x, [](float v) { return __builtin_rintf(v); }); }

// exp(-|x|), and functions built on it. They are shorter than the functions for any argument, because nothing overflows, and a loss of
// precision below 1e-38 does not matter in a number that is added to 1.
ALWAYS_INLINE vf exp_of_minus_absolute(vf x) {
  const vf y = -absolute(x);
  vf n;
  const vf r = reduce_exponent(y < -87.0f ? splat(-87.0f) : y, n);
  return (expm1_reduced(r) + 1.0f) * power_of_two(__builtin_convertvector(n, vi));
}
ALWAYS_INLINE vf fast_sigmoid(vf x) {
  const vf e = exp_of_minus_absolute(x);
  return (x < 0.0f ? e : splat(1.0f)) / (1.0f + e);
}
// log(1 + e) = 2 artanh(e / (2 + e)), whose series ends soon for e in [0, 1].
ALWAYS_INLINE vf fast_softplus(vf x) {
  const vf e = exp_of_minus_absolute(x);
  const vf s = e / (2.0f + e);
  const vf z = s * s;
  const vf w = z * z;
  const vf low = (z * (1.0f / 5.0f) + 1.0f / 3.0f) + w * (z * (1.0f / 9.0f) + 1.0f / 7.0f);
  const vf high = (z * (1.0f / 13.0f) + 1.0f / 11.0f) + w * (1.0f / 15.0f);
  return (x > 0.0f ? x : vf{}) + 2.0f * (s + s * z * (w * w * high + low));
}

}  // namespace
}  // namespace native
