#include "datacode.h"
#include "datacode_tables.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// MARK: Chunks

// Chunks of 1024 bytes on the average: up to the centre a cut needs 11 zero bits, after it 9.
enum { chunk_minimum = 256, chunk_centre = 640, chunk_maximum = 8192 };
static const uint64_t mask_small = (1 << 11) - 1, mask_large = (1 << 9) - 1;

#define ONCE(x) (uint64_t)(x) << 1,
#define TWICE(x) (uint64_t)(x) << 2,
#define THRICE(x) (uint64_t)(x) << 3,
#define FOUR_TIMES(x) (uint64_t)(x) << 4,
static const uint64_t gear[4][256] = {
  {GEAR(ONCE)}, {GEAR(TWICE)}, {GEAR(THRICE)}, {GEAR(FOUR_TIMES)}};

// The rolling sum is p' = floor(p / 2) + g. Since floor(floor(x) / 2) = floor(x / 2), four steps are
// floor((p + 2 g1 + 4 g2 + 8 g3 + 16 g4) / 16), and the sums in between are found without waiting
// for each other: the bits that must be zero lie one place higher with each step.
INLINE size_t scan(
  const uint8_t *bytes, size_t at, size_t end, uint64_t *pattern, uint64_t mask) {
  uint64_t p = *pattern;
  for (; at + 4 <= end; at += 4) {
    const uint64_t a = p + gear[0][bytes[at]];
    const uint64_t b = a + gear[1][bytes[at + 1]];
    const uint64_t c = b + gear[2][bytes[at + 2]];
    const uint64_t d = c + gear[3][bytes[at + 3]];
    if (__builtin_expect((a & mask << 1) == 0, 0)) return at + 1;
    if (__builtin_expect((b & mask << 2) == 0, 0)) return at + 2;
    if (__builtin_expect((c & mask << 3) == 0, 0)) return at + 3;
    if (__builtin_expect((d & mask << 4) == 0, 0)) return at + 4;
    p = d >> 4;
  }
  for (; at < end; at++) {
    p = (p + gear[0][bytes[at]]) >> 1;
    if ((p & mask) == 0) return at + 1;
  }
  *pattern = p;
  return 0;
}

// The first chunk's length; 0 if more bytes could change it.
INLINE size_t cut(const uint8_t *bytes, size_t count) {
  uint64_t pattern = 0;
  const size_t centre = count < chunk_centre ? count : chunk_centre;
  const size_t end = count < chunk_maximum ? count : chunk_maximum;
  if (count <= chunk_minimum) return 0;
  size_t found = scan(bytes, chunk_minimum, centre, &pattern, mask_small);
  if (found == 0) found = scan(bytes, centre, end, &pattern, mask_large);
  return found > 0 ? found : count >= chunk_maximum ? chunk_maximum : 0;
}

// MARK: xxHash

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (32 - (n))))

static const uint32_t prime1 = 0x9E3779B1, prime2 = 0x85EBCA77, prime3 = 0xC2B2AE3D,
  prime4 = 0x27D4EB2F, prime5 = 0x165667B1;

INLINE uint32_t word(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, 4);
  return value;
}

INLINE uint32_t lane(uint32_t sum, uint32_t value) {
  sum += value * prime2;
  return ROTATE(sum, 13) * prime1;
}

uint32_t kernels_datacode_xxhash(const uint8_t *bytes, size_t count) {
  const uint8_t *const end = bytes + count;
  uint32_t hash = prime5;
  if (count >= 16) {
    uint32_t a = prime1 + prime2, b = prime2, c = 0, d = 0 - prime1;
    for (; end - bytes >= 16; bytes += 16) {
      a = lane(a, word(bytes));
      b = lane(b, word(bytes + 4));
      c = lane(c, word(bytes + 8));
      d = lane(d, word(bytes + 12));
    }
    hash = ROTATE(a, 1) + ROTATE(b, 7) + ROTATE(c, 12) + ROTATE(d, 18);
  }
  hash += (uint32_t)count;
  for (; end - bytes >= 4; bytes += 4) {
    hash += word(bytes) * prime3;
    hash = ROTATE(hash, 17) * prime4;
  }
  for (; bytes < end; bytes++) {
    hash += *bytes * prime5;
    hash = ROTATE(hash, 11) * prime1;
  }
  hash = (hash ^ hash >> 15) * prime2;
  hash = (hash ^ hash >> 13) * prime3;
  return hash ^ hash >> 16;
}

size_t kernels_datacode_chunks(
  const uint8_t *bytes, size_t count, size_t limit, int last, uint32_t *features, size_t capacity,
  size_t *made) {
  size_t at = 0, n = 0;
  while (at < count && at < limit && n < capacity) {
    size_t length = cut(bytes + at, count - at);
    if (length == 0) {
      if (!last) break;
      length = count - at;
    }
    features[n++] = kernels_datacode_xxhash(bytes + at, length);
    at += length;
  }
  *made = n;
  return at;
}

// MARK: Minimum hash

enum { permutations = 64, group = 8 };
static const uint64_t mersenne = ((uint64_t)1 << 61) - 1;

typedef uint64_t lanes __attribute__((vector_size(64), aligned(8)));

// h = ((a f + b) mod 2^64) mod (2^61 - 1), its lower 32 bits. `wide` where the processor multiplies
// 64 bits; elsewhere two products of 32 bits do, since f has no more.
INLINE void minimum(const uint32_t *features, size_t count, uint32_t *minima, int wide) {
  for (int first = 0; first < permutations; first += group) {
    lanes a, b, least;
    memcpy(&a, multipliers + first, sizeof a);
    memcpy(&b, summands + first, sizeof b);
    for (int i = 0; i < group; i++) least[i] = minima[first + i];
    const lanes low = a & 0xFFFFFFFF, high = a >> 32;
    for (size_t i = 0; i < count; i++) {
      const lanes f = (lanes){0} + (uint64_t)features[i];
      lanes h = wide ? a * f + b : low * f + (high * f << 32) + b;
      h = (h & mersenne) + (h >> 61);
      h = (h + ((h + 1) >> 61)) & 0xFFFFFFFF;
      least = __builtin_elementwise_min(least, h);
    }
    for (int i = 0; i < group; i++) minima[first + i] = (uint32_t)least[i];
  }
}

static void minimum_portable(const uint32_t *features, size_t count, uint32_t *minima) {
  minimum(features, count, minima, 0);
}

#if defined(__x86_64__)
__attribute__((target("avx2")))
static void minimum_avx2(const uint32_t *features, size_t count, uint32_t *minima) {
  minimum(features, count, minima, 0);
}

__attribute__((target("avx512f,avx512dq")))
static void minimum_avx512(const uint32_t *features, size_t count, uint32_t *minima) {
  minimum(features, count, minima, 1);
}
#endif

void kernels_datacode_minhash(const uint32_t *features, size_t count, uint32_t *minima) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
    minimum_avx512(features, count, minima);
    return;
  }
  if (__builtin_cpu_supports("avx2")) {
    minimum_avx2(features, count, minima);
    return;
  }
#endif
  minimum_portable(features, count, minima);
}
