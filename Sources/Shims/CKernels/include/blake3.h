#pragma once

#include <stddef.h>
#include <stdint.h>

// The compression function of BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one
// function, fast everywhere", 2020), unkeyed, on as many chunks at a time as the processor has
// lanes for. Which lanes are used never changes a result.

/// The chaining values (32 bytes each) of `count` whole chunks of 1024 bytes, the first of which is
/// number `first` of its stream.
void kernels_blake3_chunks(const uint8_t *bytes, size_t count, uint64_t first, uint8_t *values);

/// The chaining values of `count` parents, each of 64 bytes: its left child's value and its right
/// child's. `values` may be `pairs`.
void kernels_blake3_parents(const uint8_t *pairs, size_t count, uint8_t *values);

/// The value of one chunk of at most 1024 bytes, number `index` of its stream; if it is the `root`,
/// the digest.
void kernels_blake3_chunk(
  const uint8_t *bytes, size_t count, uint64_t index, int root, uint8_t *value);

/// The value of one parent of 64 bytes; if it is the `root`, the digest. `value` may be `pair`.
void kernels_blake3_parent(const uint8_t *pair, int root, uint8_t *value);
