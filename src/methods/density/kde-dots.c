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
