/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>
#include <string.h>

/* The points of a group's lattice that hold mass, every coarse-th point of it, as points of its estimate. */
static MercerStatus
points_of_bins (KdeRun *run, const KdeGroup *group, size_t every, MercerKde *kde)
{
  MercerBins coarse = { 0 };
  const MercerBins *bins = group->bins;
  *kde = group->kde;
  kde->widths = NULL;
  if (every > 1)
    {
      MercerStatus status = mercer_bins_coarsen (bins, every, &coarse);
      bins = &coarse;
      if (status != MERCER_OK)
        return status;
    }
  size_t cells = bins->count[0] * bins->count[1];
  double *weights = mercer_work_doubles (run->work, cells);
  kde->x = mercer_work_matrix (run->work, cells, run->n_along);
  kde->weights = weights;
  if (weights != NULL && kde->x.data != NULL)
    mercer_kde_points_of_bins (kde, bins, &kde->x, weights);
  mercer_bins_clear (&coarse);
  return weights != NULL && kde->x.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

/* --- Abramson ------------------------------------------------------------------------------------------- */

MercerStatus
kde_find_widths (KdeRun *run, KdeGroup *group, const MercerKde *pilot)
{
  if (run->values->adaptive != KDE_ABRAMSON || group->widths != NULL)
    return MERCER_OK;
  double *widths = mercer_work_doubles (run->work, MAX (group->x.rows, 1));
  MercerStatus status = widths != NULL ? mercer_kde_abramson (pilot, widths, run->work) : MERCER_OUT_OF_MEMORY;
  group->widths = widths;
  return status;
}

static MercerStatus
abramson_of_bins (KdeRun *run, KdeGroup *group, MercerKde *kde)
{
  double *widths = mercer_work_doubles (run->work, MAX (kde->x.rows, 1));
  MercerStatus status = widths != NULL ? mercer_kde_abramson (kde, widths, run->work) : MERCER_OUT_OF_MEMORY;
  kde->widths = widths;
  return status == MERCER_OK ? mercer_kde_grid (kde, run->m, (const double *const *) run->at, group->f, run->work) : status;
}

/* --- Balloon ---------------------------------------------------------------------------------------------- */

/* The share of the points that reach as far as the k-th nearest: k as given, or the root of n; a point is the first of its own. */
static double
share_of (const KdeRun *run, const KdeGroup *group)
{
  double n = (double) MAX (group->n, 1), k = run->values->neighbours > 0 ? run->values->neighbours : MAX (2, round (sqrt (n)));
  return MIN (k, n) / n;
}

/* The lattice's points as places, every so-many-th on each axis; other columns stand where their sliders do. */
static MercerMatrix
places (const KdeRun *run, const MercerKde *kde, size_t every, size_t count[2])
{
  for (size_t a = 0; a < 2; a++)
    count[a] = a < run->n_along ? (run->m[a] - 1) / every + 1 : 1;
  MercerMatrix z = mercer_work_matrix (run->work, count[0] * count[1], kde->x.cols);
  for (size_t c = 0; c < kde->x.cols && z.data != NULL; c++)
    {
      bool whole = kde->x.cols == run->d; /* columns of the table; else the drawn ones */
      size_t axis = !whole ? c : c == run->along[0] ? 0 : run->n_along == 2 && c == run->along[1] ? 1 : 2;
      for (size_t k = 0; k < z.rows; k++)
        *mercer_matrix_at (z, k, c) = axis == 0   ? run->at[0][every * (k % count[0])]
                                      : axis == 1 ? run->at[1][every * (k / count[0])]
                                                  : mercer_recipe_position (run->recipe, run->names[c]);
    }
  return z;
}

/* From every so-many-th point to all of them, linearly; behind the last one the last. */
static void
fill_between (const KdeRun *run, const double *few, size_t every, const size_t count[2], double *f)
{
  for (size_t k = 0; k < run->cells; k++)
    {
      size_t place[2] = { k % run->m[0], k / run->m[0] }, below[2], next[2];
      double t[2];
      for (size_t a = 0; a < 2; a++)
        {
          below[a] = MIN (place[a] / every, count[a] - 1);
          next[a] = MIN (below[a] + 1, count[a] - 1);
          t[a] = (double) (place[a] - every * below[a]) / (double) every;
        }
      const double *low = few + below[1] * count[0], *high = few + next[1] * count[0];
      f[k] = (1 - t[1]) * ((1 - t[0]) * low[below[0]] + t[0] * low[next[0]])
             + t[1] * ((1 - t[0]) * high[below[0]] + t[0] * high[next[0]]);
    }
}

/* A picture of a balloon estimate holds the mass 1: its tails may hold any. A cut is left as it is. */
static void
normalise (const KdeRun *run, KdeGroup *group)
{
  double mass = run->d > run->n_along ? 1 : mercer_kde_mass (run->n_along, run->m, run->step, group->f);
  group->divisor = mass > 0 ? mass : 1;
  for (size_t k = 0; k < run->cells; k++)
    group->f[k] /= group->divisor;
}

static MercerStatus
balloon_by (KdeRun *run, KdeGroup *group, const MercerKde *kde, size_t every)
{
  MercerBalloon balloon;
  size_t count[2];
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix z = places (run, kde, every, count);
  double *few = every > 1 ? mercer_work_doubles (run->work, z.rows) : group->f;
  if (z.data == NULL || few == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kde_balloon_init (&balloon, kde, share_of (run, group), run->work);
  if (status == MERCER_OK)
    status = mercer_kde_balloon_at (&balloon, kde, z, few, NULL, run->work);
  if (status == MERCER_BAD_INPUT) /* every point has as many on itself: no distance says anything */
    {
      run->no_reach = true;
      status = mercer_kde_at (kde, z, few, run->work);
    }
  if (status != MERCER_OK)
    return status;
  if (every > 1)
    fill_between (run, few, every, count, group->f);
  mercer_work_release (run->work, mark);
  normalise (run, group);
  return MERCER_OK;
}

MercerStatus
kde_balloon_on_lattice (KdeRun *run, KdeGroup *group, const MercerKde *whole)
{
  return balloon_by (run, group, whole, 1);
}

MercerStatus
kde_balloon_at (KdeRun *run, KdeGroup *group, const MercerKde *whole)
{
  MercerBalloon balloon;
  MercerStatus status = mercer_kde_balloon_init (&balloon, whole, share_of (run, group), run->work);
  if (status == MERCER_BAD_INPUT)
    return mercer_kde_at (whole, run->points, group->at, run->work);
  if (status == MERCER_OK)
    status = mercer_kde_balloon_at (&balloon, whole, run->points, group->at, NULL, run->work);
  for (size_t i = 0; i < run->points.rows && status == MERCER_OK; i++)
    group->at[i] /= group->divisor;
  return status;
}

/* How many cells a side of the lattice one point stands for. */
static size_t
cells_of_points (const KdeRun *run)
{
  if (run->values->adaptive == KDE_FIXED || run->n_along == 1)
    return 1;
  return run->values->adaptive == KDE_BALLOON ? MAX (run->coarse, 4) : run->coarse;
}

/* Every so-many-th point of the lattice at which a balloon estimate is made. */
static size_t
stride_of (size_t every)
{
  return every > 4 ? every : (every + 1) / 2;
}

double
kde_error_of_bins (const KdeRun *run)
{
  /* of second order in the cell; what is interpolated between places has its second differences where the lines meet */
  double every = (double) cells_of_points (run);
  return every * every / (run->values->adaptive == KDE_BALLOON ? (double) stride_of (cells_of_points (run)) : 1);
}

/* --- Either, from bins ---------------------------------------------------------------------------------------- */

MercerStatus
kde_adaptive_of_bins (KdeRun *run, KdeGroup *group)
{
  MercerKde kde;
  MercerMark mark = mercer_work_mark (run->work);
  bool balloon = run->values->adaptive == KDE_BALLOON;
  size_t every = cells_of_points (run);
  MercerStatus status = points_of_bins (run, group, every, &kde);
  if (status == MERCER_OK)
    status = balloon ? balloon_by (run, group, &kde, stride_of (every)) : abramson_of_bins (run, group, &kde);
  if (status == MERCER_OK)
    mercer_work_release (run->work, mark);
  return status;
}
