// A product whose result is only added to a sum goes into that sum itself: the gradient of a weight over all steps of a recurrence
// takes no additions. The order in which the parts are added stays.
#include "recording.h"

namespace native {
namespace {

struct Uses {
  size_t writes = 0, reads = 0, last_write = 0, last_read = 0;
};

std::vector<Uses> uses_of(const Recording& recording) {
  std::vector<Uses> uses(recording.buffers.size());
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    const Step& step = recording.steps[i];
    for (size_t j = 0; j < step.buffers.size(); ++j) {
      if (step.buffers[j] < 0) continue;
      Uses& use = uses[static_cast<size_t>(step.buffers[j])];
      if (step.access[j] != Access::read) ++use.writes, use.last_write = i;
      if (step.access[j] != Access::write) ++use.reads, use.last_read = i;
    }
  }
  return uses;
}

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
      if (p.writes != 1 || p.reads != 1 || s.reads != 1 || o.writes != 1 || s.writes == 0) continue;
      Step& product = recording.steps[p.last_write];
      // The sum must be there before the product runs, and be of its size.
      if (dropped[p.last_write] || !is_plain(product) || s.last_write >= p.last_write) continue;
      if (recording.buffers[static_cast<size_t>(sum)].bytes != recording.buffers[static_cast<size_t>(out)].bytes) continue;
      if (product.product) product.product->sizes.add = true;
      else product.convolution->add = true;
      product.access[2] = Access::update;
      product.buffers[2] = sum;
      dropped[i] = true;
      joined[static_cast<size_t>(sum)] = out;
      // From here on the sum goes by the name of the result, complete since the product ran.
      uses[static_cast<size_t>(out)].last_write = p.last_write;
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
