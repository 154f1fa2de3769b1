// Draws the same random numbers as @neural-em/random, given the words with which a stream begins.
#pragma once
#include <cstdint>

namespace native {

// Layers of the ziggurat: 129 edges, then 129 heights.
constexpr int64_t kLayerNumbers = 2 * 129;

// Responsibilities [images, components, pixels]: |N(0, 1)| over its sum over the components.
void draw_gamma(const uint32_t* words, const double* layers, int64_t images, int64_t components, int64_t pixels, float* out);

// `steps` copies of x, in each of which every number is picked with the given probability and becomes 1 - itself.
void flip_bits(const uint32_t* words, double probability, const float* x, int64_t x_step, int64_t n, int64_t steps, float* const* out);

}  // namespace native
