// The largest elements of each row, and log-softmax.
#include "kernels.h"
#include "mathf.h"

namespace native {
namespace {

// Larger first, NaN before everything, equal ones by index.
struct Entry {
  float value;
  int32_t index;
};
ALWAYS_INLINE bool precedes(const Entry& a, const Entry& b) {
  if (a.value > b.value) return true;
  if (a.value < b.value) return false;
  const bool a_nan = a.value != a.value, b_nan = b.value != b.value;
  return a_nan != b_nan ? a_nan : a.index < b.index;
}

// A heap whose root is the last of its entries. (Templates of the standard library would have external linkage.)
void sink(Entry* heap, int64_t size, int64_t at, Entry entry) {
  for (int64_t child; (child = 2 * at + 1) < size; at = child) {
    if (child + 1 < size && precedes(heap[child], heap[child + 1])) ++child;
    if (!precedes(entry, heap[child])) break;
    heap[at] = heap[child];
  }
  heap[at] = entry;
}

// The k entries lie where the results go, value and index in turn: [2 k] words of `heap`.
void top_row(const float* x, int64_t n, int64_t k, Entry* heap) {
  for (int64_t i = 0; i < k; ++i) heap[i] = {x[i], static_cast<int32_t>(i)};
  for (int64_t i = k / 2 - 1; i >= 0; --i) sink(heap, k, i, heap[i]);
  for (int64_t i = k; i < n; ++i) {
    const Entry entry{x[i], static_cast<int32_t>(i)};
    if (precedes(entry, heap[0])) sink(heap, k, 0, entry);
  }
  for (int64_t size = k - 1; size > 0; --size) {
    const Entry last = heap[0];
    sink(heap, size, 0, heap[size]);
    heap[size] = last;
  }
}

bool top_k(const float* x, float* values, int32_t* indices, int64_t rows, int64_t n, int64_t k) {
  const int64_t grain = max_of(1, kGrain / 4 / n);
  const int64_t blocks = blocks_of(rows, grain);
  Entry* const heaps = static_cast<Entry*>(allocate(static_cast<size_t>(blocks * k) * sizeof(Entry)));
  if (!heaps) return false;
  parallel_for(blocks, [=](int64_t block) {
    Entry* const heap = heaps + block * k;
    for (int64_t r = block * grain; r < min_of(rows, (block + 1) * grain); ++r) {
      top_row(x + r * n, n, k, heap);
      for (int64_t i = 0; i < k; ++i) {
        values[r * k + i] = heap[i].value;
        indices[r * k + i] = heap[i].index;
      }
    }
  });
  release(heaps);
  return true;
}

float largest_of(const float* x, int64_t n) {
  vf top = splat(x[0]);
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) top = maximum(top, load(x + i));
  if (i < n) top = maximum(top, load_part(x + i, n - i, x[0]));
  float best = x[0];
  for (int j = 0; j < kLanes; ++j) best = top[j] > best || top[j] != top[j] ? top[j] : best;
  return best;
}

void log_softmax(const float* x, float* out, int64_t rows, int64_t n) {
  parallel_ranges(rows, max_of(1, kGrain / 4 / n), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const float* const from = x + r * n;
      const vf top = splat(largest_of(from, n));
      double total = 0;
      for (int64_t i = 0; i < n; i += kLanes) {
        const int64_t count = min_of(kLanes, n - i);
        const vf e = exp(get(from + i, count) - top);
        float part = 0;
        for (int64_t j = 0; j < count; ++j) part += e[j];
        total += part;
      }
      const vf log_total = log(splat(static_cast<float>(total)));
      for (int64_t i = 0; i < n; i += kLanes) {
        const int64_t count = min_of(kLanes, n - i);
        put(out + r * n + i, get(from + i, count) - top - log_total, count);
      }
    }
  });
}

}  // namespace

void NATIVE_FILL(rows)(Kernels& kernels) {
  kernels.ops.top_k = top_k;
  kernels.ops.log_softmax = log_softmax;
}

}  // namespace native
