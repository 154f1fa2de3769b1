// If a result is cheap to compute and is read again only much later, it is computed again there, provided that its inputs still exist. It
// then takes no memory in between, and is in the cache when it is needed.
#include "recording.h"

namespace native {
namespace {

constexpr size_t kFar = 64;    // steps from one use to the next that are worth it
constexpr size_t kLeast = 4096;  // bytes

// Returns the step after `at` before which the result is to be computed again; 0 if there is none.
size_t place_of(const Recording& recording, const std::vector<Uses>& uses, size_t at, int out) {
  const Uses& use = uses[static_cast<size_t>(out)];
  if (recording.buffers[static_cast<size_t>(out)].place != Place::temporary || use.writes.size() != 1) return 0;
  if (recording.buffers[static_cast<size_t>(out)].bytes < kLeast) return 0;
  size_t before = at;
  for (size_t read : use.reads) {
    if (read > before + kFar) {
      // The inputs must be kept until then anyway, and must not have changed.
      for (size_t j = 0; j < recording.steps[at].buffers.size(); ++j) {
        const int id = recording.steps[at].buffers[j];
        if (id < 0 || id == out) continue;
        const Uses& input = uses[static_cast<size_t>(id)];
        for (size_t write : input.writes)
          if (write >= at && write < read) return 0;
        if (recording.buffers[static_cast<size_t>(id)].place == Place::temporary && (input.reads.empty() || input.reads.back() < read)) return 0;
      }
      return read;
    }
    before = read;
  }
  return 0;
}

}  // namespace

void compute_again(Recording& recording) {
  const std::vector<Uses> uses = uses_of(recording);
  std::vector<std::vector<Step>> before(recording.steps.size());
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    if (!recording.steps[i].cheap) continue;
    const int out = recording.steps[i].buffers.back();
    const size_t place = place_of(recording, uses, i, out);
    if (place == 0) continue;
    const int again = recording.add_buffer(Place::temporary, recording.buffers[static_cast<size_t>(out)].bytes);
    Step step = recording.steps[i];
    step.buffers.back() = again;
    before[place].push_back(std::move(step));
    for (size_t read : uses[static_cast<size_t>(out)].reads)
      if (read >= place)
        for (int& id : recording.steps[read].buffers)
          if (id == out) id = again;
  }
  std::vector<Step> steps;
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    for (Step& step : before[i]) steps.push_back(std::move(step));
    steps.push_back(std::move(recording.steps[i]));
  }
  recording.steps = std::move(steps);
}

}  // namespace native
