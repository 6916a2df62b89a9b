#include "blake3.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

enum { chunk_start = 1, chunk_end = 2, parent = 4, root_node = 8 };
enum { block_bytes = 64, chunk_bytes = 1024, value_bytes = 32, blocks_ahead = 8 };

static const uint32_t iv[8] = {
  0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

typedef uint32_t lanes4 __attribute__((vector_size(16), aligned(4)));
typedef uint32_t lanes8 __attribute__((vector_size(32), aligned(4)));
typedef uint32_t lanes16 __attribute__((vector_size(64), aligned(4)));

// What all lanes of one call have in common: the inputs' blocks, and how they count.
typedef struct {
  size_t blocks;
  uint64_t counter;
  uint32_t counter_step;
  uint32_t flags, flags_first, flags_last;
} shape;

static const shape chunk_shape = {chunk_bytes / block_bytes, 0, 1, 0, chunk_start, chunk_end};
static const shape parent_shape = {1, 0, 0, parent, 0, 0};

// MARK: One block at a time: four rows of the state as four vectors

#define ROTATE(x, n) (((x) >> (n)) | ((x) << (32 - (n))))

#define HALF_ROUND(x, y) \
  a += b + (x); d ^= a; d = ROTATE(d, 16); c += d; b ^= c; b = ROTATE(b, 12); \
  a += b + (y); d ^= a; d = ROTATE(d, 8); c += d; b ^= c; b = ROTATE(b, 7);

INLINE void compress(
  uint32_t *value, const uint8_t *block, uint32_t length, uint64_t counter, uint32_t flags) {
  lanes4 m[4], even_low, odd_low, even_high, odd_high;
  memcpy(m, block, block_bytes);
  even_low = __builtin_shufflevector(m[0], m[1], 0, 2, 4, 6);
  odd_low = __builtin_shufflevector(m[0], m[1], 1, 3, 5, 7);
  even_high = __builtin_shufflevector(m[2], m[3], 0, 2, 4, 6);
  odd_high = __builtin_shufflevector(m[2], m[3], 1, 3, 5, 7);
  lanes4 a, b, c = {iv[0], iv[1], iv[2], iv[3]};
  lanes4 d = {(uint32_t)counter, (uint32_t)(counter >> 32), length, flags};
  memcpy(&a, value, 16);
  memcpy(&b, value + 4, 16);
#pragma clang loop unroll(full)
  for (int round = 0; round < 7; round++) {
    HALF_ROUND(even_low, odd_low)
    b = __builtin_shufflevector(b, b, 1, 2, 3, 0);
    c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
    d = __builtin_shufflevector(d, d, 3, 0, 1, 2);
    HALF_ROUND(even_high, odd_high)
    b = __builtin_shufflevector(b, b, 3, 0, 1, 2);
    c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
    d = __builtin_shufflevector(d, d, 1, 2, 3, 0);
    // The next round's words: the permutation 2 6 3 10 7 0 4 13 1 11 12 5 9 14 15 8, in terms of
    // the four vectors that hold this round's even and odd words.
    const lanes4 p = __builtin_shufflevector(even_low, odd_low, 1, 5, 7, 2);
    const lanes4 q = __builtin_shufflevector(
      __builtin_shufflevector(even_low, even_high, 3, 5, 0, 0), odd_high, 0, 1, 2, 6);
    const lanes4 r = __builtin_shufflevector(
      __builtin_shufflevector(odd_low, even_high, 0, 6, 0, 0), odd_high, 0, 1, 4, 7);
    const lanes4 s = __builtin_shufflevector(
      __builtin_shufflevector(odd_low, even_high, 2, 2, 7, 4), odd_high, 5, 1, 2, 3);
    even_low = p; odd_low = q; even_high = r; odd_high = s;
  }
  a ^= c;
  b ^= d;
  memcpy(value, &a, 16);
  memcpy(value + 4, &b, 16);
}

INLINE void hash_one(const uint8_t *bytes, size_t count, shape s, uint32_t last, uint8_t *out) {
  uint32_t value[8];
  memcpy(value, iv, sizeof value);
  uint32_t flags = s.flags | s.flags_first;
  for (; count > block_bytes; bytes += block_bytes, count -= block_bytes) {
    compress(value, bytes, block_bytes, s.counter, flags);
    flags = s.flags;
  }
  uint8_t block[block_bytes] = {0};
  memcpy(block, bytes, count);
  compress(value, block, (uint32_t)count, s.counter, flags | s.flags_last | last);
  memcpy(out, value, sizeof value);
}

// MARK: Many blocks at a time: a lane each

#define G(a, b, c, d, x, y) \
  v[a] += v[b] + m[x]; v[d] = ROTATE(v[d] ^ v[a], 16); \
  v[c] += v[d]; v[b] = ROTATE(v[b] ^ v[c], 12); \
  v[a] += v[b] + m[y]; v[d] = ROTATE(v[d] ^ v[a], 8); \
  v[c] += v[d]; v[b] = ROTATE(v[b] ^ v[c], 7);

#define ROUND(z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd, ze, zf) \
  G(0, 4, 8, 12, z0, z1) G(1, 5, 9, 13, z2, z3) G(2, 6, 10, 14, z4, z5) G(3, 7, 11, 15, z6, z7) \
  G(0, 5, 10, 15, z8, z9) G(1, 6, 11, 12, za, zb) G(2, 7, 8, 13, zc, zd) G(3, 4, 9, 14, ze, zf)

#define ROUNDS \
  ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) \
  ROUND(2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8) \
  ROUND(3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1) \
  ROUND(10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6) \
  ROUND(12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4) \
  ROUND(9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7) \
  ROUND(11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13)

// Rows of words become columns. First within 128 bits, four rows at a time; then the 128-bit parts.

INLINE void transpose4(lanes4 *r) {
  const lanes4 a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5);
  const lanes4 b = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
  const lanes4 c = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
  const lanes4 d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  r[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  r[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  r[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  r[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

INLINE void transpose8(lanes8 *r) {
  for (int i = 0; i < 8; i += 4) {
    const lanes8 a = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    const lanes8 b = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    const lanes8 c = __builtin_shufflevector(r[i + 2], r[i + 3], 0, 8, 1, 9, 4, 12, 5, 13);
    const lanes8 d = __builtin_shufflevector(r[i + 2], r[i + 3], 2, 10, 3, 11, 6, 14, 7, 15);
    r[i] = __builtin_shufflevector(a, c, 0, 1, 8, 9, 4, 5, 12, 13);
    r[i + 1] = __builtin_shufflevector(a, c, 2, 3, 10, 11, 6, 7, 14, 15);
    r[i + 2] = __builtin_shufflevector(b, d, 0, 1, 8, 9, 4, 5, 12, 13);
    r[i + 3] = __builtin_shufflevector(b, d, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  for (int i = 0; i < 4; i++) {
    const lanes8 low = r[i], high = r[i + 4];
    r[i] = __builtin_shufflevector(low, high, 0, 1, 2, 3, 8, 9, 10, 11);
    r[i + 4] = __builtin_shufflevector(low, high, 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

#define WORDS16(a, b, c, d) a, b, c, d, a + 4, b + 4, c + 4, d + 4, a + 8, b + 8, c + 8, d + 8, \
  a + 12, b + 12, c + 12, d + 12
#define PARTS16(x, y, z, w) x, x + 1, x + 2, x + 3, y, y + 1, y + 2, y + 3, \
  z, z + 1, z + 2, z + 3, w, w + 1, w + 2, w + 3

INLINE void transpose16(lanes16 *r) {
  for (int i = 0; i < 16; i += 4) {
    const lanes16 a = __builtin_shufflevector(r[i], r[i + 1], WORDS16(0, 16, 1, 17));
    const lanes16 b = __builtin_shufflevector(r[i], r[i + 1], WORDS16(2, 18, 3, 19));
    const lanes16 c = __builtin_shufflevector(r[i + 2], r[i + 3], WORDS16(0, 16, 1, 17));
    const lanes16 d = __builtin_shufflevector(r[i + 2], r[i + 3], WORDS16(2, 18, 3, 19));
    r[i] = __builtin_shufflevector(a, c, WORDS16(0, 1, 16, 17));
    r[i + 1] = __builtin_shufflevector(a, c, WORDS16(2, 3, 18, 19));
    r[i + 2] = __builtin_shufflevector(b, d, WORDS16(0, 1, 16, 17));
    r[i + 3] = __builtin_shufflevector(b, d, WORDS16(2, 3, 18, 19));
  }
  for (int i = 0; i < 4; i++) {
    const lanes16 a = __builtin_shufflevector(r[i], r[i + 4], PARTS16(0, 4, 16, 20));
    const lanes16 b = __builtin_shufflevector(r[i], r[i + 4], PARTS16(8, 12, 24, 28));
    const lanes16 c = __builtin_shufflevector(r[i + 8], r[i + 12], PARTS16(0, 4, 16, 20));
    const lanes16 d = __builtin_shufflevector(r[i + 8], r[i + 12], PARTS16(8, 12, 24, 28));
    r[i] = __builtin_shufflevector(a, c, PARTS16(0, 8, 16, 24));
    r[i + 4] = __builtin_shufflevector(a, c, PARTS16(4, 12, 20, 28));
    r[i + 8] = __builtin_shufflevector(b, d, PARTS16(0, 8, 16, 24));
    r[i + 12] = __builtin_shufflevector(b, d, PARTS16(4, 12, 20, 28));
  }
}

// The values of `count` inputs, at most LANES, that lie `stride` bytes apart. Lanes without an
// input repeat the last one.
#define HASH_LANES(LANES) \
  INLINE void hash_lanes##LANES( \
    const uint8_t *bytes, size_t stride, size_t count, shape s, uint8_t *out) { \
    const uint8_t *inputs[LANES]; \
    lanes##LANES h[16], low, high; \
    for (size_t lane = 0; lane < LANES; lane++) { \
      const size_t at = lane < count ? lane : count - 1; \
      const uint64_t counter = s.counter + at * s.counter_step; \
      inputs[lane] = bytes + at * stride; \
      low[lane] = (uint32_t)counter; \
      high[lane] = (uint32_t)(counter >> 32); \
    } \
    for (int i = 0; i < 8; i++) h[i] = (lanes##LANES){0} + iv[i]; \
    uint32_t flags = s.flags | s.flags_first; \
    for (size_t block = 0; block < s.blocks; block++) { \
      lanes##LANES v[16], m[16]; \
      for (int group = 0; group < 16; group += LANES) { \
        for (int lane = 0; lane < LANES; lane++) \
          memcpy(&m[group + lane], inputs[lane] + block * block_bytes + group * 4, LANES * 4); \
        transpose##LANES(m + group); \
      } \
      /* Lanes read more streams than hardware looks ahead in, and then jump to the next inputs. */ \
      const size_t ahead = block + blocks_ahead < s.blocks \
        ? block + blocks_ahead : LANES * stride / block_bytes + block + blocks_ahead - s.blocks; \
      for (int lane = 0; lane < LANES && s.blocks > 1; lane++) \
        __builtin_prefetch(inputs[lane] + ahead * block_bytes); \
      if (block + 1 == s.blocks) flags |= s.flags_last; \
      for (int i = 0; i < 8; i++) v[i] = h[i]; \
      for (int i = 0; i < 4; i++) v[8 + i] = (lanes##LANES){0} + iv[i]; \
      v[12] = low; \
      v[13] = high; \
      v[14] = (lanes##LANES){0} + block_bytes; \
      v[15] = (lanes##LANES){0} + flags; \
      ROUNDS \
      for (int i = 0; i < 8; i++) h[i] = v[i] ^ v[i + 8]; \
      flags = s.flags; \
    } \
    for (int i = 8; i < 16; i++) h[i] = (lanes##LANES){0}; \
    for (int group = 0; group < 8; group += LANES) transpose##LANES(h + group); \
    for (size_t lane = 0; lane < count; lane++) \
      for (int group = 0; group < 8; group += LANES) \
        memcpy(out + lane * value_bytes + group * 4, &h[group + lane], LANES < 8 ? 16 : 32); \
  }

HASH_LANES(4)
HASH_LANES(8)
HASH_LANES(16)

// `most` is the widest vector to use; it is a constant wherever this is inlined.
INLINE void hash_many(
  const uint8_t *bytes, size_t stride, size_t count, shape s, size_t most, uint8_t *out) {
  while (count > 0) {
    size_t taken;
    if (most >= 16 && count > 8) {
      taken = count < 16 ? count : 16;
      hash_lanes16(bytes, stride, taken, s, out);
    } else if (most >= 8 && count > 4) {
      taken = count < 8 ? count : 8;
      hash_lanes8(bytes, stride, taken, s, out);
    } else if (count > 1) {
      taken = count < 4 ? count : 4;
      hash_lanes4(bytes, stride, taken, s, out);
    } else {
      taken = 1;
      hash_one(bytes, s.blocks * block_bytes, s, 0, out);
    }
    bytes += taken * stride;
    out += taken * value_bytes;
    s.counter += taken * s.counter_step;
    count -= taken;
  }
}

// MARK: The processor's choice

#define VARIANT(NAME, MOST, ...) \
  __VA_ARGS__ static void many_##NAME( \
    const uint8_t *bytes, size_t stride, size_t count, shape s, uint8_t *out) { \
    hash_many(bytes, stride, count, s, MOST, out); \
  } \
  __VA_ARGS__ static void one_##NAME( \
    const uint8_t *bytes, size_t count, shape s, uint32_t last, uint8_t *out) { \
    hash_one(bytes, count, s, last, out); \
  }

VARIANT(portable, 4)

#if defined(__x86_64__)
VARIANT(avx2, 8, __attribute__((target("avx2"))))
VARIANT(avx512, 16, __attribute__((target("avx2,avx512f,avx512vl,avx512bw,avx512dq"))))

static int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
    __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
}
#define CHOOSE(call, ...) \
  if (has_avx512()) call##_avx512(__VA_ARGS__); \
  else if (__builtin_cpu_supports("avx2")) call##_avx2(__VA_ARGS__); \
  else call##_portable(__VA_ARGS__)
#else
#define CHOOSE(call, ...) call##_portable(__VA_ARGS__)
#endif

void kernels_blake3_chunks(const uint8_t *bytes, size_t count, uint64_t first, uint8_t *values) {
  shape s = chunk_shape;
  s.counter = first;
  CHOOSE(many, bytes, chunk_bytes, count, s, values);
}

void kernels_blake3_parents(const uint8_t *pairs, size_t count, uint8_t *values) {
  CHOOSE(many, pairs, block_bytes, count, parent_shape, values);
}

void kernels_blake3_chunk(
  const uint8_t *bytes, size_t count, uint64_t index, int root, uint8_t *value) {
  shape s = chunk_shape;
  s.counter = index;
  CHOOSE(one, bytes, count, s, root ? root_node : 0, value);
}

void kernels_blake3_parent(const uint8_t *pair, int root, uint8_t *value) {
  CHOOSE(one, pair, block_bytes, parent_shape, root ? root_node : 0, value);
}
