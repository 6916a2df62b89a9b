#include "local_features.h"
#include "features_tables.h"

#include <string.h>

// MARK: - Direction

/// The half width of the disc of radius 15 at each distance from its middle row.
static const int8_t disc[KERNELS_FEATURES_RADIUS + 1] = {
  15, 15, 15, 15, 14, 14, 14, 13, 13, 12, 11, 10, 9, 8, 6, 3};

uint32_t kernels_features_angle(const uint8_t *pixel, ptrdiff_t stride) {
  int64_t x = 0, y = 0;
  for (ptrdiff_t row = -KERNELS_FEATURES_RADIUS; row <= KERNELS_FEATURES_RADIUS; row++) {
    const uint8_t *line = pixel + row * stride;
    const ptrdiff_t half = disc[row < 0 ? -row : row];
    int32_t sum = 0, moment = 0;
    for (ptrdiff_t column = -half; column <= half; column++) {
      sum += line[column];
      moment += (int32_t)column * line[column];
    }
    x += moment;
    y += row * sum;
  }
  // Turned into the first quarter, then searched for among the bounds.
  uint32_t quarter = 0;
  while (!(x > 0 && y >= 0) && quarter < 4) {
    const int64_t turned = y;
    y = -x;
    x = turned;
    quarter++;
  }
  if (quarter == 4) return 0;
  uint32_t low = 0, high = 64;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    if (y * kernels_features_bound_cosines[middle] >= x * kernels_features_bound_sines[middle]) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return (quarter * 64 + low) & (KERNELS_FEATURES_ANGLES - 1);
}

// MARK: - Descriptor

static inline __attribute__((always_inline)) void turn_plain(
  const int8_t *xs, const int8_t *ys, int32_t cosine, int32_t sine, int32_t flip, int32_t stride,
  int32_t *offsets) {
  for (int i = 0; i < 256; i++) {
    const int32_t x = xs[i], y = flip * ys[i];
    const int32_t column = (x * cosine - y * sine + 8192) >> 14;
    const int32_t row = (x * sine + y * cosine + 8192) >> 14;
    offsets[i] = row * stride + column;
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void turn_avx2(
  const int8_t *xs, const int8_t *ys, int32_t cosine, int32_t sine, int32_t flip, int32_t stride,
  int32_t *offsets) {
  turn_plain(xs, ys, cosine, sine, flip, stride, offsets);
}
#endif

static void turn(
  const int8_t *xs, const int8_t *ys, int32_t cosine, int32_t sine, int32_t flip, int32_t stride,
  int32_t *offsets) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    turn_avx2(xs, ys, cosine, sine, flip, stride, offsets);
    return;
  }
#endif
  turn_plain(xs, ys, cosine, sine, flip, stride, offsets);
}

void kernels_features_describe(
  const uint8_t *pixel, ptrdiff_t stride, uint32_t angle, int mirrored, uint8_t *descriptor) {
  const int32_t cosine = kernels_features_cosines[angle & 255];
  const int32_t sine = kernels_features_cosines[(angle - 64) & 255];
  // Mirrored left to right, a direction `a` becomes half a turn less `a`, and what the pattern then
  // meets is what it meets here when it is first mirrored across its own axis.
  const int32_t flip = mirrored ? -1 : 1;
  int32_t first[256], second[256];
  turn(
    kernels_features_first_x, kernels_features_first_y, cosine, sine, flip, (int32_t)stride, first);
  turn(
    kernels_features_second_x, kernels_features_second_y, cosine, sine, flip, (int32_t)stride,
    second);
  for (int byte = 0; byte < KERNELS_FEATURES_DESCRIPTOR; byte++) {
    uint32_t bits = 0;
    for (int bit = 0; bit < 8; bit++) {
      const int i = byte * 8 + bit;
      bits |= (uint32_t)(pixel[first[i]] < pixel[second[i]]) << bit;
    }
    descriptor[byte] = (uint8_t)bits;
  }
}
