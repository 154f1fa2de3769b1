// The loops of plain.ts with two points in each vector: the same operations on the same numbers in the same order, so that results are equal
// to the last bit. Compiled into simd.ts by ../../scripts/compile.mjs. Counts of points are rounded up; what is beyond them is never read.
#include <wasm_simd128.h>

#define BLOCK 248
typedef v128_t d2;
#define splat wasm_f64x2_splat
#define add wasm_f64x2_add
#define sub wasm_f64x2_sub
#define mul wasm_f64x2_mul
#define pmin wasm_f64x2_pmin

// Four vectors at a time: an addition takes four cycles, and four that do not wait for each other keep the processor busy.
#define EACH(do) do(0) do(1) do(2) do(3)

void distances(const double *x, const double *mean, const double *triangle, d2 *scratch, d2 *out, int d, int n) {
  d2 *end = (d2 *)((double *)out + n);
  do {
    d2 *y = scratch;
    const double *from = x, *m = mean;
    do {
      d2 v = splat(*m++);
#define SHIFT(j) y[j] = sub(((const d2 *)from)[j], v);
      EACH(SHIFT)
      from += BLOCK;
      y += 4;
    } while (y < scratch + 4 * d);
    const double *w = triangle;
    d2 *diagonal = scratch;
    d2 s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
    do {
      d2 z0 = splat(0), z1 = z0, z2 = z0, z3 = z0;
      y = scratch;
      do {
        d2 v = splat(*w++);
#define DOT(j) z##j = add(z##j, mul(v, y[j]));
        EACH(DOT)
        y += 4;
      } while (y <= diagonal);
#define SQUARE(j) s##j = add(s##j, mul(z##j, z##j));
      EACH(SQUARE)
      diagonal += 4;
    } while (diagonal < scratch + 4 * d);
#define STORE(j) out[j] = s##j;
    EACH(STORE)
    out += 4;
    x += 8;
  } while (out < end);
}

void nearest(const double *x, const double *centres, d2 *first, d2 *second, d2 *label, int d, int n, int K) {
  d2 *end = (d2 *)((double *)first + n);
  do {
    const double *c = centres;
    int k = 0;
    d2 f0 = splat(__builtin_inf()), f1 = f0, e0 = f0, e1 = f0, k0 = splat(0), k1 = k0;
    do {
      d2 s0 = splat(0), s1 = s0;
      const double *from = x;
      do {
        d2 m = splat(*c++), t;
#define OFF(j) t = sub(((const d2 *)from)[j], m); s##j = add(s##j, mul(t, t));
        OFF(0) OFF(1)
        from += BLOCK;
      } while (from < x + d * BLOCK);
      d2 own = splat(k);
#define LEAST(j) e##j = pmin(e##j, wasm_f64x2_pmax(f##j, s##j)); \
      k##j = wasm_v128_bitselect(own, k##j, wasm_f64x2_lt(s##j, f##j)); \
      f##j = pmin(f##j, s##j);
      LEAST(0) LEAST(1)
    } while (++k < K);
#define FOUND(j) first[j] = wasm_f64x2_sqrt(f##j); second[j] = wasm_f64x2_sqrt(e##j); label[j] = k##j;
    FOUND(0) FOUND(1)
    first += 2;
    second += 2;
    label += 2;
    x += 4;
  } while (first < end);
}
