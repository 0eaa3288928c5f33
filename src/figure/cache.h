/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* What was made for one figure at one size and is worth keeping between frames: layouts, upscaled
 * rasters. One small store for the whole process, because a reel may hold hundreds of figures of
 * which few are on screen. The least recently used goes first. Safe from any thread. */

/* First member of what is kept. Immutable once kept. */
typedef struct
{
  atomic_int refs;
  GDestroyNotify destroy;
} Shared;

static inline void
shared_init (Shared *s, GDestroyNotify destroy)
{
  atomic_init (&s->refs, 1);
  s->destroy = destroy;
}

static inline void
shared_unref (void *object)
{
  Shared *s = object;
  if (atomic_fetch_sub_explicit (&s->refs, 1, memory_order_acq_rel) == 1)
    s->destroy (object);
}

#define CACHE_KEY_MAX 160

/* A new reference, or NULL. Keys are compared as bytes, so they must be cleared before they are
 * filled. */
void *cache_find (uint64_t figure, const void *key, size_t size);
void cache_keep (uint64_t figure, const void *key, size_t size, void *shared, size_t bytes);
/* Drops all that belongs to a figure. */
void cache_forget (uint64_t figure);
