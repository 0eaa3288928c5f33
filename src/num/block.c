/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "block.h"

#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define ALIGNMENT  64
#define HUGE_PAGE  ((size_t) 2 << 20)
#define KEEP_FROM  ((size_t) 256 << 10) /* smaller blocks are the system allocator's business */
#define KEPT_SHARE 16                   /* of the machine's memory */
/* What the system allocator keeps at the end of its heap, and from what size on it asks the system for each block: where
 * its own adjustment to large blocks ends. Before that, blocks of every other run are given back and asked for again page
 * by page, which takes a sixth of a posterior of 100 points. */
#define KEEP_END   (64 << 20)
#define MAP_FROM   (32 << 20)

/* Under AddressSanitizer every block goes back at once, so that a use after free is seen. */
#ifdef __SANITIZE_ADDRESS__
#define RECYCLE false
#else
#define RECYCLE true
#endif

/* Stands in the 64 bytes before the data. */
typedef struct _Header Header;
struct _Header
{
  size_t bytes; /* of data */
  Header *next; /* while kept */
};

_Static_assert(sizeof (Header) <= ALIGNMENT, "the header has to fit in front of aligned data");

static struct
{
  pthread_mutex_t lock;
  Header *first; /* most recently freed first */
  size_t bytes;
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

static size_t machine_bytes;
static pthread_once_t machine_once = PTHREAD_ONCE_INIT;

static void
measure_machine (void)
{
  machine_bytes = (size_t) sysconf (_SC_PHYS_PAGES) * (size_t) sysconf (_SC_PAGESIZE);
  FILE *file = fopen ("/sys/fs/cgroup/memory.max", "re");
  unsigned long long limit;
  if (file != NULL && fscanf (file, "%llu", &limit) == 1 && limit < machine_bytes)
    machine_bytes = (size_t) limit;
  if (file != NULL)
    fclose (file);
#ifdef __GLIBC__
  mallopt (M_TRIM_THRESHOLD, KEEP_END);
  mallopt (M_MMAP_THRESHOLD, MAP_FROM);
#endif
}

size_t
mercer_block_machine_bytes (void)
{
  pthread_once (&machine_once, measure_machine);
  return machine_bytes;
}

/* The smallest kept block that holds `bytes` without wasting more than a quarter, or NULL. */
static Header *
take_kept (size_t bytes)
{
  pthread_mutex_lock (&kept.lock);
  Header **best = NULL;
  for (Header **at = &kept.first; *at != NULL; at = &(*at)->next)
    if ((*at)->bytes >= bytes && (*at)->bytes - bytes <= bytes / 4
        && (best == NULL || (*at)->bytes < (*best)->bytes))
      best = at;
  Header *header = NULL;
  if (best != NULL)
    {
      header = *best;
      *best = header->next;
      kept.bytes -= header->bytes;
    }
  pthread_mutex_unlock (&kept.lock);
  return header;
}

static bool
keep (Header *header)
{
  size_t most = mercer_block_machine_bytes () / KEPT_SHARE;
  pthread_mutex_lock (&kept.lock);
  bool room = kept.bytes + header->bytes <= most;
  if (room)
    {
      header->next = kept.first;
      kept.first = header;
      kept.bytes += header->bytes;
    }
  pthread_mutex_unlock (&kept.lock);
  return room;
}

static Header *
allocate (size_t bytes)
{
  size_t total, alignment = bytes >= 2 * HUGE_PAGE ? HUGE_PAGE : ALIGNMENT;
  if (__builtin_add_overflow (bytes, ALIGNMENT + alignment - 1, &total))
    return NULL;
  total -= total % alignment;
  Header *header = aligned_alloc (alignment, total);
  if (header != NULL && alignment == HUGE_PAGE)
    madvise (header, total, MADV_HUGEPAGE);
  return header;
}

void *
mercer_block_new (size_t bytes)
{
  Header *header = RECYCLE && bytes >= KEEP_FROM ? take_kept (bytes) : NULL;
  if (header == NULL)
    {
      header = allocate (bytes);
      if (header == NULL && RECYCLE)
        {
          mercer_block_trim ();
          header = allocate (bytes);
        }
      if (header == NULL)
        return NULL;
      header->bytes = bytes;
    }
  return (char *) header + ALIGNMENT;
}

void
mercer_block_free (void *block)
{
  if (block == NULL)
    return;
  Header *header = (Header *) ((char *) block - ALIGNMENT);
  if (!RECYCLE || header->bytes < KEEP_FROM || !keep (header))
    free (header);
}

void
mercer_block_trim (void)
{
  pthread_mutex_lock (&kept.lock);
  Header *header = kept.first;
  kept.first = NULL;
  kept.bytes = 0;
  pthread_mutex_unlock (&kept.lock);
  while (header != NULL)
    {
      Header *next = header->next;
      free (header);
      header = next;
    }
}
