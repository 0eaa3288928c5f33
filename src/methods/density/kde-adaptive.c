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

/* The lattice's own mass is that of the picture, unless it is a cut, or uneven in what the kernels stand on. */
static bool
lattice_tells (const KdeRun *run)
{
  return run->d == run->n_along && !mercer_kde_edge_transforms ((MercerEdge) run->values->boundary);
}

/* A balloon estimate is divided by its integral: that over the picture and beyond, or all of it where the picture does not tell. */
static MercerStatus
normalise (const KdeRun *run, KdeGroup *group, const MercerBalloon *balloon, const MercerKde *kde, size_t coarser)
{
  bool tells = lattice_tells (run);
  double mass = 0, inside = tells ? mercer_kde_mass (run->n_along, run->m, run->step, group->f) : 0;
  MercerStatus status
      = mercer_kde_balloon_mass (balloon, kde, tells ? run->low : NULL, tells ? run->high : NULL, coarser, &mass, run->work);
  group->divisor = mass + inside > 0 ? mass + inside : 1;
  for (size_t k = 0; k < run->cells; k++)
    group->f[k] /= group->divisor;
  return status;
}

MercerStatus
kde_balloon_on_lattice (KdeRun *run, KdeGroup *group, const MercerKde *whole)
{
  MercerBalloon balloon;
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix z = places (run);
  if (z.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kde_balloon_init (&balloon, whole, share_of (run, group), run->work);
  if (status == MERCER_OK)
    status = mercer_kde_balloon_at (&balloon, whole, z, group->f, NULL, run->work);
  if (status == MERCER_OK)
    status = normalise (run, group, &balloon, whole, 1);
  else if (status == MERCER_BAD_INPUT) /* every point has as many on itself: no distance says anything */
    {
      run->no_reach = true;
      status = mercer_kde_at (whole, z, group->f, run->work);
    }
  mercer_work_release (run->work, mark);
  return status;
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

/* Points of the lattice that lie in one of COARSE x COARSE squares become one, where their mass is: from beyond the picture no more can be
 * told apart. */
static void
gather_squares (const KdeRun *run, MercerMatrix *x, double *weights)
{
  enum { COARSE = 32 };
  size_t n = 0;
  g_autofree double *sum = g_new0 (double, COARSE * COARSE * 3);
  for (size_t i = 0; i < x->rows; i++)
    {
      size_t square = 0;
      for (size_t a = 2; a-- > 0;)
        {
          double share = (*mercer_matrix_at (*x, i, a) - run->low[a]) / (run->high[a] - run->low[a]);
          square = square * COARSE + (size_t) CLAMP (share * COARSE, 0, COARSE - 1);
        }
      for (size_t a = 0; a < 2; a++)
        sum[3 * square + a] += weights[i] * *mercer_matrix_at (*x, i, a);
      sum[3 * square + 2] += weights[i];
    }
  for (size_t k = 0; k < COARSE * COARSE; k++)
    if (sum[3 * k + 2] > 0)
      {
        weights[n] = sum[3 * k + 2];
        for (size_t a = 0; a < 2; a++)
          *mercer_matrix_at (*x, n, a) = sum[3 * k + a] / weights[n];
        n++;
      }
  x->rows = n;
}

/* Divides a balloon estimate from bins by its integral; what lies beyond the picture is that of the lattice's points. */
static MercerStatus
normalise_bins (KdeRun *run, KdeGroup *group)
{
  MercerBalloon balloon;
  MercerKde kde = group->kde;
  MercerMark mark = mercer_work_mark (run->work);
  kde.x = mercer_work_matrix (run->work, run->cells, run->n_along);
  double *weights = mercer_work_doubles (run->work, run->cells);
  if (kde.x.data == NULL || weights == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_kde_points_of_bins (&kde, group->bins, &kde.x, weights);
  if (run->n_along == 2)
    gather_squares (run, &kde.x, weights);
  kde.weights = weights;
  MercerStatus status = mercer_kde_balloon_init (&balloon, &kde, share_of (run, group), run->work);
  if (status == MERCER_OK)
    status = normalise (run, group, &balloon, &kde, run->quick && run->n_along == 2 ? 4 : 1);
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
  return balloon ? normalise_bins (run, group) : MERCER_OK;
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
