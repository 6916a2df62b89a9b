#pragma once

#include <stdint.h>

// Cosines of 1/256 turns, in 1/16384; the sine of k is the cosine of k - 64.
extern const int16_t kernels_features_cosines[256];
// The same half a step further, for the first quarter: where one direction ends and the next begins.
extern const int16_t kernels_features_bound_cosines[64];
extern const int16_t kernels_features_bound_sines[64];
// The two points of each of the 256 comparisons, in pixels, within 14.4 of the keypoint.
extern const int8_t kernels_features_first_x[256], kernels_features_first_y[256];
extern const int8_t kernels_features_second_x[256], kernels_features_second_y[256];
