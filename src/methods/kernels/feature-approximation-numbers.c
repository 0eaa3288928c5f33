/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "linalg.h"
#include "seriation.h"

/* Of a draft: draws, features. */
enum { DRAFT_REPEATS = 2, DRAFT_FEATURES = 256, LEAST_FEATURES = 4 };

/* --- The rows -------------------------------------------------------------------------------------------------- */

typedef struct
{
  const double *x;
  size_t n, d, row;
} Place;

static int
compare_places (const void *a, const void *b)
{
  const Place *p = a, *q = b;
  for (size_t c = 0; c < p->d; c++)
    if (p->x[p->row + c * p->n] != q->x[q->row + c * q->n])
      return p->x[p->row + c * p->n] < q->x[q->row + c * q->n] ? -1 : 1;
  return (p->row > q->row) - (p->row < q->row);
}

/* Sorted by their coordinates, so that which rows become landmarks does not depend on how the table is sorted; evenly
 * taken ones stand for more than can be looked at. */
static void
arrange (FeaturesRun *run, size_t most)
{
  run->complete = run->n;
  size_t kept = MIN (run->n, most);
  g_autofree Place *places = g_new (Place, run->n + 1);
  double *x = g_new (double, kept *run->d + 1);
  for (size_t i = 0; i < run->n; i++)
    places[i] = (Place){ run->x, run->n, run->d, i };
  qsort (places, run->n, sizeof *places, compare_places);
  for (size_t c = 0; c < run->d; c++)
    for (size_t i = 0; i < kept; i++)
      x[i + c * kept] = run->x[places[i * run->n / kept].row + c * run->n];
  g_free (run->x);
  run->x = x;
  run->n = kept;
}

/* Of a kernel with positive features: points in units of its length scales, columns that it does not see left out; centred
 * where that changes no value, as the error grows with |x + z|. */
static MercerStatus
scale_points (FeaturesRun *run)
{
  g_autofree double *s = g_new (double, run->d);
  size_t seen = 0;
  if (!features_find_positive (run->kernel, run->names, run->d, &run->positive, s, &run->weight))
    return MERCER_OK;
  run->scaled = mercer_work_matrix (run->work, run->n, run->d);
  if (run->scaled.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->d; c++)
    {
      const double *from = mercer_matrix_column (run->points, c);
      double *to = mercer_matrix_column (run->scaled, seen), mean = 0;
      if (!(s[c] > 0))
        continue;
      for (size_t i = 0; i < run->n && run->positive == MERCER_POSITIVE_GAUSSIAN; i++)
        mean += from[i] / (double) run->n;
      for (size_t i = 0; i < run->n; i++)
        to[i] = s[c] * (from[i] - mean);
      seen++;
    }
  run->scaled.cols = seen;
  return MERCER_OK;
}

/* Steps by the square root of 2, even numbers. */
static void
choose_steps (FeaturesRun *run)
{
  for (double at = LEAST_FEATURES; run->n_steps < MOST_STEPS && at < 1.001 * (double) run->most; at *= G_SQRT2)
    run->step[run->n_steps++] = 2 * (size_t) lround (0.5 * at);
}

MercerStatus
features_run_open (FeaturesRun *run, MercerJob *job, const FeaturesValues *values, const MercerRecipe *recipe,
                   size_t most_rows, bool shorter)
{
  *run = (FeaturesRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values,
                        .names = mercer_recipe_role (recipe, "x"), .shown_error = NAN, .shown_largest = NAN };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (run->kernel == NULL)
    return MERCER_BAD_INPUT;
  run->d = g_strv_length ((char **) run->names);
  run->n = mercer_recipe_matrix (recipe, "x", NULL, &run->x, NULL, NULL);
  run->dropped = mercer_dataset_rows (mercer_recipe_dataset (recipe)) - run->n;
  arrange (run, most_rows);
  run->points = mercer_matrix (run->x, run->n, run->d);
  run->repeats = (size_t) (shorter ? MIN (values->repeats, DRAFT_REPEATS) : values->repeats);
  run->most = (size_t) (shorter ? MIN (values->most, DRAFT_FEATURES) : values->most);
  run->law = mercer_spectral_law_new (run->kernel, run->names, run->d, &run->why_no_law);
  choose_steps (run);
  for (FeatureKind kind = 0; kind < N_FEATURES; kind++)
    run->errors[kind].wanted = (values->compared[kind] || (int) kind == values->shown);
  return run->n > 0 ? scale_points (run) : MERCER_OK;
}

void
features_run_close (FeaturesRun *run)
{
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  g_clear_pointer (&run->law, mercer_spectral_law_free);
  g_clear_error (&run->why_no_law);
  g_free (run->x);
}

/* --- The matrix ------------------------------------------------------------------------------------------------- */

static MercerStatus
compute_matrix (FeaturesRun *run)
{
  double sum = 0;
  run->k = mercer_work_matrix (run->work, run->n, run->n);
  run->imitation = mercer_work_matrix (run->work, run->n, run->n);
  run->order = mercer_work_alloc (run->work, run->n, sizeof *run->order);
  if (run->k.data == NULL || run->imitation.data == NULL || run->order == NULL)
    return MERCER_OUT_OF_MEMORY;
  /* across, not Gram: White stands on the diagonal alone and is nothing that features could learn */
  MercerStatus status = mercer_kernel_cross (run->kernel, run->points, run->points, run->k, run->work);
  if (status == MERCER_OK && !mercer_matrix_is_finite (run->k))
    status = MERCER_DIVERGED;
  if (status != MERCER_OK)
    return status;
  for (size_t j = 0; j < run->n; j++)
    for (size_t i = 0; i < run->n; i++)
      {
        double value = *mercer_matrix_at (run->k, i, j);
        sum += value * value;
        run->largest = fmax (run->largest, fabs (value));
      }
  run->norm = sqrt (sum);
  return mercer_gram_order_clusters (run->k, run->order, NULL, run->work);
}

/* --- What is shown ------------------------------------------------------------------------------------------------ */

static MercerStatus
imitate (FeaturesRun *run)
{
  FeatureDraw draw;
  MercerStatus status = features_draw (run, (FeatureKind) run->values->shown, 0, (size_t) run->values->features, &draw);
  if (status != MERCER_OK)
    return status;
  size_t columns = features_columns (&draw, (size_t) run->values->features);
  double factor = features_factor (&draw, columns);
  mercer_matrix_fill (run->imitation, 0);
  if (columns > 0)
    status = mercer_syrk (false, factor, mercer_matrix_block (draw.phi, 0, 0, run->n, columns), 0, run->imitation, run->work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_mirror_lower (run->imitation);
  features_measure (run, run->imitation, 1, &run->shown_error, &run->shown_largest);
  run->shown_features = columns * draw.each;
  return MERCER_OK;
}

MercerStatus
features_run_compute (FeaturesRun *run)
{
  bool landmarks = false;
  if (run->n == 0)
    return MERCER_OK;
  MercerStatus status = compute_matrix (run);
  if (status == MERCER_OK)
    status = imitate (run);
  run->gain[0] = run->gain[1] = NAN;
  for (size_t s = 0; s < MOST_STEPS; s++)
    run->best[s] = run->expected[0][s] = run->expected[1][s] = NAN;
  for (FeatureKind kind = 0; kind < N_FEATURES && status == MERCER_OK; kind++)
    {
      run->errors[kind].wanted &= features_possible (run, kind);
      if (!run->errors[kind].wanted)
        continue;
      mercer_work_progress (run->work, 0.1 + 0.9 * kind / N_FEATURES, _(features_info[kind].title));
      landmarks |= features_info[kind].of == FEATURES_OF_LANDMARKS;
      status = features_trace (run, kind);
    }
  if (status == MERCER_OK && landmarks)
    status = features_trace_best (run);
  if (status == MERCER_OK && run->errors[FEATURES_FOURIER].wanted)
    status = features_expect_fourier (run);
  if (status == MERCER_OK && run->errors[FEATURES_POSITIVE].wanted)
    status = features_expect_positive (run);
  if (status == MERCER_OK && (run->errors[FEATURES_POSITIVE_ORTHOGONAL].wanted || run->errors[FEATURES_SIMPLEX].wanted))
    status = features_expect_gain (run);
  return status;
}
