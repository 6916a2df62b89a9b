#pragma once

#include <stddef.h>
#include <stdint.h>

// Comparing codes bit by bit. C, because Swift's nonzeroBitCount does not become popcnt at plain -O.

/// The index of the first of `count` codes (four words each) that differs from `wanted` in at most
/// `limit` bits, and by how many; `count` if there is none.
ptrdiff_t kernels_hamming_next(
  const uint64_t *codes, ptrdiff_t count, const uint64_t *wanted, uint32_t limit,
  uint32_t *distance);
