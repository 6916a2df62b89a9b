#include "local_features.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// A distance is at most 256 and an index below 65536, so that both fit into 32 bits, and the lower
// number is the nearer, or the first of equally near ones.

enum { WORDS = KERNELS_FEATURES_DESCRIPTOR / 4 };

#define PARAMETERS                                                                             \
  const uint32_t *query, ptrdiff_t query_count, ptrdiff_t query_stride, const uint32_t *known, \
    ptrdiff_t known_count, ptrdiff_t known_stride, uint32_t *query_nearest,                    \
    uint32_t *known_nearest
#define ARGUMENTS                                                                       \
  query, query_count, query_stride, known, known_count, known_stride, query_nearest,    \
    known_nearest

static void nearest(PARAMETERS) {
  for (ptrdiff_t j = 0; j < known_stride; j++) known_nearest[j] = UINT32_MAX;
  for (ptrdiff_t i = 0; i < query_count; i++) {
    uint32_t best = UINT32_MAX;
    for (ptrdiff_t j = 0; j < known_count; j++) {
      uint32_t bits = 0;
      for (ptrdiff_t word = 0; word < WORDS; word++) {
        bits += (uint32_t)__builtin_popcount(
          query[word * query_stride + i] ^ known[word * known_stride + j]);
      }
      const uint32_t forth = bits << 16 | (uint32_t)j, back = bits << 16 | (uint32_t)i;
      if (forth < best) best = forth;
      if (back < known_nearest[j]) known_nearest[j] = back;
    }
    query_nearest[i] = best;
  }
}

#if defined(__x86_64__)

// MARK: - AVX-512

#define AVX512 __attribute__((target("avx512f,avx512vpopcntdq")))

/// Distances of one query to sixteen known descriptors, in the upper half words.
AVX512 static inline __attribute__((always_inline)) __m512i distances_avx512(
  const __m512i *query, const __m512i *known) {
  __m512i sums[WORDS];
  for (int word = 0; word < WORDS; word++) {
    sums[word] = _mm512_popcnt_epi32(_mm512_xor_si512(query[word], known[word]));
  }
  for (int step = WORDS / 2; step > 0; step /= 2) {
    for (int word = 0; word < step; word++) {
      sums[word] = _mm512_add_epi32(sums[word], sums[word + step]);
    }
  }
  return _mm512_slli_epi32(sums[0], 16);
}

AVX512 static void nearest_avx512(PARAMETERS) {
  const __m512i first = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i infinite = _mm512_set1_epi32(-1);
  for (ptrdiff_t j = 0; j < known_stride; j += 16) _mm512_storeu_si512(known_nearest + j, infinite);
  // Two queries at a time, so that each known descriptor is read half as often. The last of an odd
  // number goes twice.
  for (ptrdiff_t i = 0; i < query_count; i += 2) {
    const ptrdiff_t next = i + 1 < query_count ? i + 1 : i;
    __m512i a[WORDS], b[WORDS];
    for (int word = 0; word < WORDS; word++) {
      a[word] = _mm512_set1_epi32((int)query[word * query_stride + i]);
      b[word] = _mm512_set1_epi32((int)query[word * query_stride + next]);
    }
    const __m512i own_a = _mm512_set1_epi32((int)i), own_b = _mm512_set1_epi32((int)next);
    __m512i best_a = infinite, best_b = infinite, index = first;
    for (ptrdiff_t j = 0; j < known_count; j += 16) {
      __m512i other[WORDS];
      for (int word = 0; word < WORDS; word++) {
        other[word] = _mm512_loadu_si512(known + word * known_stride + j);
      }
      const __m512i bits_a = distances_avx512(a, other), bits_b = distances_avx512(b, other);
      __m512i forth_a = _mm512_or_si512(bits_a, index), forth_b = _mm512_or_si512(bits_b, index);
      if (known_count - j < 16) {
        const __mmask16 past = (__mmask16)(0xFFFF << (known_count - j));
        forth_a = _mm512_mask_mov_epi32(forth_a, past, infinite);
        forth_b = _mm512_mask_mov_epi32(forth_b, past, infinite);
      }
      best_a = _mm512_min_epu32(best_a, forth_a);
      best_b = _mm512_min_epu32(best_b, forth_b);
      const __m512i back = _mm512_min_epu32(
        _mm512_or_si512(bits_a, own_a), _mm512_or_si512(bits_b, own_b));
      _mm512_storeu_si512(
        known_nearest + j, _mm512_min_epu32(_mm512_loadu_si512(known_nearest + j), back));
      index = _mm512_add_epi32(index, _mm512_set1_epi32(16));
    }
    query_nearest[i] = _mm512_reduce_min_epu32(best_a);
    query_nearest[next] = _mm512_reduce_min_epu32(best_b);
  }
}

// MARK: - AVX2

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __attribute__((always_inline)) __m256i byte_counts(__m256i value) {
  const __m256i table = _mm256_setr_epi8(
    0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3,
    4);
  const __m256i low = _mm256_set1_epi8(15);
  return _mm256_add_epi8(
    _mm256_shuffle_epi8(table, _mm256_and_si256(value, low)),
    _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(value, 4), low)));
}

AVX2 static void nearest_avx2(PARAMETERS) {
  const __m256i infinite = _mm256_set1_epi32(-1);
  for (ptrdiff_t j = 0; j < known_stride; j++) known_nearest[j] = UINT32_MAX;
  for (ptrdiff_t i = 0; i < query_count; i++) {
    __m256i own[WORDS];
    for (int word = 0; word < WORDS; word++) {
      own[word] = _mm256_set1_epi32((int)query[word * query_stride + i]);
    }
    const __m256i number = _mm256_set1_epi32((int)i);
    __m256i best = infinite, index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    for (ptrdiff_t j = 0; j < known_count; j += 8) {
      __m256i bytes = _mm256_setzero_si256();
      for (int word = 0; word < WORDS; word++) {
        const __m256i other =
          _mm256_loadu_si256((const __m256i *)(known + word * known_stride + j));
        bytes = _mm256_add_epi8(bytes, byte_counts(_mm256_xor_si256(own[word], other)));
      }
      const __m256i halves = _mm256_maddubs_epi16(bytes, _mm256_set1_epi8(1));
      const __m256i bits =
        _mm256_slli_epi32(_mm256_madd_epi16(halves, _mm256_set1_epi16(1)), 16);
      const __m256i past =
        _mm256_cmpgt_epi32(index, _mm256_set1_epi32((int)known_count - 1));
      best = _mm256_min_epu32(best, _mm256_or_si256(_mm256_or_si256(bits, index), past));
      __m256i *slot = (__m256i *)(known_nearest + j);
      _mm256_storeu_si256(
        slot, _mm256_min_epu32(_mm256_loadu_si256(slot), _mm256_or_si256(bits, number)));
      index = _mm256_add_epi32(index, _mm256_set1_epi32(8));
    }
    uint32_t lanes[8];
    _mm256_storeu_si256((__m256i *)lanes, best);
    uint32_t least = lanes[0];
    for (int lane = 1; lane < 8; lane++) least = lanes[lane] < least ? lanes[lane] : least;
    query_nearest[i] = least;
  }
}
#endif

void kernels_features_nearest(PARAMETERS) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vpopcntdq")) {
    nearest_avx512(ARGUMENTS);
    return;
  }
  if (__builtin_cpu_supports("avx2")) {
    nearest_avx2(ARGUMENTS);
    return;
  }
#endif
  nearest(ARGUMENTS);
}
