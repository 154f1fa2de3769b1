#include "recording.h"

#include <string.h>

#include "levels.h"
#include "threads.h"

namespace native {

Recorder*& recorder() {
  static thread_local Recorder* current = nullptr;
  return current;
}

int Recording::add_buffer(Place place, size_t bytes) {
  Buffer buffer{};
  buffer.place = place;
  buffer.bytes = bytes;
  buffers.push_back(std::move(buffer));
  return static_cast<int>(buffers.size()) - 1;
}

int Recording::add_slot(size_t bytes) {
  const int id = add_buffer(Place::external, bytes);
  buffers[static_cast<size_t>(id)].slot = static_cast<int>(slots.size());
  slots.push_back(id);
  return id;
}

void Recording::add_copy(int from, int to) {
  const size_t bytes = buffers[static_cast<size_t>(to)].bytes;
  Step step{};
  step.name = "copy";
  step.copies = true;
  step.buffers = {from, to};
  step.access = {Access::read, Access::write};
  step.run = [bytes](Pointers p) {
    memcpy(p[1], p[0], bytes);
    return true;
  };
  add_step(std::move(step));
}

int Recorder::begin_temporary(const void* data, size_t bytes) {
  return places[data] = recording.add_buffer(Place::temporary, bytes);
}

int Recorder::begin_external(const void* data, size_t bytes) { return places[data] = recording.add_slot(bytes); }

int Recorder::find(const void* data) const {
  const auto found = places.find(data);
  return found == places.end() ? -1 : found->second;
}

int Recorder::find_or_copy(const void* data, size_t bytes) {
  const int known = find(data);
  if (known >= 0) return known;
  void* copy = allocate(bytes + 64);  // kernels may read one vector beyond the end
  if (!copy) {
    recording.failed = true;
    return -1;
  }
  memcpy(copy, data, bytes);
  const int id = recording.add_buffer(Place::constant, bytes);
  recording.buffers[static_cast<size_t>(id)].contents = std::shared_ptr<void>(copy, release);
  return places[data] = id;
}

void Recorder::add(const char* name, std::initializer_list<Operand> operands, Step step) {
  step.name = name;
  for (const Operand& operand : operands) {
    const bool absent = operand.data == nullptr || operand.bytes == 0;
    step.buffers.push_back(absent ? -1 : find_or_copy(operand.data, operand.bytes));
    step.access.push_back(operand.access);
  }
  recording.add_step(std::move(step));
}

bool finish(Recording& recording, const std::vector<int>& outputs, const std::vector<std::pair<int, int>>& updates) {
  if (recording.failed) return false;
  std::vector<std::pair<int, int>> copies;
  for (const auto& [target, source] : updates) {
    int from = source;
    // The memory of another variable may be overwritten before it is copied.
    if (recording.buffers[static_cast<size_t>(from)].place == Place::external) {
      from = recording.add_buffer(Place::temporary, recording.buffers[static_cast<size_t>(source)].bytes);
      recording.add_copy(source, from);
    }
    copies.push_back({from, target});
  }
  for (int id : outputs) {
    Buffer& buffer = recording.buffers[static_cast<size_t>(id)];
    if (buffer.place == Place::temporary) {
      buffer.place = Place::external;
      buffer.slot = static_cast<int>(recording.slots.size());
      recording.slots.push_back(id);
    } else {
      const size_t bytes = buffer.bytes;
      recording.add_copy(id, recording.add_slot(bytes));
    }
  }
  for (const auto& [from, to] : copies) recording.add_copy(from, to);
  drop_dead(recording);
  write_in_place(recording);
  accumulate_products(recording);
  join_pixels(recording);
  compute_again(recording);
  lengthen_products(recording);
  pack_weights(recording);
  pack_filters(recording);
  drop_dead(recording);
  split_into_portions(recording);
  plan_arena(recording);
  recording.used.assign(recording.slots.size(), false);
  for (const Step& step : recording.steps)
    for (int id : step.buffers)
      if (id >= 0 && recording.buffers[static_cast<size_t>(id)].slot >= 0)
        recording.used[static_cast<size_t>(recording.buffers[static_cast<size_t>(id)].slot)] = true;
  return true;
}

namespace {

// The recordings of a thread share one arena, because they are replayed one after the other.
struct Arena {
  char* memory = nullptr;
  size_t bytes = 0;
  ~Arena() { release(memory); }
  bool reserve(size_t wanted) {
    if (wanted <= bytes) return true;
    release(memory);
    memory = static_cast<char*>(allocate_large(wanted));
    bytes = memory ? wanted : 0;
    return memory != nullptr;
  }
};
thread_local Arena arena;

bool run_product(const Product& product, Pointers p) {
  MatMul sizes = product.sizes;
  sizes.a.data = floats_at(p, 0);
  sizes.b.data = floats_at(p, 1);
  sizes.out = floats_at(p, 2);
  sizes.epilogue.bias = floats_at(p, 3);
  if (product.packed) kernels().matmul_packed(sizes, floats_at(p, 1));
  else kernels().matmul(sizes);
  return true;
}

bool run_pack(const PackRight& pack, Pointers p) {
  kernels().pack_right(Matrix{floats_at(p, 0), pack.matrix.row, pack.matrix.column}, pack.k, pack.n, floats_at(p, 1));
  return true;
}

bool adds(const Step& step) { return step.convolution && step.convolution->add; }

bool run_step(const Step& step, Pointers p) {
  if (step.items) return step.items->run(p, step.items->count, adds(step));
  if (step.product) return run_product(*step.product, p);
  if (step.pack) return run_pack(*step.pack, p);
  return step.run(p);
}

// Runs a step on the items from `first` on.
bool run_portion(const Recording& recording, const Portion& portion, const Step& step, int64_t first, const std::vector<void*>& memory,
                 std::vector<void*>& pointers) {
  pointers.clear();
  for (size_t j = 0; j < step.buffers.size(); ++j) {
    const int id = step.buffers[j];
    char* data = id < 0 ? nullptr : static_cast<char*>(memory[static_cast<size_t>(id)]);
    if (data && step.items->split[j] && !recording.buffers[static_cast<size_t>(id)].single_portion)
      data += recording.buffers[static_cast<size_t>(id)].bytes / static_cast<size_t>(portion.items) * static_cast<size_t>(first);
    pointers.push_back(data);
  }
  const int64_t count = portion.items - first < portion.at_once ? portion.items - first : portion.at_once;
  return step.items->run(pointers.data(), step.items->count / portion.items * count, first > 0 || adds(step));
}

}  // namespace

bool replay(const Recording& recording, void* const* external, double* times) {
  if (!arena.reserve(recording.arena + 64)) return false;
  std::vector<void*> memory(recording.buffers.size());
  for (size_t i = 0; i < memory.size(); ++i) {
    const Buffer& buffer = recording.buffers[i];
    if (buffer.place == Place::external) memory[i] = external[buffer.slot];
    else if (buffer.place == Place::constant) memory[i] = buffer.contents.get();
    else memory[i] = arena.memory + buffer.offset;
  }
  std::vector<void*> pointers;
  const auto timed = [&](size_t at, const auto& run) {
    const int64_t start = times ? nanoseconds() : 0;
    const bool complete = run(recording.steps[at]);
    if (times) times[at] += static_cast<double>(nanoseconds() - start);
    return complete;
  };
  auto portion = recording.portions.begin();
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    if (portion != recording.portions.end() && portion->begin == i) {
      for (int64_t first = 0; first < portion->items; first += portion->at_once)
        for (size_t at = portion->begin; at < portion->end; ++at)
          if (!timed(at, [&](const Step& step) { return run_portion(recording, *portion, step, first, memory, pointers); })) return false;
      i = portion->end - 1;
      ++portion;
      continue;
    }
    pointers.clear();
    for (int id : recording.steps[i].buffers) pointers.push_back(id < 0 ? nullptr : memory[static_cast<size_t>(id)]);
    if (!timed(i, [&](const Step& step) { return run_step(step, pointers.data()); })) return false;
  }
  return true;
}

std::string describe(const Recording& recording, size_t at) {
  const Step& step = recording.steps[at];
  std::string text = step.name;
  if (step.product) {
    const MatMul& s = step.product->sizes;
    for (int64_t size : {s.batch, s.m, s.n, s.k}) text += " " + std::to_string(size);
    if (step.product->packed) text += " packed";
    if (s.add) text += " added";
  }
  if (!step.sizes.empty()) text += " " + step.sizes;
  if (adds(step)) text += " added";
  for (const Portion& portion : recording.portions)
    if (portion.begin <= at && at < portion.end) text += " by " + std::to_string(portion.at_once * step.items->count / portion.items);
  return text;
}

std::vector<Uses> uses_of(const Recording& recording) {
  std::vector<Uses> uses(recording.buffers.size());
  for (size_t i = 0; i < recording.steps.size(); ++i) {
    const Step& step = recording.steps[i];
    for (size_t j = 0; j < step.buffers.size(); ++j) {
      if (step.buffers[j] < 0) continue;
      Uses& use = uses[static_cast<size_t>(step.buffers[j])];
      if (step.access[j] != Access::read) use.writes.push_back(i);
      if (step.access[j] != Access::write) use.reads.push_back(i);
    }
  }
  return uses;
}

bool touches(const Step& step, int id) {
  for (int buffer : step.buffers)
    if (buffer == id) return true;
  return false;
}

}  // namespace native
