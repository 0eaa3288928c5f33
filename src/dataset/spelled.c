/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spelled.h"

#include <string.h>

#include "decimal.h"

enum
{
  POLL = 2048 /* texts between two questions whether the work is wanted: at most two milliseconds */
};

/* --- Dates ----------------------------------------------------------------------------------------- */

/* Exactly so many digits; NULL if they are not there. */
static const char *
digits (const char *p, int count, int *value)
{
  *value = 0;
  for (int i = 0; i < count; i++, p++)
    {
      if (!g_ascii_isdigit (*p))
        return NULL;
      *value = 10 * *value + (*p - '0');
    }
  return p;
}

static double
decimal_year (int year, int day_of_year, double seconds)
{
  int days = g_date_is_leap_year ((GDateYear) year) ? 366 : 365;
  return year + (day_of_year - 1 + seconds / 86400) / days;
}

/* A date with a time of the day, which is of Greenwich unless it says otherwise. */
static bool
read_moment (const char *text, double *value)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *joined = g_strdelimit (g_strdup (text), " ", 'T');
  /* the seconds may be left out, which GLib does not allow */
  if (strlen (joined) == strlen ("2020-12-31T23:59"))
    {
      char *whole = g_strconcat (joined, ":00", NULL);
      g_free (joined);
      joined = whole;
    }
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (joined, utc);
  g_autoptr (GDateTime) there = moment != NULL ? g_date_time_to_timezone (moment, utc) : NULL;
  if (there == NULL)
    return false;
  *value = decimal_year (g_date_time_get_year (there), g_date_time_get_day_of_year (there),
                         3600 * g_date_time_get_hour (there) + 60 * g_date_time_get_minute (there)
                             + g_date_time_get_seconds (there));
  return true;
}

static bool
read_date (const char *text, char point, double *value)
{
  int year, month, day = 1;
  const char *p = digits (text, 4, &year);
  if (p == NULL || *p != '-' || (p = digits (p + 1, 2, &month)) == NULL)
    return false;
  if (*p == '-' && (p = digits (p + 1, 2, &day)) == NULL)
    return false;
  if (year == 0 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return false;
  if (*p != '\0')
    return p == text + 10 && strchr ("T ", *p) != NULL && read_moment (text, value);
  GDate date;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  *value = decimal_year (year, (int) g_date_get_day_of_year (&date), 0);
  return true;
}

/* 31.12.2020, 12/31/20, 2020/12/31: three numbers with equal marks between them, save that one such as 2020-02-30 is no
 * date at all. */
static bool
looks_like_date (const char *text, char point, double *value)
{
  const char *p = text;
  char mark = 0;
  for (int part = 0; part < 3; part++)
    {
      size_t length = strspn (p, "0123456789");
      if (length < 1 || length > 4 || length == 3)
        return false;
      p += length;
      if (part == 2)
        break;
      if (*p == '\0' || strchr ("./-", *p) == NULL || (mark != 0 && *p != mark) || (*p == '-' && length == 4))
        return false;
      mark = *p++;
    }
  return *p == '\0' || *p == ' ' || *p == 'T';
}

/* --- Thousands ------------------------------------------------------------------------------------- */

/* The bytes of a mark between groups of three digits; 0: there is none. */
static size_t
mark_length (const char *p, char point)
{
  if (*p == (point == ',' ? '.' : ',') || *p == ' ' || *p == '\'')
    return 1;
  return g_str_has_prefix (p, "\u00a0") ? 2 : g_str_has_prefix (p, "\u202f") || g_str_has_prefix (p, "’") ? 3 : 0;
}

static bool
read_grouped (const char *text, char point, double *value)
{
  if (mercer_decimal_parse (text, strlen (text), point, value))
    return true;
  g_autoptr (GString) plain = g_string_new (NULL);
  const char *p = text, *mark = NULL;
  if (*p == '-' || *p == '+')
    g_string_append_c (plain, *p++);
  size_t length = strspn (p, "0123456789"), size = 0;
  if (length < 1 || length > 3)
    return false;
  g_string_append_len (plain, p, (gssize) length);
  for (p += length; (size = mark_length (p, point)) > 0; p += size + 3)
    {
      if ((mark != NULL && strncmp (mark, p, size) != 0) || strspn (p + size, "0123456789") != 3)
        return false;
      mark = p;
      g_string_append_len (plain, p + size, 3);
    }
  g_string_append (plain, p);
  return mark != NULL && mercer_decimal_parse (plain->str, plain->len, point, value);
}

bool
mercer_spelled_groups_by_comma (const char *text)
{
  double value;
  const char *first = strchr (text, ',');
  return first != NULL && (strchr (first + 1, ',') != NULL || strchr (first + 1, '.') != NULL)
         && strpbrk (text, " '") == NULL && read_grouped (text, '.', &value);
}

/* --- All of them ------------------------------------------------------------------------------------ */

typedef bool (*Reads) (const char *text, char point, double *value);

static bool
all (Reads reads, char **texts, size_t n, char point, MercerWork *work, double *values)
{
  for (size_t i = 0; i < n; i++)
    if ((i % POLL == 0 && !mercer_work_wanted (work)) || !reads (texts[i], point, &values[i]))
      return false;
  return n > 0;
}

Spelling
mercer_spelled (char **texts, size_t n, char point, MercerWork *work, double *values)
{
  static const struct
  {
    Reads reads;
    Spelling spelling;
  } ways[] = { { read_date, SPELLED_DATES }, { read_grouped, SPELLED_GROUPED }, { looks_like_date, SPELLED_OTHER_DATES } };
  for (size_t i = 0; i < G_N_ELEMENTS (ways); i++)
    if (all (ways[i].reads, texts, n, point, work, values))
      return ways[i].spelling;
  return SPELLED_TEXT;
}
