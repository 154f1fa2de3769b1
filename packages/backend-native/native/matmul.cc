// Batched matrix products with a bias and an activation on the way out.
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
  // Many products: a thread takes whole ones. Few: the threads share each.
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

}  // namespace

void NATIVE_FILL(matmul)(Kernels& kernels) {
  kernels.matmul = matmul;
  kernels.pack_right = pack_matrix;
  kernels.matmul_packed = matmul_packed;
}

}  // namespace native
