// Elementwise functions of one tensor.
#include "kernels.h"
#include "mathf.h"

namespace native {
namespace {

struct Parameters {
  vf p, q;
};

template <Unary op>
ALWAYS_INLINE vf apply(vf x, const Parameters& parameters) {
  const vf zero{};
  const vf one = splat(1.0f);
  if constexpr (op == Unary::Abs) return absolute(x);
  if constexpr (op == Unary::Neg) return -x;
  if constexpr (op == Unary::Exp) return exp(x);
  if constexpr (op == Unary::Expm1) return expm1(x);
  if constexpr (op == Unary::Log) return log(x);
  if constexpr (op == Unary::Log1p) return log1p(x);
  if constexpr (op == Unary::Sqrt) return square_root(x);
  if constexpr (op == Unary::Rsqrt) return 1.0f / square_root(x);
  if constexpr (op == Unary::Square) return x * x;
  if constexpr (op == Unary::Reciprocal) return 1.0f / x;
  if constexpr (op == Unary::Sigmoid) return sigmoid(x);
  if constexpr (op == Unary::Tanh) return tanh(x);
  if constexpr (op == Unary::Softplus) return softplus(x);
  if constexpr (op == Unary::Relu) return relu(x);
  if constexpr (op == Unary::Relu6) return minimum(relu(x), splat(6.0f));
  if constexpr (op == Unary::LeakyRelu) return x < zero ? x * parameters.p : x;
  if constexpr (op == Unary::Elu) return elu(x);
  if constexpr (op == Unary::Step) return x != x ? x : (x > zero ? one : parameters.p);
  if constexpr (op == Unary::Sign) return x > zero ? one : (x < zero ? -one : zero);  // NaN too, as TensorFlow.js has it
  if constexpr (op == Unary::Floor) return floor(x);
  if constexpr (op == Unary::Ceil) return ceil(x);
  if constexpr (op == Unary::Round) return round_even(x);
  if constexpr (op == Unary::Sin) return each_lane(x, [](float v) { return __builtin_sinf(v); });
  if constexpr (op == Unary::Cos) return each_lane(x, [](float v) { return __builtin_cosf(v); });
  if constexpr (op == Unary::Erf) return each_lane(x, [](float v) { return __builtin_erff(v); });
  if constexpr (op == Unary::Selu) return x < zero ? 1.7580993408473768f * expm1(x) : 1.0507009873554805f * x;
  if constexpr (op == Unary::ClipByValue) return x > parameters.q ? parameters.q : (x < parameters.p ? parameters.p : x);
}

template <Unary op>
void run(const float* x, float* out, int64_t n, float p, float q) {
  parallel_ranges(n, kGrain, [=](int64_t begin, int64_t end) {
    const Parameters parameters{splat(p), splat(q)};
    int64_t i = begin;
    for (; i + kLanes <= end; i += kLanes) store(out + i, apply<op>(load(x + i), parameters));
    if (i < end) store_part(out + i, apply<op>(load_part(x + i, end - i), parameters), end - i);
  });
}

void unary(Unary op, const float* x, float* out, int64_t n, float p, float q) {
  switch (op) {
#define CASE(name) \
  case Unary::name: return run<Unary::name>(x, out, n, p, q);
    NATIVE_UNARY(CASE)
#undef CASE
    case Unary::Count: return;
  }
}

void from_bytes(const uint8_t* x, float* out, int64_t n) {
  parallel_ranges(n, kGrain, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = x[i];
  });
}

void from_ints(const int32_t* x, float* out, int64_t n) {
  parallel_ranges(n, kGrain, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = static_cast<float>(x[i]);
  });
}

}  // namespace

void NATIVE_FILL(unary)(Kernels& kernels) {
  kernels.unary = unary;
  kernels.from_bytes = from_bytes;
  kernels.from_ints = from_ints;
}

}  // namespace native
