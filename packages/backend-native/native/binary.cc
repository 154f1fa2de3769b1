// Elementwise functions of two tensors, broadcast against each other.
#include <math.h>

#include "kernels.h"
#include "mathf.h"

namespace native {
namespace {

template <Binary op>
ALWAYS_INLINE vf apply(vf a, vf b) {
  const vf zero{};
  if constexpr (op == Binary::Add) return a + b;
  if constexpr (op == Binary::Sub) return a - b;
  if constexpr (op == Binary::Multiply) return a * b;
  if constexpr (op == Binary::RealDiv) return a / b;
  if constexpr (op == Binary::Maximum) return maximum(a, b);
  if constexpr (op == Binary::Minimum) return minimum(a, b);
  if constexpr (op == Binary::SquaredDifference) return (a - b) * (a - b);
  if constexpr (op == Binary::Pow)
    return each_lane(a, b, [](float x, float y) { return static_cast<float>(pow(x, y)); });
  if constexpr (op == Binary::Prelu) return a < zero ? a * b : a;
  if constexpr (op == Binary::EluGrad) return b >= zero ? a : a * (b + 1.0f);
}

template <Compare op>
ALWAYS_INLINE vi apply(vf a, vf b) {
  if constexpr (op == Compare::Equal) return a == b;
  if constexpr (op == Compare::NotEqual) return a != b;
  if constexpr (op == Compare::Greater) return a > b;
  if constexpr (op == Compare::GreaterEqual) return a >= b;
  if constexpr (op == Compare::Less) return a < b;
  if constexpr (op == Compare::LessEqual) return a <= b;
}

ALWAYS_INLINE void put(float* out, vf v) { store(out, v); }
ALWAYS_INLINE void put_part(float* out, vf v, int64_t n) { store_part(out, v, n); }
ALWAYS_INLINE void put_part(uint8_t* out, vi v, int64_t n) {
  for (int64_t i = 0; i < n; ++i) out[i] = static_cast<uint8_t>(v[i] & 1);
}
ALWAYS_INLINE void put(uint8_t* out, vi v) {
  for (int i = 0; i < kLanes; ++i) out[i] = static_cast<uint8_t>(v[i] & 1);
}

// Access to an input along the innermost dimension: it advances by one element per step, or stays.
template <bool moving>
struct Input;
template <>
struct Input<true> {
  const float* p;
  ALWAYS_INLINE vf at(int64_t i) const { return load(p + i); }
  ALWAYS_INLINE vf part(int64_t i, int64_t n) const { return load_part(p + i, n); }
};
template <>
struct Input<false> {
  vf value;
  explicit Input(const float* p) : value(splat(*p)) {}
  ALWAYS_INLINE vf at(int64_t) const { return value; }
  ALWAYS_INLINE vf part(int64_t, int64_t) const { return value; }
};

template <auto op, bool a_moves, bool b_moves, typename T>
void row(const float* a, const float* b, T* out, int64_t n) {
  const Input<a_moves> x{a};
  const Input<b_moves> y{b};
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) put(out + i, apply<op>(x.at(i), y.at(i)));
  if (i < n) put_part(out + i, apply<op>(x.part(i, n - i), y.part(i, n - i)), n - i);
}

// The innermost dimension of `shape` has strides 0 or 1 in both inputs; the caller sees to that.
template <auto op, typename T>
void run(const float* a, const float* b, T* out, const Broadcast& shape) {
  const int inner = shape.rank - 1;
  const int64_t length = shape.size[inner];
  int64_t rows = 1;
  for (int d = 0; d < inner; ++d) rows *= shape.size[d];
  void (*const one_row)(const float*, const float*, T*, int64_t) = shape.a[inner]
      ? (shape.b[inner] ? row<op, true, true, T> : row<op, true, false, T>)
      : (shape.b[inner] ? row<op, false, true, T> : row<op, false, false, T>);
  if (rows == 1) {
    parallel_ranges(length, kGrain, [&](int64_t begin, int64_t end) {
      one_row(a + begin * shape.a[inner], b + begin * shape.b[inner], out + begin, end - begin);
    });
    return;
  }
  parallel_ranges(rows, max_of(1, kGrain / length), [&](int64_t begin, int64_t end) {
    int64_t index[kMaxRank] = {};
    const float* x = a;
    const float* y = b;
    int64_t rest = begin;
    for (int d = inner - 1; d >= 0; --d) {
      index[d] = rest % shape.size[d];
      rest /= shape.size[d];
      x += index[d] * shape.a[d];
      y += index[d] * shape.b[d];
    }
    for (int64_t r = begin; r < end; ++r) {
      one_row(x, y, out + r * length, length);
      for (int d = inner - 1; d >= 0; --d) {
        x += shape.a[d];
        y += shape.b[d];
        if (++index[d] < shape.size[d]) break;
        x -= shape.a[d] * shape.size[d];
        y -= shape.b[d] * shape.size[d];
        index[d] = 0;
      }
    }
  });
}

void binary(Binary op, const float* a, const float* b, float* out, const Broadcast& shape) {
  switch (op) {
#define CASE(name) \
  case Binary::name: return run<Binary::name>(a, b, out, shape);
    NATIVE_BINARY(CASE)
#undef CASE
    case Binary::Count: return;
  }
}

void compare(Compare op, const float* a, const float* b, uint8_t* out, const Broadcast& shape) {
  switch (op) {
#define CASE(name) \
  case Compare::name: return run<Compare::name>(a, b, out, shape);
    NATIVE_COMPARE(CASE)
#undef CASE
    case Compare::Count: return;
  }
}

void select(const uint8_t* condition, const float* a, const float* b, float* out, int64_t n) {
  parallel_ranges(n, kGrain, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = condition[i] ? a[i] : b[i];
  });
}

}  // namespace

void NATIVE_FILL(binary)(Kernels& kernels) {
  kernels.binary = binary;
  kernels.compare = compare;
  kernels.select = select;
}

}  // namespace native
