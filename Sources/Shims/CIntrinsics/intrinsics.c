#include "intrinsics.h"
#ifdef __linux__
#include <malloc.h>
#endif

void intrinsics_trim_heap(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
