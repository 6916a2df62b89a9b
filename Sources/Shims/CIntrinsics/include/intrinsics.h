// What the processor and the C library can do and Swift has no word for.
#pragma once
#include <stdint.h>

// Asks for the cache line at an address without waiting for it; any address will do.
static inline __attribute__((always_inline)) void intrinsics_bring_near(const void *address) {
  __builtin_prefetch(address, 1, 3);
}

// Reads the processor's cycle counter once all before it is done; 0 where there is none.
static inline __attribute__((always_inline)) uint64_t intrinsics_cycles(void) {
#if defined(__x86_64__)
  uint32_t low, high, processor;
  __asm__ volatile("rdtscp" : "=a"(low), "=d"(high), "=c"(processor));
  return (uint64_t)high << 32 | low;
#elif defined(__aarch64__)
  uint64_t count;
  __asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(count));
  return count;
#else
  return 0;
#endif
}

// Gives the pages that the heap keeps but does not need back to the system, where the library can.
void intrinsics_trim_heap(void);
