/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "follow.h"

/* The parts of following among themselves: follow.c (what is remembered; signs, turns, colours), -axes.c. */

/* What is remembered: rows by their identities, ascending, and k numbers of each. */
typedef struct
{
  size_t n, k;
  uint64_t *ids;
  double *values; /* n x k, in the order of ids */
  bool parting;   /* follow-axes.c: on the way from what is not in the span of the columns any more */
} FollowLast;

typedef struct
{
  uint64_t id;
  size_t row;
} FollowNamed;

/* Rows in the order of their identities; g_free. */
FollowNamed *follow_in_order (const uint64_t *ids, size_t n);
/* The last ones of a thread (NULL: none); *item, which keeps them alive, is to be released. */
const FollowLast *follow_last (MercerHash thread, MercerStoreItem **item, MercerWork *work);
/* values: n x k, in the order of the rows. */
void follow_remember (const FollowNamed *named, MercerMatrix values, bool parting, MercerHash thread, MercerWork *work);
/* The next row that both have, from *i of the n rows and *l of the last ones on; false: none. */
bool follow_next_pair (const FollowNamed *named, size_t n, const FollowLast *last, size_t *i, size_t *l);
