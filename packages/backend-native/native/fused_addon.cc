#include "fused_addon.h"

#include "launch.h"
#include "random.h"

namespace native {
namespace {

const Epilogue kPlain{nullptr, Activation::linear, 0};
const float* const kNone = nullptr;

Activation read_activation(Call& call, size_t index) {
  return static_cast<Activation>(call.integer(index, "activation", static_cast<int64_t>(Activation::Count)));
}

// Returns an array of `length` floats, or null if the argument is null.
float* optional(Call& call, size_t index, const char* what, int64_t length) {
  if (call.is_null(index)) return nullptr;
  const Array<float> array = call.floats(index, what);
  call.expect_length(array.length, length, what);
  return array.data;
}

float* floats(Call& call, size_t index, const char* what, int64_t length) {
  const Array<float> array = call.floats(index, what);
  call.expect_length(array.length, length, what);
  return array.data;
}

// The first two arguments of every function of pixels: [p, q, r, lit] and [kind, B, K, D].
Mixture read_mixture(Call& call) {
  Mixture m{};
  const Array<float> numbers = call.floats(0, "mixture");
  const Array<int32_t> sizes = call.ints(1, "sizes");
  call.expect_length(numbers.length, 4, "mixture");
  call.expect_length(sizes.length, 4, "sizes");
  if (!call.ok()) return m;
  for (int i = 0; i < 4; ++i) call.expect(sizes.data[i] >= 0 && sizes.data[i] < (1 << 20), "sizes", "sizes of 0 or more, below 2^20");
  call.expect(sizes.data[0] < static_cast<int32_t>(Pixels::Count), "sizes", "a distribution");
  m.pixels = {static_cast<Pixels>(sizes.data[0]), numbers.data[0], numbers.data[1], numbers.data[2], numbers.data[3]};
  m.images = sizes.data[1];
  m.components = sizes.data[2];
  m.size = sizes.data[3];
  return m;
}

int64_t size_of(const Mixture& m) { return m.images * m.components * m.size; }

// Returns a step that is cheap: it may be run twice instead of keeping its result.
Step cheap() {
  Step step{};
  step.cheap = true;
  return step;
}

Step pixel_grads(size_t gamma, size_t eta) {
  Step step{};
  step.pixels = PixelGrads{gamma, eta};
  return step;
}

// (numbers, sizes, gamma, x, eta, out)
napi_value residual(napi_env env, napi_callback_info info) {
  Call call(env, info, "residual");
  const Mixture m = read_mixture(call);
  const float* gamma = floats(call, 2, "gamma", size_of(m));
  const float* x = floats(call, 3, "x", m.images * m.size);
  const float* eta = floats(call, 4, "eta", size_of(m));
  float* out = floats(call, 5, "out", size_of(m));
  const int64_t n = size_of(m);
  launch(call, "residual", {reads(gamma, n), reads(x, m.images * m.size), reads(eta, n), writes(out, n)}, [m](Pointers p) {
    kernels().fused.residual(m, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3));
    return true;
  }, cheap());
  return nullptr;
}

// (numbers, sizes, dy, gamma, x, eta, dgamma, deta)
napi_value residual_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "residualGrad");
  const Mixture m = read_mixture(call);
  const float* dy = floats(call, 2, "dy", size_of(m));
  const float* gamma = floats(call, 3, "gamma", size_of(m));
  const float* x = floats(call, 4, "x", m.images * m.size);
  const float* eta = floats(call, 5, "eta", size_of(m));
  float* dgamma = optional(call, 6, "dgamma", size_of(m));
  float* deta = optional(call, 7, "deta", size_of(m));
  const int64_t n = size_of(m);
  const auto operands = {reads(dy, n), reads(gamma, n), reads(x, m.images * m.size), reads(eta, n), writes(dgamma, n), writes(deta, n)};
  launch(call, "residualGrad", operands, [m](Pointers p) {
    kernels().fused.residual_grad(m, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4), floats_at(p, 5));
    return true;
  }, pixel_grads(4, 5));
  return nullptr;
}

// (numbers, sizes, x, eta, gamma, scale, logFloor)
napi_value e_step(napi_env env, napi_callback_info info) {
  Call call(env, info, "eStep");
  const Mixture m = read_mixture(call);
  const float* x = floats(call, 2, "x", m.images * m.size);
  const float* eta = floats(call, 3, "eta", size_of(m));
  float* gamma = floats(call, 4, "gamma", size_of(m));
  const double scale = call.number(5, "scale");
  const double log_floor = call.number(6, "logFloor");
  const int64_t n = size_of(m);
  launch(call, "eStep", {reads(x, m.images * m.size), reads(eta, n), writes(gamma, n)}, [=](Pointers p) {
    kernels().fused.e_step(m, static_cast<float>(scale), static_cast<float>(log_floor), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2));
    return true;
  });
  return nullptr;
}

// (numbers, sizes, dy, x, eta, gamma, deta, scale, logFloor)
napi_value e_step_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "eStepGrad");
  const Mixture m = read_mixture(call);
  const float* dy = floats(call, 2, "dy", size_of(m));
  const float* x = floats(call, 3, "x", m.images * m.size);
  const float* eta = floats(call, 4, "eta", size_of(m));
  const float* gamma = floats(call, 5, "gamma", size_of(m));
  float* deta = floats(call, 6, "deta", size_of(m));
  const double scale = call.number(7, "scale");
  const double log_floor = call.number(8, "logFloor");
  const int64_t n = size_of(m);
  launch(call, "eStepGrad", {reads(dy, n), reads(x, m.images * m.size), reads(eta, n), reads(gamma, n), writes(deta, n)}, [=](Pointers p) {
    kernels().fused.e_step_grad(m, static_cast<float>(scale), static_cast<float>(log_floor), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2),
                                floats_at(p, 3), floats_at(p, 4));
    return true;
  });
  return nullptr;
}

// (numbers, sizes, x, eta, gamma, intra, inter)
napi_value loss(napi_env env, napi_callback_info info) {
  Call call(env, info, "loss");
  const Mixture m = read_mixture(call);
  const float* x = floats(call, 2, "x", m.images * m.size);
  const float* eta = floats(call, 3, "eta", size_of(m));
  const float* gamma = floats(call, 4, "gamma", size_of(m));
  float* intra = floats(call, 5, "intra", 1);
  float* inter = floats(call, 6, "inter", 1);
  const int64_t n = size_of(m);
  launch(call, "loss", {reads(x, m.images * m.size), reads(eta, n), reads(gamma, n), writes(intra, 1), writes(inter, 1)}, [m](Pointers p) {
    return kernels().fused.loss(m, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4));
  });
  return nullptr;
}

// (numbers, sizes, [dintra], [dinter], x, eta, gamma, dgamma, deta)
napi_value loss_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "lossGrad");
  const Mixture m = read_mixture(call);
  const float* dintra = floats(call, 2, "dintra", 1);
  const float* dinter = floats(call, 3, "dinter", 1);
  const float* x = floats(call, 4, "x", m.images * m.size);
  const float* eta = floats(call, 5, "eta", size_of(m));
  const float* gamma = floats(call, 6, "gamma", size_of(m));
  float* dgamma = optional(call, 7, "dgamma", size_of(m));
  float* deta = optional(call, 8, "deta", size_of(m));
  const int64_t n = size_of(m);
  const auto operands = {reads(dintra, 1), reads(dinter, 1), reads(x, m.images * m.size), reads(eta, n), reads(gamma, n), writes(dgamma, n), writes(deta, n)};
  launch(call, "lossGrad", operands, [m](Pointers p) {
    kernels().fused.loss_grad(m, *floats_at(p, 0), *floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), floats_at(p, 4), floats_at(p, 5), floats_at(p, 6));
    return true;
  }, pixel_grads(5, 6));
  return nullptr;
}

// (x, kernel, state, recurrentKernel, out, [N, F, M, H], bias, activation): out = activation(x W + h U + b), h of H
napi_value recurrent(napi_env env, napi_callback_info info) {
  Call call(env, info, "recurrent");
  const Array<int32_t> sizes = call.ints(5, "sizes");
  call.expect_length(sizes.length, 4, "sizes");
  if (!call.ok()) return nullptr;
  for (int i = 0; i < 4; ++i) call.expect(sizes.data[i] >= 0, "sizes", "sizes of 0 or more");
  const int64_t n = sizes.data[0], f = sizes.data[1], m = sizes.data[2], states = sizes.data[3];
  const float* x = floats(call, 0, "x", n * f);
  const float* w = floats(call, 1, "inputKernel", f * m);
  const float* h = floats(call, 2, "state", n * states);
  const float* u = floats(call, 3, "recurrentKernel", states * m);
  float* out = floats(call, 4, "out", n * m);
  const float* bias = optional(call, 6, "bias", m);
  const Activation activation = read_activation(call, 7);
  launch_product(call, "recurrent", {reads(x, n * f), reads(w, f * m), writes(out, n * m), reads(kNone, 0)},
                 MatMul{1, n, m, f, Matrix{x, f, 1}, Matrix{w, m, 1}, 0, 0, out, kPlain});
  launch_product(call, "recurrent", {reads(h, n * states), reads(u, states * m), updates(out, n * m), reads(bias, m)},
                 MatMul{1, n, m, states, Matrix{h, states, 1}, Matrix{u, m, 1}, 0, 0, out, Epilogue{bias, activation, 0}, true});
  return nullptr;
}

// (activation, dy, y, dpre, dbias, columns)
napi_value activation_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "activationGrad");
  const Activation activation = read_activation(call, 0);
  const Array<float> dy = call.floats(1, "dy");
  const float* y = floats(call, 2, "y", dy.length);
  const int64_t columns = call.integer(5, "columns");
  float* dpre = optional(call, 3, "dpre", dy.length);
  float* dbias = optional(call, 4, "dbias", columns);
  call.expect(columns > 0 && dy.length % columns == 0, "dy", "whole rows of that many columns");
  if (!call.ok()) return nullptr;
  const int64_t n = dy.length;
  const auto operands = {reads(dy.data, n), reads(y, n), writes(dpre, n), writes(dbias, columns)};
  launch_items(call, "activationGrad", operands, n / columns, {true, true, true, false}, [activation, columns](Pointers p, int64_t rows, bool add) {
    return kernels().fused.activation_grad(activation, floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3), rows, columns, add);
  });
  return nullptr;
}

// (decays, numbers, factor, gradient, variable, first, second, and the three of them after the update)
napi_value adam(napi_env env, napi_callback_info info) {
  Call call(env, info, "adam");
  const float* decays = floats(call, 0, "decays", 4);
  const float* numbers = floats(call, 1, "numbers", 3);
  const float* factor = floats(call, 2, "factor", 1);
  const Array<float> gradient = call.floats(3, "gradient");
  static const char* const names[] = {"variable", "first", "second"};
  const float* from[3];
  float* to[3];
  for (size_t i = 0; i < 3; ++i) {
    from[i] = floats(call, 4 + i, names[i], gradient.length);
    to[i] = floats(call, 7 + i, names[i], gradient.length);
  }
  if (!call.ok()) return nullptr;
  const AdamNumbers settings{decays[0], decays[1], decays[2], decays[3], 0, 0, 0, 1};
  const int64_t n = gradient.length;
  const auto operands = {reads(numbers, 3), reads(factor, 1), reads(gradient.data, n), reads(from[0], n), reads(from[1], n), reads(from[2], n), writes(to[0], n), writes(to[1], n), writes(to[2], n)};
  Step step{};
  step.elementwise = true;
  launch(call, "adam", operands, [settings, n](Pointers at) {
    AdamNumbers now = settings;
    now.rate = floats_at(at, 0)[0];
    now.epsilon = floats_at(at, 0)[1];
    now.shrink = floats_at(at, 0)[2];
    now.factor = *floats_at(at, 1);
    const float* const old[] = {floats_at(at, 3), floats_at(at, 4), floats_at(at, 5)};
    float* const updated[] = {floats_at(at, 6), floats_at(at, 7), floats_at(at, 8)};
    kernels().fused.adam(now, floats_at(at, 2), old, updated, n);
    return true;
  }, step);
  return nullptr;
}

// Sizes [items, size, channels], activation and epsilon.
Norm read_norm(Call& call, size_t index) {
  Norm norm{};
  const Array<int32_t> sizes = call.ints(index, "sizes");
  call.expect_length(sizes.length, 3, "sizes");
  norm.activation = read_activation(call, index + 1);
  norm.epsilon = static_cast<float>(call.number(index + 2, "epsilon"));
  if (!call.ok()) return norm;
  norm.items = sizes.data[0];
  norm.size = sizes.data[1];
  norm.channels = sizes.data[2];
  call.expect(norm.items >= 0 && norm.channels > 0 && norm.size > 0 && norm.size % norm.channels == 0, "sizes",
              "whole pixels of one channel or more");
  return norm;
}

Norm of_items(Norm norm, int64_t items) {
  norm.items = items;
  return norm;
}

// (x, gain, bias, y, sizes, activation, epsilon)
napi_value layer_norm(napi_env env, napi_callback_info info) {
  Call call(env, info, "layerNorm");
  const Norm norm = read_norm(call, 4);
  const float* x = floats(call, 0, "x", norm.items * norm.size);
  const float* gain = floats(call, 1, "gain", norm.channels);
  const float* bias = floats(call, 2, "bias", norm.channels);
  float* y = floats(call, 3, "y", norm.items * norm.size);
  const int64_t n = norm.items * norm.size;
  const auto operands = {reads(x, n), reads(gain, norm.channels), reads(bias, norm.channels), writes(y, n)};
  launch_items(call, "layerNorm", operands, norm.items, {true, false, false, true}, [norm](Pointers p, int64_t items, bool) {
    kernels().fused.layer_norm(of_items(norm, items), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3));
    return true;
  }, cheap());
  return nullptr;
}

// (dy, x, y, gain, dx, dgain, dbias, sizes, activation, epsilon)
napi_value layer_norm_grad(napi_env env, napi_callback_info info) {
  Call call(env, info, "layerNormGrad");
  const Norm norm = read_norm(call, 7);
  const int64_t size = norm.items * norm.size;
  const float* dy = floats(call, 0, "dy", size);
  const float* x = floats(call, 1, "x", size);
  const float* y = floats(call, 2, "y", size);
  const float* gain = floats(call, 3, "gain", norm.channels);
  float* dx = floats(call, 4, "dx", size);
  float* dgain = floats(call, 5, "dgain", norm.channels);
  float* dbias = floats(call, 6, "dbias", norm.channels);
  const auto operands = {reads(dy, size), reads(x, size), reads(y, size), reads(gain, norm.channels), writes(dx, size), writes(dgain, norm.channels), writes(dbias, norm.channels)};
  launch_items(call, "layerNormGrad", operands, norm.items, {true, true, true, false, true, false, false}, [norm](Pointers p, int64_t items, bool add) {
    return kernels().fused.layer_norm_grad(of_items(norm, items), floats_at(p, 0), floats_at(p, 1), floats_at(p, 2), floats_at(p, 3),
                                           floats_at(p, 4), floats_at(p, 5), floats_at(p, 6), add);
  });
  return nullptr;
}

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

void set_fused_functions(napi_env env, napi_value exports) {
  set_function(env, exports, "residual", residual);
  set_function(env, exports, "residualGrad", residual_grad);
  set_function(env, exports, "eStep", e_step);
  set_function(env, exports, "eStepGrad", e_step_grad);
  set_function(env, exports, "loss", loss);
  set_function(env, exports, "lossGrad", loss_grad);
  set_function(env, exports, "recurrent", recurrent);
  set_function(env, exports, "activationGrad", activation_grad);
  set_function(env, exports, "adam", adam);
  set_function(env, exports, "layerNorm", layer_norm);
  set_function(env, exports, "layerNormGrad", layer_norm_grad);
  set_function(env, exports, "initialGamma", initial_gamma);
  set_function(env, exports, "bitFlip", bit_flip);
}

}  // namespace native
