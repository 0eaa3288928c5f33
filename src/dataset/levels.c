/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "levels.h"

#include <string.h>

typedef struct
{
  size_t start, length; /* in the text */
  size_t uses;
  uint32_t hash;
} Level;

/* Open addressing with linear probing, at most half full. */
struct _Levels
{
  GByteArray *text;
  Level *levels;
  size_t count, room;
  int32_t *slots; /* codes, -1 free */
  size_t n_slots; /* a power of two */
  int32_t last;   /* equal texts often follow each other */
};

Levels *
mercer_levels_new (void)
{
  Levels *levels = g_new0 (Levels, 1);
  levels->text = g_byte_array_new ();
  levels->n_slots = 16;
  levels->slots = g_new (int32_t, levels->n_slots);
  memset (levels->slots, 0xff, levels->n_slots * sizeof (int32_t));
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
is_level (const Levels *levels, int32_t code, uint32_t hash, const char *text, size_t length)
{
  const Level *level = &levels->levels[code];
  return level->hash == hash && level->length == length
         && memcmp (levels->text->data + level->start, text, length) == 0;
}

static void
insert (Levels *levels, int32_t code)
{
  size_t slot = levels->levels[code].hash & (levels->n_slots - 1);
  while (levels->slots[slot] >= 0)
    slot = (slot + 1) & (levels->n_slots - 1);
  levels->slots[slot] = code;
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
  levels->n_slots *= 2;
  levels->slots = g_renew (int32_t, levels->slots, levels->n_slots);
  memset (levels->slots, 0xff, levels->n_slots * sizeof (int32_t));
  for (size_t code = 0; code < levels->count; code++)
    insert (levels, (int32_t) code);
}

int32_t
mercer_levels_code (Levels *levels, const char *text, size_t length, bool *is_new)
{
  const uint32_t hash = hash_text (text, length);
  int32_t code = levels->last;
  if (is_new != NULL)
    *is_new = false;
  if (code < 0 || !is_level (levels, code, hash, text, length))
    {
      size_t slot = hash & (levels->n_slots - 1);
      while ((code = levels->slots[slot]) >= 0 && !is_level (levels, code, hash, text, length))
        slot = (slot + 1) & (levels->n_slots - 1);
    }
  if (code < 0)
    {
      /* GByteArray counts in 32 bits. */
      if (levels->count == INT32_MAX || levels->text->len + length > G_MAXINT32)
        return -1;
      make_room (levels);
      code = (int32_t) levels->count++;
      levels->levels[code] = (Level){ levels->text->len, length, 0, hash };
      g_byte_array_append (levels->text, (const guint8 *) text, (guint) length);
      insert (levels, code);
      if (is_new != NULL)
        *is_new = true;
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
         + levels->n_slots * sizeof (int32_t);
}
