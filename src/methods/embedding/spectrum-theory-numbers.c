/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectrum-theory.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alignment.h"
#include "linalg.h"
#include "random.h"
#include "tracy-widom.h"

enum { STREAM_SHUFFLE = 0x73706563 };

/* --- The table ---------------------------------------------------------------------------------------------- */

static void
centre_columns (SpectrumRun *run)
{
  for (size_t c = 0; c < run->in.d; c++)
    {
      const double *from = mercer_matrix_column (run->in.x, c);
      double *to = mercer_matrix_column (run->z, c), mean = 0, spread = mercer_inputs_spread (&run->in, c);
      for (size_t i = 0; i < run->in.n; i++)
        mean += from[i] / (double) run->in.n;
      for (size_t i = 0; i < run->in.n; i++)
        to[i] = (from[i] - mean) / (run->values->standardize && spread > 0 ? spread : 1);
    }
}

MercerStatus
spectrum_run_open (SpectrumRun *run, MercerJob *job, const SpectrumValues *values, const MercerRecipe *recipe, size_t most_rows)
{
  *run = (SpectrumRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (!mercer_inputs_open (&run->in, recipe, NULL) || run->in.n < 3 || run->kernel == NULL)
    return MERCER_BAD_INPUT;
  mercer_inputs_thin (&run->in, most_rows);
  run->count = MIN (run->in.n - 1, run->in.d);
  run->z = mercer_work_matrix (run->work, run->in.n, run->in.d);
  run->eigen = mercer_work_doubles (run->work, run->count);
  run->expected = mercer_work_doubles (run->work, run->count);
  run->shuffle_middle = mercer_work_doubles (run->work, run->count);
  run->shuffle_high = mercer_work_doubles (run->work, run->count);
  if (run->z.data == NULL || run->eigen == NULL || run->expected == NULL || run->shuffle_middle == NULL
      || run->shuffle_high == NULL)
    return MERCER_OUT_OF_MEMORY;
  centre_columns (run);
  /* what takes means over rows takes them over these, not over the columns as they were */
  MercerKernel *among = mercer_kernel_with_reference (run->kernel, run->z, NULL);
  if (among != NULL)
    {
      mercer_kernel_unref (run->kernel);
      run->kernel = among;
    }
  return MERCER_OK;
}

void
spectrum_run_close (SpectrumRun *run)
{
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  mercer_inputs_close (&run->in);
}

/* --- Eigenvalues -------------------------------------------------------------------------------------------- */

bool
spectrum_is_linear (const MercerKernel *kernel)
{
  return mercer_kernel_kind (kernel) == MERCER_KERNEL_LEAF && g_str_equal (mercer_kernel_leaf_family (kernel)->id, "Linear");
}

bool
spectrum_run_is_linear (const SpectrumRun *run)
{
  return spectrum_is_linear (run->kernel);
}

static MercerStatus
build (const SpectrumRun *run, MercerMatrix z, MercerMatrix a)
{
  double scale = 1 / (double) (run->in.n - 1);
  if (a.rows == run->in.d && spectrum_run_is_linear (run))
    return mercer_syrk (true, scale, z, 0, a, run->work);
  MercerStatus status = mercer_kernel_gram (run->kernel, z, a, run->work);
  if (status == MERCER_OK)
    status = mercer_gram_centre (a, run->work);
  for (size_t j = 0; j < a.cols && status == MERCER_OK; j++)
    for (size_t i = j; i < a.rows; i++)
      *mercer_matrix_at (a, i, j) *= scale;
  return status == MERCER_OK && !mercer_matrix_lower_is_finite (a) ? MERCER_BAD_INPUT : status;
}

/* The largest eigenvalues of what the kernel makes of z into values (count), descending. trace may be NULL. */
static MercerStatus
eigenvalues (const SpectrumRun *run, MercerMatrix z, double *values, double *trace)
{
  size_t m = spectrum_run_is_linear (run) ? MIN (run->in.d, run->in.n) : run->in.n; /* the smaller of covariance and Gram */
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix a = mercer_work_matrix (run->work, m, m);
  double *all = mercer_work_doubles (run->work, m), sum = 0;
  MercerStatus status = a.data != NULL && all != NULL ? build (run, z, a) : MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < m && status == MERCER_OK; i++)
    sum += *mercer_matrix_at (a, i, i);
  if (status == MERCER_OK)
    status = mercer_eigenvalues (a, all, run->work);
  for (size_t k = 0; k < run->count && status == MERCER_OK; k++)
    values[k] = all[m - 1 - k];
  if (trace != NULL)
    *trace = sum;
  mercer_work_release (run->work, mark);
  return status;
}

/* --- Theory ------------------------------------------------------------------------------------------------- */

double
spectrum_run_scale (const SpectrumRun *run, double value)
{
  return run->theory.slope * value + run->theory.lift / (double) (run->in.n - 1);
}

bool
spectrum_run_has_few (const SpectrumRun *run)
{
  enum { FEW_COLUMNS = 10 };
  return run->count < FEW_COLUMNS;
}

bool
spectrum_run_asks_law (const SpectrumRun *run)
{
  return run->has_theory && !(spectrum_run_has_few (run) && run->shuffled > 0);
}

size_t
spectrum_run_standing (const SpectrumRun *run, size_t *most)
{
  bool law = spectrum_run_asks_law (run), shuffles = run->shuffled > 0;
  size_t by_law = law || !shuffles ? run->spikes : run->beyond, by_shuffles = shuffles ? run->beyond : by_law;
  if (most != NULL)
    *most = MAX (by_law, by_shuffles);
  return MIN (by_law, by_shuffles);
}

static void
open_theory (SpectrumRun *run)
{
  double squares = 0;
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < run->in.n; i++)
      squares += *mercer_matrix_at (run->z, i, c) * *mercer_matrix_at (run->z, i, c) / (double) (run->in.n - 1);
  run->has_theory = mercer_gram_theory (run->kernel, run->in.d, squares, 0, &run->theory);
  if (!run->has_theory)
    run->theory = (MercerGramTheory){ 1, 0 };
}

/* Of the level alone, and a long part of a picture: the store keeps it. */
static double
upper_point (SpectrumRun *run)
{
  MercerHash key = mercer_hash_start ("tracy-widom-upper");
  mercer_hash_add_double (&key, run->values->level);
  MercerStoreItem *item = mercer_store_get (mercer_work_store (run->work), key);
  if (item == NULL)
    {
      double *kept = g_new (double, 1);
      *kept = mercer_tracy_widom_upper (run->values->level);
      item = mercer_store_put (mercer_work_store (run->work), key, kept, sizeof *kept, g_free);
    }
  double reach = *(const double *) mercer_store_item_data (item);
  mercer_store_release (item);
  return reach;
}

/* Noise's variance is that of what does not stand out. */
static void
compare (SpectrumRun *run)
{
  double n = (double) run->in.n - 1, d = (double) run->in.d, variance = 0, trace = 0, centre, spread;
  g_autofree double *bare = g_new (double, run->count);
  for (size_t k = 0; k < run->count; k++)
    trace += bare[k] = MAX (run->eigen[k] - run->theory.lift / n, 0) / run->theory.slope;
  run->reach = upper_point (run);
  run->spikes = mercer_tracy_widom_spikes (bare, run->count, trace, n, d, run->reach, &variance, &run->statistic);
  run->p_value = isnan (run->statistic) ? NAN : mercer_tracy_widom_tail (run->statistic);
  double rest = MAX (d - (double) run->spikes, 1);
  run->law = mercer_marchenko_pastur (rest / n, variance);
  mercer_tracy_widom_scaling (n, MAX (rest, 1), &centre, &spread);
  run->threshold = spectrum_run_scale (run, variance * (centre + run->reach * spread) / n);
  size_t bulk = run->count - run->spikes;
  for (size_t k = 0; k < run->count; k++)
    run->expected[k] = k < run->spikes || !(variance > 0)
                           ? NAN
                           : spectrum_run_scale (run, mercer_marchenko_pastur_quantile (
                                                          &run->law, 1 - ((double) (k - run->spikes) + 0.5) / (double) bulk));
}

MercerStatus
spectrum_run_compute (SpectrumRun *run)
{
  open_theory (run);
  MercerStatus status = eigenvalues (run, run->z, run->eigen, &run->trace);
  if (status == MERCER_OK && run->has_theory)
    compare (run);
  return status;
}

/* --- Shuffles ----------------------------------------------------------------------------------------------- */

static int
compare_doubles (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

/* Each column in an order of its own: the same values, nothing in common. */
static void
shuffle (const SpectrumRun *run, size_t index, MercerMatrix z, size_t *order)
{
  for (size_t c = 0; c < run->in.d; c++)
    {
      mercer_random_permutation (mercer_recipe_seed (run->recipe), STREAM_SHUFFLE + index * run->in.d + c, run->in.n, order);
      for (size_t i = 0; i < run->in.n; i++)
        *mercer_matrix_at (z, i, c) = *mercer_matrix_at (run->z, order[i], c);
    }
}

MercerStatus
spectrum_run_shuffle (SpectrumRun *run)
{
  size_t times = (size_t) run->values->shuffles, n = run->in.n;
  MercerMatrix z = mercer_work_matrix (run->work, n, run->in.d), found = mercer_work_matrix (run->work, run->count, times);
  size_t *order = mercer_work_alloc (run->work, n, sizeof *order);
  double *row = mercer_work_doubles (run->work, times);
  if (z.data == NULL || found.data == NULL || order == NULL || row == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t t = 0; t < times; t++)
    {
      mercer_work_progress (run->work, (double) t / (double) times, _("Shuffling columns"));
      shuffle (run, t, z, order);
      MercerStatus status = eigenvalues (run, z, mercer_matrix_column (found, t), NULL);
      if (status != MERCER_OK)
        return status;
    }
  size_t high = (size_t) CLAMP (ceil ((1 - run->values->level) * (double) times), 1, (double) times) - 1;
  for (size_t k = 0; k < run->count; k++)
    {
      double sum = 0;
      for (size_t t = 0; t < times; t++)
        sum += row[t] = *mercer_matrix_at (found, k, t);
      qsort (row, times, sizeof *row, compare_doubles);
      run->shuffle_middle[k] = sum / (double) times;
      run->shuffle_high[k] = row[high];
    }
  run->shuffled = times;
  while (run->beyond < run->count && run->eigen[run->beyond] > run->shuffle_high[run->beyond])
    run->beyond++;
  return MERCER_OK;
}
