#pragma once

#include <stddef.h>

/// Asks for large pages under memory that is in use from end to end and read at random, so that the
/// processor looks fewer addresses up. Whole large pages within the range only; nothing happens
/// where the system does not have them.
void kernels_pages_enlarge(void *start, size_t bytes);

/// Memory that begins on a large page; only what is written takes any. `NULL` if there is none.
void *kernels_pages_allocate(size_t bytes);
