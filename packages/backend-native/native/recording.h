// A list of kernel calls that can be run again on other memory. While a thread records, the functions of the addon add their calls to the
// list and compute nothing. Arrays are identified by their addresses, and are not read or written.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernels.h"

namespace native {

enum class Access : uint8_t { read, write, update };

// One array of a call, as JavaScript gave it; null where an optional one is absent.
struct Operand {
  const void* data;
  size_t bytes;
  Access access;
};

template <typename T>
Operand reads(const T* data, int64_t length) {
  return {data, static_cast<size_t>(length) * sizeof(T), Access::read};
}
template <typename T>
Operand writes(T* data, int64_t length) {
  return {data, static_cast<size_t>(length) * sizeof(T), Access::write};
}
template <typename T>
Operand updates(T* data, int64_t length) {
  return {data, static_cast<size_t>(length) * sizeof(T), Access::update};
}

// Where the operands of a call lie, in order.
typedef void* const* Pointers;
inline float* floats_at(Pointers p, size_t i) { return static_cast<float*>(p[i]); }

// The calls that passes look into; everything else is a closure.
struct Product {
  MatMul sizes;  // its pointers are filled in from the operands: a, b, out, bias
  bool packed = false;  // b is in panels, made by a `PackRight`
};
struct PackRight {
  Matrix matrix;  // operands: matrix, panels
  int64_t k, n;
};
// How a convolution uses its filter. The operands of the first two are image, filter, panels of the filter or none, result, bias; those of
// the filter gradient are x, dy, dfilter.
enum class FilterUse : uint8_t { forward, input_grad, filter_grad };
struct Convolved {
  Convolution sizes;
  FilterUse use;
  bool add = false;  // a gradient: to what dfilter holds
};
struct AddPlain {
  int64_t length;  // operands: a, b, out
};

// The gradient of a residual or of the loss, of which either result may be asked for alone.
struct PixelGrads {
  size_t gamma, eta;  // which operands they are
};

// A step that treats each item of a batch by itself, so that it can run on some of them. A result that is a sum over items, such as the
// gradient of a filter, is one of the operands that are not split.
struct Itemwise {
  int64_t count;
  std::vector<bool> split;  // of each operand: whether it has a part for each item
  std::function<bool(Pointers, int64_t count, bool add)> run;  // on the first `count` items; `add`: sums, to what is there
};

struct Step {
  const char* name;
  std::vector<int> buffers;  // -1: absent
  std::vector<Access> access;
  std::function<bool(Pointers)> run;  // false: no memory
  std::optional<Product> product;
  std::optional<PackRight> pack;
  std::optional<Convolved> convolution;
  std::optional<AddPlain> sum;
  std::optional<PixelGrads> pixels;
  std::optional<Itemwise> items;
  bool copies = false;       // its first operand into its second
  bool elementwise = false;  // results may lie where operands of their size do
  bool cheap = false;  // its result, the last operand, may be computed twice
  double flops = 0;  // of products and convolutions
  std::string sizes;  // in words
};

enum class Place : uint8_t {
  temporary,  // in the arena, between its first and its last use
  external,   // given anew at every replay
  constant,   // as it was at the recording
};

struct Buffer {
  Place place;
  size_t bytes;
  int slot = -1;                    // of an external one
  std::shared_ptr<void> contents;   // of a constant
  size_t offset = 0;                // of a temporary one, in the arena
  bool single_portion = false;      // it holds the items of one run of its portion
};

// Steps [begin, end) run in turn on `at_once` of their items, then on the next ones, until all `items` are done.
struct Portion {
  size_t begin, end;
  int64_t items, at_once;
};

struct Recording {
  std::vector<Buffer> buffers;
  std::vector<Step> steps;
  std::vector<Portion> portions;  // in order
  std::vector<int> slots;  // buffer of each external array
  std::vector<bool> used;  // whether a step touches the slot
  size_t arena = 0;
  bool failed = false;

  int add_buffer(Place place, size_t bytes);
  void add_step(Step step) { steps.push_back(std::move(step)); }
  int add_slot(size_t bytes);
  // Appends a copy of whole buffers.
  void add_copy(int from, int to);
};

// The steps that read a buffer and those that write it, in order; an update does both.
struct Uses {
  std::vector<size_t> reads, writes;
};
// Of each buffer.
std::vector<Uses> uses_of(const Recording& recording);
// Whether an operand of the step is the buffer.
bool touches(const Step& step, int id);

// A recording in progress, with its buffers by address.
struct Recorder {
  Recording recording;
  std::unordered_map<const void*, int> places;

  int begin_temporary(const void* data, size_t bytes);
  int begin_external(const void* data, size_t bytes);
  void forget(const void* data) { places.erase(data); }
  int find(const void* data) const;
  // Returns the buffer of an array. An array that was never announced becomes a constant, of which a copy is kept. Returns -1 without
  // memory.
  int find_or_copy(const void* data, size_t bytes);
  void add(const char* name, std::initializer_list<Operand> operands, Step step);
};

Recorder*& recorder();  // of this thread; null while it does not record

// Makes a recording ready: the results in `outputs` get slots of their own, `updates` are pairs of an external buffer and what is to
// be in it at the end. False: no memory.
bool finish(Recording& recording, const std::vector<int>& outputs, const std::vector<std::pair<int, int>>& updates);

// Runs all steps; `external` has the memory of every slot. `times` is null, or gets the nanoseconds of each step added.
bool replay(const Recording& recording, void* const* external, double* times);

// Returns a step as text: its name, its sizes, and how many items it runs on at a time.
std::string describe(const Recording& recording, size_t at);

// Removes the entries of a list that belong to buffers that a step writes.
template <typename T, typename F>
void forget_written(const Step& step, std::vector<T>& list, const F& buffer_of) {
  for (size_t j = 0; j < step.buffers.size(); ++j) {
    if (step.access[j] == Access::read) continue;
    for (size_t i = list.size(); i-- > 0;)
      if (buffer_of(list[i]) == step.buffers[j]) list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

// The passes; each changes a recording without changing its results.
void drop_dead(Recording& recording);
void accumulate_products(Recording& recording);
void join_pixels(Recording& recording);
void write_in_place(Recording& recording);
void compute_again(Recording& recording);
void lengthen_products(Recording& recording);
void pack_weights(Recording& recording);
void pack_filters(Recording& recording);
void split_into_portions(Recording& recording);
// Gives every temporary buffer its place in the arena.
void plan_arena(Recording& recording);

}  // namespace native
