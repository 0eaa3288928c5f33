/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One axis of a layout: from data to pixels and back, and which ticks it gets. */
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "text.h"

double
axis_pixel (const AxisLayout *a, double value)
{
  double s = (axis_forward (a->scale, value) / 2 - a->from / 2) / (a->to / 2 - a->from / 2);
  /* cairo counts in 24.8 bits; anything this far out only tells a direction. */
  return isnan (s) ? NAN : a->start + CLAMP (s * a->length, -1e5, 1e5);
}

void
axis_pixels (const AxisLayout *a, size_t n, const double *values, double *pixels)
{
  double factor = a->length / (a->to - a->from);
  if (a->scale != MERCER_AXIS_LINEAR || !isfinite (factor) || fabs (factor) < 1e-290)
    {
      for (size_t i = 0; i < n; i++)
        pixels[i] = axis_pixel (a, values[i]);
      return;
    }
  for (size_t i = 0; i < n; i++)
    {
      double at = (values[i] - a->from) * factor;
      pixels[i] = at < -1e5 ? a->start - 1e5 : at > 1e5 ? a->start + 1e5 : a->start + at;
    }
}

double
axis_value (const AxisLayout *a, double pixel)
{
  double s = (pixel - a->start) / a->length;
  return axis_inverse (a->scale, a->from + s * (a->to - a->from));
}

double
round_to_step (double value, double step)
{
  if (!(step > 0) || !isfinite (value / step))
    return value;
  int place = (int) floor (log10 (step) + 1e-9);
  /* a quotient by an exact power of ten is the number nearest to the decimal one, a product with a negative power is not */
  if (place < -22)
    return value;
  double power = pow (10, abs (place));
  return (place < 0 ? round (value * power) / power : round (value / power) * power) + 0.0;
}

double
axis_value_told (const AxisLayout *a, double pixel)
{
  double value = axis_value (a, pixel);
  return round_to_step (value, fabs (axis_value (a, pixel + 0.5) - axis_value (a, pixel - 0.5)));
}

void
axis_set_range (AxisLayout *a, MercerAxisScale scale, double low, double high)
{
  a->scale = scale;
  a->low = low;
  a->high = high;
  a->from = axis_forward (scale, low);
  a->to = axis_forward (scale, high);
}

/* Widest tick label; FALSE if two neighbours come too close. */
static bool
ticks_stand (const MercerLook *look, const AxisLayout *a, bool along, double *widest)
{
  /* names below one another are read as the lines of a list */
  double em = text_em (look), last = -INFINITY, apart = along ? 0.9 : a->names != NULL ? 0.1 : 0.5;
  *widest = 0;
  for (size_t k = 0; k < a->ticks.n; k++)
    {
      double w, h;
      text_size (look, &(Text){ .style = TEXT_TICK, .text = a->ticks.label[k] }, &w, &h);
      double extent = along ? w : h * 0.8,
             at = (axis_pixel (a, a->ticks.at[k]) - a->start) * (a->length < 0 ? -1 : 1);
      if (at - extent / 2 < last + apart * em)
        return false;
      last = at + extent / 2;
      *widest = fmax (*widest, w);
    }
  return true;
}

static bool
try_ticks (const MercerLook *look, AxisLayout *a, bool along, int wanted, double *widest)
{
  mercer_ticks (a->scale, a->low, a->high, wanted, &a->ticks);
  return ticks_stand (look, a, along, widest);
}

/* Every step-th of the names; those that there is no place for are left out. */
static void
put_names (AxisLayout *a, size_t step)
{
  g_auto (GStrv) names = g_strsplit (a->names, "\n", -1);
  memset (&a->ticks, 0, sizeof a->ticks);
  for (size_t k = 0; names[k] != NULL && a->ticks.n < MERCER_TICKS_MAX; k++)
    if (k % step == 0 && (double) k + 1 >= a->low && (double) k + 1 <= a->high)
      {
        const char *end;
        char *label = a->ticks.label[a->ticks.n];
        a->ticks.at[a->ticks.n++] = (double) k + 1;
        g_strlcpy (label, names[k], sizeof a->ticks.label[0]);
        g_utf8_validate (label, -1, &end);
        label[end - label] = '\0'; /* not in the middle of a letter */
      }
}

static void
choose_names (const MercerLook *look, AxisLayout *a, bool along, double *widest)
{
  for (size_t step = 1; step < 1u << 12; step *= 2)
    {
      put_names (a, step);
      if (ticks_stand (look, a, along, widest))
        return;
    }
}

static void
choose_numbers (const MercerLook *look, AxisLayout *a, bool along, double *its_widest)
{
  double em = text_em (look), length = fabs (a->length), widest = 0;
  /* Powers of ten are short, and leaving some out costs more than a crowded axis. */
  double room = !along ? 4 : a->scale == MERCER_AXIS_LOG ? 3.5 : 6.5;
  int wanted = (int) CLAMP (length / (em * room), 2, a->scale == MERCER_AXIS_LOG ? 14 : 9);
  while (wanted > 0 && !try_ticks (look, a, along, wanted, &widest))
    wanted--;
  /* One tick alone gives a place but no scale: look for a second one in a finer step. */
  for (int more = wanted + 1; a->ticks.n < 2 && more <= wanted + 4; more++)
    {
      MercerTicks one = a->ticks;
      double its_width = widest;
      if (try_ticks (look, a, along, more, &widest))
        continue;
      a->ticks = one;
      widest = its_width;
    }
  if (wanted == 0 && a->ticks.n < 2)
    memset (&a->ticks, 0, sizeof a->ticks);
  *its_widest = widest;
}

void
axis_choose_ticks (const MercerLook *look, AxisLayout *a, bool along)
{
  double em = text_em (look), widest = 0;
  (a->names != NULL ? choose_names : choose_numbers) (look, a, along, &widest);
  /* In steps of about a digit, so that the frame holds still while labels change under a hand. */
  widest = ceil (widest / (0.7 * em)) * 0.7 * em;
  double line = text_line (look, TEXT_TICK);
  a->depth = a->labelled && a->ticks.n > 0 ? (along ? TICK_GAP * em + line : SIDE_GAP * em + widest) : 0;
}
