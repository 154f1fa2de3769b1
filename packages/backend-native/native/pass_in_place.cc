// If the result of an elementwise step is only copied to an external array, such as an updated weight, the step writes to that array
// directly.
#include "recording.h"

namespace native {
namespace {

// Returns the index of the operand by which a step writes `id`, if the step does nothing else with it; otherwise -1.
int result_of(const Step& step, int id) {
  int found = -1;
  for (size_t j = 0; j < step.buffers.size(); ++j) {
    if (step.buffers[j] != id) continue;
    if (step.access[j] != Access::write || found >= 0) return -1;
    found = static_cast<int>(j);
  }
  return found;
}

// Returns the only step besides the copy at `copy` that touches `id`, if it comes before, and no step in between reads or writes `target`.
size_t maker_of(const Recording& recording, const std::vector<bool>& dropped, size_t copy, int id, int target) {
  size_t maker = copy;
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    if (i == copy || dropped[i] || !touches(recording.steps[i], id)) continue;
    if (i > copy || maker != copy) return copy;
    maker = i;
  }
  for (size_t i = maker + 1; i < copy; ++i)
    if (!dropped[i] && touches(recording.steps[i], target)) return copy;
  return maker;
}

}  // namespace

void write_in_place(Recording& recording) {
  std::vector<bool> dropped(recording.steps.size());
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    if (!recording.steps[i].copies) continue;
    const int source = recording.steps[i].buffers[0], target = recording.steps[i].buffers[1];
    if (recording.buffers[static_cast<size_t>(source)].place != Place::temporary) continue;
    const size_t maker = maker_of(recording, dropped, i, source, target);
    if (maker == i || !recording.steps[maker].elementwise) continue;
    const int result = result_of(recording.steps[maker], source);
    if (result < 0) continue;
    recording.steps[maker].buffers[static_cast<size_t>(result)] = target;
    dropped[i] = true;
  }
  std::vector<Step> kept;
  for (size_t i = 0; i < recording.steps.size(); ++i)
    if (!dropped[i]) kept.push_back(std::move(recording.steps[i]));
  recording.steps = std::move(kept);
}

}  // namespace native
