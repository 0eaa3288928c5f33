/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ticks.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Steps that people count in, with how many minor steps divide each. */
static const struct
{
  double step;
  int minor;
} steps[] = { { 1, 5 }, { 2, 4 }, { 2.5, 5 }, { 5, 5 } };

/* A tick sits on k * step; doubles keep k exact up to here, and finer ranges are all rounding
 * noise. */
#define K_MAX 1e12

/* --- Labels ----------------------------------------------------------------------------------- */

static char *
put (char *out, const char *text)
{
  size_t n = strlen (text);
  memcpy (out, text, n + 1);
  return out + n;
}

static void
put_exponent (char *out, int exponent)
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  char digits[12];
  snprintf (digits, sizeof digits, "%d", abs (exponent));
  if (exponent < 0)
    out = put (out, "⁻");
  for (const char *d = digits; *d != '\0'; d++)
    out = put (out, raised[*d - '0']);
}

/* Digits with a true minus, and narrow spaces in groups of three from five digits on. */
static char *
put_fixed (char *out, double value, int decimals)
{
  char format[8], digits[64];
  snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (digits, sizeof digits, format, fabs (value));
  size_t whole = strcspn (digits, ".");
  if (value < 0 && strspn (digits, "0.") < strlen (digits))
    out = put (out, "−");
  for (size_t i = 0; i < whole; i++)
    {
      if (whole > 4 && i > 0 && (whole - i) % 3 == 0)
        out = put (out, "\u202f");
      *out++ = digits[i];
    }
  return put (out, digits + whole);
}

/* How all labels of an axis are written: so many decimals, of the number itself or of a mantissa.
 */
typedef struct
{
  bool scientific;
  int decimals, exponent;
} Form;

static Form
choose_form (double largest, double step)
{
  int magnitude = largest > 0 ? (int) floor (log10 (largest) + 1e-9) : 0;
  int finest = (int) floor (log10 (step) + 1e-9);
  /* 2.5 x 10^k needs one place more than its power of ten. */
  double lead = step / pow (10, finest);
  int decimals = fabs (lead - 2.5) < 1e-6 ? 1 - finest : -finest;
  bool scientific = magnitude >= 7 || (magnitude <= -4 && decimals > 5);
  if (scientific && decimals <= 0 && magnitude - finest > 6 && magnitude < 16)
    scientific = false; /* 10 000 001 is shorter than 1.0000001 x 10^7 */
  return (Form){ scientific, MAX (scientific ? decimals + magnitude : decimals, 0), magnitude };
}

static void
write_label (char *out, double value, const Form *form)
{
  if (!form->scientific || value == 0)
    {
      put_fixed (out, value, form->scientific ? 0 : form->decimals);
      return;
    }
  /* One power for the whole axis, so that labels compare at a glance. */
  double scaled
      = value / pow (10, form->exponent / 2) / pow (10, form->exponent - form->exponent / 2);
  out = put_fixed (out, scaled, form->decimals);
  out = put (out, "×10");
  put_exponent (out, form->exponent);
}

static bool
labels_differ (const MercerTicks *t)
{
  for (size_t i = 1; i < t->n; i++)
    if (strcmp (t->label[i], t->label[i - 1]) == 0)
      return false;
  return true;
}

/* --- Linear ----------------------------------------------------------------------------------- */

static void
fill_minor (MercerTicks *t, double low, double high, double step, int parts)
{
  double fine = step / parts;
  double first = ceil (low / fine - 1e-9), last = floor (high / fine + 1e-9);
  for (double k = first; k <= last && t->n_minor < G_N_ELEMENTS (t->minor); k++)
    if (fmod (k, parts) != 0)
      t->minor[t->n_minor++] = k * fine;
}

/* Ticks on the multiples of a step; FALSE when they do not fit or cannot be told apart. */
static bool
place (double low, double high, double base, double power, int minor, MercerTicks *t)
{
  double step = base * power;
  if (!(step > 0) || !isfinite (step))
    return false;
  double first = ceil (low / step - 1e-10), last = floor (high / step + 1e-10);
  t->n = t->n_minor = 0;
  if (fabs (first) > K_MAX || fabs (last) > K_MAX || last - first + 1 > MERCER_TICKS_MAX)
    return false;
  Form form = choose_form (fmax (fabs (first), fabs (last)) * step, step);
  for (double k = first; k <= last; k++)
    {
      double at = k * base * power;
      t->at[t->n] = k == 0 ? 0 : fmin (fmax (at, low), high);
      write_label (t->label[t->n++], at, &form);
    }
  if (!labels_differ (t))
    return false;
  fill_minor (t, low, high, step, minor);
  return true;
}

/* Tries the steps around (range / wanted) and keeps the one whose count is nearest, ties to the
 * rounder. */
static void
linear_ticks (double low, double high, int wanted, MercerTicks *t)
{
  double range = high - low;
  int power = (int) floor (log10 (range / wanted));
  double best = INFINITY;
  MercerTicks trial = { 0 };
  for (int p = power - 1; p <= power + 2; p++)
    for (size_t s = 0; s < G_N_ELEMENTS (steps); s++)
      {
        static const double taste[] = { 0, 0.05, 0.6, 0.05 };
        /* Hardly any step can be much better than this before it is placed. */
        double about = range / (steps[s].step * pow (10, p));
        if (about + 1 < 0.3 * wanted || about > 3.0 * wanted + 2)
          continue;
        if (!place (low, high, steps[s].step, pow (10, p), steps[s].minor, &trial) || trial.n == 0)
          continue;
        /* Too few say less than too many. */
        double off = log ((double) trial.n / wanted),
               cost = (off < 0 ? -1.5 * off : off) + taste[s];
        if (cost < best)
          {
            best = cost;
            *t = trial;
          }
      }
}

/* --- Logarithmic ------------------------------------------------------------------------------ */

/* Written out where all of an axis can be; else as powers, so that its labels are of one kind. */
static void
decade_label (char *out, int decade, bool plain)
{
  if (plain || decade == 0 || decade == 1)
    put_fixed (out, pow (10, decade), MAX (-decade, 0));
  else
    put_exponent (put (out, "10"), decade);
}

/* Which multiples of powers of ten are labelled on a stretch too short for powers alone, from few to many. */
static const char *const mantissas[] = { "1", "13", "125", "12357", "123456789" };

static bool
is_within (double at, double low, double high)
{
  return at >= low * (1 - 1e-10) && at <= high * (1 + 1e-10);
}

static size_t
count_multiples (const char *set, double low, double high)
{
  size_t n = 0;
  for (int k = (int) floor (log10 (low)) - 1; k <= (int) ceil (log10 (high)); k++)
    for (const char *m = set; *m != '\0'; m++)
      n += is_within ((*m - '0') * pow (10, k), low, high);
  return n;
}

static void
multiple_label (char *out, int multiple, int decade)
{
  if (decade >= -4 && decade <= 4)
    {
      put_fixed (out, multiple * pow (10, decade), MAX (-decade, 0));
      return;
    }
  out = put_fixed (out, multiple, 0);
  out = put (out, "×10");
  put_exponent (out, decade);
}

/* Under two decades: multiples such as 1, 2, 5 of each, so that the spacing shows the scale. False where the stretch is so
 * short that it is all but linear. */
static bool
short_log_ticks (double low, double high, int wanted, MercerTicks *t)
{
  const char *set = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (mantissas); i++)
    {
      size_t n = count_multiples (mantissas[i], low, high);
      if (n >= 2 && (n <= (size_t) wanted || set == NULL))
        set = mantissas[i];
    }
  if (set == NULL || count_multiples ("123456789", low, high) < 4)
    return false;
  for (int k = (int) floor (log10 (low)) - 1; k <= (int) ceil (log10 (high)); k++)
    for (int m = 1; m <= 9; m++)
      {
        double at = k < 0 ? m / pow (10, -k) : m * pow (10, k);
        bool labelled = strchr (set, '0' + m) != NULL;
        if (!is_within (at, low, high))
          continue;
        if (labelled && t->n < MERCER_TICKS_MAX)
          {
            t->at[t->n] = fmin (fmax (at, low), high);
            multiple_label (t->label[t->n++], m, k);
          }
        else if (!labelled && t->n_minor < G_N_ELEMENTS (t->minor))
          t->minor[t->n_minor++] = at;
      }
  return true;
}

static void
log_ticks (double low, double high, int wanted, MercerTicks *t)
{
  double first = ceil (log10 (low) - 1e-10), last = floor (log10 (high) + 1e-10);
  double decades = last - first + 1;
  if (decades < 2 || (decades < 3 && log10 (high / low) < 2))
    {
      if (!short_log_ticks (low, high, wanted, t))
        linear_ticks (low, high, wanted, t);
      return;
    }
  double every = fmax (ceil (decades / wanted), ceil (decades / MERCER_TICKS_MAX));
  bool plain = ceil (first / every) * every >= -3 && floor (last / every) * every <= 3;
  for (double k = ceil (first / every) * every; k <= last && t->n < MERCER_TICKS_MAX; k += every)
    {
      t->at[t->n] = fmin (fmax (pow (10, k), low), high);
      decade_label (t->label[t->n++], (int) k, plain);
    }
  for (double k = first - 1; k <= last; k++)
    for (int m = every > 1 ? 10 : 2; m <= (every > 1 ? 10 : 9); m++)
      {
        double at = m * pow (10, k);
        if (at >= low && at <= high && t->n_minor < G_N_ELEMENTS (t->minor)
            && (m < 10 || fmod (k + 1, every) != 0))
          t->minor[t->n_minor++] = at;
      }
}

void
mercer_ticks (MercerAxisScale scale, double low, double high, int wanted, MercerTicks *ticks)
{
  memset (ticks, 0, sizeof *ticks);
  if (!(low < high) || !isfinite (high - low) || wanted < 1
      || (scale == MERCER_AXIS_LOG && low <= DBL_MIN))
    return;
  wanted = MIN (wanted, MERCER_TICKS_MAX);
  if (scale == MERCER_AXIS_LOG)
    log_ticks (low, high, wanted, ticks);
  else
    linear_ticks (low, high, wanted, ticks);
}

/* --- Ranges ----------------------------------------------------------------------------------- */

#define AIR 0.04 /* of the range on each side */

void
mercer_axis_nice (MercerAxisScale scale, double *low, double *high)
{
  if (scale == MERCER_AXIS_LOG)
    {
      if (!(*low > 0))
        *low = fmax (*high * 1e-3, DBL_MIN * 1e10);
      double a = log10 (*low), b = log10 (fmax (*high, *low));
      double air = b - a > 1e-9 ? AIR * (b - a) : 0.5;
      *low = pow (10, fmax (a - air, -300));
      *high = pow (10, fmin (b + air, 300));
      return;
    }
  double limit = DBL_MAX / 8, size = fmax (fabs (*low), fabs (*high));
  double range = *high - *low;
  /* Below this the differences are rounding: show the one value that they are. */
  double air = range > size * 1e-11 ? AIR * fmin (range, limit)
               : size > 0           ? fmax (size * 0.1, DBL_MIN)
                                    : 0.5;
  bool positive = *low >= 0, negative = *high <= 0, spread = range > size * 1e-11;
  *low = fmax (*low - air, -limit);
  *high = fmin (*high + air, limit);
  /* What cannot be negative does not get ground below zero. */
  if (spread && positive && *low < 0)
    *low = 0;
  if (spread && negative && *high > 0)
    *high = 0;
}
