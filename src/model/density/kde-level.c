/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "vector.h"

/* Classes of equal width in the root of f: fine where f is small, for the levels that hold nearly all. */
enum { CLASSES = 8192 };
static const double least = 1e-307; /* a top whose inverse is a number */

typedef struct
{
  double top;    /* the largest f */
  double *count; /* the sum of f over each class: its mass but for the area */
} Classes;

/* For n cells side by side, f at their lower corners (low[0..n]) and upper ones (high[0..n]): the bilinear interpolant at four places
 * within each, and their classes; scale: of f to parts of the top. */
MERCER_VECTOR_BODY void
place_body (size_t n, const double *restrict low, const double *restrict high, double scale, double *restrict value,
            int32_t *restrict class)
{
  for (size_t j = 0; j < n; j++)
    {
      double a = 0.75 * low[j] + 0.25 * low[j + 1], b = 0.25 * low[j] + 0.75 * low[j + 1];
      double c = 0.75 * high[j] + 0.25 * high[j + 1], e = 0.25 * high[j] + 0.75 * high[j + 1];
      value[j] = 0.75 * a + 0.25 * c;
      value[j + n] = 0.75 * b + 0.25 * e;
      value[j + 2 * n] = 0.25 * a + 0.75 * c;
      value[j + 3 * n] = 0.25 * b + 0.75 * e;
    }
  for (size_t j = 0; j < 4 * n; j++)
    {
      value[j] = value[j] > 0 ? value[j] : 0;
      class[j] = (int32_t) ((CLASSES - 1) * sqrt (value[j] * scale));
    }
}
MERCER_VECTOR_DEFINE (WIDE, place,
                      (size_t n, const double *restrict low, const double *restrict high, double scale, double *restrict value,
                       int32_t *restrict class),
                      (n, low, high, scale, value, class))

/* d = 1 has no upper corners: two places. */
static void
put_cells (Classes *classes, size_t d, const size_t *m, const double *f)
{
  enum { AT_ONCE = 128 };
  size_t rows = d == 2 ? m[1] - 1 : 1, up = d == 2 ? m[0] : 0, places = d == 2 ? 4 : 2;
  double value[4 * AT_ONCE], scale = 1 / classes->top;
  int32_t class[4 * AT_ONCE];
  for (size_t k = 0; k < rows; k++)
    for (size_t j = 0; j + 1 < m[0]; j += AT_ONCE)
      {
        const double *at = f + j + k * m[0];
        size_t n = m[0] - 1 - j < AT_ONCE ? m[0] - 1 - j : AT_ONCE;
        place (n, at, at + up, scale, value, class);
        for (size_t i = 0; i < places * n; i++)
          classes->count[class[i] < CLASSES ? class[i] : CLASSES - 1] += value[i];
      }
}

/* The level within class k above which there is `part` of the class's mass. */
static double
within (const Classes *classes, size_t k, double part)
{
  double low = (double) k / (CLASSES - 1), high = (double) (k + 1) / (CLASSES - 1);
  double root = high - part * (high - low);
  return fmin (root * root, 1) * classes->top;
}

MercerStatus
mercer_kde_levels (size_t d, const size_t *m, const double *step, const double *f, size_t count, const double *masses,
                   double *levels, MercerWork *work)
{
  size_t n = m[0] * (d == 2 ? m[1] : 1);
  double area = step[0] / 2 * (d == 2 ? step[1] / 2 : 1), held = 0;
  MercerMark mark = mercer_work_mark (work);
  Classes classes = { .count = mercer_work_doubles (work, CLASSES) };
  if (classes.count == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (classes.count, 0, CLASSES * sizeof (double));
  for (size_t k = 0; k < n; k++)
    classes.top = f[k] > classes.top ? f[k] : classes.top;
  for (size_t k = 0; k < count; k++)
    levels[k] = NAN;
  if (classes.top > least)
    put_cells (&classes, d, m, f);
  for (size_t k = CLASSES; k-- > 0;)
    {
      double next = held + classes.count[k] * area;
      for (size_t l = 0; l < count; l++)
        if (held < masses[l] && next >= masses[l])
          levels[l] = within (&classes, k, (masses[l] - held) / (next - held));
      held = next;
    }
  mercer_work_release (work, mark);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

MercerStatus
mercer_kde_enclosed (size_t d, const size_t *m, const double *step, const double *f, double *out, MercerWork *work)
{
  size_t n = m[0] * (d == 2 ? m[1] : 1);
  double area = step[0] / 2 * (d == 2 ? step[1] / 2 : 1), held = 0;
  MercerMark mark = mercer_work_mark (work);
  Classes classes = { .count = mercer_work_doubles (work, CLASSES + 1) };
  if (classes.count == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (classes.count, 0, (CLASSES + 1) * sizeof (double));
  for (size_t k = 0; k < n; k++)
    classes.top = f[k] > classes.top ? f[k] : classes.top;
  if (classes.top > least)
    put_cells (&classes, d, m, f);
  /* from counts to the mass above each class's lower end */
  for (size_t k = CLASSES; k-- > 0;)
    {
      held += classes.count[k] * area;
      classes.count[k] = held;
    }
  for (size_t k = 0; k < n; k++)
    {
      double at = classes.top > 0 && f[k] > 0 ? sqrt (f[k] / classes.top) * (CLASSES - 1) : 0;
      size_t below = (size_t) at;
      out[k] = classes.count[below] + (at - (double) below) * (classes.count[below + 1] - classes.count[below]);
    }
  mercer_work_release (work, mark);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}
