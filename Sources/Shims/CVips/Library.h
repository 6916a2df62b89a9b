#pragma once

// libvips, loaded when the first picture is to be decoded and not before: linking it would make
// every start of the program, each command of a trader, load a hundred libraries that only the
// decoding process needs. Declared here as its own headers declare it (libvips 8.13 and later keep
// these functions' binary interface).

#include <stddef.h>

typedef struct _VipsImage VipsImage;
typedef struct _VipsArrayDouble VipsArrayDouble;

// Values of libvips' public enumerations.
enum {
  VIPS_FORMAT_UCHAR = 0,
  VIPS_ACCESS_RANDOM = 0,
  VIPS_ACCESS_SEQUENTIAL = 1,
  VIPS_SIZE_DOWN = 2,
  VIPS_INTERPRETATION_B_W = 1,
  VIPS_INTERPRETATION_sRGB = 22
};
enum { VIPS_FAIL_ON_TRUNCATED = 2 };

// name, result, parameters
#define YUNSHANG_VIPS_FUNCTIONS(each)                                                          \
  each(vips_init, int, (const char *))                                                         \
  each(vips_block_untrusted_set, void, (int))                                                  \
  each(vips_concurrency_set, void, (int))                                                      \
  each(vips_cache_set_max, void, (int))                                                        \
  each(vips_cache_set_max_mem, void, (size_t))                                                 \
  each(vips_vector_set_enabled, void, (int))                                                   \
  each(vips_error, void, (const char *, const char *, ...))                                    \
  each(vips_error_buffer, const char *, (void))                                                \
  each(vips_error_clear, void, (void))                                                         \
  each(vips_pngload_buffer, int, (void *, size_t, VipsImage **, ...))                          \
  each(vips_jpegload_buffer, int, (void *, size_t, VipsImage **, ...))                         \
  each(vips_webpload_buffer, int, (void *, size_t, VipsImage **, ...))                         \
  each(vips_thumbnail_buffer, int, (void *, size_t, VipsImage **, int, ...))                   \
  each(vips_autorot, int, (VipsImage *, VipsImage **, ...))                                    \
  each(vips_image_get_orientation, int, (VipsImage *))                                         \
  each(vips_image_get_interpretation, int, (const VipsImage *))                                \
  each(vips_image_get_format, int, (const VipsImage *))                                        \
  each(vips_colourspace, int, (VipsImage *, VipsImage **, int, ...))                           \
  each(vips_cast_uchar, int, (VipsImage *, VipsImage **, ...))                                 \
  each(vips_flatten, int, (VipsImage *, VipsImage **, ...))                                    \
  each(vips_webpsave_buffer, int, (VipsImage *, void **, size_t *, ...))                       \
  each(vips_image_get_orientation_swap, int, (VipsImage *))                                    \
  each(vips_image_get_width, int, (const VipsImage *))                                         \
  each(vips_image_get_height, int, (const VipsImage *))                                        \
  each(vips_image_get_bands, int, (const VipsImage *))                                         \
  each(vips_image_hasalpha, int, (VipsImage *))                                                \
  each(vips_image_write_to_memory, void *, (VipsImage *, size_t *))                            \
  each(vips_image_new_from_memory, VipsImage *, (const void *, size_t, int, int, int, int))    \
  each(vips_array_double_newv, VipsArrayDouble *, (int, ...))                                  \
  each(vips_area_unref, void, (void *))                                                        \
  each(g_object_unref, void, (void *))                                                         \
  each(g_setenv, int, (const char *, const char *, int))                                       \
  each(g_free, void, (void *))

/// The functions, once `yunshang_vips_load` has succeeded.
typedef struct {
#define YUNSHANG_VIPS_MEMBER(name, result, parameters) result(*name) parameters;
  YUNSHANG_VIPS_FUNCTIONS(YUNSHANG_VIPS_MEMBER)
#undef YUNSHANG_VIPS_MEMBER
} yunshang_vips_library;

extern yunshang_vips_library vips;

/// Loads libvips. 0 on success.
int yunshang_vips_load(void);
