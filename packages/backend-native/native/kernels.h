// The kernels of the addon. Each instruction level fills one table; the addon uses the table of the best level that the processor supports.
// Shapes and lengths are checked before a kernel is called.
#pragma once
#include <cstdint>

#include "fused.h"
#include "ops.h"

namespace native {

// Elementwise operations, by the name of the TensorFlow.js kernel they serve.
#define NATIVE_UNARY(OP) \
  OP(Abs) OP(Neg) OP(Exp) OP(Expm1) OP(Log) OP(Log1p) OP(Sqrt) OP(Rsqrt) OP(Square) OP(Reciprocal) OP(Sigmoid) OP(Tanh) OP(Softplus) \
  OP(Relu) OP(Relu6) OP(LeakyRelu) OP(Elu) OP(Step) OP(Sign) OP(Floor) OP(Ceil) OP(Round) OP(ClipByValue) \
  OP(Sin) OP(Cos) OP(Erf) OP(Selu)
#define NATIVE_BINARY(OP) \
  OP(Add) OP(Sub) OP(Multiply) OP(RealDiv) OP(Maximum) OP(Minimum) OP(SquaredDifference) OP(Pow) OP(Prelu) OP(EluGrad)
#define NATIVE_COMPARE(OP) OP(Equal) OP(NotEqual) OP(Greater) OP(GreaterEqual) OP(Less) OP(LessEqual)
#define NATIVE_REDUCE(OP) OP(Sum) OP(Mean) OP(Max) OP(Min)
#define NATIVE_ACTIVATION(OP) OP(linear) OP(relu) OP(relu6) OP(elu) OP(sigmoid) OP(leakyrelu) OP(tanh) OP(softplus)

#define NATIVE_MEMBER(name) name,
enum class Unary { NATIVE_UNARY(NATIVE_MEMBER) Count };
enum class Binary { NATIVE_BINARY(NATIVE_MEMBER) Count };
enum class Compare { NATIVE_COMPARE(NATIVE_MEMBER) Count };
enum class Reduce { NATIVE_REDUCE(NATIVE_MEMBER) Count };
enum class Activation { NATIVE_ACTIVATION(NATIVE_MEMBER) Count };
#undef NATIVE_MEMBER

constexpr int kMaxRank = 8;

// A walk over an output of `rank` dimensions, last one fastest, with each input's stride per dimension (0 where it is broadcast).
struct Broadcast {
  int rank;
  int64_t size[kMaxRank];
  int64_t a[kMaxRank];
  int64_t b[kMaxRank];
};

// A copy between two strided layouts of the same index space.
struct StridedCopy {
  int rank;
  int64_t size[kMaxRank];
  int64_t from[kMaxRank];
  int64_t to[kMaxRank];
};

// Element (i, j) of a matrix is data[i * row + j * column].
struct Matrix {
  const float* data;
  int64_t row;
  int64_t column;
};

// The operations on a finished row of a product: adds bias[j], then applies the activation.
struct Epilogue {
  const float* bias;  // null: none
  Activation activation;
  float alpha;
};

struct MatMul {
  int64_t batch, m, n, k;
  Matrix a, b;
  int64_t a_step, b_step;  // from one matrix of the batch to the next; 0 where it is shared
  float* out;              // [batch, m, n]
  Epilogue epilogue;
  bool add = false;  // to what `out` holds, before the epilogue
};

// NHWC images and HWIO filters. `pad` is what lies before the first row and column.
struct Convolution {
  int64_t batch, in_height, in_width, in_channels;
  int64_t filter_height, filter_width;
  int64_t out_height, out_width, out_channels;
  int64_t stride_y, stride_x, dilation_y, dilation_x, pad_y, pad_x;
};

constexpr int64_t kWidest = 64;  // columns that a level may fill a panel up to

// Returns the largest number of floats that the panels of a filter take.
inline int64_t panels_of(const Convolution& c, bool input_grad) {
  const int64_t taps = c.filter_height * c.filter_width;
  return input_grad ? taps * c.out_channels * (c.in_channels + kWidest) : taps * c.in_channels * (c.out_channels + kWidest);
}

struct Kernels {
  Fused fused;
  Ops ops;
  void (*unary)(Unary op, const float* x, float* out, int64_t n, float p, float q);
  void (*binary)(Binary op, const float* a, const float* b, float* out, const Broadcast& shape);
  void (*compare)(Compare op, const float* a, const float* b, uint8_t* out, const Broadcast& shape);
  void (*select)(const uint8_t* condition, const float* a, const float* b, float* out, int64_t n);
  void (*from_bytes)(const uint8_t* x, float* out, int64_t n);
  void (*from_ints)(const int32_t* x, float* out, int64_t n);
  // x is [outer, n, inner], reduced over n. False: no memory.
  bool (*reduce)(Reduce op, const float* x, float* out, int64_t outer, int64_t n, int64_t inner);
  void (*softmax)(const float* x, float* out, int64_t rows, int64_t n);
  void (*copy)(const float* from, float* to, const StridedCopy& layout);
  void (*matmul)(const MatMul& product);
  // A right side of k × n in panels, for which there is room up to a whole panel more; and a single product by it.
  void (*pack_right)(const Matrix& matrix, int64_t k, int64_t n, float* panels);
  void (*matmul_packed)(const MatMul& product, const float* panels);
  // A filter in panels for `convolve` or for `convolve_input_grad`, in room for `panels_of` floats.
  void (*pack_filter)(const Convolution& c, bool input_grad, const float* filter, float* panels);
  // False: no memory. `panels` are those of the filter, or null.
  bool (*convolve)(const Convolution& c, const float* x, const float* filter, const float* panels, float* out, const Epilogue& epilogue);
  // With a bias a channel where it is not null: a transposed convolution.
  bool (*convolve_input_grad)(const Convolution& c, const float* dy, const float* filter, const float* panels, float* dx, const float* bias);
  // With `add`, to what `dfilter` holds.
  bool (*convolve_filter_grad)(const Convolution& c, const float* x, const float* dy, float* dfilter, bool add);
  // Output row y shows input row rows[y], likewise columns. Both lists ascend.
  void (*resize)(const float* x, float* out, int64_t batch, int64_t height, int64_t width, int64_t channels, const int32_t* rows,
                 int64_t out_height, const int32_t* columns, int64_t out_width);
  void (*resize_grad)(const float* dy, float* dx, int64_t batch, int64_t height, int64_t width, int64_t channels, const int32_t* rows,
                      int64_t out_height, const int32_t* columns, int64_t out_width);
  // The sum of `parts` products of one size, A from `a` and B from `b`.
  void (*matmul_parts)(const MatMul& product, const float* const* a, const float* const* b, int64_t parts);
};

#define NATIVE_JOIN_(a, b) a##_##b
#define NATIVE_JOIN(a, b) NATIVE_JOIN_(a, b)
// fill_unary_avx2(table), and so on: every kernel family puts its functions into the table of its level.
#define NATIVE_FILL(family) NATIVE_JOIN(fill_##family, NATIVE_LEVEL)

}  // namespace native
