// Steps that treat each image by itself run together, one after the other, on a few images at a time: what one of them writes is still in
// the cache when the next one reads it, and results that only they read need memory for those few images alone. Small steps that stand
// between them run before or after them.
#include <algorithm>

#include "recording.h"

namespace native {
namespace {

constexpr size_t kPortionBytes = 256 * 1024;    // of the largest operand, of which a step touches two to five
constexpr size_t kMovedBytes = 256 * 1024;      // the largest operand of a step that is moved
constexpr size_t kMostMoved = 64;               // steps that a group moves
constexpr int64_t kSum = 8;                     // images that kernels sum at a time

// Steps that run together, and steps that were found between them.
struct Group {
  std::vector<size_t> members, before, after;
  int64_t items = 0;
};

bool is_split(const Step& step, size_t operand) { return step.items && step.items->split[operand]; }

// Whether two steps must stay in their order. Members of a group may share what is split, because each image is by itself.
bool depend(const Step& a, const Step& b, bool members) {
  for (size_t i = 0; i < a.buffers.size(); ++i)
    for (size_t j = 0; j < b.buffers.size(); ++j) {
      if (a.buffers[i] < 0 || a.buffers[i] != b.buffers[j]) continue;
      if (a.access[i] == Access::read && b.access[j] == Access::read) continue;
      if (!members || !is_split(a, i) || !is_split(b, j)) return true;
    }
  return false;
}

bool depends_on(const Recording& recording, const std::vector<size_t>& earlier, size_t later, bool members) {
  return std::any_of(earlier.begin(), earlier.end(), [&](size_t at) { return depend(recording.steps[at], recording.steps[later], members); });
}

size_t largest_operand(const Recording& recording, const Step& step) {
  size_t largest = 0;
  for (int id : step.buffers)
    if (id >= 0) largest = std::max(largest, recording.buffers[static_cast<size_t>(id)].bytes);
  return largest;
}

// Adds the step as a member, if the items of both can be divided in the same way.
bool add_member(const Recording& recording, Group& group, size_t at) {
  const Step& step = recording.steps[at];
  if (!step.items || step.items->count == 0 || depends_on(recording, group.after, at, false) || depends_on(recording, group.members, at, true))
    return false;
  const int64_t count = step.items->count, items = group.members.empty() ? count : std::min(count, group.items);
  if (count % items != 0 || (!group.members.empty() && group.items % items != 0)) return false;
  group.items = items;
  group.members.push_back(at);
  return true;
}

Group group_from(const Recording& recording, size_t start) {
  Group group;
  if (largest_operand(recording, recording.steps[start]) <= kPortionBytes) return group;
  for (size_t i = start; i < recording.steps.size(); ++i) {
    if (add_member(recording, group, i)) continue;
    if (group.members.empty() || group.before.size() + group.after.size() == kMostMoved) break;
    if (largest_operand(recording, recording.steps[i]) > kMovedBytes) break;
    const bool bound = depends_on(recording, group.members, i, false) || depends_on(recording, group.after, i, false);
    (bound ? group.after : group.before).push_back(i);
  }
  // What comes after the last member stays where it is.
  const auto beyond = [&](size_t at) { return group.members.empty() || at > group.members.back(); };
  for (auto* moved : {&group.before, &group.after}) moved->erase(std::remove_if(moved->begin(), moved->end(), beyond), moved->end());
  return group;
}

// How many items run at a time; all of them if the group gains nothing.
int64_t items_at_once(const Recording& recording, const Group& group) {
  size_t largest = 0;
  bool shared = false;
  for (size_t at : group.members) {
    const Step& step = recording.steps[at];
    for (size_t j = 0; j < step.buffers.size(); ++j)
      if (step.buffers[j] >= 0 && is_split(step, j)) {
        largest = std::max(largest, recording.buffers[static_cast<size_t>(step.buffers[j])].bytes);
        for (size_t other : group.members) shared |= other < at && touches(recording.steps[other], step.buffers[j]);
      }
  }
  if (!shared) return group.items;
  const int64_t fit = static_cast<int64_t>(kPortionBytes / std::max<size_t>(1, largest / static_cast<size_t>(group.items)));
  return std::min(group.items, fit < kSum ? std::max<int64_t>(1, fit) : fit / kSum * kSum);
}

// Results that only the portion's steps touch hold the items of one run.
void shrink(Recording& recording, const Portion& portion) {
  const std::vector<Uses> uses = uses_of(recording);
  std::vector<int> whole;  // buffers that a step reads or writes as one
  for (size_t at = portion.begin; at < portion.end; ++at)
    for (size_t j = 0; j < recording.steps[at].buffers.size(); ++j)
      if (!is_split(recording.steps[at], j)) whole.push_back(recording.steps[at].buffers[j]);
  const auto outside = [&](size_t at) { return at < portion.begin || at >= portion.end; };
  for (size_t at = portion.begin; at < portion.end; ++at)
    for (size_t j = 0; j < recording.steps[at].buffers.size(); ++j) {
      const int id = recording.steps[at].buffers[j];
      if (id < 0 || std::find(whole.begin(), whole.end(), id) != whole.end()) continue;
      Buffer& buffer = recording.buffers[static_cast<size_t>(id)];
      const Uses& use = uses[static_cast<size_t>(id)];
      if (buffer.place != Place::temporary || buffer.single_portion) continue;
      if (std::any_of(use.reads.begin(), use.reads.end(), outside) || std::any_of(use.writes.begin(), use.writes.end(), outside)) continue;
      buffer.bytes = buffer.bytes / static_cast<size_t>(portion.items) * static_cast<size_t>(portion.at_once);
      buffer.single_portion = true;
    }
}

}  // namespace

void split_into_portions(Recording& recording) {
  std::vector<size_t> order;
  std::vector<Portion> portions;
  for (size_t i = 0; i < recording.steps.size();) {
    const Group group = group_from(recording, i);
    const int64_t at_once = group.members.size() < 2 ? group.items : items_at_once(recording, group);
    if (at_once == group.items) {
      order.push_back(i++);
      continue;
    }
    order.insert(order.end(), group.before.begin(), group.before.end());
    portions.push_back(Portion{order.size(), order.size() + group.members.size(), group.items, at_once});
    order.insert(order.end(), group.members.begin(), group.members.end());
    order.insert(order.end(), group.after.begin(), group.after.end());
    i = group.members.back() + 1;
  }
  std::vector<Step> steps;
  for (size_t at : order) steps.push_back(std::move(recording.steps[at]));
  recording.steps = std::move(steps);
  recording.portions = std::move(portions);
  for (const Portion& portion : recording.portions) shrink(recording, portion);
}

}  // namespace native
