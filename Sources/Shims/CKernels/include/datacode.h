#pragma once

#include <stddef.h>
#include <stdint.h>

// The inner loops of ISO 24138's Data-Code and Text-Code: content-defined chunks, their xxHash, and
// the minimum hash. Results are the same on every machine.

/// Cuts `bytes` into chunks, 8192 bytes at most, and gives each chunk's xxHash, at most `capacity`
/// of them. No chunk starts at `limit` or later. What may go on in bytes not seen yet is left unless
/// `last`. Returns the number of bytes cut; `made` is the number of chunks.
size_t kernels_datacode_chunks(
  const uint8_t *bytes, size_t count, size_t limit, int last, uint32_t *features, size_t capacity,
  size_t *made);

/// xxHash (32 bits, seed 0) of `bytes`.
uint32_t kernels_datacode_xxhash(const uint8_t *bytes, size_t count);

/// Lowers the 64 `minima` to what the permutations make of `features`.
void kernels_datacode_minhash(const uint32_t *features, size_t count, uint32_t *minima);
