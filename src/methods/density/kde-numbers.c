/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>
#include <string.h>

/* What is exact at a glance: multiplications of the grid's product, exponentials with a full matrix, pairs of points. */
static const double most_by_nodes = 1.4e11, most_products = 1.4e10, most_exponentials = 4e8, most_pairs = 2.5e7;
/* And with widths by distance, each of which is looked for among all points. */
static const double most_distances = 1e8;

/* --- The estimate -------------------------------------------------------------------------------------- */

bool
kde_is_radial (const KdeValues *values, size_t d)
{
  return values->profile == KDE_RADIAL && values->shape != 0 && d > 1;
}

double
kde_given_sd (const KdeValues *values, size_t d)
{
  const MercerKdeShape *shape = &mercer_kde_shapes[values->shape];
  MercerKdeRadial radial;
  if (values->convention != KDE_IS_SUPPORT || !isfinite (shape->support))
    return 1;
  return (kde_is_radial (values, d) && mercer_kde_radial_init (&radial, shape, d) ? radial.sd : shape->sd) / shape->support;
}

/* The estimate in all columns. */
static MercerKde
whole_kde (const KdeRun *run, const KdeGroup *group)
{
  MercerKde kde = { .x = group->x, .weights = group->weights, .widths = group->widths, .full = run->full,
                    .radial = kde_is_radial (run->values, run->d) ? run->d : 0 };
  for (size_t c = 0; c < run->d; c++)
    {
      kde.axis[c] = kde_run_axis (run, c);
      kde.axis[c].bandwidth = group->h[c] * run->ratio[c];
    }
  for (int k = 0; run->full && k < 3; k++)
    kde.h[k] = group->matrix[k];
  return kde;
}

/* The estimate in the drawn columns: on a slice each point weighs what its kernel in the other columns says, or lies off it. */
static MercerStatus
drawn_kde (KdeRun *run, KdeGroup *group)
{
  MercerKde whole = whole_kde (run, group);
  group->kde = whole;
  group->kde.x.cols = run->n_along;
  for (size_t a = 0; a < run->n_along; a++)
    group->kde.axis[a] = whole.axis[run->along[a]];
  if (run->n_along == 2 && run->full && run->along[0] == 1)
    {
      group->kde.h[0] = whole.h[2];
      group->kde.h[2] = whole.h[0];
    }
  if (group->x.data == NULL)
    return MERCER_OK;
  size_t n = group->x.rows;
  MercerMatrix x = mercer_work_matrix (run->work, MAX (n, 1), run->n_along);
  double *weights = mercer_work_doubles (run->work, MAX (n, 1)), *off = NULL, scratch[4];
  if (whole.radial > run->n_along)
    off = mercer_work_doubles (run->work, MAX (n, 1));
  if (x.data == NULL || weights == NULL || (whole.radial > run->n_along && off == NULL))
    return MERCER_OUT_OF_MEMORY;
  for (size_t a = 0; a < run->n_along; a++)
    memcpy (mercer_matrix_column (x, a), mercer_matrix_column (group->x, run->along[a]), n * sizeof (double));
  memcpy (weights, group->weights, n * sizeof (double));
  if (off != NULL)
    memset (off, 0, n * sizeof (double));
  for (size_t c = 0; c < run->d; c++)
    {
      if (c == run->along[0] || (run->n_along == 2 && c == run->along[1]))
        continue;
      double at = mercer_recipe_position (run->recipe, run->names[c]), k;
      for (size_t i = 0; i < n; i++)
        {
          double away = (at - *mercer_matrix_at (group->x, i, c)) / whole.axis[c].bandwidth;
          if (off != NULL)
            {
              off[i] += away * away;
              weights[i] /= whole.axis[c].bandwidth;
              continue;
            }
          mercer_kde_factor (&whole.axis[c], 1, &at, 1, mercer_matrix_at (group->x, i, c), NULL, mercer_matrix (&k, 1, 1), NULL,
                             scratch);
          weights[i] *= k;
        }
    }
  x.rows = n;
  group->kde.x = x;
  group->kde.weights = weights;
  group->kde.off = off;
  return MERCER_OK;
}

/* What linear boundary kernels make is divided by its integral, of all columns also where a cut is drawn. */
static MercerStatus
finish (KdeRun *run, KdeGroup *group, const MercerBins *bins)
{
  MercerKde whole = bins != NULL ? group->kde : whole_kde (run, group);
  if (run->values->adaptive == KDE_BALLOON) /* which has its own */
    return MERCER_OK;
  MercerStatus status = mercer_kde_integral (&whole, bins, &group->divisor, run->work);
  if (status == MERCER_OK)
    mercer_kde_finish (&whole, group->divisor, run->cells, group->f);
  return status;
}

/* What the pictures need beside f. */
static MercerStatus
sum_up (KdeRun *run, KdeGroup *group)
{
  double mass = mercer_kde_mass (run->n_along, run->m, run->step, group->f);
  double scale = run->d > run->n_along ? mass : 1;
  double masses[KDE_LEVELS];
  run->inside = MIN (run->inside, run->d > run->n_along ? 1 : mass);
  for (size_t k = 0; k < run->n_masses; k++)
    masses[k] = run->masses[k] * scale;
  if (run->n_along == 2 && run->values->mass.n > 0 && run->n_groups == 1 && mercer_job_is_live (run->job))
    {
      if (group->enclosed == NULL)
        group->enclosed = mercer_work_doubles (run->work, run->cells);
      MercerStatus status = group->enclosed != NULL
                                ? mercer_kde_enclosed (2, run->m, run->step, group->f, group->enclosed, run->work)
                                : MERCER_OUT_OF_MEMORY;
      if (status != MERCER_OK)
        return status;
      for (size_t k = 0; k < run->cells && scale < 1; k++)
        group->enclosed[k] /= scale;
    }
  return mercer_kde_levels (run->n_along, run->m, run->step, group->f, run->n_masses, masses, group->levels, run->work);
}

static MercerStatus
allocate (KdeRun *run, KdeGroup *group)
{
  if (group->f == NULL)
    group->f = mercer_work_doubles (run->work, run->cells);
  return group->f != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

/* --- Over the lattice ---------------------------------------------------------------------------------- */

static MercerStatus
find_widths (KdeRun *run, KdeGroup *group)
{
  MercerKde pilot = whole_kde (run, group);
  return kde_find_widths (run, group, &pilot);
}

static MercerStatus
fixed_of_bins (KdeRun *run, KdeGroup *group)
{
  return group->kde.full || group->kde.radial > 0
             ? mercer_kde_binned_full (&group->kde, group->bins, group->f, run->work)
                   : mercer_kde_binned (&group->kde, group->bins, run->m, (const double *const *) run->at, group->f, run->work);
}

MercerStatus
kde_run_binned (KdeRun *run)
{
  run->error = 0;
  run->inside = 1;
  for (size_t g = 0; g < run->n_groups; g++)
    {
      KdeGroup *group = &run->group[g];
      MercerStatus status = allocate (run, group);
      if (status == MERCER_OK)
        status = drawn_kde (run, group);
      if (status == MERCER_OK)
        status = (run->values->adaptive == KDE_FIXED ? fixed_of_bins : kde_adaptive_of_bins) (run, group);
      if (status == MERCER_OK)
        status = finish (run, group, group->bins);
      if (status != MERCER_OK)
        return status;
      double peak = 0;
      for (size_t k = 0; k < run->cells; k++)
        peak = MAX (peak, group->f[k]);
      if (peak > 0)
        run->error = MAX (run->error, mercer_kde_binning_error (run->n_along, run->m, group->f) / peak);
      status = sum_up (run, group);
      if (status != MERCER_OK)
        return status;
    }
  return MERCER_OK;
}

bool
kde_run_can_be_exact (const KdeRun *run)
{
  /* slices are made of the points alone */
  double cost = (double) run->n * (double) run->cells;
  /* Gaussians of one width go by nodes, whose number does not grow with the points */
  bool nodes = run->values->shape == 0 && run->values->adaptive == KDE_FIXED && !run->full;
  bool one_by_one = run->full || kde_is_radial (run->values, run->d);
  /* a cut, and transformed values, have no bins that a balloon could be made of */
  if (run->values->adaptive == KDE_BALLOON)
    return cost <= most_distances || run->d > run->n_along || mercer_kde_edge_transforms ((MercerEdge) run->values->boundary);
  return run->d > run->n_along || cost <= (one_by_one ? most_exponentials : nodes ? most_by_nodes : most_products);
}

MercerStatus
kde_run_exact (KdeRun *run)
{
  MercerStatus status = kde_run_gather (run);
  run->exact = true;
  run->inside = 1;
  for (size_t g = 0; g < run->n_groups && status == MERCER_OK; g++)
    {
      KdeGroup *group = &run->group[g];
      status = allocate (run, group);
      if (status == MERCER_OK)
        status = find_widths (run, group);
      if (status == MERCER_OK)
        status = drawn_kde (run, group);
      MercerKde whole = whole_kde (run, group);
      if (status == MERCER_OK)
        status = run->values->adaptive == KDE_BALLOON
                     ? kde_balloon_on_lattice (run, group, &whole)
                     : mercer_kde_grid (&group->kde, run->m, (const double *const *) run->at, group->f, run->work);
      if (status == MERCER_OK)
        status = finish (run, group, NULL);
      if (status == MERCER_OK)
        status = sum_up (run, group);
    }
  return status;
}

/* --- Likelihood ---------------------------------------------------------------------------------------- */

/* The kernel at its own centre, over all columns. */
static double
own_kernel (const KdeRun *run, const MercerKde *kde)
{
  double zero = 0, k, product = 1;
  MercerKdeRadial radial;
  if (kde->radial > 0 && mercer_kde_radial_init (&radial, kde->axis[0].shape, kde->radial))
    {
      mercer_kde_radial_values (&radial, 1, &zero, &product);
      product *= pow (radial.sd, (double) kde->radial);
      for (size_t c = 0; c < run->d && !run->full; c++)
        product /= kde->axis[c].bandwidth;
    }
  for (size_t c = 0; c < run->d && kde->radial == 0; c++)
    {
      const MercerKdeShape *shape = kde->axis[c].shape;
      shape->values (1, &zero, &k);
      product *= k * shape->sd / (run->full ? 1 : kde->axis[c].bandwidth);
    }
  return run->full ? product / sqrt (kde->h[0] * kde->h[2] - kde->h[1] * kde->h[1]) : product;
}

/* Weighted means times n, over all groups: each point is judged by the density of its own group. */
MercerStatus
kde_run_likelihood (KdeRun *run)
{
  double pairs = 0, sum = 0, left_out = 0;
  for (size_t g = 0; g < run->n_groups; g++)
    pairs += (double) run->group[g].n * (double) run->group[g].n;
  if (pairs * (double) run->d > most_pairs || run->values->boundary == MERCER_EDGE_RENORMALISED
      || run->values->adaptive == KDE_BALLOON)
    return MERCER_OK;
  MercerStatus status = kde_run_gather (run);
  for (size_t g = 0; g < run->n_groups && status == MERCER_OK; g++)
    {
      KdeGroup *group = &run->group[g];
      status = find_widths (run, group);
      MercerKde kde = whole_kde (run, group);
      size_t n = group->x.rows;
      double *f = mercer_work_doubles (run->work, MAX (n, 1)), own = own_kernel (run, &kde);
      if (f == NULL)
        return MERCER_OUT_OF_MEMORY;
      if (status == MERCER_OK)
        status = mercer_kde_at (&kde, group->x, f, run->work);
      for (size_t i = 0; i < n && status == MERCER_OK; i++)
        {
          double w = group->weights[i];
          sum += w * (double) n * log (f[i]);
          left_out += w * (double) n * log ((f[i] - w * own) / (1 - w));
        }
    }
  run->likelihood = sum;
  run->left_out = run->values->boundary == MERCER_EDGE_NONE && run->values->adaptive == KDE_FIXED ? left_out : NAN;
  return status;
}

/* --- At the points asked for ------------------------------------------------------------------------------ */

MercerStatus
kde_run_at (KdeRun *run)
{
  MercerDataset *at = mercer_recipe_at (run->recipe);
  if (at == NULL)
    return MERCER_OK;
  size_t m = mercer_dataset_rows (at);
  run->points = mercer_work_matrix (run->work, MAX (m, 1), run->d);
  if (run->points.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  run->points.rows = m;
  for (size_t c = 0; c < run->d && m > 0; c++)
    memcpy (mercer_matrix_column (run->points, c),
            mercer_dataset_column (at, (size_t) mercer_dataset_find (at, run->names[c]))->values, m * sizeof (double));
  MercerStatus status = kde_run_gather (run);
  for (size_t g = 0; g < run->n_groups && status == MERCER_OK; g++)
    {
      KdeGroup *group = &run->group[g];
      status = find_widths (run, group);
      MercerKde kde = whole_kde (run, group);
      group->at = mercer_work_doubles (run->work, MAX (m, 1));
      if (status == MERCER_OK && group->at == NULL)
        status = MERCER_OUT_OF_MEMORY;
      if (status == MERCER_OK)
        status = run->values->adaptive == KDE_BALLOON ? kde_balloon_at (run, group, &kde)
                                                      : mercer_kde_at (&kde, run->points, group->at, run->work);
      bool unfinished = run->values->boundary == MERCER_EDGE_RENORMALISED && run->values->adaptive != KDE_BALLOON; /* has its own */
      for (size_t i = 0; i < m && status == MERCER_OK && unfinished; i++)
        group->at[i] = MAX (group->at[i], 0) / group->divisor;
    }
  return status;
}
