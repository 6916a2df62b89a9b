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
// floor((p + 2 g1 + 4 g2 + 8 g3 + 16 g4) / 16), and the sums in between need not wait for each other:
// the bits that must be zero lie one place higher with each step.
INLINE size_t scan(
  const uint8_t *bytes, size_t at, size_t end, uint64_t *pattern, uint64_t mask) {
  uint64_t p = *pattern;
  for (; at + 4 <= end; at += 4) {
    const uint64_t one = gear[0][bytes[at]];
    const uint64_t two = one + gear[1][bytes[at + 1]];
    const uint64_t three = two + gear[2][bytes[at + 2]];
    const uint64_t four = three + gear[3][bytes[at + 3]];
    if (__builtin_expect(((p + one) & mask << 1) == 0, 0)) return at + 1;
    if (__builtin_expect(((p + two) & mask << 2) == 0, 0)) return at + 2;
    if (__builtin_expect(((p + three) & mask << 3) == 0, 0)) return at + 3;
    if (__builtin_expect(((p + four) & mask << 4) == 0, 0)) return at + 4;
    p = (p + four) >> 4;
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

enum { stripe_bytes = 16 };

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

// What is left after the stripes of 16 bytes, and the total.
INLINE uint32_t finish(uint32_t hash, const uint8_t *bytes, size_t left, size_t count) {
  const uint8_t *const end = bytes + left;
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

uint32_t kernels_datacode_xxhash(const uint8_t *bytes, size_t count) {
  if (count < stripe_bytes) return finish(prime5, bytes, count, count);
  uint32_t a = prime1 + prime2, b = prime2, c = 0, d = 0 - prime1;
  size_t left = count;
  for (; left >= stripe_bytes; left -= stripe_bytes, bytes += stripe_bytes) {
    a = lane(a, word(bytes));
    b = lane(b, word(bytes + 4));
    c = lane(c, word(bytes + 8));
    d = lane(d, word(bytes + 12));
  }
  const uint32_t hash = ROTATE(a, 1) + ROTATE(b, 7) + ROTATE(c, 12) + ROTATE(d, 18);
  return finish(hash, bytes, left, count);
}

typedef void (*hash_chunks)(
  const uint8_t *bytes, const size_t *lengths, size_t count, uint32_t *features);

// The features of chunks that lie one after another, one by one.
static void hash_each(
  const uint8_t *bytes, const size_t *lengths, size_t count, uint32_t *features) {
  for (size_t i = 0; i < count; bytes += lengths[i], i++)
    features[i] = kernels_datacode_xxhash(bytes, lengths[i]);
}

#if defined(__x86_64__)
typedef uint32_t quad __attribute__((vector_size(16), aligned(4)));

typedef struct {
  const uint8_t *bytes;
  size_t stripes, index;
} slot;

INLINE quad stripe(quad sums, const uint8_t *bytes) {
  quad values;
  memcpy(&values, bytes, sizeof values);
  sums += values * prime2;
  return ROTATE(sums, 13) * prime1;
}

// The same, a chunk's four sums in one vector and four chunks at a time: a step of one waits for the
// step before it, but not for the other chunks. Whenever a chunk is through, the next takes its slot.
INLINE void hash_slots(
  const uint8_t *bytes, const size_t *lengths, size_t count, uint32_t *features) {
  enum { slots = 4 };
  const quad start = {prime1 + prime2, prime2, 0, 0 - prime1};
  slot slot_[slots];
  quad sums[slots];
  size_t next = 0, used = 0;
  for (;;) {
    // Every slot gets a chunk; without enough of them, the rest goes one by one.
    for (; used < slots && next < count; bytes += lengths[next], next++) {
      if (lengths[next] < stripe_bytes) {
        features[next] = kernels_datacode_xxhash(bytes, lengths[next]);
        continue;
      }
      slot_[used] = (slot){bytes, lengths[next] / stripe_bytes, next};
      sums[used++] = start;
    }
    if (used == 0) return;
    size_t steps = slot_[0].stripes;
    for (size_t i = 1; i < used; i++)
      if (slot_[i].stripes < steps) steps = slot_[i].stripes;
    if (used == slots) {
      const uint8_t *a = slot_[0].bytes, *b = slot_[1].bytes, *c = slot_[2].bytes,
        *d = slot_[3].bytes;
      quad p = sums[0], q = sums[1], r = sums[2], s = sums[3];
      for (size_t at = 0; at < steps * stripe_bytes; at += stripe_bytes) {
        p = stripe(p, a + at);
        q = stripe(q, b + at);
        r = stripe(r, c + at);
        s = stripe(s, d + at);
      }
      sums[0] = p; sums[1] = q; sums[2] = r; sums[3] = s;
    } else {
      for (size_t i = 0; i < used; i++)
        for (size_t at = 0; at < steps * stripe_bytes; at += stripe_bytes)
          sums[i] = stripe(sums[i], slot_[i].bytes + at);
    }
    size_t kept = 0;
    for (size_t i = 0; i < used; i++) {
      slot now = slot_[i];
      now.bytes += steps * stripe_bytes;
      now.stripes -= steps;
      const quad v = sums[i];
      if (now.stripes > 0) {
        slot_[kept] = now;
        sums[kept++] = v;
        continue;
      }
      const uint32_t hash =
        ROTATE(v[0], 1) + ROTATE(v[1], 7) + ROTATE(v[2], 12) + ROTATE(v[3], 18);
      const size_t length = lengths[now.index];
      features[now.index] = finish(hash, now.bytes, length % stripe_bytes, length);
    }
    used = kept;
  }
}

__attribute__((target("avx2")))
static void hash_avx2(
  const uint8_t *bytes, const size_t *lengths, size_t count, uint32_t *features) {
  hash_slots(bytes, lengths, count, features);
}

__attribute__((target("avx512f,avx512vl")))
static void hash_avx512(
  const uint8_t *bytes, const size_t *lengths, size_t count, uint32_t *features) {
  hash_slots(bytes, lengths, count, features);
}
#endif

static hash_chunks hash_choice(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return hash_avx512;
  if (__builtin_cpu_supports("avx2")) return hash_avx2;
#endif
  return hash_each;
}

size_t kernels_datacode_chunks(
  const uint8_t *bytes, size_t count, size_t limit, int last, uint32_t *features, size_t capacity,
  size_t *made) {
  enum { batch = 64 };
  const hash_chunks hash = hash_choice();
  size_t at = 0, total = 0, cuts;
  do {
    const uint8_t *const start = bytes + at;
    size_t lengths[batch];
    for (cuts = 0; cuts < batch && total + cuts < capacity && at < count && at < limit; cuts++) {
      size_t length = cut(bytes + at, count - at);
      if (length == 0 && !last) break;
      if (length == 0) length = count - at;
      lengths[cuts] = length;
      at += length;
    }
    hash(start, lengths, cuts, features + total);
    total += cuts;
  } while (cuts == batch);
  *made = total;
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
