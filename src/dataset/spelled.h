/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "work.h"

/* Columns of text that mean numbers all the same. */
typedef enum
{
  SPELLED_TEXT,       /* mean none */
  SPELLED_DATES,      /* ISO 8601: 2020-12, 2020-12-31, 2020-12-31T23:59[:59][Z or +01:00]; values are decimal years, the
                         share of a year being that of its own days */
  SPELLED_GROUPED,    /* thousands set off: 1,234,567.8 or 1 234 567 or 1'234'567; with a decimal comma 1.234.567,8 */
  SPELLED_OTHER_DATES /* look like dates, but which part is day or month nobody can tell; no values */
} Spelling;

/* The unit of the values of SPELLED_DATES. */
#define MERCER_SPELLED_DATES_UNIT "year"

/* Whether commas can only set off thousands here: 1,234,567 or 1,234.5. */
bool mercer_spelled_groups_by_comma (const char *text);
/* What all of n UTF-8 texts mean together; values[i] (n long) is set for dates and grouped numbers. Told to stop, it
 * answers SPELLED_TEXT. About a microsecond for each date with a time, a tenth of it for others. */
Spelling mercer_spelled (char **texts, size_t n, char point, MercerWork *work, double *values);
