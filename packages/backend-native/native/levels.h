// The instruction levels that this addon holds, and the choice among them.
#pragma once
#include "kernels.h"

namespace native {

enum class Level { baseline, avx2, avx512 };
constexpr Level kLevels[] = {Level::avx512, Level::avx2, Level::baseline};

const char* name_of(Level level);
const Level* levels_by_speed();  // all levels, the fastest first
Level best_level();              // the fastest that the processor runs
bool level_named(const char* name, Level& level);
bool runs(Level level);          // the processor has it, and so has this build
const Kernels& kernels_of(Level level);
const Kernels& kernels();        // of the level in use

}  // namespace native
