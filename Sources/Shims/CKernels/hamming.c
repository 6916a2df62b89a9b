#include "hamming.h"

static inline ptrdiff_t scan(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  uint32_t *distance) __attribute__((always_inline));

static inline ptrdiff_t scan(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  uint32_t *distance) {
  const uint64_t a = wanted[0], b = wanted[1], c = wanted[2], d = wanted[3];
  for (ptrdiff_t i = 0; i < count; i++) {
    const uint64_t *code = codes + 4 * i;
    const uint32_t bits = (uint32_t)(
      __builtin_popcountll(code[0] ^ a) + __builtin_popcountll(code[1] ^ b) +
      __builtin_popcountll(code[2] ^ c) + __builtin_popcountll(code[3] ^ d));
    if (bits <= limit) {
      *distance = bits;
      return i;
    }
  }
  return count;
}

#if defined(__x86_64__)
__attribute__((target("popcnt")))
static ptrdiff_t scan_popcnt(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  uint32_t *distance) {
  return scan(codes, count, wanted, limit, distance);
}
#endif

ptrdiff_t kernels_hamming_next(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  uint32_t *distance) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("popcnt")) return scan_popcnt(codes, count, wanted, limit, distance);
#endif
  return scan(codes, count, wanted, limit, distance);
}
