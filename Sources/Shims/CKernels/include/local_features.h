#pragma once

#include <stddef.h>
#include <stdint.h>

// The inner loops of local features: pictures of one byte a pixel, rows without padding. Integers
// only, so that every machine gets the same bytes whichever variant it runs.

/// Bytes of a descriptor.
#define KERNELS_FEATURES_DESCRIPTOR 32
/// No sample of a descriptor and no pixel of an orientation lies further from the keypoint, in
/// either direction.
#define KERNELS_FEATURES_RADIUS 15
/// How many directions an angle is rounded to.
#define KERNELS_FEATURES_ANGLES 256

/// A corner: where it is, and by how much its arc differs from it.
typedef struct {
  uint16_t x, y;
  uint32_t score;
} kernels_features_corner;

/// Makes a picture smaller (or leaves it) by averaging the area under each new pixel. `scratch` has
/// `width` words.
void kernels_features_shrink(
  const uint8_t *source, ptrdiff_t width, ptrdiff_t height, ptrdiff_t stride, uint8_t *target,
  ptrdiff_t target_width, ptrdiff_t target_height, uint32_t *scratch);

/// Makes a picture larger, or smaller by less than half, by interpolating between its pixels.
/// `scratch` has `3 * target_width` words.
void kernels_features_interpolate(
  const uint8_t *source, ptrdiff_t width, ptrdiff_t height, ptrdiff_t stride, uint8_t *target,
  ptrdiff_t target_width, ptrdiff_t target_height, uint32_t *scratch);

/// For every pixel further than 2 from the edges by how much at least nine neighbours in a row of
/// the sixteen at distance 3 are all brighter or all darker (FAST-9); 0 at the edges.
void kernels_features_corner_scores(
  const uint8_t *source, ptrdiff_t width, ptrdiff_t height, uint8_t *scores);

/// The pixels whose score is at least `threshold` and the highest of its 3 x 3 neighbourhood (of
/// equal ones the first), at least `border` from every edge; by rows. Writes at most `limit` and
/// answers how many.
ptrdiff_t kernels_features_peaks(
  const uint8_t *scores, ptrdiff_t width, ptrdiff_t height, ptrdiff_t border, uint8_t threshold,
  kernels_features_corner *corners, ptrdiff_t limit);

/// A Gaussian blur of seven taps in each direction. `scratch` has `width` half-words.
void kernels_features_smooth(
  const uint8_t *source, ptrdiff_t width, ptrdiff_t height, uint8_t *target, uint16_t *scratch);

/// The direction from a pixel to the centroid of the brightness around it, in 1/256 of a turn,
/// clockwise from the right as the picture is seen. The pixel is `KERNELS_FEATURES_RADIUS` or more
/// from every edge.
uint32_t kernels_features_angle(const uint8_t *pixel, ptrdiff_t stride);

/// 256 comparisons of brightness around a pixel of a smoothed picture, turned to `angle`; if
/// `mirrored`, as the mirror image of the picture would show them.
void kernels_features_describe(
  const uint8_t *pixel, ptrdiff_t stride, uint32_t angle, int mirrored, uint8_t *descriptor);

/// For every query the nearest known descriptor as `distance << 16 | index`, and for every known
/// one the nearest query; of equally near ones the first. Both sides are planes: word 0 of all,
/// then word 1 of all, and so on, each plane of `query_stride` or `known_stride` words, the latter
/// a multiple of 8 and filled up with anything.
void kernels_features_nearest(
  const uint64_t *query, ptrdiff_t query_count, ptrdiff_t query_stride, const uint64_t *known,
  ptrdiff_t known_count, ptrdiff_t known_stride, uint32_t *query_nearest, uint64_t *known_nearest);
