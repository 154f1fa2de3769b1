// A separate step packs the right side of products into panels, once for all products that read it. So a weight is packed once per replay,
// and not once per product.
#include "recording.h"

namespace native {
namespace {

constexpr int64_t kLeast = 64 * 1024;  // multiplications of a product that is worth a step more

struct Panels {
  int matrix, panels;
  PackRight pack;
  bool fits(int id, const MatMul& s) const {
    return matrix == id && pack.k == s.k && pack.n == s.n && pack.matrix.row == s.b.row && pack.matrix.column == s.b.column;
  }
};

}  // namespace

void pack_weights(Recording& recording) {
  std::vector<Panels> ready;
  std::vector<Step> steps;
  for (Step& step : recording.steps) {
    if (step.product && step.product->sizes.batch == 1 && step.buffers[1] >= 0) {
      const MatMul& s = step.product->sizes;
      if (s.m * s.n * s.k > kLeast) {
        const int id = step.buffers[1];
        const Panels* found = nullptr;
        for (const Panels& panels : ready)
          if (panels.fits(id, s)) found = &panels;
        if (!found) {
          const PackRight pack{Matrix{nullptr, s.b.row, s.b.column}, s.k, s.n};
          const int panels = recording.add_buffer(Place::temporary, static_cast<size_t>((s.n + kWidest) * s.k + kWidest) * sizeof(float));
          Step packing{};
          packing.name = "pack";
          packing.buffers = {id, panels};
          packing.access = {Access::read, Access::write};
          packing.pack = pack;
          steps.push_back(std::move(packing));
          ready.push_back(Panels{id, panels, pack});
          found = &ready.back();
        }
        step.product->packed = true;
        step.buffers[1] = found->panels;
      }
    }
    // Panels of a matrix that this step writes are out of date.
    forget_written(step, ready, [](const Panels& panels) { return panels.matrix; });
    steps.push_back(std::move(step));
  }
  recording.steps = std::move(steps);
}

}  // namespace native
