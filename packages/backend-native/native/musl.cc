// Functions that the C++ library of g++ expects from glibc, and that musl does not have. Only in the build for musl; no symbol is exported.
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

namespace {

struct Doomed {
  void (*destroy)(void*);
  void* object;
  Doomed* next;
};

pthread_key_t key;
pthread_once_t once = PTHREAD_ONCE_INIT;

void destroy_all(void* list) {
  for (Doomed* doomed = static_cast<Doomed*>(list); doomed;) {
    Doomed* const next = doomed->next;
    doomed->destroy(doomed->object);
    free(doomed);
    doomed = next;
  }
}

void make_key() { pthread_key_create(&key, destroy_all); }

}  // namespace

extern "C" {

// Destroys a thread-local object when its thread ends.
int __cxa_thread_atexit(void (*destroy)(void*), void* object, void*) {
  pthread_once(&once, make_key);
  Doomed* const doomed = static_cast<Doomed*>(malloc(sizeof(Doomed)));
  if (!doomed) return -1;
  *doomed = {destroy, object, static_cast<Doomed*>(pthread_getspecific(key))};
  return pthread_setspecific(key, doomed);
}

// Counts of references are always atomic.
extern const char __libc_single_threaded = 0;

// The unwinder then asks dl_iterate_phdr.
int _dl_find_object(void*, void*) { return -1; }

uint32_t arc4random() {
  uint32_t word = 0;
  if (getentropy(&word, sizeof word) != 0) abort();
  return word;
}
}
