#include "local_features.h"

#include <string.h>

// Each loop is written once and compiled for several machines.
#if defined(__x86_64__)
#define VARIANTS(name, parameters, arguments)                                           \
  __attribute__((target("avx2"))) static void name##_avx2 parameters { name##_plain arguments; } \
  static void name##_any parameters {                                                   \
    if (__builtin_cpu_supports("avx2")) name##_avx2 arguments; else name##_plain arguments; \
  }
#else
#define VARIANTS(name, parameters, arguments) \
  static void name##_any parameters { name##_plain arguments; }
#endif
#define INLINED static inline __attribute__((always_inline))

// MARK: - Sizes

INLINED void add_row_plain(
  const uint8_t *row, ptrdiff_t width, uint32_t weight, uint32_t *sums) {
  for (ptrdiff_t x = 0; x < width; x++) sums[x] += row[x] * weight;
}
VARIANTS(
  add_row, (const uint8_t *row, ptrdiff_t width, uint32_t weight, uint32_t *sums),
  (row, width, weight, sums))

void kernels_features_shrink(
  const uint8_t *source, ptrdiff_t width, ptrdiff_t height, ptrdiff_t stride, uint8_t *target,
  ptrdiff_t target_width, ptrdiff_t target_height, uint32_t *scratch) {
  // Lengths are counted in pieces of which a source pixel has as many as the target has pixels, and
  // a target pixel as many as the source has, so that all overlaps are whole numbers. The division
  // by the area is a multiplication that is exact enough: the sides are below 2^15.
  const uint64_t inverse = ((uint64_t)1 << 48) / ((uint64_t)width * (uint64_t)height);
  for (ptrdiff_t y = 0; y < target_height; y++) {
    memset(scratch, 0, (size_t)width * sizeof *scratch);
    const ptrdiff_t top = y * height, bottom = top + height;
    for (ptrdiff_t row = top / target_height; row * target_height < bottom; row++) {
      const ptrdiff_t from = row * target_height > top ? row * target_height : top;
      const ptrdiff_t end = (row + 1) * target_height;
      add_row_any(
        source + row * stride, width, (uint32_t)((end < bottom ? end : bottom) - from), scratch);
    }
    ptrdiff_t column = 0, start = 0;
    for (ptrdiff_t x = 0; x < target_width; x++) {
      ptrdiff_t at = x * width;
      const ptrdiff_t right = at + width;
      uint64_t sum = 0;
      while (at < right) {
        const ptrdiff_t end = start + target_width < right ? start + target_width : right;
        sum += (uint64_t)scratch[column] * (uint64_t)(end - at);
        at = end;
        if (at == start + target_width) {
          column++;
          start = at;
        }
      }
      target[y * target_width + x] = (uint8_t)((sum * inverse + ((uint64_t)1 << 47)) >> 48);
    }
  }
}

INLINED void mix_rows_plain(
  const uint32_t *above, const uint32_t *below, ptrdiff_t width, uint32_t weight, uint8_t *target) {
  for (ptrdiff_t x = 0; x < width; x++) {
    target[x] = (uint8_t)((above[x] * (256 - weight) + below[x] * weight + (1 << 15)) >> 16);
  }
}
VARIANTS(
  mix_rows,
  (const uint32_t *above, const uint32_t *below, ptrdiff_t width, uint32_t weight, uint8_t *target),
  (above, below, width, weight, target))

/// Where a target pixel's centre lies in the source, in 1/256 pixels, within the outermost centres.
static ptrdiff_t position(ptrdiff_t at, ptrdiff_t side, ptrdiff_t target_side) {
  const ptrdiff_t centre = ((2 * at + 1) * side * 128 + target_side / 2) / target_side - 128;
  const ptrdiff_t last = (side - 1) * 256;
  return centre < 0 ? 0 : centre > last ? last : centre;
}

static void stretch_row(
  const uint8_t *row, ptrdiff_t width, const uint32_t *columns, uint32_t *target,
  ptrdiff_t target_width) {
  for (ptrdiff_t x = 0; x < target_width; x++) {
    const ptrdiff_t left = columns[x] >> 8, right = left + 1 < width ? left + 1 : left;
    const uint32_t weight = columns[x] & 255;
    target[x] = row[left] * (256 - weight) + row[right] * weight;
  }
}

void kernels_features_interpolate(
  const uint8_t *source, ptrdiff_t width, ptrdiff_t height, ptrdiff_t stride, uint8_t *target,
  ptrdiff_t target_width, ptrdiff_t target_height, uint32_t *scratch) {
  uint32_t *columns = scratch + 2 * target_width;
  for (ptrdiff_t x = 0; x < target_width; x++) {
    columns[x] = (uint32_t)position(x, width, target_width);
  }
  uint32_t *lines[2] = {scratch, scratch + target_width};
  ptrdiff_t held[2] = {-1, -1};
  for (ptrdiff_t y = 0; y < target_height; y++) {
    const ptrdiff_t at = position(y, height, target_height), above = at >> 8;
    const ptrdiff_t below = above + 1 < height ? above + 1 : above;
    const ptrdiff_t rows[2] = {above, below};
    for (int i = 0; i < 2; i++) {
      // Rows alternate between the two lines, so that each is stretched once.
      const ptrdiff_t slot = rows[i] & 1;
      if (held[slot] == rows[i]) continue;
      stretch_row(source + rows[i] * stride, width, columns, lines[slot], target_width);
      held[slot] = rows[i];
    }
    mix_rows_any(
      lines[above & 1], lines[below & 1], target_width, (uint32_t)(at & 255),
      target + y * target_width);
  }
}

// MARK: - Corners

INLINED uint8_t lower(uint8_t a, uint8_t b) { return a < b ? a : b; }
INLINED uint8_t higher(uint8_t a, uint8_t b) { return a > b ? a : b; }
INLINED uint8_t beyond(uint8_t a, uint8_t b) { return a > b ? (uint8_t)(a - b) : 0; }

/// The highest, over the sixteen arcs of nine, of the lowest value on the arc.
INLINED uint8_t best_arc(const uint8_t *d) {
  uint8_t two[16], four[16], best = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) two[i] = lower(d[i], d[(i + 1) & 15]);
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) four[i] = lower(two[i], two[(i + 2) & 15]);
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {
    best = higher(best, lower(lower(four[i], four[(i + 4) & 15]), d[(i + 8) & 15]));
  }
  return best;
}

INLINED void corner_row_plain(
  const uint8_t *row, ptrdiff_t width, ptrdiff_t stride, uint8_t *scores) {
  const ptrdiff_t ring[16] = {
    -3 * stride,     -3 * stride + 1, -2 * stride + 2, -stride + 3, 3,  stride + 3,
    2 * stride + 2,  3 * stride + 1,  3 * stride,      3 * stride - 1, 2 * stride - 2,
    stride - 3,      -3,              -stride - 3,     -2 * stride - 2, -3 * stride - 1};
  for (ptrdiff_t x = 3; x < width - 3; x++) {
    const uint8_t centre = row[x];
    uint8_t bright[16], dark[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      const uint8_t other = row[x + ring[i]];
      bright[i] = beyond(other, centre);
      dark[i] = beyond(centre, other);
    }
    scores[x] = higher(best_arc(bright), best_arc(dark));
  }
}
VARIANTS(
  corner_row, (const uint8_t *row, ptrdiff_t width, ptrdiff_t stride, uint8_t *restrict scores),
  (row, width, stride, scores))

void kernels_features_corner_scores(
  const uint8_t *source, ptrdiff_t width, ptrdiff_t height, uint8_t *scores) {
  memset(scores, 0, (size_t)(width * height));
  for (ptrdiff_t y = 3; y < height - 3; y++) {
    corner_row_any(source + y * width, width, width, scores + y * width);
  }
}

enum { BLOCK = 64 };

/// Marks the pixels of a block that are highest in their neighbourhood.
INLINED void mark_peaks_plain(
  const uint8_t *row, ptrdiff_t stride, uint8_t threshold, uint8_t *restrict marks) {
  const uint8_t *up = row - stride, *down = row + stride;
  for (ptrdiff_t x = 0; x < BLOCK; x++) {
    const uint8_t before = higher(higher(up[x - 1], up[x]), higher(up[x + 1], row[x - 1]));
    const uint8_t after = higher(higher(row[x + 1], down[x - 1]), higher(down[x], down[x + 1]));
    marks[x] = (row[x] >= threshold) & (row[x] > before) & (row[x] >= after);
  }
}
VARIANTS(
  mark_peaks,
  (const uint8_t *row, ptrdiff_t stride, uint8_t threshold, uint8_t *restrict marks),
  (row, stride, threshold, marks))

ptrdiff_t kernels_features_peaks(
  const uint8_t *scores, ptrdiff_t width, ptrdiff_t height, ptrdiff_t border, uint8_t threshold,
  kernels_features_corner *corners, ptrdiff_t limit) {
  ptrdiff_t count = 0;
  if (border < 1) border = 1;
  for (ptrdiff_t y = border; y < height - border; y++) {
    const uint8_t *row = scores + y * width;
    for (ptrdiff_t x = border; x < width - border;) {
      uint64_t marks[BLOCK / 8] = {0};
      ptrdiff_t length = width - border - x;
      if (length >= BLOCK) {
        length = BLOCK;
      } else if (width - border - BLOCK >= border) {
        // The last block starts where it ends with the row; what it holds twice is masked below.
        length = BLOCK;
      }
      const ptrdiff_t start = x + length > width - border ? width - border - length : x;
      if (length == BLOCK) {
        mark_peaks_any(row + start, width, threshold, (uint8_t *)marks);
      } else {
        for (ptrdiff_t i = 0; i < length; i++) {
          const uint8_t *s = row + start + i;
          const uint8_t before = higher(
            higher(s[-width - 1], s[-width]), higher(s[-width + 1], s[-1]));
          const uint8_t after = higher(higher(s[1], s[width - 1]), higher(s[width], s[width + 1]));
          ((uint8_t *)marks)[i] = (*s >= threshold) & (*s > before) & (*s >= after);
        }
      }
      for (ptrdiff_t word = 0; word < BLOCK / 8; word++) {
        if (marks[word] == 0) continue;
        for (ptrdiff_t i = 8 * word; i < 8 * word + 8; i++) {
          if (!((const uint8_t *)marks)[i] || start + i < x) continue;
          if (count == limit) return count;
          corners[count++] =
            (kernels_features_corner){(uint16_t)(start + i), (uint16_t)y, row[start + i]};
        }
      }
      x = start + length;
    }
  }
  return count;
}

// MARK: - Smoothing

// Gaussian of sigma 2, in 1/256.
enum { TAP0 = 56, TAP1 = 49, TAP2 = 33, TAP3 = 18 };

INLINED void smooth_columns_plain(
  const uint8_t *const *rows, ptrdiff_t width, uint16_t *restrict target) {
  for (ptrdiff_t x = 0; x < width; x++) {
    target[x] = (uint16_t)(
      TAP0 * rows[3][x] + TAP1 * (rows[2][x] + rows[4][x]) + TAP2 * (rows[1][x] + rows[5][x]) +
      TAP3 * (rows[0][x] + rows[6][x]));
  }
}
VARIANTS(
  smooth_columns, (const uint8_t *const *rows, ptrdiff_t width, uint16_t *restrict target),
  (rows, width, target))

INLINED void smooth_row_plain(const uint16_t *line, ptrdiff_t width, uint8_t *restrict target) {
  for (ptrdiff_t x = 3; x < width - 3; x++) {
    const uint32_t sum = TAP0 * (uint32_t)line[x] + TAP1 * ((uint32_t)line[x - 1] + line[x + 1]) +
      TAP2 * ((uint32_t)line[x - 2] + line[x + 2]) + TAP3 * ((uint32_t)line[x - 3] + line[x + 3]);
    target[x] = (uint8_t)((sum + (1 << 15)) >> 16);
  }
}
VARIANTS(
  smooth_row, (const uint16_t *line, ptrdiff_t width, uint8_t *restrict target),
  (line, width, target))

void kernels_features_smooth(
  const uint8_t *source, ptrdiff_t width, ptrdiff_t height, uint8_t *target, uint16_t *scratch) {
  static const uint32_t taps[7] = {TAP3, TAP2, TAP1, TAP0, TAP1, TAP2, TAP3};
  for (ptrdiff_t y = 0; y < height; y++) {
    const uint8_t *rows[7];
    for (int i = 0; i < 7; i++) {
      const ptrdiff_t row = y + i - 3;
      rows[i] = source + width * (row < 0 ? 0 : row >= height ? height - 1 : row);
    }
    smooth_columns_any(rows, width, scratch);
    uint8_t *out = target + y * width;
    smooth_row_any(scratch, width, out);
    for (ptrdiff_t x = 0; x < width; x++) {
      if (x == 3 && width > 6) x = width - 3;
      uint32_t sum = 0;
      for (int i = 0; i < 7; i++) {
        const ptrdiff_t column = x + i - 3;
        sum += taps[i] * scratch[column < 0 ? 0 : column >= width ? width - 1 : column];
      }
      out[x] = (uint8_t)((sum + (1 << 15)) >> 16);
    }
  }
}
