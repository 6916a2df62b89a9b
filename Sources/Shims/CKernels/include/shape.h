#ifndef KERNELS_SHAPE_H
#define KERNELS_SHAPE_H

#include <stddef.h>
#include <stdint.h>

/// Counts for each of `count` points how many points, itself included, lie within the distance whose
/// square is `limit`. Every product and sum is rounded by itself, so that all machines count alike.
void kernels_shape_neighbours(
  const float *x, const float *y, const float *z, ptrdiff_t count, float limit,
  uint32_t *neighbours);

/// Adds the product of two points' weights to the bin of their distance, for every pair of a point of
/// an even number with a later one: half of all pairs, which tell as much.
/// The bin is the distance times `scale`, at most `bins - 1`. Weights are below 2^16, `bins` at most
/// 64 and `count` at most 2^15, so that sums stay exact.
void kernels_shape_distances(
  const float *x, const float *y, const float *z, const uint32_t *weights, ptrdiff_t count,
  float scale, int32_t bins, uint64_t *histogram);

#endif
