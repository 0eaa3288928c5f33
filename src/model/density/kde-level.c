/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>
#include <string.h>

/* Classes of equal width in the root of f: fine where f is small, for the levels that hold nearly all. */
enum { CLASSES = 8192 };

typedef struct
{
  double top;    /* the largest f */
  double *count; /* the sum of f over each class: its mass but for the area */
} Classes;

static inline void
put (Classes *classes, double f)
{
  if (!(f > 0))
    return;
  size_t k = (size_t) (sqrt (f / classes->top) * (CLASSES - 1));
  classes->count[k] += f;
}

/* The bilinear interpolant at four places within each cell of the lattice (d = 1: two). */
static void
put_cells (Classes *classes, size_t d, const size_t *m, const double *f)
{
  size_t rows = d == 2 ? m[1] - 1 : 1, up = d == 2 ? m[0] : 0;
  for (size_t k = 0; k < rows; k++)
    for (size_t j = 0; j + 1 < m[0]; j++)
      {
        const double *at = f + j + k * m[0];
        double a = 0.75 * at[0] + 0.25 * at[1], b = 0.25 * at[0] + 0.75 * at[1];
        double c = 0.75 * at[up] + 0.25 * at[up + 1], e = 0.25 * at[up] + 0.75 * at[up + 1];
        put (classes, 0.75 * a + 0.25 * c);
        put (classes, 0.75 * b + 0.25 * e);
        if (d == 1)
          continue;
        put (classes, 0.25 * a + 0.75 * c);
        put (classes, 0.25 * b + 0.75 * e);
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
  if (classes.top > 0)
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
  if (classes.top > 0)
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
