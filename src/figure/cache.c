/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cache.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#define ENTRIES   64
#define BYTES_MAX ((size_t) 96 << 20)

typedef struct
{
  uint64_t figure, used;
  unsigned char key[CACHE_KEY_MAX];
  size_t key_size, bytes;
  Shared *object; /* NULL: free place */
} Entry;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Entry entries[ENTRIES];
static uint64_t clock_ticks;
static size_t bytes_kept;

static void
clear (Entry *e)
{
  bytes_kept -= e->bytes;
  shared_unref (e->object);
  *e = (Entry){ 0 };
}

static Entry *
lookup (uint64_t figure, const void *key, size_t size)
{
  for (size_t k = 0; k < ENTRIES; k++)
    {
      Entry *e = &entries[k];
      if (e->object != NULL && e->figure == figure && e->key_size == size
          && memcmp (e->key, key, size) == 0)
        return e;
    }
  return NULL;
}

void *
cache_find (uint64_t figure, const void *key, size_t size)
{
  pthread_mutex_lock (&lock);
  Entry *e = lookup (figure, key, size);
  Shared *object = NULL;
  if (e != NULL)
    {
      object = e->object;
      atomic_fetch_add (&object->refs, 1);
      e->used = ++clock_ticks;
    }
  pthread_mutex_unlock (&lock);
  return object;
}

/* The free place, or else the one unused for longest. */
static Entry *
stalest (bool free_too)
{
  Entry *found = NULL;
  for (size_t k = 0; k < ENTRIES; k++)
    {
      if (entries[k].object == NULL && free_too)
        return &entries[k];
      if (entries[k].object != NULL && (found == NULL || entries[k].used < found->used))
        found = &entries[k];
    }
  return found;
}

void
cache_keep (uint64_t figure, const void *key, size_t size, void *shared, size_t bytes)
{
  g_return_if_fail (size <= CACHE_KEY_MAX);
  if (bytes > BYTES_MAX / 2)
    return;
  pthread_mutex_lock (&lock);
  Entry *e = lookup (figure, key, size);
  if (e == NULL)
    e = stalest (true);
  if (e->object != NULL)
    clear (e);
  while (bytes_kept + bytes > BYTES_MAX)
    clear (stalest (false));
  *e = (Entry){
    .figure = figure, .used = ++clock_ticks, .key_size = size, .bytes = bytes, .object = shared
  };
  memcpy (e->key, key, size);
  atomic_fetch_add (&e->object->refs, 1);
  bytes_kept += bytes;
  pthread_mutex_unlock (&lock);
}

void
cache_forget (uint64_t figure)
{
  pthread_mutex_lock (&lock);
  for (size_t k = 0; k < ENTRIES; k++)
    if (entries[k].object != NULL && entries[k].figure == figure)
      clear (&entries[k]);
  pthread_mutex_unlock (&lock);
}
