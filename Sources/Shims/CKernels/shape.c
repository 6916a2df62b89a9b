#include "shape.h"

#include <math.h>
#include <string.h>

// A fused product and sum rounds once where others round twice: a point at the limit would be
// counted on one machine and not on another.
#pragma STDC FP_CONTRACT OFF

enum { block = 256, bins_maximum = 64 };

static inline __attribute__((always_inline)) void neighbours_of_all(
  const float *x, const float *y, const float *z, ptrdiff_t count, float limit,
  uint32_t *neighbours) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float a = x[i], b = y[i], c = z[i];
    uint32_t near = 0;
    for (ptrdiff_t j = 0; j < count; j++) {
      const float dx = x[j] - a, dy = y[j] - b, dz = z[j] - c;
      const float xx = dx * dx, yy = dy * dy, zz = dz * dz;
      near += (xx + yy) + zz <= limit;
    }
    neighbours[i] = near;
  }
}

static inline __attribute__((always_inline)) void distances_of_all(
  const float *x, const float *y, const float *z, const uint32_t *weights, ptrdiff_t count,
  float scale, int32_t bins, uint64_t *histogram) {
  const float last = (float)(bins - 1);
  int32_t places[block];
  for (ptrdiff_t i = 0; i < count; i += 2) {
    const float a = x[i], b = y[i], c = z[i];
    // Two rows in turn, since neighbours in the list often share a bin and would wait for it.
    uint32_t rows[2][bins_maximum];
    memset(rows, 0, sizeof rows);
    for (ptrdiff_t from = i + 1; from < count; from += block) {
      const ptrdiff_t many = count - from < block ? count - from : block;
      for (ptrdiff_t k = 0; k < many; k++) {
        const float dx = x[from + k] - a, dy = y[from + k] - b, dz = z[from + k] - c;
        const float xx = dx * dx, yy = dy * dy, zz = dz * dz;
        const float place = sqrtf((xx + yy) + zz) * scale;
        places[k] = (int32_t)(place < last ? place : last);
      }
      for (ptrdiff_t k = 0; k < many; k++) rows[k & 1][places[k]] += weights[from + k];
    }
    for (int32_t bin = 0; bin < bins; bin++) {
      histogram[bin] += ((uint64_t)rows[0][bin] + rows[1][bin]) * weights[i];
    }
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void neighbours_avx2(
  const float *x, const float *y, const float *z, ptrdiff_t count, float limit,
  uint32_t *neighbours) {
  neighbours_of_all(x, y, z, count, limit, neighbours);
}

__attribute__((target("avx2"))) static void distances_avx2(
  const float *x, const float *y, const float *z, const uint32_t *weights, ptrdiff_t count,
  float scale, int32_t bins, uint64_t *histogram) {
  distances_of_all(x, y, z, weights, count, scale, bins, histogram);
}
#endif

void kernels_shape_neighbours(
  const float *x, const float *y, const float *z, ptrdiff_t count, float limit,
  uint32_t *neighbours) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    neighbours_avx2(x, y, z, count, limit, neighbours);
    return;
  }
#endif
  neighbours_of_all(x, y, z, count, limit, neighbours);
}

void kernels_shape_distances(
  const float *x, const float *y, const float *z, const uint32_t *weights, ptrdiff_t count,
  float scale, int32_t bins, uint64_t *histogram) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    distances_avx2(x, y, z, weights, count, scale, bins, histogram);
    return;
  }
#endif
  distances_of_all(x, y, z, weights, count, scale, bins, histogram);
}
