/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "spectral.h"

/* Eigenvalues alone: the reduction to tridiagonal form, then rational QL (Reinsch, "Tridiagonal QL algorithm", CACM 16, 1973,
 * in the form without square roots of Pal, Walker and Kahan; Parlett, "The symmetric eigenvalue problem", section 8.15),
 * which is O(n^2) and can be stopped after every eigenvalue. */

enum { MOST_SWEEPS = 60 }; /* of one eigenvalue; two do mostly */

/* Of the block [first, last]: one sweep from its bottom with shift sigma, on d and the squares e2 of the subdiagonal. */
static void
sweep (double *d, double *e2, size_t first, size_t last, double sigma)
{
  double c = 1, s = 0, gamma = d[last] - sigma, p = gamma * gamma;
  for (size_t i = last; i-- > first;)
    {
      double b = e2[i], r = p + b, c_before = c, gamma_before = gamma, alpha = d[i];
      if (i + 1 != last)
        e2[i + 1] = s * r;
      c = p / r;
      s = b / r;
      gamma = c * (alpha - sigma) - s * gamma_before;
      d[i + 1] = gamma_before + (alpha - gamma);
      p = c != 0 ? gamma * gamma / c : c_before * b;
    }
  e2[first] = s * p;
  d[first] = sigma + gamma;
}

/* Wilkinson's shift: of the leading 2 x 2 the eigenvalue that is nearer to its corner. */
static double
shift (const double *d, const double *e2, size_t first)
{
  double e = sqrt (e2[first]), half = (d[first + 1] - d[first]) / (2 * e);
  return d[first] - e / (half + copysign (hypot (half, 1), half));
}

static MercerStatus
rational_ql (double *d, double *e2, size_t n, MercerWork *work)
{
  int sweeps = 0;
  for (size_t first = 0; first < n;)
    {
      size_t last = first;
      while (last + 1 < n && e2[last] > DBL_EPSILON * DBL_EPSILON * fabs (d[last] * d[last + 1]))
        last++;
      if (last + 1 < n)
        e2[last] = 0;
      if (last == first)
        {
          first++;
          sweeps = 0;
          if (!mercer_work_wanted (work))
            return MERCER_STOPPED;
          continue;
        }
      if (++sweeps > MOST_SWEEPS)
        return MERCER_DIVERGED;
      sweep (d, e2, first, last, shift (d, e2, first));
    }
  return MERCER_OK;
}

static int
compare (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

static MercerStatus
solve (MercerMatrix a, double *values, MercerWork *work)
{
  size_t n = a.rows;
  double *e = mercer_work_doubles (work, n), *tau = mercer_work_doubles (work, n), scale = 0;
  if (e == NULL || tau == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_tridiagonalise (a, values, e, tau, work);
  if (status != MERCER_OK)
    return status;
  for (size_t i = 0; i < n; i++)
    scale = fmax (scale, fmax (fabs (values[i]), i + 1 < n ? fabs (e[i]) : 0));
  for (size_t i = 0; i < n && scale > 0; i++) /* squares of what is near 1 neither over- nor underflow */
    {
      values[i] /= scale;
      e[i] = i + 1 < n ? e[i] / scale * (e[i] / scale) : 0;
    }
  status = scale > 0 ? rational_ql (values, e, n, work) : MERCER_OK;
  for (size_t i = 0; i < n && scale > 0; i++)
    values[i] *= scale;
  qsort (values, n, sizeof *values, compare);
  return status;
}

MercerStatus
mercer_eigenvalues (MercerMatrix a, double *values, MercerWork *work)
{
  g_return_val_if_fail (a.cols == a.rows, MERCER_BAD_INPUT);
  if (a.rows == 0)
    return MERCER_OK;
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  if (!mercer_matrix_lower_is_finite (a))
    return MERCER_DIVERGED; /* on which no iteration would end */
  MercerWork *own = work == NULL ? mercer_work_new (0, NULL) : NULL, *used = work != NULL ? work : own;
  MercerMark mark = mercer_work_mark (used);
  MercerStatus status = solve (a, values, used);
  mercer_work_release (used, mark);
  mercer_work_free (own);
  return status;
}
