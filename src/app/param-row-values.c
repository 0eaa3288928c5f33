/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sliders and entries of rows mean. */

#include "param-row-spec.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* --- Sliders ---------------------------------------------------------------------------------- */

double
mercer_row_spec_to_slider (const MercerRowSpec *spec, double value)
{
  if (!spec->log)
    return value;
  return log10 (value > 0 ? value : spec->low);
}

/* The double nearest to value with so many digits: through text, since only that gives 0.3 and not
 * 0.30000000000000004. */
static double
round_digits (double value, int digits, bool significant)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE + 320], format[16];

  g_snprintf (format, sizeof format, significant ? "%%.%de" : "%%.%df", digits);
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, value), NULL);
}

static double
round_to_slider (const MercerRowSpec *spec, double value)
{
  if (spec->integer)
    return round (value);
  if (spec->log)
    /* Three digits are a step of at most 1 %, less than a pixel unless the range is narrow. */
    return round_digits (value, log10 (spec->high / spec->low) < 1.5 ? 3 : 2, true);
  int decimals = 3 - (int) floor (log10 (spec->high - spec->low));
  if (decimals >= 0)
    return round_digits (value, MIN (decimals, 300), false);
  double unit = pow (10, -decimals);
  return round (value / unit) * unit;
}

double
mercer_row_spec_from_slider (const MercerRowSpec *spec, double position)
{
  if (position <= mercer_row_spec_to_slider (spec, spec->low))
    return spec->low;
  if (position >= mercer_row_spec_to_slider (spec, spec->high))
    return spec->high;
  double value = round_to_slider (spec, spec->log ? pow (10, position) : position);
  return CLAMP (value, spec->low, spec->high);
}

void
mercer_row_spec_steps (const MercerRowSpec *spec, double *step, double *page)
{
  double span = spec->high - spec->low;

  if (spec->log)
    {
      *step = 1.0 / 40; /* 6 % */
      *page = 1.0 / 4;  /* 78 % */
    }
  else if (spec->integer)
    {
      *step = 1;
      *page = MAX (1, round (span / 10));
    }
  else
    {
      /* 1, 2 or 5 of a decimal place: about a hundred steps from end to end. */
      double unit = pow (10, floor (log10 (span / 100)));
      double many = span / 100 / unit;
      *step = unit * (many < 2 ? 1 : many < 5 ? 2 : 5);
      *page = 10 * *step;
    }
}

double
mercer_row_spec_nudge (const MercerRowSpec *spec, double value, int direction)
{
  double step, page;

  mercer_row_spec_steps (spec, &step, &page);
  if (spec->log && !spec->integer)
    value = round_to_slider (spec, value * pow (10, direction * step));
  else if (spec->integer)
    value += direction;
  else
    value = round_to_slider (spec, value + direction * step);
  return CLAMP (value, spec->min, spec->max);
}

bool
mercer_row_spec_stretch (MercerRowSpec *spec, double value)
{
  double room = (spec->high - spec->low) / 4;

  if (value >= spec->low && value <= spec->high)
    return false;
  if (spec->log && value <= 0)
    return false;
  if (value < spec->low)
    spec->low = MAX (spec->log ? value / 3 : value - room, MIN (spec->min, value));
  else
    spec->high = MIN (spec->log ? value * 3 : value + room, MAX (spec->max, value));
  if (spec->integer)
    {
      spec->low = floor (spec->low);
      spec->high = ceil (spec->high);
    }
  return true;
}

/* --- Entries ---------------------------------------------------------------------------------- */

char *
mercer_row_spec_print (const MercerRowSpec *spec, double value)
{
  char text[MERCER_NUMBER_SIZE];

  return g_strdup (mercer_number_print (value, text));
}

/* "42.00" is "42" in an entry, and "1.200e-05" is "1.2e-05". */
static void
trim_zeros (char *text)
{
  char *point = strchr (text, '.');
  char *end, *last;

  if (point == NULL)
    return;
  end = point + 1 + strspn (point + 1, "0123456789");
  for (last = end; last > point + 1 && last[-1] == '0'; last--)
    ;
  if (last == point + 1)
    last = point;
  memmove (last, end, strlen (end) + 1);
}

char *
mercer_row_spec_show (const MercerRowSpec *spec, double value)
{
  char text[2 * MERCER_NUMBER_SIZE];

  if (spec->integer)
    return mercer_row_spec_print (spec, value);
  mercer_number_show (value, 4, text);
  trim_zeros (text);
  return g_strdup (text);
}

/* What a person writes into what mercer_number_parse () reads. */
static char *
plain_number (const MercerRowSpec *spec, const char *text)
{
  GString *plain = g_string_new (NULL);
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  bool comma = strchr (trimmed, '.') == NULL && strchr (trimmed, ',') == strrchr (trimmed, ',');

  if (*spec->unit != '\0' && g_str_has_suffix (trimmed, spec->unit))
    trimmed[strlen (trimmed) - strlen (spec->unit)] = '\0';
  for (const char *c = trimmed; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);
      if (letter == 0x2212)
        g_string_append_c (plain, '-');
      else if (letter == ',' && comma)
        g_string_append_c (plain, '.');
      else if (!g_unichar_isspace (letter) && letter != 0x2009 && letter != 0x202f)
        g_string_append_unichar (plain, letter);
    }
  return g_string_free (plain, FALSE);
}

static char *
range_sentence (const MercerRowSpec *spec)
{
  char low[MERCER_NUMBER_SIZE], high[MERCER_NUMBER_SIZE];

  mercer_number_show (spec->min, 4, low);
  mercer_number_show (spec->max, 4, high);
  if (spec->min == G_MINDOUBLE)
    return g_strdup_printf (_ ("%s must be greater than 0"), spec->title);
  if (spec->max == G_MAXDOUBLE)
    return g_strdup_printf (_ ("%s must be %s or more"), spec->title, low);
  return g_strdup_printf (_ ("%s must lie between %s and %s"), spec->title, low, high);
}

bool
mercer_row_spec_parse (const MercerRowSpec *spec, const char *text, double *value, char **sentence)
{
  g_autofree char *plain = plain_number (spec, text);
  double number;

  if (!mercer_number_parse (plain, &number) || !isfinite (number))
    *sentence = g_strdup_printf (_ ("%s needs a number, such as 0.5 or 1e-3"), spec->title);
  else if (spec->integer && number != round (number))
    *sentence = g_strdup_printf (_ ("%s must be a whole number"), spec->title);
  else if (number < spec->min || number > spec->max)
    *sentence = range_sentence (spec);
  else
    {
      *value = number;
      return true;
    }
  return false;
}

size_t
mercer_row_spec_choice (const MercerRowSpec *spec, double value)
{
  size_t best = 0;

  for (size_t i = 1; i < spec->n_choices; i++)
    if (fabs (spec->choice_values[i] - value) < fabs (spec->choice_values[best] - value))
      best = i;
  return best;
}
