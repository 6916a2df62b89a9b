#pragma once

#include <stddef.h>
#include <stdint.h>

// Preparing pictures of 8 bits a band for a code, in whole numbers, so that every machine gets the
// same bytes. Bands are interleaved: grey, grey and alpha, RGB, or RGB and alpha.

/// A part of a picture: from `left` and `top` up to but without `right` and `bottom`.
typedef struct {
  size_t left, top, right, bottom;
} kernels_pixels_box;

/// Lays `count` pixels of `colours` bands (1 or 3) and an alpha band over white.
void kernels_pixels_over_white(
  const uint8_t *pixels, size_t count, size_t colours, uint8_t *opaque);

/// The smallest box within `*box` that holds all its pixels of which a band differs by more than
/// `tolerance` from the pixel in its upper left corner; 0 if there are none. `width` is the whole
/// picture's, `bands` is 1 or 3.
int kernels_pixels_trim(
  const uint8_t *pixels, size_t width, size_t bands, int tolerance, kernels_pixels_box *box);

/// The luma (ITU-R 601, 16 bits) of `count` RGB pixels.
void kernels_pixels_luma(const uint8_t *rgb, size_t count, uint8_t *grey);

/// Weighted sums of a row: value i is of `counts[i]` values from `starts[i]`, with the weights from
/// `weights + i * stride`, in units of 2^-22, rounded to the nearest and kept within 0 to 255.
void kernels_pixels_resample(
  const uint8_t *row, const int32_t *weights, size_t stride, const int32_t *starts,
  const int32_t *counts, size_t size, uint8_t *out);

/// One row of weighted sums of `count` rows of `size` values each, `stride` apart, in the same units.
void kernels_pixels_blend(
  const uint8_t *rows, size_t stride, const int32_t *weights, size_t count, size_t size,
  uint8_t *out);
