// Reads the arguments of a call from JavaScript. A wrong argument throws an error in JavaScript, which names the function, the argument,
// and what was expected and given; all later reads of the same call then do nothing, so that a function only checks `ok()` once before it
// computes.
#pragma once
#define NAPI_VERSION 8
#include <node_api.h>
#include <stdint.h>
#include <stdio.h>

namespace native {

template <typename T>
struct Array {
  T* data = nullptr;
  int64_t length = 0;
};

class Call {
 public:
  static constexpr size_t kMost = 12;

  Call(napi_env env, napi_callback_info info, const char* name) : env_(env), name_(name) {
    napi_get_cb_info(env, info, &count_, arguments_, nullptr, nullptr);
  }

  bool ok() const { return ok_; }

  Array<float> floats(size_t index, const char* what) { return array<float>(index, what, napi_float32_array, "a Float32Array"); }
  Array<int32_t> ints(size_t index, const char* what) { return array<int32_t>(index, what, napi_int32_array, "an Int32Array"); }
  Array<uint8_t> bytes(size_t index, const char* what) { return array<uint8_t>(index, what, napi_uint8_array, "a Uint8Array"); }

  Array<double> doubles(size_t index, const char* what) { return array<double>(index, what, napi_float64_array, "a Float64Array"); }

  // Reads an array that was found inside an argument.
  Array<float> floats_of(napi_value value, const char* what) { return array_of<float>(value, what, napi_float32_array, "a Float32Array"); }

  // The argument itself; undefined if it is missing.
  napi_value value(size_t index) const {
    napi_value none;
    napi_get_undefined(env_, &none);
    return index < count_ ? arguments_[index] : none;
  }

  bool is_null(size_t index) {
    napi_valuetype type = napi_undefined;
    if (index < count_) napi_typeof(env_, arguments_[index], &type);
    return type == napi_null || type == napi_undefined;
  }

  bool is_ints(size_t index) {
    napi_typedarray_type type;
    bool typed = false;
    if (index >= count_ || napi_is_typedarray(env_, arguments_[index], &typed) != napi_ok || !typed) return false;
    return napi_get_typedarray_info(env_, arguments_[index], &type, nullptr, nullptr, nullptr, nullptr) == napi_ok &&
           type == napi_int32_array;
  }

  double number(size_t index, const char* what) {
    double value = 0;
    if (ok_ && (index >= count_ || napi_get_value_double(env_, arguments_[index], &value) != napi_ok)) fail(what, "a number");
    return value;
  }

  // An integer in [0, limit).
  int64_t integer(size_t index, const char* what, int64_t limit = INT32_MAX) {
    const double value = number(index, what);
    if (ok_ && !(value >= 0 && value < static_cast<double>(limit) && value == static_cast<double>(static_cast<int64_t>(value))))
      fail(what, "a whole number in range");
    return ok_ ? static_cast<int64_t>(value) : 0;
  }

  bool text(size_t index, const char* what, char* to, size_t size) {
    size_t length = 0;
    if (ok_ && (index >= count_ || napi_get_value_string_utf8(env_, arguments_[index], to, size, &length) != napi_ok)) fail(what, "a string");
    return ok_;
  }

  void expect(bool condition, const char* what, const char* expected) {
    if (ok_ && !condition) fail(what, expected);
  }

  void expect_length(int64_t length, int64_t expected, const char* what) {
    if (!ok_ || length == expected) return;
    char text[96];
    snprintf(text, sizeof text, "%lld elements, given %lld", static_cast<long long>(expected), static_cast<long long>(length));
    fail(what, text);
  }

  void out_of_memory() {
    if (ok_) raise("not enough memory for intermediate results");
  }

 private:
  template <typename T>
  Array<T> array(size_t index, const char* what, napi_typedarray_type wanted, const char* expected) {
    return array_of<T>(value(index), what, wanted, expected);
  }

  template <typename T>
  Array<T> array_of(napi_value value, const char* what, napi_typedarray_type wanted, const char* expected) {
    if (!ok_) return {};
    bool typed = false;
    napi_typedarray_type type;
    size_t length = 0;
    void* data = nullptr;
    if (napi_is_typedarray(env_, value, &typed) != napi_ok || !typed ||
        napi_get_typedarray_info(env_, value, &type, &length, &data, nullptr, nullptr) != napi_ok || type != wanted) {
      fail(what, expected);
      return {};
    }
    return {static_cast<T*>(data), static_cast<int64_t>(length)};
  }

  void fail(const char* what, const char* expected) {
    char text[200];
    snprintf(text, sizeof text, "%s: expected %s", what, expected);
    raise(text);
  }

  void raise(const char* problem) {
    char text[300];
    snprintf(text, sizeof text, "native %s: %s", name_, problem);
    napi_throw_range_error(env_, nullptr, text);
    ok_ = false;
  }

  napi_env env_;
  const char* name_;
  napi_value arguments_[kMost];
  size_t count_ = kMost;
  bool ok_ = true;
};

}  // namespace native
