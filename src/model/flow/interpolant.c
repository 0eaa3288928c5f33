/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interpolant.h"

#include <math.h>

#include "linalg.h"

static const double inside = 1 - 1e-9; /* points stay this far towards the edge */
static const double least = 1e-10;     /* of the mean variance: added to that of each column */

/* --- The polygon ------------------------------------------------------------------------------------------------ */

void
mercer_polygon_corner (size_t corners, size_t k, double *x, double *y)
{
  double angle = corners == 2 ? M_PI * (1 - (double) k) : 2 * M_PI * (0.25 - (double) k / (double) corners);
  *x = cos (angle);
  *y = corners == 2 ? 0 : sin (angle);
}

static double
area (const double a[2], const double b[2], const double c[2])
{
  return 0.5 * fabs ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

/* Of a regular polygon: how many times as far from the middle the edge is in this direction. */
static double
stretch (size_t corners, double x, double y)
{
  double apothem = cos (M_PI / (double) corners), most = 0;
  for (size_t k = 0; k < corners; k++)
    {
      double angle = 2 * M_PI * (0.25 - ((double) k + 0.5) / (double) corners);
      most = fmax (most, (x * cos (angle) + y * sin (angle)) / apothem);
    }
  return most;
}

void
mercer_polygon_weights (size_t corners, double x, double y, double *weights)
{
  double sum = 0;
  if (corners < 3)
    {
      double share = corners < 2 ? 0 : fmin (1, fmax (0, 0.5 * (1 + x)));
      weights[0] = 1 - share;
      if (corners == 2)
        weights[1] = share;
      return;
    }
  double out = stretch (corners, x, y), scale = out > inside ? inside / out : 1;
  double p[2] = { x * scale, y * scale };
  for (size_t k = 0; k < corners; k++)
    {
      double at[3][2];
      for (size_t side = 0; side < 3; side++)
        mercer_polygon_corner (corners, (k + corners + side - 1) % corners, &at[side][0], &at[side][1]);
      weights[k] = area (at[0], at[1], at[2]) / (area (p, at[0], at[1]) * area (p, at[1], at[2]));
      sum += weights[k];
    }
  for (size_t k = 0; k < corners; k++)
    weights[k] /= sum;
}

/* --- The velocity ----------------------------------------------------------------------------------------------- */

static void
column_means (MercerMatrix x, double *means)
{
  for (size_t c = 0; c < x.cols; c++)
    {
      means[c] = 0;
      for (size_t i = 0; i < x.rows; i++)
        means[c] += *mercer_matrix_at (x, i, c) / (double) x.rows;
    }
}

/* B = Cxx^-1 Cxr, by sums over the rows. */
static MercerStatus
learn_slope (MercerMatrix x, MercerMatrix rates, MercerVelocity *velocity, MercerWork *work)
{
  size_t d = x.cols;
  MercerMatrix c = mercer_work_matrix (work, d, d);
  if (c.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  double trace = 0;
  for (size_t a = 0; a < d; a++)
    for (size_t b = 0; b < d; b++)
      {
        double own = 0, cross = 0;
        for (size_t i = 0; i < x.rows; i++)
          {
            double left = *mercer_matrix_at (x, i, a) - velocity->centre[a];
            own += left * (*mercer_matrix_at (x, i, b) - velocity->centre[b]);
            cross += left * (*mercer_matrix_at (rates, i, b) - velocity->mean[b]);
          }
        *mercer_matrix_at (c, a, b) = own;
        *mercer_matrix_at (velocity->slope, a, b) = cross;
        trace += a == b ? own / (double) d : 0;
      }
  mercer_matrix_add_diagonal (c, trace > 0 ? least * trace : 1);
  MercerStatus status = mercer_cholesky (c, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (c, false, velocity->slope, work);
  return status == MERCER_OK ? mercer_solve_lower (c, true, velocity->slope, work) : status;
}

static void
linear_part (const MercerVelocity *velocity, MercerMatrix z, MercerMatrix v)
{
  for (size_t c = 0; c < z.cols; c++)
    for (size_t i = 0; i < z.rows; i++)
      {
        double sum = velocity->mean[c];
        for (size_t a = 0; a < z.cols; a++)
          sum += (*mercer_matrix_at (z, i, a) - velocity->centre[a]) * *mercer_matrix_at (velocity->slope, a, c);
        *mercer_matrix_at (v, i, c) = sum;
      }
}

MercerStatus
mercer_velocity_learn (const MercerKernel *kernel, double ridge, MercerMatrix x, MercerMatrix rates, MercerVelocity *velocity,
                       MercerWork *work)
{
  size_t n = x.rows, d = x.cols;
  *velocity = (MercerVelocity){ .kernel = kernel, .x = x, .centre = mercer_work_doubles (work, d), .mean = mercer_work_doubles (work, d),
                                .slope = mercer_work_matrix (work, d, d) };
  if (velocity->centre == NULL || velocity->mean == NULL || velocity->slope.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  column_means (x, velocity->centre);
  column_means (rates, velocity->mean);
  MercerStatus status = learn_slope (x, rates, velocity, work);
  if (status != MERCER_OK || kernel == NULL)
    return status;
  velocity->coef = mercer_work_matrix (work, n, d);
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix gram = mercer_work_matrix (work, n, n);
  if (velocity->coef.data == NULL || gram.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  linear_part (velocity, x, velocity->coef);
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (velocity->coef, i, c) = *mercer_matrix_at (rates, i, c) - *mercer_matrix_at (velocity->coef, i, c);
  status = mercer_kernel_gram (kernel, x, gram, work);
  mercer_matrix_add_diagonal (gram, ridge);
  if (status == MERCER_OK)
    status = mercer_cholesky (gram, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (gram, false, velocity->coef, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (gram, true, velocity->coef, work);
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_velocity_at (const MercerVelocity *velocity, MercerMatrix z, MercerMatrix v, MercerWork *work)
{
  linear_part (velocity, z, v);
  if (velocity->kernel == NULL)
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix cross = mercer_work_matrix (work, z.rows, velocity->x.rows);
  if (cross.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_cross (velocity->kernel, z, velocity->x, cross, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, cross, velocity->coef, 1, v, work);
  mercer_work_release (work, mark);
  return status;
}
