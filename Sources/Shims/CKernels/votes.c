#include "votes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

// How many runs ahead memory is asked for.
enum { RUNS_AHEAD = 8 };

INLINE void prefetch_run(const kernels_votes_run *run) {
  const char *from = (const char *)run->postings;
  __builtin_prefetch(from);
  if (run->count > 8) __builtin_prefetch(from + 64);
}

INLINE void vote(
  const kernels_votes_run *run, uint32_t posting, uint32_t bits, uint32_t mask,
  kernels_votes_counter *counters) {
  kernels_votes_counter *counter = counters + (posting & mask);
  if (counter->turn == run->turn) return;
  const uint32_t votes = counter->votes + run->weight * (run->limit + 1 - bits);
  counter->votes = votes > UINT16_MAX ? UINT16_MAX : (uint16_t)votes;
  counter->turn = run->turn;
}

INLINE void count_any(
  const kernels_votes_run *runs, ptrdiff_t count, uint32_t shift, kernels_votes_counter *counters) {
  const uint32_t mask = (UINT32_C(1) << shift) - 1;
  for (ptrdiff_t i = 0; i < count; i++) {
    if (i + RUNS_AHEAD < count) prefetch_run(runs + i + RUNS_AHEAD);
    const kernels_votes_run *run = runs + i;
    for (uint32_t at = 0; at < run->count; at++) {
      const uint32_t posting = run->postings[at];
      const uint32_t bits = (uint32_t)__builtin_popcount((posting >> shift) ^ run->signature);
      if (bits <= run->limit) vote(run, posting, bits, mask, counters);
    }
  }
}

INLINE ptrdiff_t next_any(
  const kernels_votes_counter *counters, ptrdiff_t next, ptrdiff_t count, uint32_t votes) {
  // Groups of 16 first, in a form that compilers turn into vectors.
  for (; next + 16 <= count; next += 16) {
    uint32_t most = 0;
    for (ptrdiff_t i = 0; i < 16; i++) {
      const uint32_t each = counters[next + i].votes;
      most = each > most ? each : most;
    }
    if (most > votes) break;
  }
  while (next < count && counters[next].votes <= votes) next++;
  return next;
}

#if defined(__x86_64__)

__attribute__((target("popcnt"))) static void count_popcnt(
  const kernels_votes_run *runs, ptrdiff_t count, uint32_t shift, kernels_votes_counter *counters) {
  count_any(runs, count, shift, counters);
}

__attribute__((target("avx512f,avx512vpopcntdq,avx512vl,popcnt,bmi"))) static void count_avx512(
  const kernels_votes_run *runs, ptrdiff_t count, uint32_t shift, kernels_votes_counter *counters) {
  const uint32_t mask = (UINT32_C(1) << shift) - 1;
  const __m128i down = _mm_cvtsi32_si128((int32_t)shift);
  for (ptrdiff_t i = 0; i < count; i++) {
    if (i + RUNS_AHEAD < count) prefetch_run(runs + i + RUNS_AHEAD);
    const kernels_votes_run *run = runs + i;
    const __m512i signature = _mm512_set1_epi32(run->signature);
    const __m512i most = _mm512_set1_epi32(run->limit);
    for (uint32_t at = 0; at < run->count; at += 16) {
      const uint32_t left = run->count - at;
      const __mmask16 there = left >= 16 ? 0xffff : (__mmask16)((1u << left) - 1);
      const __m512i postings = _mm512_maskz_loadu_epi32(there, run->postings + at);
      const __m512i bits =
        _mm512_popcnt_epi32(_mm512_xor_si512(_mm512_srl_epi32(postings, down), signature));
      uint32_t near = _mm512_mask_cmple_epu32_mask(there, bits, most);
      while (near) {
        const uint32_t posting = run->postings[at + (uint32_t)__builtin_ctz(near)];
        near &= near - 1;
        vote(
          run, posting, (uint32_t)__builtin_popcount((posting >> shift) ^ run->signature), mask,
          counters);
      }
    }
  }
}

__attribute__((target("avx2"))) static ptrdiff_t next_avx2(
  const kernels_votes_counter *counters, ptrdiff_t next, ptrdiff_t count, uint32_t votes) {
  return next_any(counters, next, count, votes);
}

#endif

void kernels_votes_count(
  const kernels_votes_run *runs, ptrdiff_t count, uint32_t shift, kernels_votes_counter *counters) {
#if defined(__x86_64__)
  if (
    __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
    __builtin_cpu_supports("avx512vpopcntdq")) {
    count_avx512(runs, count, shift, counters);
    return;
  }
  if (__builtin_cpu_supports("popcnt")) {
    count_popcnt(runs, count, shift, counters);
    return;
  }
#endif
  count_any(runs, count, shift, counters);
}

ptrdiff_t kernels_votes_next(
  const kernels_votes_counter *counters, ptrdiff_t next, ptrdiff_t count, uint32_t votes) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return next_avx2(counters, next, count, votes);
#endif
  return next_any(counters, next, count, votes);
}
