// Drops steps whose results nobody reads.
#include "recording.h"

namespace native {

void drop_dead(Recording& recording) {
  std::vector<bool> wanted(recording.buffers.size());
  for (size_t i = 0; i < wanted.size(); ++i) wanted[i] = recording.buffers[i].place == Place::external;
  std::vector<Step> kept;
  for (size_t i = recording.steps.size(); i-- > 0;) {
    Step& step = recording.steps[i];
    bool useful = false;
    for (size_t j = 0; j < step.buffers.size(); ++j)
      useful |= step.buffers[j] >= 0 && step.access[j] != Access::read && wanted[static_cast<size_t>(step.buffers[j])];
    if (!useful) continue;
    for (size_t j = 0; j < step.buffers.size(); ++j)
      if (step.buffers[j] >= 0 && step.access[j] != Access::write) wanted[static_cast<size_t>(step.buffers[j])] = true;
    kept.push_back(std::move(step));
  }
  recording.steps.assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
}

}  // namespace native
