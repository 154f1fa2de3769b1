// Destroys the thread-local objects of a thread that ends, for C libraries without a C++ library beside them.
#include <pthread.h>
#include <stdlib.h>

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

extern "C" int __cxa_thread_atexit(void (*destroy)(void*), void* object, void*) {
  pthread_once(&once, make_key);
  Doomed* const doomed = static_cast<Doomed*>(malloc(sizeof(Doomed)));
  if (!doomed) return -1;
  *doomed = {destroy, object, static_cast<Doomed*>(pthread_getspecific(key))};
  return pthread_setspecific(key, doomed);
}
