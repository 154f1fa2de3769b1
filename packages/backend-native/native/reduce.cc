// Reductions of a [outer, n, inner] tensor over its middle axis, and softmax over the last one.
// Long sums are cut into blocks whose size depends on the shape alone and joined in double precision, in order: the result is the
// same for any number of threads.
#include "kernels.h"
#include "mathf.h"

namespace native {
namespace {

constexpr int64_t kRowBlock = 4096;    // elements of one partial result when inner is 1
constexpr int64_t kColumnBlock = 256;  // rows of one partial result otherwise

constexpr bool adds(Reduce op) { return op == Reduce::Sum || op == Reduce::Mean; }

template <Reduce op, typename V>
ALWAYS_INLINE V join(V a, V b) {
  if constexpr (adds(op)) return a + b;
  if constexpr (op == Reduce::Max) return a > b || a != a ? a : b;
  if constexpr (op == Reduce::Min) return a < b || a != a ? a : b;
}

template <Reduce op>
constexpr float start() {
  return adds(op) ? 0.0f : (op == Reduce::Max ? -kInfinity : kInfinity);
}

template <Reduce op>
ALWAYS_INLINE float across(vf v) {
  float lanes[kLanes];
  store(lanes, v);
  for (int width = kLanes / 2; width > 0; width /= 2)
    for (int i = 0; i < width; ++i) lanes[i] = join<op>(lanes[i], lanes[i + width]);
  return lanes[0];
}

// At most kRowBlock neighbouring elements.
template <Reduce op>
float reduce_block(const float* x, int64_t n) {
  vf sums[4];
  for (vf& sum : sums) sum = splat(start<op>());
  int64_t i = 0;
  for (; i + 4 * kLanes <= n; i += 4 * kLanes)
    for (int j = 0; j < 4; ++j) sums[j] = join<op>(sums[j], load(x + i + j * kLanes));
  for (; i + kLanes <= n; i += kLanes) sums[0] = join<op>(sums[0], load(x + i));
  if (i < n) sums[1] = join<op>(sums[1], load_part(x + i, n - i, start<op>()));
  return across<op>(join<op>(join<op>(sums[0], sums[1]), join<op>(sums[2], sums[3])));
}

template <Reduce op>
ALWAYS_INLINE float finish(double total, int64_t n) {
  return static_cast<float>(op == Reduce::Mean ? total / static_cast<double>(n) : total);
}

// Joins `blocks` partial results that lie `step` apart.
template <Reduce op>
float join_blocks(const float* partial, int64_t blocks, int64_t step, int64_t n) {
  double total = start<op>();
  for (int64_t i = 0; i < blocks; ++i) total = join<op>(total, static_cast<double>(partial[i * step]));
  return finish<op>(total, n);
}

template <Reduce op>
float reduce_row(const float* x, int64_t n) {
  double total = start<op>();
  for (int64_t i = 0; i < n; i += kRowBlock) total = join<op>(total, static_cast<double>(reduce_block<op>(x + i, min_of(kRowBlock, n - i))));
  return finish<op>(total, n);
}

// Rows [0, n) of `inner` neighbouring elements into one row.
template <Reduce op>
void reduce_columns(const float* x, float* out, int64_t n, int64_t inner, int64_t step) {
  int64_t i = 0;
  for (; i + 4 * kLanes <= inner; i += 4 * kLanes) {
    vf sums[4];
    for (vf& sum : sums) sum = splat(start<op>());
    for (int64_t r = 0; r < n; ++r)
      for (int j = 0; j < 4; ++j) sums[j] = join<op>(sums[j], load(x + r * step + i + j * kLanes));
    for (int j = 0; j < 4; ++j) store(out + i + j * kLanes, sums[j]);
  }
  for (; i < inner; i += kLanes) {
    const int64_t part = min_of(kLanes, inner - i);
    vf sum = splat(start<op>());
    for (int64_t r = 0; r < n; ++r)
      sum = join<op>(sum, get(x + r * step + i, part));
    put(out + i, sum, part);
  }
}

template <Reduce op>
bool reduce_inner_one(const float* x, float* out, int64_t outer, int64_t n) {
  const int64_t blocks = blocks_of(n, kRowBlock);
  if (outer >= 8 || blocks <= 1) {
    parallel_ranges(outer, max_of(1, kGrain / max_of(1, n)), [=](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) out[r] = reduce_row<op>(x + r * n, n);
    });
    return true;
  }
  float* partial = static_cast<float*>(allocate(static_cast<size_t>(outer * blocks) * sizeof(float)));
  if (!partial) return false;
  parallel_ranges(outer * blocks, kGrain / kRowBlock, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = (i % blocks) * kRowBlock;
      partial[i] = reduce_block<op>(x + (i / blocks) * n + first, min_of(kRowBlock, n - first));
    }
  });
  for (int64_t r = 0; r < outer; ++r) out[r] = join_blocks<op>(partial + r * blocks, blocks, 1, n);
  release(partial);
  return true;
}

template <Reduce op>
bool reduce_strided(const float* x, float* out, int64_t outer, int64_t n, int64_t inner) {
  const int64_t blocks = blocks_of(n, kColumnBlock);
  if (blocks <= 1) {
    const float scale = op == Reduce::Mean ? static_cast<float>(n) : 1.0f;
    parallel_ranges(outer, max_of(1, kGrain / max_of(1, n * inner)), [=](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        float* row = out + r * inner;
        reduce_columns<op>(x + r * n * inner, row, n, inner, inner);
        if (op == Reduce::Mean)
          for (int64_t i = 0; i < inner; ++i) row[i] /= scale;
      }
    });
    return true;
  }
  float* partial = static_cast<float*>(allocate(static_cast<size_t>(outer * blocks * inner) * sizeof(float)));
  if (!partial) return false;
  parallel_ranges(outer * blocks, max_of(1, kGrain / (kColumnBlock * inner)), [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = (i % blocks) * kColumnBlock;
      const float* rows = x + ((i / blocks) * n + first) * inner;
      reduce_columns<op>(rows, partial + i * inner, min_of(kColumnBlock, n - first), inner, inner);
    }
  });
  parallel_ranges(outer * inner, max_of(1, kGrain / blocks), [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      out[i] = join_blocks<op>(partial + (i / inner) * blocks * inner + i % inner, blocks, inner, n);
  });
  release(partial);
  return true;
}

bool reduce(Reduce op, const float* x, float* out, int64_t outer, int64_t n, int64_t inner) {
  switch (op) {
#define CASE(name)                                                                      \
  case Reduce::name:                                                                    \
    return inner == 1 ? reduce_inner_one<Reduce::name>(x, out, outer, n) : reduce_strided<Reduce::name>(x, out, outer, n, inner);
    NATIVE_REDUCE(CASE)
#undef CASE
    case Reduce::Count: break;
  }
  return true;
}

void softmax_row(const float* x, float* out, int64_t n) {
  const vf top = splat(reduce_row<Reduce::Max>(x, n));
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store(out + i, exp(load(x + i) - top));
  if (i < n) store_part(out + i, exp(load_part(x + i, n - i) - top), n - i);
  const vf scale = splat(1.0f / reduce_row<Reduce::Sum>(out, n));
  for (i = 0; i + kLanes <= n; i += kLanes) store(out + i, load(out + i) * scale);
  if (i < n) store_part(out + i, load_part(out + i, n - i) * scale, n - i);
}

void softmax(const float* x, float* out, int64_t rows, int64_t n) {
  parallel_ranges(rows, max_of(1, kGrain / 4 / max_of(1, n)), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) softmax_row(x + r * n, out + r * n, n);
  });
}

}  // namespace

void NATIVE_FILL(reduce)(Kernels& kernels) {
  kernels.reduce = reduce;
  kernels.softmax = softmax;
}

}  // namespace native
