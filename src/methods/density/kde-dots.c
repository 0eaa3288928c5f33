/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>

/* The rows that are shown as dots, to point at: all, or where there are too many for that so few of them that they do not hide the density.
 * Kept, since to reach for some rows among millions takes as long as a drag's own sums. */

enum { ALL_ON_LINE = 2000, ALL_IN_PLANE = 5000, SOME_ON_LINE = 300, SOME_IN_PLANE = 1000 };

static void
free_dots (void *data)
{
  g_free (((KdeDots *) data)->row);
  g_free (data);
}

static KdeDots *
choose_dots (const KdeRun *run, const KdeGroup *group)
{
  size_t rows = group->rows.n, all = run->n_along == 1 ? ALL_ON_LINE : ALL_IN_PLANE, some = run->n_along == 1 ? SOME_ON_LINE : SOME_IN_PLANE;
  KdeDots *dots = g_new0 (KdeDots, 1);
  double weight;
  dots->every = rows > all ? (rows + some - 1) / some : 1;
  dots->row = g_new (size_t, rows / dots->every + 1);
  for (size_t i = 0; i < rows; i += dots->every)
    if (kde_row_is_complete (run, group, i, &weight))
      dots->row[dots->n++] = i;
  return dots;
}

void
kde_run_dots (KdeRun *run)
{
  MercerStore *store = mercer_work_store (run->work);
  for (size_t g = 0; g < run->n_groups; g++)
    {
      KdeGroup *group = &run->group[g];
      if (group->dots != NULL)
        continue;
      MercerHash key = mercer_hash_start ("kde-dots");
      for (size_t c = 0; c < run->d; c++)
        mercer_hash_add_hash (&key, run->column[c]->hash);
      mercer_hash_add_size (&key, run->n_along);
      if (run->weight != NULL)
        mercer_hash_add_hash (&key, run->weight->hash);
      if (run->group_column != NULL)
        {
          mercer_hash_add_hash (&key, run->group_column->hash);
          mercer_hash_add_size (&key, (size_t) group->rows.group);
        }
      group->dots_item = mercer_store_get (store, key);
      if (group->dots_item == NULL)
        {
          KdeDots *dots = choose_dots (run, group);
          group->dots_item = mercer_store_put (store, key, dots, sizeof *dots + (dots->n + 1) * sizeof (size_t), free_dots);
        }
      group->dots = mercer_store_item_data (group->dots_item);
    }
}

void
kde_dots_places (const KdeRun *run, const KdeGroup *group, size_t a, double *x, uint64_t *ids)
{
  const MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  const double *values = run->column[run->along[a]]->values;
  for (size_t k = 0; k < group->dots->n; k++)
    {
      x[k] = values[group->dots->row[k]];
      if (ids != NULL)
        ids[k] = mercer_dataset_row_id (dataset, group->dots->row[k]);
    }
}

/* --- What a row has to itself -------------------------------------------------------------------------------------- */

/* The weight of each row shown, of all; its width beside the others, or NULL where all are the same; false: not known. */
static bool
weigh (const KdeRun *run, const KdeGroup *group, double *weight, double *width)
{
  for (size_t k = 0; k < group->dots->n; k++)
    {
      weight[k] = (run->weight != NULL ? run->weight->values[group->dots->row[k]] : 1) / group->bins->total;
      width[k] = group->kde.widths != NULL && group->dots->n == group->kde.x.rows ? group->kde.widths[k] : 1;
    }
  /* a balloon's widths belong to places; others are of all rows; bounds bend kernels */
  return run->values->adaptive != KDE_BALLOON && run->values->boundary == MERCER_EDGE_NONE && run->d == run->n_along
         && (group->kde.widths == NULL || group->dots->n == group->kde.x.rows);
}

double
kde_bump_times (const KdeRun *run, const KdeGroup *group, double peak)
{
  static const double seen = 0.05; /* of the peak */
  const MercerKdeShape *shape = &mercer_kde_shapes[run->values->shape];
  double zero = 0, k, times = 1;
  shape->values (1, &zero, &k);
  double top = k * shape->sd / (group->h[run->along[0]] * mercer_bins_effective_n (group->bins));
  while (top > 0 && times * top < seen * peak)
    times *= 10;
  return times;
}

void
kde_bump_on_line (const KdeRun *run, MercerFigureBuilder *b, int panel, const KdeGroup *group, double times)
{
  enum { POINTS = 129 };
  static const double farthest = 5; /* in standard deviations: where a kernel without an end is drawn to */
  const MercerKdeShape *shape = &mercer_kde_shapes[run->values->shape];
  size_t n = group->dots->n;
  double u[POINTS], dx[POINTS], dy[POINTS], h = group->h[run->along[0]], reach = MIN (shape->reach, farthest * shape->sd);
  g_autofree double *weight = g_new (double, n), *width = g_new (double, n);
  if (!weigh (run, group, weight, width))
    return;
  for (size_t k = 0; k < POINTS; k++)
    {
      u[k] = reach * (2 * (double) k / (POINTS - 1) - 1);
      dx[k] = u[k] * h / shape->sd;
    }
  shape->values (POINTS, u, dy);
  for (size_t k = 0; k < POINTS; k++)
    dy[k] *= times * shape->sd / h;
  for (size_t i = 0; i < n; i++)
    weight[i] /= width[i];
  mercer_figure_points_bump (b, panel, POINTS, dx, dy, width, weight, false);
}

void
kde_bump_in_plane (const KdeRun *run, MercerFigureBuilder *b, int panel, const KdeGroup *group)
{
  enum { POINTS = 65 };
  size_t n = group->dots->n;
  double dx[POINTS], dy[POINTS], h[3] = { group->kde.h[0], group->kde.h[1], group->kde.h[2] };
  g_autofree double *weight = g_new (double, n), *width = g_new (double, n);
  if (!weigh (run, group, weight, width))
    return;
  if (!run->full)
    for (size_t a = 0; a < 2; a++)
      {
        h[1] = 0;
        h[2 * a] = group->h[run->along[a]] * group->h[run->along[a]];
      }
  double l0 = sqrt (h[0]), l1 = h[1] / l0, l2 = sqrt (MAX (h[2] - l1 * l1, 0));
  for (size_t k = 0; k < POINTS; k++)
    {
      double angle = 2 * G_PI * (double) k / (POINTS - 1);
      dx[k] = l0 * cos (angle);
      dy[k] = l1 * cos (angle) + l2 * sin (angle);
    }
  mercer_figure_points_bump (b, panel, POINTS, dx, dy, width, width, true);
}
