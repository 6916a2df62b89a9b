#include "pixels.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// Every function is compiled for the processors below; the machine chooses.
#if defined(__x86_64__)
#define VARIANTS(result, name, parameters, call) \
  __attribute__((target("avx512f,avx512bw,avx512vl"))) static result name##_avx512 parameters \
    call \
  __attribute__((target("avx2"))) static result name##_avx2 parameters call \
  static result name##_portable parameters call
#define CHOOSE(name, ...) \
  (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") \
    ? name##_avx512(__VA_ARGS__) \
    : __builtin_cpu_supports("avx2") ? name##_avx2(__VA_ARGS__) : name##_portable(__VA_ARGS__))
#else
#define VARIANTS(result, name, parameters, call) static result name##_portable parameters call
#define CHOOSE(name, ...) name##_portable(__VA_ARGS__)
#endif

// MARK: Alpha

// (255 (255 - alpha) + colour alpha) / 255, rounded.
INLINE uint8_t over_white(uint32_t colour, uint32_t alpha) {
  const uint32_t sum = 255 * (255 - alpha) + colour * alpha + 128;
  return (uint8_t)(((sum >> 8) + sum) >> 8);
}

INLINE void over_white_all(
  const uint8_t *restrict pixels, size_t count, size_t colours, uint8_t *restrict opaque) {
  if (colours == 1) {
    for (size_t i = 0; i < count; i++) opaque[i] = over_white(pixels[2 * i], pixels[2 * i + 1]);
  } else {
    for (size_t i = 0; i < count; i++) {
      const uint32_t alpha = pixels[4 * i + 3];
      opaque[3 * i] = over_white(pixels[4 * i], alpha);
      opaque[3 * i + 1] = over_white(pixels[4 * i + 1], alpha);
      opaque[3 * i + 2] = over_white(pixels[4 * i + 2], alpha);
    }
  }
}

VARIANTS(
  void, white, (const uint8_t *pixels, size_t count, size_t colours, uint8_t *opaque),
  { over_white_all(pixels, count, colours, opaque); })

void kernels_pixels_over_white(
  const uint8_t *pixels, size_t count, size_t colours, uint8_t *opaque) {
  CHOOSE(white, pixels, count, colours, opaque);
}

// MARK: Borders

// A multiple of the bands and of the vectors' width.
enum { pattern_bytes = 192 };

typedef struct {
  uint8_t low[pattern_bytes], high[pattern_bytes];
} limits;

INLINE int differs(uint8_t value, uint8_t low, uint8_t high) { return value < low || value > high; }

// The index of the first byte from `start` up to `end` outside the limits, or `end`. `start` is a
// multiple of the bands.
INLINE size_t first_difference(const uint8_t *row, size_t start, size_t end, const limits *l) {
  size_t at = start;
  for (; at + pattern_bytes <= end; at += pattern_bytes) {
    uint8_t any = 0;
    for (size_t i = 0; i < pattern_bytes; i++)
      any |= (uint8_t)((row[at + i] < l->low[i]) | (row[at + i] > l->high[i]));
    if (any) break;
  }
  for (size_t i = at; i < end; i++)
    if (differs(row[i], l->low[(i - at) % pattern_bytes], l->high[(i - at) % pattern_bytes]))
      return i;
  return end;
}

// One above the index of the last byte from `start` up to `end` outside the limits, or `start`.
INLINE size_t last_difference(const uint8_t *row, size_t start, size_t end, const limits *l) {
  size_t at = end;
  for (; at >= start + pattern_bytes; at -= pattern_bytes) {
    uint8_t any = 0;
    for (size_t i = 0; i < pattern_bytes; i++)
      any |= (uint8_t)(
        (row[at - pattern_bytes + i] < l->low[i]) | (row[at - pattern_bytes + i] > l->high[i]));
    if (any) break;
  }
  for (size_t i = at; i > start; i--) {
    const size_t place = (pattern_bytes - 1 - (at - i)) % pattern_bytes;
    if (differs(row[i - 1], l->low[place], l->high[place])) return i;
  }
  return start;
}

INLINE int trim_all(
  const uint8_t *pixels, size_t width, size_t bands, int tolerance, kernels_pixels_box *box) {
  const size_t line = width * bands;
  const uint8_t *const corner = pixels + box->top * line + box->left * bands;
  limits l;
  for (size_t i = 0; i < pattern_bytes; i++) {
    const int value = corner[i % bands];
    l.low[i] = (uint8_t)(value > tolerance ? value - tolerance : 0);
    l.high[i] = (uint8_t)(value + tolerance < 255 ? value + tolerance : 255);
  }
  const size_t begin = box->left * bands, end = box->right * bands;
  size_t top = box->top, bottom = box->bottom, left = end, right = begin;
  for (; top < bottom; top++) {
    left = first_difference(pixels + top * line, begin, end, &l);
    if (left < end) break;
  }
  if (top == bottom) return 0;
  while (first_difference(pixels + (bottom - 1) * line, begin, end, &l) == end) bottom--;
  left = left / bands * bands;
  for (size_t y = top; y < bottom; y++) {
    const uint8_t *const row = pixels + y * line;
    left = first_difference(row, begin, left, &l) / bands * bands;
    right = (last_difference(row, right, end, &l) + bands - 1) / bands * bands;
  }
  *box = (kernels_pixels_box){left / bands, top, right / bands, bottom};
  return 1;
}

VARIANTS(
  int, trim,
  (const uint8_t *pixels, size_t width, size_t bands, int tolerance, kernels_pixels_box *box),
  { return trim_all(pixels, width, bands, tolerance, box); })

int kernels_pixels_trim(
  const uint8_t *pixels, size_t width, size_t bands, int tolerance, kernels_pixels_box *box) {
  return CHOOSE(trim, pixels, width, bands, tolerance, box);
}

// MARK: Luma

INLINE void luma_all(const uint8_t *restrict rgb, size_t count, uint8_t *restrict grey) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t sum =
      rgb[3 * i] * 19595u + rgb[3 * i + 1] * 38470u + rgb[3 * i + 2] * 7471u + 0x8000;
    grey[i] = (uint8_t)(sum >> 16);
  }
}

VARIANTS(
  void, luma, (const uint8_t *rgb, size_t count, uint8_t *grey), { luma_all(rgb, count, grey); })

void kernels_pixels_luma(const uint8_t *rgb, size_t count, uint8_t *grey) {
  CHOOSE(luma, rgb, count, grey);
}

// MARK: Resampling

enum { weight_bits = 22 };

INLINE uint8_t rounded(int32_t sum) {
  sum = (sum + (1 << (weight_bits - 1))) >> weight_bits;
  return (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

INLINE void resample_all(
  const uint8_t *row, const int32_t *weights, size_t stride, const int32_t *starts,
  const int32_t *counts, size_t size, uint8_t *out) {
  for (size_t i = 0; i < size; i++) {
    const uint8_t *restrict values = row + starts[i];
    const int32_t *restrict weight = weights + i * stride;
    const size_t count = (size_t)counts[i];
    int32_t sum = 0;
    for (size_t k = 0; k < count; k++) sum += values[k] * weight[k];
    out[i] = rounded(sum);
  }
}

VARIANTS(
  void, resample,
  (const uint8_t *row, const int32_t *weights, size_t stride, const int32_t *starts,
   const int32_t *counts, size_t size, uint8_t *out),
  { resample_all(row, weights, stride, starts, counts, size, out); })

void kernels_pixels_resample(
  const uint8_t *row, const int32_t *weights, size_t stride, const int32_t *starts,
  const int32_t *counts, size_t size, uint8_t *out) {
  CHOOSE(resample, row, weights, stride, starts, counts, size, out);
}

INLINE void blend_all(
  const uint8_t *rows, size_t stride, const int32_t *weights, size_t count, size_t size,
  uint8_t *out) {
  enum { most = 32 };
  for (size_t first = 0; first < size; first += most) {
    const size_t width = size - first < most ? size - first : most;
    int32_t sums[most] = {0};
    for (size_t k = 0; k < count; k++) {
      const uint8_t *restrict row = rows + k * stride + first;
      if (width == most) {
        for (size_t x = 0; x < most; x++) sums[x] += row[x] * weights[k];
      } else {
        for (size_t x = 0; x < width; x++) sums[x] += row[x] * weights[k];
      }
    }
    for (size_t x = 0; x < width; x++) out[first + x] = rounded(sums[x]);
  }
}

VARIANTS(
  void, blend,
  (const uint8_t *rows, size_t stride, const int32_t *weights, size_t count, size_t size,
   uint8_t *out),
  { blend_all(rows, stride, weights, count, size, out); })

void kernels_pixels_blend(
  const uint8_t *rows, size_t stride, const int32_t *weights, size_t count, size_t size,
  uint8_t *out) {
  CHOOSE(blend, rows, stride, weights, count, size, out);
}
