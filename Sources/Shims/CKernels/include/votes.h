#pragma once

#include <stddef.h>
#include <stdint.h>

// Counting in which pictures descriptors meet their like.

/// The votes of a picture, and the turn that gave the last one: no turn votes twice for a picture.
typedef struct {
  uint16_t votes;
  uint16_t turn;
} kernels_votes_counter;

/// The postings of one bucket, and what a vote is worth: `weight` for each bit by which the upper
/// bits of a posting differ from `signature` in less than `limit + 1`.
typedef struct {
  const uint32_t *postings;
  uint32_t count;
  uint16_t signature;
  uint16_t limit;
  uint16_t weight;
  uint16_t turn;
} kernels_votes_run;

/// Gives the votes of all runs to the counters that the lower `shift` bits of their postings name.
/// Turns are not 0. Votes stay at their maximum once they reach it.
void kernels_votes_count(
  const kernels_votes_run *runs, ptrdiff_t count, uint32_t shift, kernels_votes_counter *counters);

/// The index of the first of `count` counters from `next` on with more than `votes`; `count` if
/// there is none.
ptrdiff_t kernels_votes_next(
  const kernels_votes_counter *counters, ptrdiff_t next, ptrdiff_t count, uint32_t votes);
