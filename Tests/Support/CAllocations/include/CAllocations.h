// Counts what a thread asks of the heap, for tests that hold code to asking for nothing.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// Whether anything is counted: not where a sanitizer has its own heap.
bool allocations_are_counted(void);

// How often this thread has asked for memory. Giving memory back does not count.
uint64_t allocations_count(void);

// Keeps errors from being told to the test library, which copies the stack of each one into memory
// that the code under test never asked for, until they are shown again. For one thread at a time.
void allocations_hide_throws(void);
void allocations_show_throws(void);
