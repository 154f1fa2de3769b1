// Places temporary buffers in the arena: the largest first, each at the lowest address that does not overlap a buffer that lives at the
// same time.
#include <algorithm>

#include "recording.h"

namespace native {
namespace {

constexpr size_t kAlignment = 64;

struct Life {
  int buffer;
  size_t first, last, bytes;
};

std::vector<Life> lives_of(const Recording& recording) {
  std::vector<Life> lives(recording.buffers.size(), Life{-1, 0, 0, 0});
  for (size_t i = 0; i < recording.steps.size(); ++i)
    for (int id : recording.steps[i].buffers) {
      if (id < 0 || recording.buffers[static_cast<size_t>(id)].place != Place::temporary) continue;
      Life& life = lives[static_cast<size_t>(id)];
      if (life.buffer < 0) life = Life{id, i, i, (recording.buffers[static_cast<size_t>(id)].bytes + kAlignment) / kAlignment * kAlignment};
      life.last = i;
    }
  // The steps of a portion run in turn again and again.
  for (const Portion& portion : recording.portions)
    for (size_t i = portion.begin; i < portion.end; ++i)
      for (int id : recording.steps[i].buffers) {
        if (id < 0 || lives[static_cast<size_t>(id)].buffer < 0) continue;
        Life& life = lives[static_cast<size_t>(id)];
        life.first = std::min(life.first, portion.begin);
        life.last = std::max(life.last, portion.end - 1);
      }
  lives.erase(std::remove_if(lives.begin(), lives.end(), [](const Life& life) { return life.buffer < 0; }), lives.end());
  return lives;
}

struct Placed {
  size_t first, last, begin, end;
};

}  // namespace

void plan_arena(Recording& recording) {
  std::vector<Life> lives = lives_of(recording);
  std::stable_sort(lives.begin(), lives.end(), [](const Life& a, const Life& b) { return a.bytes > b.bytes; });
  std::vector<Placed> placed;  // by where they begin
  recording.arena = 0;
  for (const Life& life : lives) {
    size_t best = 0, least = SIZE_MAX, begin = 0;
    for (const Placed& other : placed) {
      if (other.last < life.first || other.first > life.last) continue;
      if (other.begin > begin && other.begin - begin >= life.bytes && other.begin - begin < least) {
        best = begin;
        least = other.begin - begin;
      }
      begin = std::max(begin, other.end);
    }
    if (least == SIZE_MAX) best = begin;
    recording.buffers[static_cast<size_t>(life.buffer)].offset = best;
    recording.arena = std::max(recording.arena, best + life.bytes);
    const Placed mine{life.first, life.last, best, best + life.bytes};
    placed.insert(std::upper_bound(placed.begin(), placed.end(), mine, [](const Placed& a, const Placed& b) { return a.begin < b.begin; }), mine);
  }
}

}  // namespace native
