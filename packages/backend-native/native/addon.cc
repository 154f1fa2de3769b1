// The start of the addon: it exports its settings, the lists of operations, and the functions of every file *_addon.cc.
#include "addon.h"

#include <atomic>

#include "threads.h"

namespace native {

static std::atomic<int> current_level{0};

const Kernels& kernels() { return kernels_of(static_cast<Level>(current_level.load(std::memory_order_relaxed))); }

void set_function(napi_env env, napi_value exports, const char* name, napi_callback function) {
  napi_value value;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
  napi_set_named_property(env, exports, name, value);
}

namespace {

// (threads, level) → sets both for the whole process.
napi_value configure(napi_env env, napi_callback_info info) {
  Call call(env, info, "configure");
  const int64_t threads = call.integer(0, "threads", 257);
  char name[32] = "";
  call.text(1, "level", name, sizeof name);
  Level level = Level::baseline;
  call.expect(threads >= 1, "threads", "at least 1");
  call.expect(level_named(name, level) && runs(level), "level", "an instruction level that this processor runs");
  if (!call.ok()) return nullptr;
  if (!start_threads(static_cast<int>(threads))) {
    call.out_of_memory();
    return nullptr;
  }
  current_level.store(static_cast<int>(level));
  return nullptr;
}

// Bytes from the start of the buffer to its first 64-byte boundary.
napi_value misalignment(napi_env env, napi_callback_info info) {
  Call call(env, info, "misalignment");
  const Array<float> x = call.floats(0, "x");
  if (!call.ok()) return nullptr;
  napi_value result;
  napi_create_uint32(env, static_cast<uint32_t>(-reinterpret_cast<uintptr_t>(x.data) & 63), &result);
  return result;
}

void set_names(napi_env env, napi_value exports, const char* property, const char* const* names, uint32_t count) {
  napi_value list;
  napi_create_array_with_length(env, count, &list);
  for (uint32_t i = 0; i < count; ++i) {
    napi_value name;
    napi_create_string_utf8(env, names[i], NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, list, i, name);
  }
  napi_set_named_property(env, exports, property, list);
}

void set_lists(napi_env env, napi_value exports) {
#define NAME(name) #name,
  const char* const unary_names[] = {NATIVE_UNARY(NAME)};
  const char* const binary_names[] = {NATIVE_BINARY(NAME)};
  const char* const compare_names[] = {NATIVE_COMPARE(NAME)};
  const char* const reduce_names[] = {NATIVE_REDUCE(NAME)};
  const char* const activation_names[] = {NATIVE_ACTIVATION(NAME)};
  set_names(env, exports, "unaryOps", unary_names, static_cast<uint32_t>(Unary::Count));
  set_names(env, exports, "binaryOps", binary_names, static_cast<uint32_t>(Binary::Count));
  set_names(env, exports, "compareOps", compare_names, static_cast<uint32_t>(Compare::Count));
  set_names(env, exports, "reduceOps", reduce_names, static_cast<uint32_t>(Reduce::Count));
  set_names(env, exports, "activations", activation_names, static_cast<uint32_t>(Activation::Count));
  const char* const pixel_names[] = {NATIVE_PIXELS(NAME)};
  set_names(env, exports, "pixels", pixel_names, static_cast<uint32_t>(Pixels::Count));
#undef NAME
  const char* levels[3];
  uint32_t count = 0;
  for (int i = 0; i < 3; ++i)
    if (runs(levels_by_speed()[i])) levels[count++] = name_of(levels_by_speed()[i]);
  set_names(env, exports, "levels", levels, count);
}

}  // namespace
}  // namespace native

NAPI_MODULE_INIT() {
  using namespace native;
  if (!start_threads(thread_count())) {
    napi_throw_error(env, nullptr, "native: not enough memory to start");
    return exports;
  }
  if (current_level.load() == 0) current_level.store(static_cast<int>(best_level()));
  set_lists(env, exports);
  set_function(env, exports, "configure", configure);
  set_function(env, exports, "misalignment", misalignment);
  export_elementwise(env, exports);
  export_axis(env, exports);
  export_layout(env, exports);
  export_resize(env, exports);
  export_products(env, exports);
  export_windows(env, exports);
  export_norm(env, exports);
  export_layers(env, exports);
  export_pixels(env, exports);
  export_random(env, exports);
  export_capture(env, exports);
  return exports;
}
