/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as text, independent of the locale. */

#include "param.h"

#include <math.h>
#include <string.h>

char *
mercer_number_print (double value, char *buffer)
{
  if (isnan (value))
    return strcpy (buffer, "nan");
  if (isinf (value))
    return strcpy (buffer, value > 0 ? "inf" : "-inf");

  /* The fewest digits that read back to the same double: 15 always fit a short decimal, 17 always do. */
  for (int digits = 15; digits <= 17; digits++)
    {
      char format[8];
      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, MERCER_NUMBER_SIZE, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  return buffer;
}

bool
mercer_number_parse (const char *text, double *value)
{
  g_return_val_if_fail (text != NULL, false);

  while (g_ascii_isspace (*text))
    text++;
  /* strtod also reads hexadecimal, which nobody means in a table. */
  if (strpbrk (text, "xX") != NULL)
    return false;
  char *end;
  double parsed = g_ascii_strtod (text, &end);
  if (end == text)
    return false;
  while (g_ascii_isspace (*end))
    end++;
  if (*end != '\0')
    return false;
  *value = parsed;
  return true;
}

/* Puts a thin space between groups of three digits before the decimal point, from 10 000 on. */
static void
group_digits (const char *plain, char *out)
{
  const char *digits = plain + (*plain == '-');
  size_t whole = strspn (digits, "0123456789");
  if (*plain == '-')
    {
      memcpy (out, "\u2212", strlen ("\u2212"));
      out += strlen ("\u2212");
    }
  for (size_t i = 0; i < whole; i++)
    {
      if (whole > 4 && i > 0 && (whole - i) % 3 == 0)
        {
          memcpy (out, "\u2009", strlen ("\u2009"));
          out += strlen ("\u2009");
        }
      *out++ = digits[i];
    }
  strcpy (out, digits + whole);
}

double
mercer_number_round (double value, int digits)
{
  char format[8], text[MERCER_NUMBER_SIZE];
  if (!isfinite (value))
    return value;
  g_snprintf (format, sizeof format, "%%.%de", CLAMP (digits, 1, 17) - 1);
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, value), NULL);
}

char *
mercer_number_show (double value, int digits, char *buffer)
{
  if (isnan (value))
    return strcpy (buffer, "–");
  if (isinf (value))
    return strcpy (buffer, value > 0 ? "∞" : "−∞");

  digits = CLAMP (digits, 1, 12);
  char plain[MERCER_NUMBER_SIZE];
  double size = fabs (value);
  if (value != 0 && (size >= 1e7 || size < 1e-4))
    {
      char format[8];
      g_snprintf (format, sizeof format, "%%.%de", digits - 1);
      g_ascii_formatd (plain, sizeof plain, format, value);
    }
  else
    {
      /* Decimals so that `digits` significant ones are seen; rounding may carry into one more place. */
      int before = size >= 1 ? (int) floor (log10 (size)) + 1 : 1;
      int leading = size < 1 && value != 0 ? (int) -floor (log10 (size)) - 1 : 0;
      int decimals = CLAMP (size >= 1 ? digits - before : digits + leading, 0, 16);
      if (value == 0)
        decimals = 0;
      char format[8];
      g_snprintf (format, sizeof format, "%%.%df", decimals);
      g_ascii_formatd (plain, sizeof plain, format, value);
    }
  group_digits (plain, buffer);
  return buffer;
}
