/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-correlation.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "extend.h"
#include "follow.h"
#include "new-points.h"
#include "random.h"
#include "thread.h"

enum { FOLDS = 5, STREAM_FOLDS = 0x666f6c };

MercerStatus
correlation_run_open (CorrelationRun *run, MercerJob *job, const CorrelationValues *values, const MercerRecipe *recipe,
                      size_t most_rows, bool leave_others)
{
  *run = (CorrelationRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values, .held_out = NAN };
  run->first = mercer_recipe_bind_kernel (recipe, NULL);
  if (!mercer_inputs_open (&run->in, recipe, "y") || run->in.n < 4 || run->first == NULL)
    return MERCER_BAD_INPUT;
  run->second = mercer_recipe_other_kernel (recipe, CORRELATION_SECOND, 0, NULL);
  if (leave_others)
    mercer_inputs_thin (&run->in, most_rows);
  run->taken = mercer_work_alloc (run->work, run->in.n, sizeof *run->taken);
  if (run->taken == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_inputs_part (&run->in, most_rows, &run->found, run->taken);
  return run->second != NULL ? MERCER_OK : MERCER_BAD_INPUT;
}

void
correlation_run_close (CorrelationRun *run)
{
  g_clear_pointer (&run->first, mercer_kernel_unref);
  g_clear_pointer (&run->second, mercer_kernel_unref);
  mercer_inputs_close (&run->found);
  mercer_inputs_close (&run->in);
}

static MercerStatus
gram (const CorrelationRun *run, bool second, MercerMatrix k)
{
  MercerStatus status = k.data == NULL
                            ? MERCER_OUT_OF_MEMORY
                            : mercer_kernel_gram (second ? run->second : run->first, second ? run->found.y : run->found.x, k, run->work);
  if (status == MERCER_OK && !mercer_matrix_lower_is_finite (k))
    status = MERCER_BAD_INPUT;
  if (status == MERCER_OK)
    mercer_matrix_mirror_lower (k);
  return status;
}

/* --- Rows left out ------------------------------------------------------------------------------------------- */

static void
take (MercerMatrix from, const size_t *rows, MercerMatrix to)
{
  for (size_t j = 0; j < to.cols; j++)
    for (size_t i = 0; i < to.rows; i++)
      *mercer_matrix_at (to, i, j) = *mercer_matrix_at (from, rows[i], rows[j]);
}

/* f at row t of K for coefficients of the rows in `train`, the kernel centred as it was for them. */
static double
predict (MercerMatrix k, const size_t *train, size_t n, const double *means, double mean, const double *a, size_t t)
{
  double row = 0, sum = 0;
  for (size_t j = 0; j < n; j++)
    row += *mercer_matrix_at (k, t, train[j]) / (double) n;
  for (size_t j = 0; j < n; j++)
    sum += (*mercer_matrix_at (k, t, train[j]) - row - means[j] + mean) * a[j];
  return sum;
}

/* One side of a fold: predictions at the rows in `test`. */
static void
predict_all (MercerMatrix k, const size_t *train, size_t n, const double *a, const size_t *test, size_t m, double *out)
{
  g_autofree double *means = g_new0 (double, n);
  double mean = 0;
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      {
        means[j] += *mercer_matrix_at (k, train[i], train[j]) / (double) n;
        mean += *mercer_matrix_at (k, train[i], train[j]) / ((double) n * (double) n);
      }
  for (size_t t = 0; t < m; t++)
    out[t] = predict (k, train, n, means, mean, a, test[t]);
}

/* The first pair's correlation over all folds together; which fold a row is in belongs to the row. Functions are centred and
 * scaled by the rows they were found on, and a pair turns over as a whole, which the cosine does not see. */
static MercerStatus
hold_out (CorrelationRun *run, MercerMatrix k_x, MercerMatrix k_y)
{
  size_t n = run->found.n, done = 0;
  g_autofree size_t *train = g_new (size_t, n), *test = g_new (size_t, n);
  g_autofree double *f = g_new (double, n), *g = g_new (double, n);
  for (uint64_t fold = 0; fold < FOLDS; fold++)
    {
      size_t kept = 0, out = 0;
      for (size_t i = 0; i < n; i++)
        if (mercer_random_below (mercer_recipe_seed (run->recipe), STREAM_FOLDS, run->found.ids[i], FOLDS) == fold)
          test[out++] = i;
        else
          train[kept++] = i;
      if (out == 0 || kept < 4)
        continue;
      MercerMark mark = mercer_work_mark (run->work);
      MercerMatrix x = mercer_work_matrix (run->work, kept, kept), y = mercer_work_matrix (run->work, kept, kept);
      MercerKernelCca cca;
      if (x.data == NULL || y.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      take (k_x, train, x);
      take (k_y, train, y);
      mercer_work_progress (run->work, 0.4 + 0.1 * (double) fold, _("Checking on rows left out"));
      MercerStatus status = mercer_kernel_cca (x, y, run->values->ridge, 1, &cca, run->work);
      if (status != MERCER_OK)
        return status;
      predict_all (k_x, train, kept, cca.a.data, test, out, f + done);
      predict_all (k_y, train, kept, cca.b.data, test, out, g + done);
      done += out;
      mercer_work_release (run->work, mark);
    }
  double fg = 0, ff = 0, gg = 0;
  for (size_t i = 0; i < done; i++)
    {
      fg += f[i] * g[i];
      ff += f[i] * f[i];
      gg += g[i] * g[i];
    }
  run->held_out = ff > 0 && gg > 0 ? fg / sqrt (ff * gg) : NAN;
  return MERCER_OK;
}

/* A pair turns over as a whole: f goes on as it was, and g with it. */
static void
follow (CorrelationRun *run)
{
  double signs[CORRELATION_PAIRS];
  MercerMatrix others[] = { run->cca.g, run->cca.a, run->cca.b };
  mercer_follow_signs (run->cca.f, signs, mercer_picture_thread (&run->found, "kernel-correlation", 0), run->found.ids,
                       run->work);
  for (size_t o = 0; o < G_N_ELEMENTS (others); o++)
    for (size_t j = 0; j < run->cca.k; j++)
      for (size_t i = 0; i < run->found.n; i++)
        *mercer_matrix_at (others[o], i, j) *= signs[j];
}

/* --- Rows that the functions were not found from ------------------------------------------------------------- */

/* The functions of one set at points (m x its columns), into *out. k: its Gram matrix, not centred. */
static MercerStatus
extend (CorrelationRun *run, bool second, MercerMatrix k, MercerMatrix points, double begun, const char *doing, MercerMatrix *out)
{
  *out = mercer_work_matrix (run->work, points.rows, run->cca.k);
  if (points.data == NULL || out->data == NULL)
    return MERCER_OUT_OF_MEMORY;
  return mercer_extend_to_points (second ? run->second : run->first, second ? run->found.y : run->found.x, second ? run->cca.g : run->cca.f,
                                  second ? run->cca.b : run->cca.a, mercer_matrix_column (k, 0), points, *out, begun, doing, run->work);
}

static MercerStatus
extend_to_new (CorrelationRun *run, MercerMatrix k_x)
{
  run->at_x = mercer_work_matrix (run->work, mercer_dataset_rows (mercer_recipe_at (run->recipe)), run->in.d);
  if (run->at_x.data != NULL)
    mercer_new_points_fill (run->recipe, run->at_x);
  return extend (run, false, k_x, run->at_x, 0, NULL, &run->at_f);
}

/* Both functions at all rows, and how they agree where nothing was fitted. */
static MercerStatus
extend_to_others (CorrelationRun *run, MercerMatrix k_x, MercerMatrix k_y)
{
  size_t m = 0;
  MercerStatus status = extend (run, false, k_x, run->in.x, 0.5, _("The other rows"), &run->f);
  if (status == MERCER_OK)
    status = extend (run, true, k_y, run->in.y, 0.75, _("The other rows"), &run->g);
  if (status != MERCER_OK)
    return status;
  double *f = mercer_work_doubles (run->work, run->in.n), *g = mercer_work_doubles (run->work, run->in.n);
  if (f == NULL || g == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < run->in.n; i++)
    if (!run->taken[i])
      {
        f[m] = *mercer_matrix_at (run->f, i, 0);
        g[m++] = *mercer_matrix_at (run->g, i, 0);
      }
  run->held_out = mercer_correlation (f, g, m);
  return MERCER_OK;
}

MercerStatus
correlation_run_compute (CorrelationRun *run, bool with_hold_out)
{
  size_t n = run->found.n;
  MercerMatrix k_x = mercer_work_matrix (run->work, n, n), k_y = mercer_work_matrix (run->work, n, n);
  MercerMatrix used_x = mercer_work_matrix (run->work, n, n), used_y = mercer_work_matrix (run->work, n, n);
  MercerStatus status = gram (run, false, k_x);
  if (status == MERCER_OK)
    status = gram (run, true, k_y);
  if (status != MERCER_OK || used_x.data == NULL || used_y.data == NULL)
    return status != MERCER_OK ? status : MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (k_x, used_x);
  mercer_matrix_copy (k_y, used_y);
  mercer_work_progress (run->work, 0.2, _("Eigenvectors of both sets"));
  status = mercer_kernel_cca (used_x, used_y, run->values->ridge, MIN ((size_t) run->values->pairs, n - 1), &run->cca, run->work);
  if (status != MERCER_OK)
    return status;
  follow (run);
  run->f = run->cca.f;
  run->g = run->cca.g;
  if (mercer_recipe_at (run->recipe) != NULL)
    status = extend_to_new (run, k_x);
  if (status == MERCER_OK && n < run->in.n)
    return extend_to_others (run, k_x, k_y);
  return status == MERCER_OK && with_hold_out ? hold_out (run, k_x, k_y) : status;
}
