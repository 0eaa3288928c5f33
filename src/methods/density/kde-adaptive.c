/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>
#include <string.h>

/* Widths that a sum from bins tells apart: for a first figure, and for the last one. */
enum { FEW_WIDTHS = 10, MANY_WIDTHS = 24 };
static const double widest = 8;

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

/* The points of the lattice that hold mass are the points. */
static MercerStatus
abramson_of_bins (KdeRun *run, KdeGroup *group)
{
  MercerKde kde = group->kde;
  MercerMark mark = mercer_work_mark (run->work);
  kde.x = mercer_work_matrix (run->work, run->cells, run->n_along);
  double *weights = mercer_work_doubles (run->work, run->cells), *widths = mercer_work_doubles (run->work, run->cells);
  if (kde.x.data == NULL || weights == NULL || widths == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_kde_points_of_bins (&kde, group->bins, &kde.x, weights);
  kde.weights = weights;
  kde.widths = NULL;
  MercerStatus status = mercer_kde_abramson (&kde, widths, run->work);
  kde.widths = widths;
  if (status == MERCER_OK)
    status = mercer_kde_grid (&kde, run->m, (const double *const *) run->at, group->f, run->work);
  mercer_work_release (run->work, mark);
  return status;
}

/* --- Balloon ---------------------------------------------------------------------------------------------- */

/* The share of the points that reach as far as the k-th nearest: k as given, or the root of n; a point is the first of its own. */
static double
share_of (const KdeRun *run, const KdeGroup *group)
{
  double n = (double) MAX (group->n, 1), k = run->values->neighbours > 0 ? run->values->neighbours : MAX (2, round (sqrt (n)));
  return MIN (k, n) / n;
}

/* The lattice's points as places; columns that are not drawn stand where their sliders do. */
static MercerMatrix
places (const KdeRun *run)
{
  MercerMatrix z = mercer_work_matrix (run->work, run->cells, run->d);
  for (size_t c = 0; c < run->d && z.data != NULL; c++)
    for (size_t k = 0; k < run->cells; k++)
      *mercer_matrix_at (z, k, c) = c == run->along[0]                        ? run->at[0][k % run->m[0]]
                                    : run->n_along == 2 && c == run->along[1] ? run->at[1][k / run->m[0]]
                                                                              : mercer_recipe_position (run->recipe, run->names[c]);
  return z;
}

/* A balloon estimate is divided by its integral: over the picture, and what is known of it beyond. A cut is left as it is. */
static void
normalise (const KdeRun *run, KdeGroup *group, double beyond)
{
  double mass = run->d > run->n_along ? 1 : beyond + mercer_kde_mass (run->n_along, run->m, run->step, group->f);
  group->divisor = mass > 0 ? mass : 1;
  for (size_t k = 0; k < run->cells; k++)
    group->f[k] /= group->divisor;
}

MercerStatus
kde_balloon_on_lattice (KdeRun *run, KdeGroup *group, const MercerKde *whole)
{
  MercerBalloon balloon;
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix z = places (run);
  if (z.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  double beyond = 0;
  MercerStatus status = mercer_kde_balloon_init (&balloon, whole, share_of (run, group), run->work);
  if (status == MERCER_OK)
    status = mercer_kde_balloon_at (&balloon, whole, z, group->f, NULL, run->work);
  if (status == MERCER_OK && run->d == 1)
    status = mercer_kde_balloon_beyond (&balloon, whole, run->low[0], run->high[0], &beyond, run->work);
  if (status == MERCER_BAD_INPUT) /* every point has as many on itself: no distance says anything */
    {
      run->no_reach = true;
      status = mercer_kde_at (whole, z, group->f, run->work);
    }
  if (status != MERCER_OK)
    return status;
  mercer_work_release (run->work, mark);
  normalise (run, group, beyond);
  return MERCER_OK;
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

/* --- Either, from bins ---------------------------------------------------------------------------------------- */

static MercerStatus
fixed_of_bins (const KdeRun *run, const MercerKde *kde, const MercerBins *bins, double *f)
{
  return kde->full || kde->radial > 0 ? mercer_kde_binned_full (kde, bins, f, run->work)
                                      : mercer_kde_binned (kde, bins, run->m, (const double *const *) run->at, f, run->work);
}

/* log of the widths over the lattice, by the density that one width gives: Abramson's (g / f)^1/2, and for a balloon (g / f)^1/d, which
 * is how the distance to the k-th nearest of many points goes, whatever k is. range: of those that count. */
static void
log_widths (const KdeRun *run, const MercerBins *bins, const double *pilot, double *out, double range[2])
{
  bool balloon = run->values->adaptive == KDE_BALLOON;
  double power = balloon ? 1 / (double) run->n_along : 0.5, mean = 0, total = 0, most = log (widest);
  for (size_t k = 0; k < run->cells; k++)
    if (bins->mass[k] > 0 && pilot[k] > 0)
      {
        mean += bins->mass[k] * log (pilot[k]);
        total += bins->mass[k];
      }
  mean = total > 0 ? mean / total : 0;
  range[0] = most;
  range[1] = -most;
  for (size_t k = 0; k < run->cells; k++)
    {
      double width = pilot[k] > 0 ? power * (mean - log (pilot[k])) : most;
      out[k] = CLAMP (width, -most, most);
      if (balloon || bins->mass[k] > 0)
        {
          range[0] = MIN (range[0], out[k]);
          range[1] = MAX (range[1], out[k]);
        }
    }
}

/* What a balloon estimate of the lattice's points has beyond the picture. */
static MercerStatus
beyond_of_bins (KdeRun *run, const KdeGroup *group, double *beyond)
{
  MercerBalloon balloon;
  MercerKde kde = group->kde;
  MercerMark mark = mercer_work_mark (run->work);
  kde.x = mercer_work_matrix (run->work, run->cells, 1);
  double *weights = mercer_work_doubles (run->work, run->cells);
  if (kde.x.data == NULL || weights == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_kde_points_of_bins (&kde, group->bins, &kde.x, weights);
  kde.weights = weights;
  MercerStatus status = mercer_kde_balloon_init (&balloon, &kde, share_of (run, group), run->work);
  if (status == MERCER_OK)
    status = mercer_kde_balloon_beyond (&balloon, &kde, run->low[0], run->high[0], beyond, run->work);
  mercer_work_release (run->work, mark);
  return status == MERCER_BAD_INPUT ? MERCER_OK : status; /* all points upon each other: nothing is known */
}

/* A row of fixed widths, each of which the lattice sums at once; what has a width between two of them is shared out to both, linearly
 * in the logarithm: Abramson's points by their mass, a balloon's places by what they take. */
static MercerStatus
ladder_of_bins (KdeRun *run, KdeGroup *group, size_t rungs)
{
  MercerBins part = *group->bins;
  bool balloon = run->values->adaptive == KDE_BALLOON;
  MercerMark mark = mercer_work_mark (run->work);
  double *width = mercer_work_doubles (run->work, run->cells), *f = mercer_work_doubles (run->work, run->cells), range[2];
  double *mass = mercer_work_doubles (run->work, run->cells);
  if (width == NULL || f == NULL || mass == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = fixed_of_bins (run, &group->kde, group->bins, f);
  log_widths (run, group->bins, f, width, range);
  double gap = MAX (range[1] - range[0], 1e-6) / (double) (rungs - 1);
  memset (group->f, 0, run->cells * sizeof (double));
  for (size_t l = 0; l < rungs && status == MERCER_OK; l++)
    {
      double at = range[0] + (double) l * gap, wider = exp (at);
      MercerKde kde = group->kde;
      for (size_t a = 0; a < run->n_along; a++)
        kde.axis[a].bandwidth *= wider;
      for (int k = 0; k < 3; k++)
        kde.h[k] *= wider * wider;
      part.mass = balloon ? group->bins->mass : mass;
      for (size_t k = 0; k < run->cells && !balloon; k++)
        mass[k] = group->bins->mass[k] * MAX (1 - fabs (width[k] - at) / gap, 0);
      status = fixed_of_bins (run, &kde, &part, f);
      for (size_t k = 0; k < run->cells && status == MERCER_OK; k++)
        group->f[k] += f[k] * (balloon ? MAX (1 - fabs (width[k] - at) / gap, 0) : 1);
    }
  if (status != MERCER_OK)
    return status;
  mercer_work_release (run->work, mark);
  double beyond = 0;
  if (balloon && run->d == 1)
    status = beyond_of_bins (run, group, &beyond);
  if (balloon && status == MERCER_OK)
    normalise (run, group, beyond);
  return status;
}

MercerStatus
kde_adaptive_of_bins (KdeRun *run, KdeGroup *group)
{
  /* the lattice of transformed values is another one */
  bool moved = mercer_kde_edge_transforms ((MercerEdge) run->values->boundary), balloon = run->values->adaptive == KDE_BALLOON;
  bool same = run->cells == group->bins->count[0] * group->bins->count[1] && !moved;
  bool one_by_one = group->kde.full || group->kde.radial > 0; /* which a sum over the lattice's points would take too long with */
  if (same && (balloon || run->quick || one_by_one))
    return ladder_of_bins (run, group, run->quick ? FEW_WIDTHS : MANY_WIDTHS);
  return abramson_of_bins (run, group);
}
