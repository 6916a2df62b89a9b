#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Decoding pictures with libvips, in a process of its own.

/// What a decoding process may use.
typedef struct {
  uint64_t memory_bytes;
  /// For the first picture, and for all that the process may ever use.
  uint64_t cpu_seconds;
  uint64_t cpu_seconds_in_all;
  uint64_t descriptors;
} yunshang_worker_limits;

/// Binds the calling process to `limits`, forbids it to write files, to dump core and to gain
/// privileges. 0, or the error number.
int yunshang_worker_confine(const yunshang_worker_limits *limits);

/// Starts libvips for untrusted input: one thread, no cache, no loader that is marked unsafe, no
/// generated machine code. 0 on success.
int yunshang_vips_start(const char *name);

/// The kinds of pictures that are read.
enum { YUNSHANG_PNG = 1, YUNSHANG_JPEG = 2, YUNSHANG_WEBP = 3 };

/// A picture's sides from its header, turned as its metadata asks. 0 on success.
int yunshang_vips_header(
  const void *bytes, size_t count, int kind, uint32_t *width, uint32_t *height);

/// The whole picture as 8-bit samples, turned as its metadata asks: 1 grey, 2 grey and alpha, 3 sRGB
/// or 4 sRGB and alpha `bands` a pixel, rows from the top without padding; free it with
/// `yunshang_vips_free`. Colour profiles are not applied. 0 on success.
int yunshang_vips_pixels(
  const void *bytes, size_t count, int kind, uint32_t *width, uint32_t *height, uint32_t *bands,
  uint8_t **out, size_t *out_count);

/// The picture reduced to a long side of at most `side` as WebP; transparency is kept.
int yunshang_vips_webp(
  const void *bytes, size_t count, uint32_t side, uint32_t *width, uint32_t *height,
  uint8_t **out, size_t *out_count);

/// Frees what the functions above allocated.
void yunshang_vips_free(void *bytes);

/// What libvips said about its last failures; clears it. At most `capacity` bytes with the final
/// zero.
void yunshang_vips_message(char *out, size_t capacity);

/// Gives the calling process so much more processor time, within what it may use in all. 0, or the
/// error number.
int yunshang_worker_grant(uint64_t cpu_seconds);

/// Starts `path` with `arguments` (ending in NULL), `connection` as its standard input and output, no
/// other descriptor and an almost empty environment. 0, or the error number.
int yunshang_spawn(
  const char *path, const char *const *arguments, int connection, pid_t *process);

/// The signal that ended a child, which stays unreaped; 0 if it ended by itself, -1 if it has not.
int yunshang_signal_of_ended(pid_t process);

/// Two connected sockets that are closed on exec. 0, or the error number.
int yunshang_socket_pair(int *parent, int *child);
