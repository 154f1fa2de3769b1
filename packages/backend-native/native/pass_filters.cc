// A separate step packs each filter into panels, once per replay for all convolutions that read the filter.
#include <string.h>

#include "levels.h"
#include "recording.h"

namespace native {
namespace {

struct Panels {
  int filter, panels;
  Convolved convolved;
};

bool is_same(const Convolved& a, const Convolved& b) {
  Convolution left = a.sizes, right = b.sizes;
  left.batch = right.batch = 0;
  return a.use == b.use && memcmp(&left, &right, sizeof left) == 0;
}

Step packing_of(const Panels& ready) {
  Step step{};
  step.name = "packFilter";
  step.buffers = {ready.filter, ready.panels};
  step.access = {Access::read, Access::write};
  step.run = [sizes = ready.convolved.sizes, input_grad = ready.convolved.use == FilterUse::input_grad](Pointers p) {
    kernels().pack_filter(sizes, input_grad, floats_at(p, 0), floats_at(p, 1));
    return true;
  };
  return step;
}

}  // namespace

void pack_filters(Recording& recording) {
  constexpr size_t kFilter = 1, kPanels = 2;
  std::vector<Panels> ready;
  std::vector<Step> steps;
  for (Step& step : recording.steps) {
    if (step.convolution && step.convolution->use != FilterUse::filter_grad) {
      const Panels* found = nullptr;
      for (const Panels& panels : ready)
        if (panels.filter == step.buffers[kFilter] && is_same(panels.convolved, *step.convolution)) found = &panels;
      if (!found) {
        const size_t floats = static_cast<size_t>(panels_of(step.convolution->sizes, step.convolution->use == FilterUse::input_grad));
        const int panels = recording.add_buffer(Place::temporary, floats * sizeof(float));
        ready.push_back(Panels{step.buffers[kFilter], panels, *step.convolution});
        found = &ready.back();
        steps.push_back(packing_of(*found));
      }
      step.buffers[kPanels] = found->panels;
    }
    forget_written(step, ready, [](const Panels& panels) { return panels.filter; });
    steps.push_back(std::move(step));
  }
  recording.steps = std::move(steps);
}

}  // namespace native
