#include "CVips.h"

#include "Library.h"

#include <string.h>

int yunshang_vips_start(const char *name) {
  // Add-on loaders read formats that are refused anyway; not loading them saves most of the start.
  if (yunshang_vips_load() != 0) return -1;
  vips.g_setenv("VIPSHOME", "/nonexistent", 1);
  if (vips.vips_init(name) != 0) return -1;
  vips.vips_block_untrusted_set(1);
  vips.vips_concurrency_set(1);
  vips.vips_cache_set_max(0);
  vips.vips_cache_set_max_mem(0);
  // Generated code differs from machine to machine, in the last bit of a pixel too.
  vips.vips_vector_set_enabled(0);
  return 0;
}

/// Opens a picture; nothing but its header is read yet. A picture that ends early will be an error
/// when its pixels are read, not a grey field.
static VipsImage *opened(const void *bytes, size_t count, int kind, int access) {
  VipsImage *image = NULL;
  int failed = -1;
  void *input = (void *)bytes;
  switch (kind) {
    case YUNSHANG_PNG:
      failed = vips.vips_pngload_buffer(
        input, count, &image, "access", access, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
      break;
    case YUNSHANG_JPEG:
      failed = vips.vips_jpegload_buffer(
        input, count, &image, "access", access, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
      break;
    case YUNSHANG_WEBP:
      failed = vips.vips_webpload_buffer(
        input, count, &image, "access", access, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
      break;
    default:
      vips.vips_error("yunshang", "unknown kind of picture");
  }
  return failed ? NULL : image;
}

int yunshang_vips_header(
  const void *bytes, size_t count, int kind, uint32_t *width, uint32_t *height) {
  VipsImage *image = opened(bytes, count, kind, VIPS_ACCESS_SEQUENTIAL);
  if (!image) return -1;
  const int turned = vips.vips_image_get_orientation_swap(image);
  const uint32_t across = (uint32_t)vips.vips_image_get_width(image);
  const uint32_t down = (uint32_t)vips.vips_image_get_height(image);
  *width = turned ? down : across;
  *height = turned ? across : down;
  vips.g_object_unref(image);
  return 0;
}

/// Decodes, turns and reduces. A picture that ends early is an error, not a grey field; the loader
/// is told so by an option string, since vips_thumbnail_buffer drops its own argument of that name.
static VipsImage *reduced(const void *bytes, size_t count, uint32_t side) {
  VipsImage *small = NULL, *coloured = NULL;
  if (vips.vips_thumbnail_buffer(
        (void *)bytes, count, &small, (int)side, "height", (int)side, "size", VIPS_SIZE_DOWN,
        "option_string", "[fail_on=truncated]", NULL)) {
    return NULL;
  }
  if (vips.vips_colourspace(small, &coloured, VIPS_INTERPRETATION_sRGB, NULL)) {
    vips.g_object_unref(small);
    return NULL;
  }
  vips.g_object_unref(small);
  VipsImage *bytewise = NULL;
  if (vips.vips_cast_uchar(coloured, &bytewise, NULL)) {
    vips.g_object_unref(coloured);
    return NULL;
  }
  vips.g_object_unref(coloured);
  return bytewise;
}

/// Replaces an image by what an operation made of it.
static VipsImage *next(VipsImage *old, VipsImage *made, int failed) {
  vips.g_object_unref(old);
  return failed ? NULL : made;
}

int yunshang_vips_pixels(
  const void *bytes, size_t count, int kind, uint32_t *width, uint32_t *height, uint32_t *bands,
  uint8_t **out, size_t *out_count) {
  VipsImage *image = opened(bytes, count, kind, VIPS_ACCESS_SEQUENTIAL);
  if (image && vips.vips_image_get_orientation(image) > 1) {
    // Turning needs every row at once.
    vips.g_object_unref(image);
    image = opened(bytes, count, kind, VIPS_ACCESS_RANDOM);
    if (!image) return -1;
    VipsImage *turned = NULL;
    const int failed = vips.vips_autorot(image, &turned, NULL);
    image = next(image, turned, failed);
  }
  if (!image) return -1;
  const int colours = vips.vips_image_get_interpretation(image);
  const int is_plain = vips.vips_image_get_format(image) == VIPS_FORMAT_UCHAR &&
    (colours == VIPS_INTERPRETATION_sRGB || colours == VIPS_INTERPRETATION_B_W);
  if (!is_plain) {
    VipsImage *made = NULL;
    int failed = vips.vips_colourspace(image, &made, VIPS_INTERPRETATION_sRGB, NULL);
    image = next(image, made, failed);
    if (!image) return -1;
    made = NULL;
    failed = vips.vips_cast_uchar(image, &made, NULL);
    image = next(image, made, failed);
    if (!image) return -1;
  }
  *width = (uint32_t)vips.vips_image_get_width(image);
  *height = (uint32_t)vips.vips_image_get_height(image);
  *bands = (uint32_t)vips.vips_image_get_bands(image);
  *out = vips.vips_image_write_to_memory(image, out_count);
  vips.g_object_unref(image);
  return *out ? 0 : -1;
}

int yunshang_vips_webp(
  const void *bytes, size_t count, uint32_t side, uint32_t *width, uint32_t *height,
  uint8_t **out, size_t *out_count) {
  VipsImage *image = reduced(bytes, count, side);
  if (!image) return -1;
  // A preview says nothing of where and with what the picture was taken: it is made from the pixels
  // alone, since not every release of libvips leaves metadata out when it is told to.
  size_t pixel_count = 0;
  void *pixels = vips.vips_image_write_to_memory(image, &pixel_count);
  const int across = vips.vips_image_get_width(image);
  const int down = vips.vips_image_get_height(image);
  VipsImage *plain = pixels ? vips.vips_image_new_from_memory(
                                pixels, pixel_count, across, down,
                                vips.vips_image_get_bands(image), VIPS_FORMAT_UCHAR)
                            : NULL;
  vips.g_object_unref(image);
  void *encoded = NULL;
  const int failed =
    !plain || vips.vips_webpsave_buffer(plain, &encoded, out_count, "Q", 82, "strip", 1, NULL);
  if (plain) vips.g_object_unref(plain);
  vips.g_free(pixels);
  *width = (uint32_t)across;
  *height = (uint32_t)down;
  *out = encoded;
  return failed ? -1 : 0;
}

void yunshang_vips_free(void *bytes) { vips.g_free(bytes); }

void yunshang_vips_message(char *out, size_t capacity) {
  if (capacity == 0) return;
  // Without libvips there is nothing that it could say.
  const char *said = vips.vips_error_buffer ? vips.vips_error_buffer() : "libvips is not installed";
  strncpy(out, said, capacity - 1);
  out[capacity - 1] = 0;
  if (vips.vips_error_clear) vips.vips_error_clear();
}
