#include "local_features.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// A distance is at most 256 and an index below 65536, so that both fit into 32 bits and the lower
// number is the nearer, or the first of equally near ones.

static inline __attribute__((always_inline)) void nearest(
  const uint64_t *query, ptrdiff_t query_count, ptrdiff_t query_stride, const uint64_t *known,
  ptrdiff_t known_count, ptrdiff_t known_stride, uint32_t *query_nearest,
  uint64_t *known_nearest) {
  for (ptrdiff_t j = 0; j < known_stride; j++) known_nearest[j] = UINT32_MAX;
  for (ptrdiff_t i = 0; i < query_count; i++) {
    uint64_t best = UINT32_MAX;
    for (ptrdiff_t j = 0; j < known_count; j++) {
      uint64_t bits = 0;
      for (ptrdiff_t word = 0; word < 4; word++) {
        bits += (uint64_t)__builtin_popcountll(
          query[word * query_stride + i] ^ known[word * known_stride + j]);
      }
      const uint64_t forth = bits << 16 | (uint64_t)j, back = bits << 16 | (uint64_t)i;
      if (forth < best) best = forth;
      if (back < known_nearest[j]) known_nearest[j] = back;
    }
    query_nearest[i] = (uint32_t)best;
  }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vpopcntdq"))) static void nearest_avx512(
  const uint64_t *query, ptrdiff_t query_count, ptrdiff_t query_stride, const uint64_t *known,
  ptrdiff_t known_count, ptrdiff_t known_stride, uint32_t *query_nearest,
  uint64_t *known_nearest) {
  const __m512i lanes = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
  for (ptrdiff_t j = 0; j < known_stride; j++) known_nearest[j] = UINT32_MAX;
  for (ptrdiff_t i = 0; i < query_count; i++) {
    const __m512i a = _mm512_set1_epi64((long long)query[i]);
    const __m512i b = _mm512_set1_epi64((long long)query[query_stride + i]);
    const __m512i c = _mm512_set1_epi64((long long)query[2 * query_stride + i]);
    const __m512i d = _mm512_set1_epi64((long long)query[3 * query_stride + i]);
    const __m512i own = _mm512_set1_epi64(i);
    __m512i best = _mm512_set1_epi64(UINT32_MAX);
    for (ptrdiff_t j = 0; j < known_count; j += 8) {
      const __m512i bits = _mm512_add_epi64(
        _mm512_add_epi64(
          _mm512_popcnt_epi64(_mm512_xor_si512(a, _mm512_loadu_si512(known + j))),
          _mm512_popcnt_epi64(_mm512_xor_si512(b, _mm512_loadu_si512(known + known_stride + j)))),
        _mm512_add_epi64(
          _mm512_popcnt_epi64(
            _mm512_xor_si512(c, _mm512_loadu_si512(known + 2 * known_stride + j))),
          _mm512_popcnt_epi64(
            _mm512_xor_si512(d, _mm512_loadu_si512(known + 3 * known_stride + j)))));
      const __m512i high = _mm512_slli_epi64(bits, 16);
      const ptrdiff_t left = known_count - j;
      const __mmask8 real = left >= 8 ? 0xFF : (__mmask8)((1 << left) - 1);
      const __m512i index = _mm512_add_epi64(lanes, _mm512_set1_epi64(j));
      best = _mm512_mask_min_epu64(best, real, best, _mm512_or_si512(high, index));
      _mm512_storeu_si512(
        known_nearest + j,
        _mm512_min_epu64(
          _mm512_loadu_si512(known_nearest + j), _mm512_or_si512(high, own)));
    }
    query_nearest[i] = (uint32_t)_mm512_reduce_min_epu64(best);
  }
}

__attribute__((target("avx2"))) static __m256i byte_counts(__m256i value) {
  const __m256i table = _mm256_setr_epi8(
    0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low = _mm256_set1_epi8(15);
  return _mm256_add_epi8(
    _mm256_shuffle_epi8(table, _mm256_and_si256(value, low)),
    _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(value, 4), low)));
}

__attribute__((target("avx2"))) static void nearest_avx2(
  const uint64_t *query, ptrdiff_t query_count, ptrdiff_t query_stride, const uint64_t *known,
  ptrdiff_t known_count, ptrdiff_t known_stride, uint32_t *query_nearest,
  uint64_t *known_nearest) {
  for (ptrdiff_t j = 0; j < known_stride; j++) known_nearest[j] = UINT32_MAX;
  const __m256i lanes = _mm256_set_epi64x(3, 2, 1, 0);
  for (ptrdiff_t i = 0; i < query_count; i++) {
    __m256i words[4];
    for (int word = 0; word < 4; word++) {
      words[word] = _mm256_set1_epi64x((long long)query[word * query_stride + i]);
    }
    const __m256i own = _mm256_set1_epi64x(i);
    __m256i best = _mm256_set1_epi64x(UINT32_MAX);
    for (ptrdiff_t j = 0; j < known_count; j += 4) {
      __m256i bytes = _mm256_setzero_si256();
      for (int word = 0; word < 4; word++) {
        const __m256i other =
          _mm256_loadu_si256((const __m256i *)(known + word * known_stride + j));
        bytes = _mm256_add_epi8(bytes, byte_counts(_mm256_xor_si256(words[word], other)));
      }
      const __m256i high =
        _mm256_slli_epi64(_mm256_sad_epu8(bytes, _mm256_setzero_si256()), 16);
      const __m256i index = _mm256_add_epi64(lanes, _mm256_set1_epi64x(j));
      // Lanes beyond the last are at an infinite distance.
      const __m256i past =
        _mm256_cmpgt_epi64(_mm256_set1_epi64x(known_count), index);
      const __m256i forth = _mm256_or_si256(
        _mm256_or_si256(high, index),
        _mm256_andnot_si256(past, _mm256_set1_epi64x(UINT32_MAX)));
      best = _mm256_min_epu32(best, forth);
      __m256i *slot = (__m256i *)(known_nearest + j);
      _mm256_storeu_si256(
        slot, _mm256_min_epu32(_mm256_loadu_si256(slot), _mm256_or_si256(high, own)));
    }
    uint64_t four[4];
    _mm256_storeu_si256((__m256i *)four, best);
    uint64_t least = four[0];
    for (int lane = 1; lane < 4; lane++) least = four[lane] < least ? four[lane] : least;
    query_nearest[i] = (uint32_t)least;
  }
}
#endif

void kernels_features_nearest(
  const uint64_t *query, ptrdiff_t query_count, ptrdiff_t query_stride, const uint64_t *known,
  ptrdiff_t known_count, ptrdiff_t known_stride, uint32_t *query_nearest,
  uint64_t *known_nearest) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vpopcntdq")) {
    nearest_avx512(
      query, query_count, query_stride, known, known_count, known_stride, query_nearest,
      known_nearest);
    return;
  }
  if (__builtin_cpu_supports("avx2")) {
    nearest_avx2(
      query, query_count, query_stride, known, known_count, known_stride, query_nearest,
      known_nearest);
    return;
  }
#endif
  nearest(
    query, query_count, query_stride, known, known_count, known_stride, query_nearest,
    known_nearest);
}
