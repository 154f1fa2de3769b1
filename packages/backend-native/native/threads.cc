#include "threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <atomic>

namespace native {
namespace {

constexpr int kMaxThreads = 256;
constexpr int64_t kSpinNanoseconds = 50 * 1000;
constexpr int64_t kYieldNanoseconds = 200 * 1000;

// The loop being shared. Written by the owner only while `open` is false and nobody is inside.
struct Loop {
  Task task = nullptr;
  void* context = nullptr;
  int threads = 1;
};

// The indices of one thread: the owner has the first range. The same thread then has the same images in every loop, so that it finds what
// it wrote before in its own cache. A thread that is done takes from the ranges of others.
struct alignas(64) Range {
  std::atomic<int64_t> next{0};
  int64_t end = 0;
};

Loop loop;
Range ranges[kMaxThreads + 1];
std::atomic<bool> open{false};
std::atomic<int> inside{0};
std::atomic<uint32_t> generation{0};  // counts the loops opened, so that a helper sees new work
std::atomic<bool> stopping{false};
std::atomic<int> sleepers{0};

pthread_mutex_t sleep_mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
pthread_mutex_t owner_mutex = PTHREAD_MUTEX_INITIALIZER;  // held by the thread whose loop the helpers share

pthread_t helpers[kMaxThreads];
Workspace helper_workspaces[kMaxThreads];
std::atomic<int> helper_count{0};

thread_local bool in_task = false;

// Frees the workspace of a thread that ends.
struct OwnWorkspace {
  Workspace memory{nullptr, nullptr};
  bool owned = true;
  ~OwnWorkspace() {
    if (!owned) return;
    release(memory.a);
    release(memory.b);
  }
};
thread_local OwnWorkspace own;

bool fill(Workspace& memory) {
  if (!memory.a) memory.a = static_cast<float*>(allocate(kWorkspaceA * sizeof(float)));
  if (!memory.b) memory.b = static_cast<float*>(allocate(kWorkspaceB * sizeof(float)));
  return memory.a && memory.b;
}

void pause_briefly() {
#if defined(__x86_64__)
  for (int i = 0; i < 16; ++i) __builtin_ia32_pause();
#elif defined(__aarch64__)
  for (int i = 0; i < 16; ++i) asm volatile("yield");
#endif
}

void take_share(int thread) {
  in_task = true;
  for (int i = 0; i < loop.threads; ++i) {
    Range& range = ranges[(thread + i) % loop.threads];
    for (;;) {
      const int64_t index = range.next.fetch_add(1, std::memory_order_relaxed);
      if (index >= range.end) break;
      loop.task(loop.context, index);
    }
  }
  in_task = false;
}

void help(int thread) {
  // `inside` goes up before `open` is read, and the owner closes before it reads `inside`: one of the two sees the other.
  inside.fetch_add(1);
  if (open.load()) take_share(thread);
  inside.fetch_sub(1);
}

// Spins, then yields, then sleeps until a loop other than `seen` is opened.
void await_work(uint32_t seen) {
  const int64_t start = nanoseconds();
  for (;;) {
    for (int i = 0; i < 8; ++i) {
      if (generation.load() != seen || stopping.load()) return;
      pause_briefly();
    }
    const int64_t waited = nanoseconds() - start;
    if (waited > kSpinNanoseconds + kYieldNanoseconds) break;
    if (waited > kSpinNanoseconds) sched_yield();
  }
  pthread_mutex_lock(&sleep_mutex);
  sleepers.fetch_add(1);
  while (generation.load() == seen && !stopping.load()) pthread_cond_wait(&wake, &sleep_mutex);
  sleepers.fetch_sub(1);
  pthread_mutex_unlock(&sleep_mutex);
}

void* helper_main(void* memory) {
  const int thread = static_cast<int>(static_cast<Workspace*>(memory) - helper_workspaces) + 1;
  own.memory = *static_cast<Workspace*>(memory);
  own.owned = false;
  uint32_t seen = 0;
  while (!stopping.load()) {
    await_work(seen);
    seen = generation.load();
    help(thread);
  }
  return nullptr;
}

void wake_sleepers() {
  if (sleepers.load() == 0) return;
  pthread_mutex_lock(&sleep_mutex);
  pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&sleep_mutex);
}

void run_alone(int64_t count, Task task, void* context) {
  for (int64_t i = 0; i < count; ++i) task(context, i);
}

}  // namespace

int64_t nanoseconds() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<int64_t>(time.tv_sec) * 1000000000 + time.tv_nsec;
}

#if defined(_WIN32)
void* allocate(size_t bytes) { return _aligned_malloc(bytes, 64); }
void* allocate_large(size_t bytes) { return allocate(bytes); }
void release(void* pointer) { _aligned_free(pointer); }
#else
void* allocate(size_t bytes) {
  void* pointer = nullptr;
  return posix_memalign(&pointer, 64, bytes) == 0 ? pointer : nullptr;
}

void* allocate_large(size_t bytes) {
#if defined(__linux__)
  constexpr size_t kPage = size_t{1} << 21;
  void* pointer = nullptr;
  if (bytes < kPage || posix_memalign(&pointer, kPage, bytes) != 0) return allocate(bytes);
  madvise(pointer, bytes, MADV_HUGEPAGE);
  return pointer;
#else
  return allocate(bytes);
#endif
}

void release(void* pointer) { free(pointer); }
#endif

Workspace& workspace() { return own.memory; }

int thread_count() { return helper_count.load(std::memory_order_relaxed) + 1; }

void parallel(int64_t count, Task task, void* context) {
  if (count <= 1 || thread_count() == 1 || in_task || pthread_mutex_trylock(&owner_mutex) != 0) {
    run_alone(count, task, context);
    return;
  }
  const int threads = thread_count();
  loop = Loop{task, context, threads};
  for (int i = 0; i < threads; ++i) {
    ranges[i].next.store(i * count / threads);
    ranges[i].end = (i + 1) * count / threads;
  }
  open.store(true);
  generation.fetch_add(1);
  wake_sleepers();
  take_share(0);
  open.store(false);
  for (int spins = 0; inside.load() != 0; ++spins) {
    if (spins < 128) pause_briefly();
    else sched_yield();
  }
  pthread_mutex_unlock(&owner_mutex);
}

bool start_threads(int count) {
  if (!fill(own.memory)) return false;
  if (count == thread_count()) return true;
  stop_threads();
  const int wanted = count - 1 < kMaxThreads ? count - 1 : kMaxThreads;
  pthread_mutex_lock(&owner_mutex);
  bool complete = true;
  for (int i = 0; i < wanted && complete; ++i) {
    complete = fill(helper_workspaces[i]) && pthread_create(&helpers[i], nullptr, helper_main, &helper_workspaces[i]) == 0;
    if (complete) helper_count.store(i + 1);
  }
  pthread_mutex_unlock(&owner_mutex);
  return complete;
}

void stop_threads() {
  pthread_mutex_lock(&owner_mutex);
  stopping.store(true);
  pthread_mutex_lock(&sleep_mutex);
  pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&sleep_mutex);
  for (int i = 0; i < helper_count.load(); ++i) pthread_join(helpers[i], nullptr);
  helper_count.store(0);
  stopping.store(false);
  pthread_mutex_unlock(&owner_mutex);
}

}  // namespace native
