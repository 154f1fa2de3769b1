// The tape requests the gradients of gamma and of eta one after the other. This pass joins both into one pass over the pixels.
#include "recording.h"

namespace native {
namespace {

// Whether two steps apply the same function to the same arrays, one for the gradient of gamma and the other for that of eta.
bool are_halves(const Step& a, const Step& b) {
  if (!a.pixels || !b.pixels || std::string(a.name) != b.name || a.buffers.size() != b.buffers.size()) return false;
  const size_t gamma = a.pixels->gamma, eta = a.pixels->eta;
  for (size_t i = 0; i < a.buffers.size(); ++i)
    if (i != gamma && i != eta && a.buffers[i] != b.buffers[i]) return false;
  return (a.buffers[gamma] < 0) != (b.buffers[gamma] < 0) && (a.buffers[eta] < 0) != (b.buffers[eta] < 0);
}

bool writes(const Step& step, int id) {
  for (size_t i = 0; i < step.buffers.size(); ++i)
    if (step.buffers[i] == id && step.access[i] != Access::read) return true;
  return false;
}

// Whether a step in between writes to an input of the second half.
bool changed_between(const Recording& recording, size_t first, size_t second) {
  const Step& later = recording.steps[second];
  for (size_t i = first + 1; i < second; ++i)
    for (size_t j = 0; j < later.buffers.size(); ++j)
      if (later.buffers[j] >= 0 && writes(recording.steps[i], later.buffers[j])) return true;
  return false;
}

}  // namespace

void join_pixels(Recording& recording) {
  constexpr size_t kFarthest = 64;  // steps apart
  std::vector<bool> dropped(recording.steps.size());
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    if (!recording.steps[i].pixels || dropped[i]) continue;
    for (size_t j = i + 1; j < recording.steps.size() && j - i < kFarthest; ++j) {
      if (dropped[j] || !are_halves(recording.steps[i], recording.steps[j]) || changed_between(recording, i, j)) continue;
      for (size_t which : {recording.steps[i].pixels->gamma, recording.steps[i].pixels->eta})
        if (recording.steps[i].buffers[which] < 0) recording.steps[i].buffers[which] = recording.steps[j].buffers[which];
      dropped[j] = true;
      break;
    }
  }
  std::vector<Step> kept;
  for (size_t i = 0; i < recording.steps.size(); ++i)
    if (!dropped[i]) kept.push_back(std::move(recording.steps[i]));
  recording.steps = std::move(kept);
}

}  // namespace native
