#pragma once

#include <stddef.h>
#include <stdint.h>

/// Reduces a picture of `bands` samples (1 to 4) a pixel by area: each pixel of the result is the mean
/// of what it covers, parts of pixels weighed by their part, half rounded up. Whole numbers only, so
/// that every machine gets the same bytes. The result is no larger than the picture in either
/// direction, the sides are below 2^16; `sums` has room for `width * bands` numbers.
void kernels_area_reduce(
  const uint8_t *pixels, size_t width, size_t height, int bands, uint8_t *out, size_t out_width,
  size_t out_height, uint32_t *sums);
