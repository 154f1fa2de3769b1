// Measures the highest rate of multiply-adds of the processor, in GFLOP/s: peak THREADS. Keeps twelve sums in registers and uses no memory.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#if defined(__AVX512F__)
typedef float vf __attribute__((vector_size(64)));
#else
typedef float vf __attribute__((vector_size(32)));
#endif

static void work(long rounds) {
  vf sums[12] = {};
  const vf x = vf{} + 1.0001f, y = vf{} + 0.999f;
  for (long i = 0; i < rounds; ++i)
#pragma GCC unroll 12
    for (int j = 0; j < 12; ++j) {
      sums[j] = sums[j] * x + y;
      asm volatile("" : "+x"(sums[j]));
    }
}

int main(int, char** argv) {
  const int threads = atoi(argv[1]);
  const long rounds = 10000000;
  double best = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) all.emplace_back(work, rounds);
    for (auto& thread : all) thread.join();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double flops = 2.0 * 12 * (sizeof(vf) / 4) * rounds * threads / seconds;
    if (flops > best) best = flops;
  }
  printf("%.1f\n", best / 1e9);
}
