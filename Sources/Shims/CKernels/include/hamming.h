#pragma once

#include <stddef.h>
#include <stdint.h>

// Comparing codes bit by bit. C, because Swift's nonzeroBitCount does not become popcnt at plain -O.
// Every variant gives the same answers; the fastest that the processor has is chosen at run time.

/// The index of the first of `count` codes (four words each) that differs from `wanted` in at most
/// `limit` bits, and by how many; `count` if there is none.
ptrdiff_t kernels_hamming_next(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  uint32_t *distance);

/// A code that is near, and in how many bits it differs.
typedef struct {
  uint32_t index;
  uint32_t distance;
} kernels_hamming_match;

/// Writes the codes from `*next` on that differ from `wanted` in at most `limit` bits, by rising
/// index, and moves `*next` behind the last code compared: to `count`, or less once fewer than 8 of
/// `capacity` matches (at least 8) are left. Returns how many were written.
ptrdiff_t kernels_hamming_scan(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  ptrdiff_t *next, kernels_hamming_match *matches, ptrdiff_t capacity);

/// The postings of one bucket, and which of them are worth a look: those whose upper bits differ
/// from `signature` in at most `limit` bits.
typedef struct {
  const uint32_t *postings;
  uint32_t count;
  uint16_t signature;
  uint16_t limit;
} kernels_hamming_run;

/// Writes the lower `shift` bits of all postings that are worth a look. There is room for all
/// postings and 16 more. Returns how many were written.
ptrdiff_t kernels_hamming_filter(
  const kernels_hamming_run *runs, ptrdiff_t count, uint32_t shift, uint32_t *candidates);

/// Compares `wanted` with the codes of `count` candidates and writes those that differ in at most
/// `limit` bits, in the candidates' order. There is room for all. Returns how many were written.
ptrdiff_t kernels_hamming_verify(
  const uint64_t *codes, const uint32_t *candidates, ptrdiff_t count, const uint64_t *wanted,
  uint32_t limit, kernels_hamming_match *matches);

/// Uses only variants up to a level: 0 portable, 1 popcnt, 2 AVX2, 3 AVX-512. For tests; not while
/// other threads compare. Returns the level in use before.
int kernels_hamming_restrict(int level);
