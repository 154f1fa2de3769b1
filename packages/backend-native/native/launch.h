// Runs a checked call from JavaScript at once or, if this thread is recording, adds it to the recording.
#pragma once
#include "arguments.h"
#include "levels.h"
#include "recording.h"

namespace native {

// `run` takes the pointers of the operands in order and returns false if there is no memory. It must capture everything else by value.
template <typename F>
void launch(Call& call, const char* name, std::initializer_list<Operand> operands, const F& run, Step step = {}) {
  if (!call.ok()) return;
  if (Recorder* noting = recorder()) {
    step.run = run;
    noting->add(name, operands, std::move(step));
    return;
  }
  void* pointers[16];
  size_t i = 0;
  for (const Operand& operand : operands) pointers[i++] = const_cast<void*>(operand.data);
  if (!run(pointers)) call.out_of_memory();
}

// The same for a step that treats each of `count` items by itself: `run` takes the pointers, how many items, and whether sums are added to
// what is there. `split` says of each operand whether it has a part for each item.
template <typename F>
void launch_items(Call& call, const char* name, std::initializer_list<Operand> operands, int64_t count, std::initializer_list<bool> split,
                  const F& run, Step step = {}) {
  if (recorder()) step.items = Itemwise{count, split, run};
  launch(call, name, operands, [run, count](Pointers p) { return run(p, count, false); }, std::move(step));
}

// The operands of a product are a, b, out, bias.
inline void launch_product(Call& call, const char* name, std::initializer_list<Operand> operands, const MatMul& product) {
  if (!call.ok()) return;
  if (Recorder* noting = recorder()) {
    Step step{};
    step.product = Product{product};
    step.flops = 2.0 * static_cast<double>(product.batch * product.m * product.n) * static_cast<double>(product.k);
    noting->add(name, operands, std::move(step));
  } else {
    kernels().matmul(product);
  }
}

}  // namespace native
