/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "strokes.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Each stroke is a chain of points, two hexadecimal digits for each: 0 to 8 across, 0 to 12 up. */
#define HEIGHT  12.0
#define ADVANCE 12.0 /* from letter to letter, in the same units */

static const struct
{
  char letter;
  const char *strokes;
} glyphs[] = {
  { ' ', "" },
  { '!', "4C44 4041" },
  { '+', "1676 4349" },
  { '-', "1676" },
  { '.', "4041" },
  { '0', "2C0A022060828A6C2C 127A" },
  { '1', "194C40 2060" },
  { '2', "0A2C6C8A880080" },
  { '3', "0A2C6C8A886636 668482602002" },
  { '4', "606C0383" },
  { '5', "7C0C07578582602002" },
  { '6', "8A6C2C0A0220608284662604" },
  { '7', "0C8C30" },
  { '8', "266684826020020426080A2C6C8A8866" },
  { '9', "022060828A6C2C0A08266688" },
  { '?', "0A2C6C8A884644 4041" },
  { 'A', "004C80 2666" },
  { 'B', "000C5C7B785606 5684826000" },
  { 'C', "8A6C2C0A02206082" },
  { 'D', "000C5C89835000" },
  { 'E', "8C0C0080 0666" },
  { 'F', "8C0C00 0666" },
  { 'G', "8A6C2C0A022060828656" },
  { 'H', "000C 808C 0686" },
  { 'I', "404C 2C6C 2060" },
  { 'J', "8C82602002" },
  { 'K', "000C 8C04 3780" },
  { 'L', "0C0080" },
  { 'M', "000C458C80" },
  { 'N', "000C808C" },
  { 'O', "2C0A022060828A6C2C" },
  { 'P', "000C6C8A886606" },
  { 'Q', "2C0A022060828A6C2C 5380" },
  { 'R', "000C6C8A886606 4680" },
  { 'S', "8A6C2C0A0826668482602002" },
  { 'T', "404C 0C8C" },
  { 'U', "0C022060828C" },
  { 'V', "0C408C" },
  { 'W', "0C2048608C" },
  { 'X', "008C 0C80" },
  { 'Y', "0C468C 4640" },
  { 'Z', "0C8C0080" },
};

static const char *
strokes_of (char letter)
{
  for (size_t k = 0; k < G_N_ELEMENTS (glyphs); k++)
    if (glyphs[k].letter == g_ascii_toupper (letter))
      return glyphs[k].strokes;
  return NULL;
}

bool
strokes_has (const char *text, const char **unknown)
{
  bool written = false;
  *unknown = NULL;
  for (const char *at = text; *at != '\0'; at++)
    {
      const char *strokes = strokes_of (*at);
      if (strokes == NULL)
        {
          *unknown = at;
          return false;
        }
      written = written || *strokes != '\0';
    }
  return written && strlen (text) <= STROKES_MOST;
}

/* Walks along the strokes until `length` of them is behind, and says where that is and how long they are up to there. */
static double
walk (const char *text, double length, double *x, double *y)
{
  double gone = 0;
  *x = *y = 0;
  for (size_t k = 0; text[k] != '\0'; k++)
    for (const char *at = strokes_of (text[k]); *at != '\0'; at += *at == ' ' ? 1 : 2)
      {
        if (*at == ' ' || at[2] == ' ' || at[2] == '\0')
          continue;
        double a = g_ascii_xdigit_value (at[0]), b = g_ascii_xdigit_value (at[1]);
        double da = g_ascii_xdigit_value (at[2]) - a, db = g_ascii_xdigit_value (at[3]) - b, part = hypot (da, db);
        double share = part > 0 ? CLAMP ((length - gone) / part, 0, 1) : 0;
        *x = ((double) k * ADVANCE + a + share * da) / HEIGHT;
        *y = (b + share * db) / HEIGHT;
        if (gone + part >= length)
          return length;
        gone += part;
      }
  return gone;
}

void
strokes_at (const char *text, double share, double *x, double *y)
{
  double whole = walk (text, INFINITY, x, y);
  walk (text, share * whole, x, y);
}
