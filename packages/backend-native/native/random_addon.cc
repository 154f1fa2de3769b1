// Random numbers: responsibilities to begin with, and noise that flips pixels.
#include "addon.h"
#include "random.h"

namespace native {
namespace {

// Reads the four words with which a stream begins.
const uint32_t* read_words(Call& call, size_t index) {
  const Array<int32_t> words = call.ints(index, "words");
  call.expect_length(words.length, 4, "words");
  return reinterpret_cast<const uint32_t*>(words.data);
}

// (words, layers, out, components, pixels)
napi_value initial_gamma(napi_env env, napi_callback_info info) {
  Call call(env, info, "initialGamma");
  call.expect(recorder() == nullptr, "random numbers", "no recording under way: they would be the same at each replay");
  const uint32_t* words = read_words(call, 0);
  const Array<double> layers = call.doubles(1, "layers");
  call.expect_length(layers.length, kLayerNumbers, "layers");
  const Array<float> out = call.floats(2, "out");
  const int64_t components = call.integer(3, "components"), pixels = call.integer(4, "pixels");
  call.expect(components > 0 && pixels > 0 && out.length % (components * pixels) == 0, "out", "whole images");
  if (call.ok()) draw_gamma(words, layers.data, out.length / (components * pixels), components, pixels, out.data);
  return nullptr;
}

// (words, probability, x, outputs): x is as long as an output, or as all of them together
napi_value bit_flip(napi_env env, napi_callback_info info) {
  Call call(env, info, "bitFlip");
  call.expect(recorder() == nullptr, "random numbers", "no recording under way: they would be the same at each replay");
  const uint32_t* words = read_words(call, 0);
  const double probability = call.number(1, "probability");
  const Array<float> x = call.floats(2, "x");
  call.expect(probability >= 0 && probability <= 1, "probability", "a number from 0 to 1");
  bool list = false;
  uint32_t steps = 0;
  napi_is_array(env, call.value(3), &list);
  call.expect(list, "outputs", "an array");
  if (list) napi_get_array_length(env, call.value(3), &steps);
  std::vector<float*> out;
  int64_t n = x.length;
  for (uint32_t i = 0; i < steps && call.ok(); ++i) {
    napi_value value;
    napi_get_element(env, call.value(3), i, &value);
    const Array<float> one = call.floats_of(value, "output");
    if (i == 0) n = one.length;
    call.expect_length(one.length, n, "output");
    out.push_back(one.data);
  }
  const bool shared = x.length == n;
  if (!shared) call.expect_length(x.length, n * steps, "x");
  if (call.ok()) flip_bits(words, probability, x.data, shared ? 0 : n, n, steps, out.data());
  return nullptr;
}

}  // namespace

void export_random(napi_env env, napi_value exports) {
  set_function(env, exports, "initialGamma", initial_gamma);
  set_function(env, exports, "bitFlip", bit_flip);
}

}  // namespace native
