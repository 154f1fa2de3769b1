// Copies between strided layouts; transpose, slice, pad, tile, concatenate and broadcast are all such copies.
#include "kernels.h"
#include "simd.h"

namespace native {
namespace {

constexpr int64_t kTile = 16;  // elements each way of one square of a transposition

// One line: `n` elements, strides `from` and `to`.
void copy_line(const float* source, float* target, int64_t n, int64_t from, int64_t to) {
  if (from == 1 && to == 1) memcpy(target, source, static_cast<size_t>(n) * sizeof(float));
  else if (to == 1 && from == 0)
    for (int64_t i = 0; i < n; ++i) target[i] = *source;
  else if (to == 1)
    for (int64_t i = 0; i < n; ++i) target[i] = source[i * from];
  else
    for (int64_t i = 0; i < n; ++i) target[i * to] = source[i * from];
}

// The last two dimensions. Where one layout runs along rows and the other along columns, square by square, so that both stay in cache.
void copy_plane(const float* source, float* target, const StridedCopy& layout, int64_t first_row, int64_t last_row) {
  const int r = layout.rank - 2;
  const int c = layout.rank - 1;
  const int64_t width = layout.size[c];
  if (layout.from[r] != 1) {
    for (int64_t i = first_row; i < last_row; ++i)
      copy_line(source + i * layout.from[r], target + i * layout.to[r], width, layout.from[c], layout.to[c]);
    return;
  }
  for (int64_t i = first_row; i < last_row; i += kTile)
    for (int64_t j = 0; j < width; j += kTile) {
      const int64_t rows = min_of(kTile, last_row - i);
      const int64_t columns = min_of(kTile, width - j);
      for (int64_t y = i; y < i + rows; ++y)
        copy_line(source + y + j * layout.from[c], target + y * layout.to[r] + j * layout.to[c], columns, layout.from[c], layout.to[c]);
    }
}

// Rank of at least 2.
void copy(const float* source, float* target, const StridedCopy& layout) {
  const int outer = layout.rank - 2;
  const int64_t rows = layout.size[outer];
  const int64_t width = layout.size[outer + 1];
  int64_t planes = 1;
  for (int d = 0; d < outer; ++d) planes *= layout.size[d];
  const int64_t band = min_of(rows, blocks_of(max_of(1, kGrain / max_of(1, width)), kTile) * kTile);
  const int64_t bands = blocks_of(rows, band);
  parallel_ranges(planes * bands, max_of(1, kGrain / (band * width)), [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      const float* from = source;
      float* to = target;
      int64_t rest = task / bands;
      for (int d = outer - 1; d >= 0; --d) {
        from += rest % layout.size[d] * layout.from[d];
        to += rest % layout.size[d] * layout.to[d];
        rest /= layout.size[d];
      }
      const int64_t first = (task % bands) * band;
      copy_plane(from, to, layout, first, min_of(rows, first + band));
    }
  });
}

}  // namespace

void NATIVE_FILL(layout)(Kernels& kernels) { kernels.copy = copy; }

}  // namespace native
