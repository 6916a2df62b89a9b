#include "pdq.h"

#include <string.h>

// A multiplication and an addition in one step would round once where the reference rounds twice.
#pragma STDC FP_CONTRACT OFF

enum { GRID = KERNELS_PDQ_GRID, KEPT = KERNELS_PDQ_KEPT, LANES = 16 };

typedef float vector __attribute__((vector_size(4 * LANES), aligned(4)));

#define INLINED static inline __attribute__((always_inline))

/// A running mean over `window` neighbours; at the ends over as many of them as there are.
typedef struct {
  ptrdiff_t ahead, behind;
} window;

static window window_of(ptrdiff_t side) {
  // Half the distance between two samples, rounded up: two passes reach from one to the next.
  const ptrdiff_t length = (side + 2 * GRID - 1) / (2 * GRID);
  const ptrdiff_t ahead = (length + 2) / 2 - 1;
  return (window){ahead, length - ahead};
}

static ptrdiff_t padded(ptrdiff_t side) { return (side + LANES - 1) / LANES * LANES; }

/// Rows that are held between the first pass along rows and the one along columns.
static ptrdiff_t ring_of(window rows) { return padded(rows.ahead + rows.behind) + 2 * LANES; }

/// Positions of sixteen lines that a pass along rows gives: whole rows, or the samples.
static ptrdiff_t blurred_of(ptrdiff_t row) { return row < GRID ? GRID : row; }

static ptrdiff_t sample(ptrdiff_t at, ptrdiff_t side) { return (2 * at + 1) * side / (2 * GRID); }

ptrdiff_t kernels_pdq_scratch(ptrdiff_t width, ptrdiff_t height) {
  const ptrdiff_t row = padded(width);
  return row * (2 * LANES + 1 + ring_of(window_of(height))) + LANES * blurred_of(row) +
    padded(height) * GRID;
}

// MARK: - Passes

/// 0.299 r + 0.587 g + 0.114 b. The sum is exact in whole thousandths, and the quotient of two
/// exact numbers is the nearest single there is: the same that the reference gets by way of doubles
/// for each of the 2^24 colours.
INLINED void luminance(const uint8_t *rgb, ptrdiff_t count, float *restrict out) {
  for (ptrdiff_t x = 0; x < count; x++) {
    const int32_t sum = 299 * rgb[3 * x] + 587 * rgb[3 * x + 1] + 114 * rgb[3 * x + 2];
    out[x] = (float)sum / 1000.0f;
  }
}

#define LOW(l, s) (((l) & (s)) ? LANES + (l) - (s) : (l))
#define HIGH(l, s) (((l) & (s)) ? LANES + (l) : (l) + (s))
#define ALL(pick, s)                                                                          \
  pick(0, s), pick(1, s), pick(2, s), pick(3, s), pick(4, s), pick(5, s), pick(6, s), pick(7, s), \
    pick(8, s), pick(9, s), pick(10, s), pick(11, s), pick(12, s), pick(13, s), pick(14, s),    \
    pick(15, s)
#define EXCHANGE(s)                                                         \
  for (int i = 0; i < LANES; i++) {                                         \
    if (i & s) continue;                                                    \
    const vector a = rows[i], b = rows[i + s];                              \
    rows[i] = __builtin_shufflevector(a, b, ALL(LOW, s));                   \
    rows[i + s] = __builtin_shufflevector(a, b, ALL(HIGH, s));              \
  }

/// Sixteen rows of sixteen, turned over their diagonal.
INLINED void transpose(
  const float *source, ptrdiff_t stride, float *target, ptrdiff_t target_stride) {
  vector rows[LANES];
#pragma clang loop unroll(full)
  for (int i = 0; i < LANES; i++) rows[i] = *(const vector *)(source + i * stride);
#pragma clang loop unroll(full)
  EXCHANGE(1)
#pragma clang loop unroll(full)
  EXCHANGE(2)
#pragma clang loop unroll(full)
  EXCHANGE(4)
#pragma clang loop unroll(full)
  EXCHANGE(8)
#pragma clang loop unroll(full)
  for (int i = 0; i < LANES; i++) *(vector *)(target + i * target_stride) = rows[i];
}

/// Sixteen rows side by side: their first values, then their second ones, and so on.
INLINED void transpose_rows(const float *rows, ptrdiff_t width, float *target) {
  for (ptrdiff_t x = 0; x < width; x += LANES) {
    transpose(rows + x, width, target + x * LANES, LANES);
  }
}

/// Sixteen lines at once, in the order in which the reference carries its sum.
INLINED void blur_lines(const float *source, ptrdiff_t count, window reach, float *target) {
  vector sum = {0};
  float inside = 0;
  for (ptrdiff_t at = -reach.ahead; at < count; at++) {
    const ptrdiff_t entering = at + reach.ahead, leaving = at - reach.behind;
    if (entering < count) {
      sum += *(const vector *)(source + entering * LANES);
      inside++;
    }
    if (leaving >= 0) {
      sum -= *(const vector *)(source + leaving * LANES);
      inside--;
    }
    if (at >= 0) *(vector *)(target + at * LANES) = sum / inside;
  }
}

/// The same, of which only the samples are wanted: 64 for each of the sixteen lines.
INLINED void sample_lines(const float *source, ptrdiff_t count, window reach, float *target) {
  vector sum = {0};
  float inside = 0;
  ptrdiff_t wanted = 0;
  for (ptrdiff_t at = -reach.ahead; at < count && wanted < GRID; at++) {
    const ptrdiff_t entering = at + reach.ahead, leaving = at - reach.behind;
    if (entering < count) {
      sum += *(const vector *)(source + entering * LANES);
      inside++;
    }
    if (leaving >= 0) {
      sum -= *(const vector *)(source + leaving * LANES);
      inside--;
    }
    // A side below 64 is sampled at some places more than once.
    while (wanted < GRID && sample(wanted, count) == at) {
      *(vector *)(target + wanted * LANES) = sum / inside;
      wanted++;
    }
  }
}

INLINED void add_row(const float *row, ptrdiff_t count, float *restrict sums) {
  for (ptrdiff_t x = 0; x < count; x++) sums[x] += row[x];
}

INLINED void subtract_row(const float *row, ptrdiff_t count, float *restrict sums) {
  for (ptrdiff_t x = 0; x < count; x++) sums[x] -= row[x];
}

INLINED void slide_row(
  const float *entering, const float *leaving, float inside, ptrdiff_t count,
  float *restrict sums, float *restrict target) {
  for (ptrdiff_t x = 0; x < count; x++) {
    const float sum = sums[x] + entering[x] - leaving[x];
    sums[x] = sum;
    target[x] = sum / inside;
  }
}

INLINED void divide_row(
  const float *sums, ptrdiff_t count, float inside, float *restrict target) {
  for (ptrdiff_t x = 0; x < count; x++) target[x] = sums[x] / inside;
}

INLINED void grid(
  const uint8_t *rgb, ptrdiff_t width, ptrdiff_t height, float *samples, float *scratch) {
  const window across = window_of(width), down = window_of(height);
  const ptrdiff_t row = padded(width), ring = ring_of(down);
  float *lines = scratch;
  float *turned = lines + LANES * row;
  float *blurred = turned + LANES * row;
  float *sums = blurred + LANES * blurred_of(row);
  float *held = sums + row;
  float *narrow = held + ring * row;
  memset(lines, 0, (size_t)(LANES * row) * sizeof *lines);
  memset(blurred, 0, (size_t)(LANES * blurred_of(row)) * sizeof *blurred);
  memset(sums, 0, (size_t)row * sizeof *sums);

  ptrdiff_t ready = 0;
  float inside = 0;
  for (ptrdiff_t top = 0; top < height; top += LANES) {
    const ptrdiff_t bottom = top + LANES < height ? top + LANES : height;
    // The first pass along rows, as far ahead as the one along columns looks.
    while (ready < height && ready < bottom + down.ahead) {
      for (ptrdiff_t i = 0; i < LANES && ready + i < height; i++) {
        luminance(rgb + 3 * width * (ready + i), width, lines + i * row);
      }
      transpose_rows(lines, row, turned);
      blur_lines(turned, width, across, blurred);
      float *target = held + ready % ring * row;
      for (ptrdiff_t x = 0; x < row; x += LANES) {
        transpose(blurred + x * LANES, LANES, target + x, row);
      }
      ready += LANES;
    }
    // The first pass along columns.
    for (ptrdiff_t y = top == 0 ? -down.ahead : top; y < bottom; y++) {
      const ptrdiff_t entering = y + down.ahead, leaving = y - down.behind;
      const float *next = held + entering % ring * row;
      float *target = lines + (y - top) * row;
      if (y >= 0 && entering < height && leaving >= 0) {
        slide_row(next, held + leaving % ring * row, inside, row, sums, target);
        continue;
      }
      if (entering < height) {
        add_row(next, row, sums);
        inside++;
      }
      if (leaving >= 0) {
        subtract_row(held + leaving % ring * row, row, sums);
        inside--;
      }
      if (y >= 0) divide_row(sums, row, inside, target);
    }
    // The second pass along rows.
    transpose_rows(lines, row, turned);
    sample_lines(turned, width, across, blurred);
    for (ptrdiff_t x = 0; x < GRID; x += LANES) {
      transpose(blurred + x * LANES, LANES, narrow + top * GRID + x, GRID);
    }
  }

  // The second pass along columns.
  float last[GRID] = {0};
  ptrdiff_t wanted = 0;
  inside = 0;
  for (ptrdiff_t y = -down.ahead; y < height && wanted < GRID; y++) {
    const ptrdiff_t entering = y + down.ahead, leaving = y - down.behind;
    if (entering < height) {
      add_row(narrow + entering * GRID, GRID, last);
      inside++;
    }
    if (leaving >= 0) {
      subtract_row(narrow + leaving * GRID, GRID, last);
      inside--;
    }
    while (wanted < GRID && sample(wanted, height) == y) {
      divide_row(last, GRID, inside, samples + wanted * GRID);
      wanted++;
    }
  }
}

// MARK: - Spectrum

INLINED int32_t steps(const float *samples) {
  int32_t sum = 0;
  for (ptrdiff_t row = 0; row < GRID; row++) {
    const float *here = samples + row * GRID;
    for (ptrdiff_t column = 0; column < GRID - 1; column++) {
      const int32_t step = (int32_t)((here[column] - here[column + 1]) * 100 / 255);
      sum += step < 0 ? -step : step;
    }
    if (row + 1 == GRID) break;
    for (ptrdiff_t column = 0; column < GRID; column++) {
      const int32_t step = (int32_t)((here[column] - here[GRID + column]) * 100 / 255);
      sum += step < 0 ? -step : step;
    }
  }
  return sum;
}

INLINED void spectrum(const float *samples, const float *cosines, float *out) {
  float turned[GRID * KEPT];
  for (int at = 0; at < GRID * KEPT; at++) turned[at] = cosines[at % KEPT * GRID + at / KEPT];
  for (int row = 0; row < KEPT; row++) {
    float half[GRID] = {0}, sums[KEPT] = {0};
    for (int k = 0; k < GRID; k++) {
      const float cosine = cosines[row * GRID + k];
      const float *line = samples + k * GRID;
      for (int column = 0; column < GRID; column++) half[column] += cosine * line[column];
    }
    for (int k = 0; k < GRID; k++) {
      const float *line = turned + k * KEPT;
      for (int column = 0; column < KEPT; column++) sums[column] += half[k] * line[column];
    }
    memcpy(out + row * KEPT, sums, sizeof sums);
  }
}

// MARK: - Variants

#if defined(__x86_64__)
#define VARIANT(suffix, features)                                                           \
  __attribute__((target(features))) static void grid_##suffix(                              \
    const uint8_t *rgb, ptrdiff_t width, ptrdiff_t height, float *samples, float *scratch) { \
    grid(rgb, width, height, samples, scratch);                                             \
  }                                                                                         \
  __attribute__((target(features))) static void spectrum_##suffix(                          \
    const float *samples, const float *cosines, float *out) {                               \
    spectrum(samples, cosines, out);                                                        \
  }
VARIANT(avx512, "avx512f,avx512bw,avx512dq,avx512vl")
VARIANT(avx2, "avx2")
#endif

void kernels_pdq_grid(
  const uint8_t *rgb, ptrdiff_t width, ptrdiff_t height, float *samples, float *scratch) {
  if (width == GRID && height == GRID) {
    luminance(rgb, GRID * GRID, samples);
    return;
  }
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq")) {
    grid_avx512(rgb, width, height, samples, scratch);
    return;
  }
  if (__builtin_cpu_supports("avx2")) {
    grid_avx2(rgb, width, height, samples, scratch);
    return;
  }
#endif
  grid(rgb, width, height, samples, scratch);
}

int32_t kernels_pdq_steps(const float *samples) { return steps(samples); }

void kernels_pdq_spectrum(const float *samples, const float *cosines, float *out) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq")) {
    spectrum_avx512(samples, cosines, out);
    return;
  }
  if (__builtin_cpu_supports("avx2")) {
    spectrum_avx2(samples, cosines, out);
    return;
  }
#endif
  spectrum(samples, cosines, out);
}
