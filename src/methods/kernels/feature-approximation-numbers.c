/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
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

/* |a G - K| in both norms over |K|, G in its lower triangle. */
static void
measure (const FeaturesRun *run, MercerMatrix g, double a, double *frobenius, double *largest)
{
  double sum = 0, most = 0;
  for (size_t j = 0; j < run->n; j++)
    {
      const double *p = mercer_matrix_column (g, j), *q = mercer_matrix_column (run->k, j);
      double column = 0, diagonal = a * p[j] - q[j];
      for (size_t i = j + 1; i < run->n; i++)
        {
          double error = a * p[i] - q[i], size = fabs (error);
          column += error * error;
          most = size > most ? size : most;
        }
      sum += 2 * column + diagonal * diagonal;
      most = fmax (most, fabs (diagonal));
    }
  *frobenius = run->norm > 0 ? sqrt (sum) / run->norm : 0;
  *largest = run->largest > 0 ? most / run->largest : 0;
}

/* Columns that m features are, at most those there are. */
static size_t
columns_for (const FeatureDraw *draw, size_t m)
{
  return MIN (draw->per > 1 ? m - m % 2 : m / draw->each, draw->phi.cols);
}

/* What Phi Phi' of so many columns is to be multiplied with. */
static double
factor_of (const FeatureDraw *draw, size_t columns)
{
  return draw->average && columns > 0 ? draw->per / (double) columns : 1;
}

/* --- Errors ------------------------------------------------------------------------------------------------------ */

/* One draw: the products of its columns are added up step by step. errors: 2 x n_steps. */
static MercerStatus
trace_draw (FeaturesRun *run, FeatureKind kind, size_t repeat, double *errors)
{
  FeatureDraw draw;
  size_t done = 0;
  MercerMatrix g = mercer_work_matrix (run->work, run->n, run->n);
  if (g.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (g, 0);
  MercerStatus status = features_draw (run, kind, repeat, run->step[run->n_steps - 1], &draw);
  for (size_t s = 0; s < run->n_steps && status == MERCER_OK; s++)
    {
      size_t columns = columns_for (&draw, run->step[s]);
      bool landmarks = !draw.average;
      errors[2 * s] = errors[2 * s + 1] = NAN;
      if (columns == 0 || (landmarks && run->step[s] > run->n))
        continue;
      if (columns > done)
        status = mercer_syrk (false, 1, mercer_matrix_block (draw.phi, 0, done, run->n, columns - done), 1, g, run->work);
      done = columns;
      if (status == MERCER_OK && !mercer_work_wanted (run->work))
        status = MERCER_STOPPED;
      if (status == MERCER_OK)
        measure (run, g, factor_of (&draw, columns), &errors[2 * s], &errors[2 * s + 1]);
    }
  return status;
}

static int
compare_numbers (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

/* Quantile of sorted values, linear in between. */
static double
quantile (const double *sorted, size_t n, double p)
{
  double at = p * (double) (n - 1);
  size_t below = (size_t) at, above = MIN (below + 1, n - 1);
  return sorted[below] + (at - (double) below) * (sorted[above] - sorted[below]);
}

static void
summarise (FeaturesRun *run, FeatureErrors *to, const double *errors)
{
  size_t repeats = run->repeats;
  g_autofree double *values = g_new (double, repeats);
  for (size_t s = 0; s < run->n_steps; s++)
    for (size_t which = 0; which < 2; which++)
      {
        for (size_t r = 0; r < repeats; r++)
          values[r] = errors[which + 2 * (s + run->n_steps * r)];
        qsort (values, repeats, sizeof *values, compare_numbers);
        bool known = isfinite (values[0]) && isfinite (values[repeats - 1]);
        to->median[which][s] = known ? quantile (values, repeats, 0.5) : NAN;
        to->low[which][s] = known ? quantile (values, repeats, 0.1) : NAN;
        to->high[which][s] = known ? quantile (values, repeats, 0.9) : NAN;
      }
}

static MercerHash
key_of (const FeaturesRun *run, const char *what, double a, double b)
{
  MercerHash key = mercer_hash_start ("feature-approximation");
  mercer_hash_add_string (&key, what);
  mercer_hash_add_hash (&key, mercer_kernel_hash (run->kernel));
  mercer_hash_add_size (&key, (size_t) mercer_recipe_seed (run->recipe));
  mercer_hash_add_size (&key, run->repeats);
  mercer_hash_add_size (&key, run->most);
  mercer_hash_add_double (&key, a);
  mercer_hash_add_double (&key, b);
  mercer_hash_add_size (&key, run->n);
  mercer_hash_add (&key, run->x, run->n * run->d * sizeof (double));
  return key;
}

/* From the store, where a drag of the chosen number and a further tick find what is there already. */
static bool
recall (const FeaturesRun *run, MercerHash key, double *values, size_t count)
{
  MercerStoreItem *item = mercer_store_get (mercer_work_store (run->work), key);
  if (item == NULL)
    return false;
  memcpy (values, mercer_store_item_data (item), count * sizeof *values);
  mercer_store_release (item);
  return true;
}

static void
remember (const FeaturesRun *run, MercerHash key, const double *values, size_t count)
{
  double *copy = mercer_work_store (run->work) != NULL ? mercer_block_new (count * sizeof *copy) : NULL;
  if (copy == NULL)
    return;
  memcpy (copy, values, count * sizeof *copy);
  mercer_store_release (mercer_store_put (mercer_work_store (run->work), key, copy, count * sizeof *copy, mercer_block_free));
}

static MercerStatus
trace_kind (FeaturesRun *run, FeatureKind kind)
{
  size_t each = 2 * run->n_steps, count = each * run->repeats;
  MercerHash key = key_of (run, features_info[kind].id, kind == FEATURES_SIGMA_DELTA ? run->values->bits : 0,
                           kind == FEATURES_LEVERAGE ? run->values->ridge : 0);
  MercerMark mark = mercer_work_mark (run->work);
  double *errors = mercer_work_doubles (run->work, count);
  MercerStatus status = errors != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  bool known = status == MERCER_OK && recall (run, key, errors, count);
  for (size_t repeat = 0; repeat < run->repeats && status == MERCER_OK && !known; repeat++)
    {
      MercerMark inner = mercer_work_mark (run->work);
      status = trace_draw (run, kind, repeat, errors + each * repeat);
      mercer_work_release (run->work, inner);
    }
  if (status == MERCER_OK)
    {
      summarise (run, &run->errors[kind], errors);
      if (!known)
        remember (run, key, errors, count);
    }
  mercer_work_release (run->work, mark);
  return status;
}

/* --- What there is to reach -------------------------------------------------------------------------------------- */

/* Eckart and Young: what the eigenvalues after the m-th leave. */
static MercerStatus
trace_best (FeaturesRun *run)
{
  MercerHash key = key_of (run, "best", 0, 0);
  if (recall (run, key, run->best, run->n_steps))
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix copy = mercer_work_matrix (run->work, run->n, run->n);
  double *values = mercer_work_doubles (run->work, run->n);
  MercerStatus status = copy.data != NULL && values != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    {
      mercer_matrix_copy (run->k, copy);
      status = mercer_eigenvalues (copy, values, run->work);
    }
  for (size_t s = 0; s < run->n_steps && status == MERCER_OK; s++)
    {
      double sum = 0;
      for (size_t i = 0; i + run->step[s] < run->n; i++) /* ascending: the small ones first */
        sum += values[i] * values[i];
      run->best[s] = run->step[s] < run->n && run->norm > 0 ? sqrt (sum) / run->norm : NAN;
    }
  mercer_work_release (run->work, mark);
  if (status == MERCER_OK)
    remember (run, key, run->best, run->n_steps);
  return status;
}

/* --- What is shown ------------------------------------------------------------------------------------------------ */

static MercerStatus
imitate (FeaturesRun *run)
{
  FeatureDraw draw;
  MercerStatus status = features_draw (run, (FeatureKind) run->values->shown, 0, (size_t) run->values->features, &draw);
  if (status != MERCER_OK)
    return status;
  size_t columns = columns_for (&draw, (size_t) run->values->features);
  double factor = factor_of (&draw, columns);
  mercer_matrix_fill (run->imitation, 0);
  if (columns > 0)
    status = mercer_syrk (false, factor, mercer_matrix_block (draw.phi, 0, 0, run->n, columns), 0, run->imitation, run->work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_mirror_lower (run->imitation);
  measure (run, run->imitation, 1, &run->shown_error, &run->shown_largest);
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
  for (size_t s = 0; s < MOST_STEPS; s++)
    run->best[s] = run->expected[0][s] = run->expected[1][s] = NAN;
  for (FeatureKind kind = 0; kind < N_FEATURES && status == MERCER_OK; kind++)
    {
      run->errors[kind].wanted &= features_possible (run, kind);
      if (!run->errors[kind].wanted)
        continue;
      mercer_work_progress (run->work, 0.1 + 0.9 * kind / N_FEATURES, _(features_info[kind].title));
      landmarks |= features_info[kind].of == FEATURES_OF_LANDMARKS;
      status = trace_kind (run, kind);
    }
  if (status == MERCER_OK && landmarks)
    status = trace_best (run);
  if (status == MERCER_OK && run->errors[FEATURES_FOURIER].wanted)
    status = features_expect_fourier (run);
  if (status == MERCER_OK && run->errors[FEATURES_POSITIVE].wanted)
    status = features_expect_positive (run);
  return status;
}
