// Batched matrix products, followed by a bias and an activation.
#include "gemm.h"

namespace native {
namespace {

void multiply_one(const MatMul& product, int64_t index) {
  Matrix a = product.a;
  Matrix b = product.b;
  a.data += index * product.a_step;
  b.data += index * product.b_step;
  const Target c{product.out + index * product.m * product.n, product.n, nullptr, nullptr};
  gemm(product.m, product.n, product.k, left_of(a), Source{pack_right, &b}, c, product.epilogue, product.add);
}

// k = 0: an empty sum.
void finish_zeros(const MatMul& product) {
  for (int64_t i = 0; i < product.batch * product.m; ++i) {
    float* row = product.out + i * product.n;
    if (!product.add) memset(row, 0, static_cast<size_t>(product.n) * sizeof(float));
    finish_row(row, 0, product.n, product.epilogue);
  }
}

void matmul(const MatMul& product) {
  if (product.batch == 0 || product.m == 0 || product.n == 0) return;
  if (product.k == 0) return finish_zeros(product);
  // If there are many products, each thread takes whole ones; if there are few, all threads share each product.
  if (product.batch >= 2 * thread_count()) parallel_for(product.batch, [&](int64_t i) { multiply_one(product, i); });
  else
    for (int64_t i = 0; i < product.batch; ++i) multiply_one(product, i);
}

void pack_matrix(const Matrix& matrix, int64_t k, int64_t n, float* panels) {
  pack_whole(n, k, Source{pack_right, &matrix}, panels);
}

void matmul_packed(const MatMul& product, const float* panels) {
  const Target c{product.out, product.n, nullptr, nullptr};
  gemm_packed(product.m, product.n, product.k, left_of(product.a), panels, c, product.epilogue, product.add);
}

// Matrices of one layout whose k follow one another.
struct Parts {
  const float* const* data;
  Matrix layout;  // row: from line to line of what is packed; column: along k
  int64_t k;      // of one part
};

template <int width>
void pack_parts(const void* data, float* panels, int64_t first, int64_t count, int64_t k0, int64_t depth) {
  const Parts& parts = *static_cast<const Parts*>(data);
  for (int64_t line = first; line < first + count; line += width, panels += width * depth)
    for (int64_t done = 0; done < depth;) {
      const int64_t part = (k0 + done) / parts.k, within = (k0 + done) % parts.k;
      const int64_t run = min_of(depth - done, parts.k - within);
      const float* from = parts.data[part] + line * parts.layout.row + within * parts.layout.column;
      pack_lines<width>(from, parts.layout.row, parts.layout.column, panels + done * width, min_of(width, first + count - line), run);
      done += run;
    }
}

void matmul_parts(const MatMul& product, const float* const* a, const float* const* b, int64_t parts) {
  const Parts left{a, Matrix{nullptr, product.a.row, product.a.column}, product.k};
  const Parts right{b, Matrix{nullptr, product.b.column, product.b.row}, product.k};
  gemm(product.m, product.n, product.k * parts, Source{pack_parts<kRows>, &left}, Source{pack_parts<kColumns>, &right},
       Target{product.out, product.n, nullptr, nullptr}, product.epilogue, product.add);
}

}  // namespace

void NATIVE_FILL(matmul)(Kernels& kernels) {
  kernels.matmul = matmul;
  kernels.pack_right = pack_matrix;
  kernels.matmul_packed = matmul_packed;
  kernels.matmul_parts = matmul_parts;
}

}  // namespace native
