// The heap's doors, each with a counter in front of what glibc has behind it. A program's own
// definitions go before the library's for everything in the process, Swift's runtime included.
#include "CAllocations.h"
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define COUNTS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define COUNTS 0
#endif
#endif
#ifndef COUNTS
#if defined(__GLIBC__)
#define COUNTS 1
#else
#define COUNTS 0
#endif
#endif

static __thread uint64_t count;

bool allocations_are_counted(void) { return COUNTS; }

uint64_t allocations_count(void) { return count; }

// What Swift's runtime calls before an error is thrown: empty but for test libraries and debuggers.
extern _Atomic(void *) _swift_willThrow;
extern _Atomic(void *) _swift_willThrowTypedImpl;
static void *hook, *typed_hook;

void allocations_hide_throws(void) {
  hook = atomic_exchange(&_swift_willThrow, NULL);
  typed_hook = atomic_exchange(&_swift_willThrowTypedImpl, NULL);
}

void allocations_show_throws(void) {
  atomic_store(&_swift_willThrow, hook);
  atomic_store(&_swift_willThrowTypedImpl, typed_hook);
}

#if COUNTS
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t items, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  count++;
  return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
  count++;
  return __libc_calloc(items, size);
}

void *realloc(void *old, size_t size) {
  count++;
  return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  count++;
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *made = __libc_memalign(alignment, size);
  if (!made) return ENOMEM;
  *memory = made;
  return 0;
}
#endif
