/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"

/* One look at the answer, from at most so many rows: computes and emits a figure, a draft where `draft` is not NULL. */
typedef MercerStatus (*MercerLookFunc) (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows,
                                        const char *draft);

/* The order of events of most methods: somebody who watches gets a draft from draft_rows first where the table has more rows than
 * glance_rows; then comes the answer from at most most_rows. What a look took from the work's scratch is given back after it. */
MercerStatus mercer_look_twice (MercerJob *job, const void *values, const MercerRecipe *recipe, MercerLookFunc look,
                                size_t draft_rows, size_t glance_rows, size_t most_rows);
/* One look, scratch given back. */
MercerStatus mercer_look_once (MercerJob *job, const void *values, const MercerRecipe *recipe, MercerLookFunc look, size_t most_rows,
                               const char *draft);
