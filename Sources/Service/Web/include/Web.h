#pragma once

#include <stddef.h>

#pragma clang assume_nonnull begin

/// A file of the web site, compiled into the program so that it moves with the binary.
typedef struct YunshangWebFile {
  /// The path it is served at, from the root: `/index.html`, `/assets/style.css`.
  const char *path;
  /// Its media type, with the character set where it is text.
  const char *mediaType;
  /// Its contents, for as long as the program runs.
  const unsigned char *bytes;
  /// How many bytes there are.
  size_t size;
} YunshangWebFile;

/// How many files there are.
size_t yunshang_web_file_count(void);

/// The file at `index`, or `NULL` from the count on. They rise by path.
const YunshangWebFile *_Nullable yunshang_web_file(size_t index);

/// The file served at `path`, or `NULL`. O(log n) comparisons.
const YunshangWebFile *_Nullable yunshang_web_file_at(const char *path);

#pragma clang assume_nonnull end
