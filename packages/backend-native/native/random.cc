#include "random.h"

#include <math.h>
#include <string.h>

namespace native {
namespace {

// Chris Doty-Humphrey's sfc32, as in random.ts.
class Stream {
 public:
  explicit Stream(const uint32_t* words) : a_(words[0]), b_(words[1]), c_(words[2]), d_(words[3]) {
    for (int i = 0; i < 12; ++i) next();
  }

  uint32_t next() {
    const uint32_t t = a_ + b_ + d_;
    ++d_;
    a_ = b_ ^ (b_ >> 9);
    b_ = c_ + (c_ << 3);
    c_ = ((c_ << 21) | (c_ >> 11)) + t;
    return t;
  }
  double uniform() { return next() * 0x1p-32; }
  double open() { return (next() + 0.5) * 0x1p-32; }

  double normal(const double* edges, const double* heights) {
    constexpr double kTail = 3.442619855899;
    for (;;) {
      const uint32_t bits = next();
      const uint32_t layer = bits & 127;
      const double x = ((bits >> 7) * 0x1p-24 - 1) * edges[layer];
      if (fabs(x) < edges[layer + 1]) return x;
      if (layer == 0) {
        double a, b;
        do {
          a = -log(open()) / kTail;
          b = -log(open());
        } while (2 * b < a * a);
        return x < 0 ? -kTail - a : kTail + a;
      }
      if (heights[layer] + open() * (heights[layer + 1] - heights[layer]) < exp(-0.5 * x * x)) return x;
    }
  }

 private:
  uint32_t a_, b_, c_, d_;
};

}  // namespace

void draw_gamma(const uint32_t* words, const double* layers, int64_t images, int64_t components, int64_t pixels, float* out) {
  Stream stream(words);
  const double* const heights = layers + kLayerNumbers / 2;
  for (int64_t b = 0; b < images; ++b, out += components * pixels) {
    for (int64_t i = 0; i < components * pixels; ++i) out[i] = static_cast<float>(fabs(stream.normal(layers, heights)));
    for (int64_t i = 0; i < pixels; ++i) {
      double sum = 0;
      for (int64_t k = 0; k < components; ++k) sum += static_cast<double>(out[k * pixels + i]);
      for (int64_t k = 0; k < components; ++k) out[k * pixels + i] = static_cast<float>(static_cast<double>(out[k * pixels + i]) / sum);
    }
  }
}

namespace {

// Gaps between picked numbers, which are geometric: floor(log(1 - u) / log(1 - probability)) for a uniform u. Of all u that begin with the
// same bits the gap is mostly one number, as the logarithm is monotone: those gaps are looked up.
class Gaps {
 public:
  Gaps(double probability, double draws) : scale_(1 / log1p(-(probability < 1 ? probability : 1))) {
    if (draws < 4 * kHeads) return;
    for (uint32_t head = 0; head < kHeads; ++head) {
      const double first = computed(head << kTailBits), last = computed((head << kTailBits) + ((1u << kTailBits) - 1));
      known_[head] = first == last && first < 1e9 ? static_cast<int32_t>(first) : -1;
    }
    ready_ = true;
  }
  double of(uint32_t bits) const {
    const int32_t found = ready_ ? known_[bits >> kTailBits] : -1;
    return found >= 0 ? found : computed(bits);
  }

 private:
  static constexpr int kTailBits = 21;
  static constexpr uint32_t kHeads = 1u << (32 - kTailBits);
  double computed(uint32_t bits) const { return floor(log(1 - bits * 0x1p-32) * scale_); }

  double scale_;
  bool ready_ = false;
  int32_t known_[kHeads];
};

}  // namespace

void flip_bits(const uint32_t* words, double probability, const float* x, int64_t x_step, int64_t n, int64_t steps, float* const* out) {
  Stream stream(words);
  const double end = static_cast<double>(n);
  const Gaps gaps(probability, probability * end * static_cast<double>(steps));
  for (int64_t t = 0; t < steps; ++t) {
    memcpy(out[t], x + t * x_step, static_cast<size_t>(n) * sizeof(float));
    if (!(probability > 0)) continue;
    for (double i = -1;;) {
      i += 1 + gaps.of(stream.next());
      if (!(i < end)) break;
      float& picked = out[t][static_cast<int64_t>(i)];
      picked = static_cast<float>(1 - static_cast<double>(picked));
    }
  }
}

}  // namespace native
