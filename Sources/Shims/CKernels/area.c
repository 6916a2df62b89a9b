#include "area.h"

#include <string.h>

/// Adds `weight` times a row to the sums.
static void add_row(const uint8_t *row, size_t samples, uint32_t weight, uint32_t *sums) {
  for (size_t i = 0; i < samples; i++) sums[i] += weight * row[i];
}

/// Reduces the sums of a row's columns in width.
static inline void reduce_row(
  const uint32_t *sums, size_t width, int bands, uint8_t *out, size_t out_width, uint64_t area) {
  // Column i covers [i * out_width, (i + 1) * out_width), result x covers [x * width, (x + 1) * width):
  // overlaps are whole numbers.
  size_t at = 0;
  size_t left = out_width;
  for (size_t x = 0; x < out_width; x++) {
    uint64_t sum[4] = {0, 0, 0, 0};
    size_t wanted = width;
    while (wanted > 0) {
      const size_t part = left < wanted ? left : wanted;
      for (int band = 0; band < bands; band++) {
        sum[band] += (uint64_t)part * sums[(size_t)bands * at + (size_t)band];
      }
      wanted -= part;
      left -= part;
      if (left == 0) {
        at++;
        left = out_width;
      }
    }
    for (int band = 0; band < bands; band++) {
      out[(size_t)bands * x + (size_t)band] = (uint8_t)((sum[band] + area / 2) / area);
    }
  }
}

void kernels_area_reduce(
  const uint8_t *pixels, size_t width, size_t height, int bands, uint8_t *out, size_t out_width,
  size_t out_height, uint32_t *sums) {
  const size_t samples = width * (size_t)bands;
  if (width == out_width && height == out_height) {
    memcpy(out, pixels, samples * height);
    return;
  }
  const uint64_t area = (uint64_t)width * height;
  size_t at = 0;
  size_t left = out_height;
  for (size_t y = 0; y < out_height; y++) {
    memset(sums, 0, samples * sizeof *sums);
    size_t wanted = height;
    while (wanted > 0) {
      const size_t part = left < wanted ? left : wanted;
      add_row(pixels + at * samples, samples, (uint32_t)part, sums);
      wanted -= part;
      left -= part;
      if (left == 0) {
        at++;
        left = out_height;
      }
    }
    uint8_t *row = out + y * out_width * (size_t)bands;
    switch (bands) {
      case 1: reduce_row(sums, width, 1, row, out_width, area); break;
      case 3: reduce_row(sums, width, 3, row, out_width, area); break;
      default: reduce_row(sums, width, bands, row, out_width, area);
    }
  }
}
