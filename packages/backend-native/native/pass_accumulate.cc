// If the result of a product is only added to a sum, the product is added to the sum directly. So the gradient of a weight over all steps
// of a recurrence needs no separate additions. The order in which the parts are added does not change.
#include "recording.h"

namespace native {
namespace {

// Whether a step is a product, or a filter's gradient, that can be added to a sum; its result is the third operand.
bool is_plain(const Step& step) {
  if (step.convolution) return step.convolution->use == FilterUse::filter_grad && !step.convolution->add;
  if (!step.product) return false;
  const MatMul& sizes = step.product->sizes;
  return !sizes.add && step.buffers[3] < 0 && sizes.epilogue.activation == Activation::linear;
}

}  // namespace

void accumulate_products(Recording& recording) {
  std::vector<Uses> uses = uses_of(recording);
  std::vector<int> joined(recording.buffers.size());  // what a buffer became a part of
  for (size_t i = 0; i < joined.size(); ++i) joined[i] = static_cast<int>(i);
  std::vector<bool> dropped(recording.steps.size());
  const auto place = [&](int id) { return recording.buffers[static_cast<size_t>(id)].place; };
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    const Step& addition = recording.steps[i];
    if (!addition.sum) continue;
    const int out = addition.buffers[2];
    for (int side = 0; side < 2; ++side) {
      const int part = addition.buffers[static_cast<size_t>(side)], sum = addition.buffers[static_cast<size_t>(1 - side)];
      if (part < 0 || sum < 0 || part == sum || out == sum || out == part) continue;
      const Uses& p = uses[static_cast<size_t>(part)];
      const Uses& s = uses[static_cast<size_t>(sum)];
      const Uses& o = uses[static_cast<size_t>(out)];
      if (place(part) != Place::temporary || place(sum) != Place::temporary) continue;
      if (p.writes.size() != 1 || p.reads.size() != 1 || s.reads.size() != 1 || o.writes.size() != 1 || s.writes.empty()) continue;
      const size_t made = p.writes[0];
      Step& product = recording.steps[made];
      // The sum must be there before the product runs, and be of its size.
      if (dropped[made] || !is_plain(product) || s.writes.back() >= made) continue;
      if (recording.buffers[static_cast<size_t>(sum)].bytes != recording.buffers[static_cast<size_t>(out)].bytes) continue;
      if (product.product) product.product->sizes.add = true;
      else product.convolution->add = true;
      product.access[2] = Access::update;
      product.buffers[2] = sum;
      dropped[i] = true;
      joined[static_cast<size_t>(sum)] = out;
      // From here on, the buffer of the sum stands for the result, which is complete after the product.
      uses[static_cast<size_t>(out)].writes[0] = made;
      break;
    }
  }
  const auto name_of = [&](int id) {
    while (joined[static_cast<size_t>(id)] != id) id = joined[static_cast<size_t>(id)];
    return id;
  };
  std::vector<Step> kept;
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    if (dropped[i]) continue;
    for (int& id : recording.steps[i].buffers)
      if (id >= 0) id = name_of(id);
    kept.push_back(std::move(recording.steps[i]));
  }
  recording.steps = std::move(kept);
}

}  // namespace native
