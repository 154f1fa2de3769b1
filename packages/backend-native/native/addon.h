// What the files *_addon.cc share. Each holds the functions of one subject for JavaScript; a function checks its arguments against each
// other, then calls one kernel.
#pragma once
#include "launch.h"

namespace native {

// Exports a function under this name.
void set_function(napi_env env, napi_value exports, const char* name, napi_callback function);

// Each file exports its functions in one of these, at its end; addon.cc calls them in turn.
void export_elementwise(napi_env env, napi_value exports);
void export_axis(napi_env env, napi_value exports);
void export_layout(napi_env env, napi_value exports);
void export_resize(napi_env env, napi_value exports);
void export_products(napi_env env, napi_value exports);
void export_windows(napi_env env, napi_value exports);
void export_norm(napi_env env, napi_value exports);
void export_layers(napi_env env, napi_value exports);
void export_pixels(napi_env env, napi_value exports);
void export_random(napi_env env, napi_value exports);
void export_capture(napi_env env, napi_value exports);

// The product of sizes, or -1 when one is negative or the product is too large to be a length.
template <typename Size>
int64_t length_of(const Size* sizes, int count) {
  int64_t total = 1;
  for (int i = 0; i < count; ++i)
    if (sizes[i] < 0 || __builtin_mul_overflow(total, static_cast<int64_t>(sizes[i]), &total)) return -1;
  return total > (int64_t{1} << 40) ? -1 : total;
}

// The numbers of elements of the images of a convolution, or -1.
inline int64_t in_size(const Convolution& c) {
  const int64_t sizes[] = {c.batch, c.in_height, c.in_width, c.in_channels};
  return length_of(sizes, 4);
}
inline int64_t out_size(const Convolution& c) {
  const int64_t sizes[] = {c.batch, c.out_height, c.out_width, c.out_channels};
  return length_of(sizes, 4);
}

// Whether all elements that `sizes` and `strides` address, from `offset` on, lie within [0, length).
inline bool stays_within(const int32_t* sizes, const int32_t* strides, int rank, int64_t offset, int64_t length) {
  int64_t last = offset;
  for (int d = 0; d < rank; ++d) {
    if (sizes[d] == 0) return true;
    if (strides[d] < 0) return false;
    last += static_cast<int64_t>(sizes[d] - 1) * strides[d];
  }
  return offset >= 0 && last < length;
}

// Returns an array of `length` floats.
inline float* floats(Call& call, size_t index, const char* what, int64_t length) {
  const Array<float> array = call.floats(index, what);
  call.expect_length(array.length, length, what);
  return array.data;
}

// The same, or null if the argument is null.
inline float* optional(Call& call, size_t index, const char* what, int64_t length) {
  return call.is_null(index) ? nullptr : floats(call, index, what, length);
}

inline Activation read_activation(Call& call, size_t index) {
  return static_cast<Activation>(call.integer(index, "activation", static_cast<int64_t>(Activation::Count)));
}

// A bias, which may be absent, and the activation that follows it.
inline Epilogue read_epilogue(Call& call, size_t index, int64_t channels) {
  const float* const bias = optional(call, index, "bias", channels);
  const Activation activation = read_activation(call, index + 1);
  return Epilogue{bias, activation, static_cast<float>(call.number(index + 2, "alpha"))};
}

// Returns a step that is cheap: it may be run twice instead of keeping its result.
inline Step cheap() {
  Step step{};
  step.cheap = true;
  return step;
}

}  // namespace native
