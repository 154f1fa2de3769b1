// Products that are added to the same sum, one for each step of a recurrence, are joined into fewer and longer ones, so that the sum is
// read and written once for several of them. The order in which the parts are added does not change.
#include "levels.h"
#include "recording.h"

namespace native {
namespace {

constexpr int64_t kDeepest = 256;  // of a product in one pass over its result
constexpr size_t kMostParts = 8;

// Whether a step is a product with a transposed left side, which can be joined with others of its kind.
bool is_part(const Step& step) {
  if (!step.product) return false;
  const MatMul& s = step.product->sizes;
  return s.batch == 1 && s.a.row == 1 && s.b.column == 1 && step.buffers[3] < 0 && s.epilogue.activation == Activation::linear;
}

bool fits(const MatMul& a, const MatMul& b) {
  return a.m == b.m && a.n == b.n && a.k == b.k && a.a.column == b.a.column && a.b.row == b.b.row;
}

Step joined(const std::vector<const Step*>& parts) {
  const MatMul sizes = parts[0]->product->sizes;
  const size_t count = parts.size();
  Step step{};
  step.name = parts[0]->name;
  step.sizes = "1 " + std::to_string(sizes.m) + " " + std::to_string(sizes.n) + " " + std::to_string(sizes.k * static_cast<int64_t>(count)) + " joined";
  for (size_t side = 0; side < 2; ++side)
    for (const Step* part : parts) {
      step.buffers.push_back(part->buffers[side]);
      step.access.push_back(Access::read);
    }
  step.buffers.push_back(parts[0]->buffers[2]);
  step.access.push_back(sizes.add ? Access::update : Access::write);
  for (const Step* part : parts) step.flops += part->flops;
  step.run = [sizes, count](Pointers p) {
    MatMul product = sizes;
    product.out = floats_at(p, 2 * count);
    kernels().matmul_parts(product, const_cast<const float* const*>(reinterpret_cast<float* const*>(p)),
                           const_cast<const float* const*>(reinterpret_cast<float* const*>(p + count)), static_cast<int64_t>(count));
    return true;
  };
  return step;
}

}  // namespace

void lengthen_products(Recording& recording) {
  std::vector<std::vector<size_t>> written(recording.buffers.size());
  for (size_t i = 0; i < recording.steps.size(); ++i)
    for (size_t j = 0; j < recording.steps[i].buffers.size(); ++j)
      if (recording.steps[i].buffers[j] >= 0 && recording.steps[i].access[j] != Access::read)
        written[static_cast<size_t>(recording.steps[i].buffers[j])].push_back(i);
  const auto is_written = [&](int id, size_t from, size_t to) {
    for (size_t at : written[static_cast<size_t>(id)])
      if (at > from && at < to) return true;
    return false;
  };
  std::vector<bool> dropped(recording.steps.size());
  std::vector<std::optional<Step>> instead(recording.steps.size());
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    const Step& first = recording.steps[i];
    if (dropped[i] || instead[i] || !is_part(first)) continue;
    std::vector<size_t> group{i};
    for (size_t j = i + 1; j < recording.steps.size() && group.size() < kMostParts; ++j) {
      const Step& next = recording.steps[j];
      if (!touches(next, first.buffers[2])) continue;
      const MatMul& s = first.product->sizes;
      if (!is_part(next) || !next.product->sizes.add || next.buffers[2] != first.buffers[2] || next.buffers[0] == next.buffers[2] || next.buffers[1] == next.buffers[2] ||
          !fits(s, next.product->sizes) || s.k * static_cast<int64_t>(group.size() + 1) > kDeepest)
        break;
      bool kept = true;
      for (size_t part : group)
        for (size_t side = 0; side < 2; ++side) kept &= !is_written(recording.steps[part].buffers[side], part, j);
      if (!kept) break;
      group.push_back(j);
    }
    if (group.size() < 2) continue;
    std::vector<const Step*> parts;
    for (size_t part : group) parts.push_back(&recording.steps[part]);
    for (size_t part : group) dropped[part] = true;
    instead[group.back()] = joined(parts);
  }
  std::vector<Step> kept;
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    if (instead[i]) kept.push_back(std::move(*instead[i]));
    else if (!dropped[i]) kept.push_back(std::move(recording.steps[i]));
  }
  recording.steps = std::move(kept);
}

}  // namespace native
