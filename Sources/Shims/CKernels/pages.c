#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { LARGE = 2 << 20 };

// Linux 6.1; headers may be older than the kernel.
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

void kernels_pages_enlarge(void *start, size_t bytes) {
  const uintptr_t first = ((uintptr_t)start + LARGE - 1) / LARGE * LARGE;
  const uintptr_t end = ((uintptr_t)start + bytes) / LARGE * LARGE;
  if (first < end) (void)madvise((void *)first, end - first, MADV_COLLAPSE);
}

void *kernels_pages_allocate(size_t bytes) {
  return aligned_alloc(LARGE, (bytes + LARGE - 1) / LARGE * LARGE);
}
