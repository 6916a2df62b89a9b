#pragma once

#include <stddef.h>
#include <stdint.h>

// The arithmetic of PDQ. Each sum is made in the published order; what runs side by side are
// different lines. So every variant gives the same bits as the reference.

/// Rows and columns that a picture is sampled at.
#define KERNELS_PDQ_GRID 64
/// Frequencies a direction that are kept.
#define KERNELS_PDQ_KEPT 16

/// Words of scratch memory that `kernels_pdq_grid` needs for a picture of these sides.
ptrdiff_t kernels_pdq_scratch(ptrdiff_t width, ptrdiff_t height);

/// The luminance of a picture (three bytes a pixel, rows without padding), blurred twice and
/// sampled at 64 x 64; of a picture of 64 x 64 its luminance alone.
void kernels_pdq_grid(
  const uint8_t *rgb, ptrdiff_t width, ptrdiff_t height, float *samples, float *scratch);

/// The sum of the steps between neighbouring samples, each in whole hundredths of the brightness
/// range.
int32_t kernels_pdq_steps(const float *samples);

/// The lowest frequencies: `cosines` has 16 rows of 64, `spectrum` gets 16 rows of 16.
void kernels_pdq_spectrum(const float *samples, const float *cosines, float *spectrum);
