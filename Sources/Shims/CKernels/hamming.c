#include "hamming.h"

#include <stdatomic.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

// MARK: Portable, and with popcnt where that is compiled in

INLINE uint32_t distance_of(const uint64_t *code, const uint64_t *wanted) {
  return (uint32_t)(
    __builtin_popcountll(code[0] ^ wanted[0]) + __builtin_popcountll(code[1] ^ wanted[1]) +
    __builtin_popcountll(code[2] ^ wanted[2]) + __builtin_popcountll(code[3] ^ wanted[3]));
}

INLINE ptrdiff_t next_any(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  uint32_t *distance) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const uint32_t bits = distance_of(codes + 4 * i, wanted);
    if (bits <= limit) {
      *distance = bits;
      return i;
    }
  }
  return count;
}

INLINE ptrdiff_t scan_any(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  ptrdiff_t *next, kernels_hamming_match *matches, ptrdiff_t capacity) {
  ptrdiff_t found = 0, i = *next;
  for (; i < count && found + 8 <= capacity; i++) {
    const uint32_t bits = distance_of(codes + 4 * i, wanted);
    if (bits <= limit) matches[found++] = (kernels_hamming_match){(uint32_t)i, bits};
  }
  *next = i;
  return found;
}

// How many runs and candidates ahead memory is asked for.
enum { RUNS_AHEAD = 12, CANDIDATES_AHEAD = 16 };

INLINE void prefetch_run(const kernels_hamming_run *run) {
  const char *from = (const char *)run->postings;
  __builtin_prefetch(from);
  if (run->count > 8) __builtin_prefetch(from + 64);
}

INLINE ptrdiff_t filter_any(
  const kernels_hamming_run *runs, ptrdiff_t count, uint32_t shift, uint32_t *candidates) {
  const uint32_t mask = (UINT32_C(1) << shift) - 1;
  ptrdiff_t found = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    if (i + RUNS_AHEAD < count) prefetch_run(runs + i + RUNS_AHEAD);
    const kernels_hamming_run run = runs[i];
    for (uint32_t at = 0; at < run.count; at++) {
      const uint32_t posting = run.postings[at];
      candidates[found] = posting & mask;
      found += (uint32_t)__builtin_popcount((posting >> shift) ^ run.signature) <= run.limit;
    }
  }
  return found;
}

INLINE ptrdiff_t verify_any(
  const uint64_t *codes, const uint32_t *candidates, ptrdiff_t count, const uint64_t *wanted,
  uint32_t limit, kernels_hamming_match *matches) {
  ptrdiff_t found = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    if (i + CANDIDATES_AHEAD < count) {
      __builtin_prefetch(codes + 4 * (size_t)candidates[i + CANDIDATES_AHEAD]);
    }
    const uint32_t bits = distance_of(codes + 4 * (size_t)candidates[i], wanted);
    matches[found] = (kernels_hamming_match){candidates[i], bits};
    found += bits <= limit;
  }
  return found;
}

#if defined(__x86_64__)

// MARK: popcnt

__attribute__((target("popcnt"))) static ptrdiff_t next_popcnt(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  uint32_t *distance) {
  return next_any(codes, count, wanted, limit, distance);
}

__attribute__((target("popcnt"))) static ptrdiff_t scan_popcnt(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  ptrdiff_t *next, kernels_hamming_match *matches, ptrdiff_t capacity) {
  return scan_any(codes, count, wanted, limit, next, matches, capacity);
}

__attribute__((target("popcnt"))) static ptrdiff_t filter_popcnt(
  const kernels_hamming_run *runs, ptrdiff_t count, uint32_t shift, uint32_t *candidates) {
  return filter_any(runs, count, shift, candidates);
}

__attribute__((target("popcnt"))) static ptrdiff_t verify_popcnt(
  const uint64_t *codes, const uint32_t *candidates, ptrdiff_t count, const uint64_t *wanted,
  uint32_t limit, kernels_hamming_match *matches) {
  return verify_any(codes, candidates, count, wanted, limit, matches);
}

// MARK: AVX2

/// Bits of each byte, by a table of nibbles (Muła), summed by groups of eight bytes.
__attribute__((target("avx2"))) INLINE __m256i bits_avx2(__m256i x) {
  const __m256i table = _mm256_setr_epi8(
    0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i low = _mm256_set1_epi8(15);
  const __m256i sum = _mm256_add_epi8(
    _mm256_shuffle_epi8(table, _mm256_and_si256(x, low)),
    _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), low)));
  return _mm256_sad_epu8(sum, _mm256_setzero_si256());
}

__attribute__((target("avx2,popcnt"))) static ptrdiff_t scan_avx2(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  ptrdiff_t *next, kernels_hamming_match *matches, ptrdiff_t capacity) {
  const __m256i query = _mm256_loadu_si256((const __m256i *)wanted);
  const __m256i most = _mm256_set1_epi32((int32_t)limit + 1);
  ptrdiff_t found = 0, i = *next;
  for (; i + 4 <= count && found + 8 <= capacity; i += 4) {
    const __m256i *at = (const __m256i *)(codes + 4 * i);
    const __m256i a = bits_avx2(_mm256_xor_si256(_mm256_loadu_si256(at), query));
    const __m256i b = bits_avx2(_mm256_xor_si256(_mm256_loadu_si256(at + 1), query));
    const __m256i c = bits_avx2(_mm256_xor_si256(_mm256_loadu_si256(at + 2), query));
    const __m256i d = bits_avx2(_mm256_xor_si256(_mm256_loadu_si256(at + 3), query));
    // Two sums each in the halves of 64-bit lanes; then across.
    const __m256i ab = _mm256_or_si256(a, _mm256_slli_epi64(b, 32));
    const __m256i cd = _mm256_or_si256(c, _mm256_slli_epi64(d, 32));
    const __m256i s = _mm256_add_epi32(
      _mm256_unpacklo_epi64(ab, cd), _mm256_unpackhi_epi64(ab, cd));
    const __m256i sums = _mm256_add_epi32(s, _mm256_permute4x64_epi64(s, 0x4e));
    const int near =
      _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(most, sums))) & 15;
    if (near) {
      uint32_t bits[8];
      _mm256_storeu_si256((__m256i *)bits, sums);
      for (int lane = 0; lane < 4; lane++) {
        if (near >> lane & 1) {
          matches[found++] = (kernels_hamming_match){(uint32_t)(i + lane), bits[lane]};
        }
      }
    }
  }
  *next = i;
  if (i + 4 > count) {
    found += scan_any(codes, count, wanted, limit, next, matches + found, capacity - found);
  }
  return found;
}

// MARK: AVX-512 with VPOPCNTDQ

#define AVX512 __attribute__((target("avx512f,avx512vpopcntdq,avx512vl,popcnt")))

AVX512 static ptrdiff_t scan_avx512(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  ptrdiff_t *next, kernels_hamming_match *matches, ptrdiff_t capacity) {
  const __m512i query =
    _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)wanted));
  const __m512i most = _mm512_set1_epi64(limit);
  // Where the two halves of each code's sum lie once pairs of lanes are added.
  const __m512i even = _mm512_setr_epi64(0, 4, 1, 5, 8, 12, 9, 13);
  const __m512i odd = _mm512_setr_epi64(2, 6, 3, 7, 10, 14, 11, 15);
  ptrdiff_t found = 0, i = *next;
  for (; i + 8 <= count && found + 8 <= capacity; i += 8) {
    const uint64_t *at = codes + 4 * i;
    const __m512i a = _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(at), query));
    const __m512i b = _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(at + 8), query));
    const __m512i c = _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(at + 16), query));
    const __m512i d = _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(at + 24), query));
    // Code 0 is the first half of a, code 1 the second; code 2 the first of b, and so on.
    const __m512i ab = _mm512_add_epi64(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
    const __m512i cd = _mm512_add_epi64(_mm512_unpacklo_epi64(c, d), _mm512_unpackhi_epi64(c, d));
    const __m512i sums = _mm512_add_epi64(
      _mm512_permutex2var_epi64(ab, even, cd), _mm512_permutex2var_epi64(ab, odd, cd));
    const __mmask8 near = _mm512_cmple_epu64_mask(sums, most);
    if (near) {
      uint64_t bits[8];
      _mm512_storeu_si512(bits, sums);
      for (int lane = 0; lane < 8; lane++) {
        if (near >> lane & 1) {
          matches[found++] = (kernels_hamming_match){(uint32_t)(i + lane), (uint32_t)bits[lane]};
        }
      }
    }
  }
  *next = i;
  if (i + 8 > count) {
    found += scan_any(codes, count, wanted, limit, next, matches + found, capacity - found);
  }
  return found;
}

AVX512 static ptrdiff_t filter_avx512(
  const kernels_hamming_run *runs, ptrdiff_t count, uint32_t shift, uint32_t *candidates) {
  const __m512i mask = _mm512_set1_epi32((int32_t)((UINT32_C(1) << shift) - 1));
  const __m128i down = _mm_cvtsi32_si128((int32_t)shift);
  ptrdiff_t found = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    if (i + RUNS_AHEAD < count) prefetch_run(runs + i + RUNS_AHEAD);
    const kernels_hamming_run run = runs[i];
    const __m512i signature = _mm512_set1_epi32(run.signature);
    const __m512i most = _mm512_set1_epi32(run.limit);
    for (uint32_t at = 0; at < run.count; at += 16) {
      const uint32_t left = run.count - at;
      const __mmask16 there = left >= 16 ? 0xffff : (__mmask16)((1u << left) - 1);
      const __m512i postings = _mm512_maskz_loadu_epi32(there, run.postings + at);
      const __m512i bits = _mm512_popcnt_epi32(
        _mm512_xor_si512(_mm512_srl_epi32(postings, down), signature));
      const __mmask16 near = _mm512_mask_cmple_epu32_mask(there, bits, most);
      if (near) {
        _mm512_storeu_si512(
          candidates + found, _mm512_maskz_compress_epi32(near, _mm512_and_si512(postings, mask)));
        found += __builtin_popcount(near);
      }
    }
  }
  return found;
}

#endif

// MARK: The variant in use

enum { PORTABLE, POPCNT, AVX2, AVX512VPOPCNTDQ };

static _Atomic int level_known = -1;
static _Atomic int level_most = AVX512VPOPCNTDQ;

static int level(void) {
  int known = atomic_load_explicit(&level_known, memory_order_relaxed);
  if (known < 0) {
    known = PORTABLE;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("popcnt")) known = POPCNT;
    if (known == POPCNT && __builtin_cpu_supports("avx2")) known = AVX2;
    if (
      known == AVX2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vpopcntdq")) {
      known = AVX512VPOPCNTDQ;
    }
#endif
    atomic_store_explicit(&level_known, known, memory_order_relaxed);
  }
  const int most = atomic_load_explicit(&level_most, memory_order_relaxed);
  return known < most ? known : most;
}

int kernels_hamming_restrict(int most) {
  const int before = level();
  atomic_store_explicit(&level_most, most, memory_order_relaxed);
  return before;
}

ptrdiff_t kernels_hamming_next(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  uint32_t *distance) {
#if defined(__x86_64__)
  if (level() >= POPCNT) return next_popcnt(codes, count, wanted, limit, distance);
#endif
  return next_any(codes, count, wanted, limit, distance);
}

ptrdiff_t kernels_hamming_scan(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  ptrdiff_t *next, kernels_hamming_match *matches, ptrdiff_t capacity) {
#if defined(__x86_64__)
  switch (level()) {
    case AVX512VPOPCNTDQ:
      return scan_avx512(codes, count, wanted, limit, next, matches, capacity);
    case AVX2: return scan_avx2(codes, count, wanted, limit, next, matches, capacity);
    case POPCNT: return scan_popcnt(codes, count, wanted, limit, next, matches, capacity);
    default: break;
  }
#endif
  return scan_any(codes, count, wanted, limit, next, matches, capacity);
}

ptrdiff_t kernels_hamming_filter(
  const kernels_hamming_run *runs, ptrdiff_t count, uint32_t shift, uint32_t *candidates) {
#if defined(__x86_64__)
  const int have = level();
  if (have >= AVX512VPOPCNTDQ) return filter_avx512(runs, count, shift, candidates);
  if (have >= POPCNT) return filter_popcnt(runs, count, shift, candidates);
#endif
  return filter_any(runs, count, shift, candidates);
}

ptrdiff_t kernels_hamming_verify(
  const uint64_t *codes, const uint32_t *candidates, ptrdiff_t count, const uint64_t *wanted,
  uint32_t limit, kernels_hamming_match *matches) {
#if defined(__x86_64__)
  if (level() >= POPCNT) return verify_popcnt(codes, candidates, count, wanted, limit, matches);
#endif
  return verify_any(codes, candidates, count, wanted, limit, matches);
}
