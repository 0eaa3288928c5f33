/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "levels.h"

#include <stdbool.h>
#include <string.h>

typedef struct
{
  size_t start, length; /* in the text */
  size_t uses;
} Level;

typedef struct
{
  uint32_t hash;
  int32_t code; /* -1: free */
} Slot;

/* Open addressing with linear probing, at most half full. A slot keeps its hash: doubling then
 * walks the old and the new slots in order and never touches the levels, so that a million texts
 * move in a few milliseconds. */
struct _Levels
{
  GByteArray *text;
  Level *levels;
  size_t count, room;
  Slot *slots;
  size_t n_slots; /* a power of two */
  int32_t last;   /* equal texts often follow each other */
};

static Slot *
new_slots (size_t count)
{
  Slot *slots = g_new (Slot, count);
  memset (slots, 0xff, count * sizeof (Slot));
  return slots;
}

Levels *
mercer_levels_new (void)
{
  Levels *levels = g_new0 (Levels, 1);
  levels->text = g_byte_array_new ();
  levels->n_slots = 16;
  levels->slots = new_slots (levels->n_slots);
  levels->last = -1;
  return levels;
}

void
mercer_levels_free (Levels *levels)
{
  if (levels == NULL)
    return;
  g_byte_array_unref (levels->text);
  g_free (levels->levels);
  g_free (levels->slots);
  g_free (levels);
}

/* Multiplies by an odd constant (2^64 divided by the golden ratio) after each eight bytes. */
static uint32_t
hash_text (const char *text, size_t length)
{
  const uint64_t odd = 0x9e3779b97f4a7c15u;
  uint64_t hash = length;
  for (; length >= 8; text += 8, length -= 8)
    {
      uint64_t word;
      memcpy (&word, text, 8);
      hash = (hash ^ word) * odd;
      hash ^= hash >> 32;
    }
  uint64_t word = 0;
  memcpy (&word, text, length);
  hash = (hash ^ word) * odd;
  return (uint32_t) (hash >> 32);
}

static bool
is_level (const Levels *levels, int32_t code, const char *text, size_t length)
{
  const Level *level = &levels->levels[code];
  return level->length == length && memcmp (levels->text->data + level->start, text, length) == 0;
}

static void
insert (Levels *levels, Slot slot)
{
  size_t at = slot.hash & (levels->n_slots - 1);
  while (levels->slots[at].code >= 0)
    at = (at + 1) & (levels->n_slots - 1);
  levels->slots[at] = slot;
}

static void
make_room (Levels *levels)
{
  if (levels->count == levels->room)
    {
      levels->room = MAX (16, 2 * levels->room);
      levels->levels = g_renew (Level, levels->levels, levels->room);
    }
  if (2 * (levels->count + 1) <= levels->n_slots)
    return;
  Slot *old = levels->slots;
  const size_t n_old = levels->n_slots;
  levels->n_slots *= 2;
  levels->slots = new_slots (levels->n_slots);
  for (size_t i = 0; i < n_old; i++)
    if (old[i].code >= 0)
      insert (levels, old[i]);
  g_free (old);
}

/* The code of a level, -1 if there is none. */
static int32_t
find (const Levels *levels, uint32_t hash, const char *text, size_t length)
{
  size_t at = hash & (levels->n_slots - 1);
  for (; levels->slots[at].code >= 0; at = (at + 1) & (levels->n_slots - 1))
    if (levels->slots[at].hash == hash && is_level (levels, levels->slots[at].code, text, length))
      return levels->slots[at].code;
  return -1;
}

/* Adds a level. GByteArray counts in 32 bits: -1 beyond that. */
static int32_t
add (Levels *levels, uint32_t hash, const char *text, size_t length)
{
  if (levels->count == INT32_MAX || levels->text->len + length > G_MAXINT32)
    return -1;
  make_room (levels);
  const int32_t code = (int32_t) levels->count++;
  levels->levels[code] = (Level){ levels->text->len, length, 0 };
  g_byte_array_append (levels->text, (const guint8 *) text, (guint) length);
  insert (levels, (Slot){ hash, code });
  return code;
}

int32_t
mercer_levels_code (Levels *levels, const char *text, size_t length)
{
  int32_t code = levels->last;
  if (code < 0 || !is_level (levels, code, text, length))
    {
      const uint32_t hash = hash_text (text, length);
      code = find (levels, hash, text, length);
      if (code < 0)
        code = add (levels, hash, text, length);
      if (code < 0)
        return -1;
    }
  levels->levels[code].uses++;
  return levels->last = code;
}

size_t
mercer_levels_count (const Levels *levels)
{
  return levels->count;
}

const char *
mercer_levels_text (const Levels *levels, size_t code, size_t *length)
{
  *length = levels->levels[code].length;
  return (const char *) levels->text->data + levels->levels[code].start;
}

size_t
mercer_levels_uses (const Levels *levels, size_t code)
{
  return levels->levels[code].uses;
}

size_t
mercer_levels_bytes (const Levels *levels)
{
  /* The text is held twice while the names are made. */
  return 2 * (size_t) levels->text->len + levels->room * sizeof (Level)
         + levels->n_slots * sizeof (Slot);
}
