// A process-wide set of persistent helper threads that share loops with the calling thread.
#pragma once
#include <cstddef>
#include <cstdint>

namespace native {

typedef void (*Task)(void* context, int64_t index);

// Runs task(context, i) for every i in [0, count), on the calling thread and on idle helpers. Each thread begins with its own part of the
// indices, but any thread may take any index, so an index must write only what no other index writes. Called from inside a task, or while another
// thread holds the helpers, it runs everything on the caller.
void parallel(int64_t count, Task task, void* context);

// Memory that belongs to the calling thread, for packed matrices. Never null once start_threads() has succeeded.
struct Workspace {
  float* a;
  float* b;
};
Workspace& workspace();

// Makes sure that the caller has a workspace and that `count` threads in all are there. False: no memory, or no thread.
bool start_threads(int count);
int thread_count();

// Ends the helpers and waits for them. A later start_threads() begins anew.
void stop_threads();

// Floats in each half of a workspace, enough for every instruction level.
constexpr size_t kWorkspaceA = 272 * 272 + 64;
constexpr size_t kWorkspaceB = 1024 * 256 + 64;

int64_t nanoseconds();  // of a clock that only goes forward

void* allocate(size_t bytes);  // 64-byte aligned, null when there is no memory
void* allocate_large(size_t bytes);  // the same for a long-lived block of many megabytes, in large pages where there are any
void release(void* pointer);

}  // namespace native
