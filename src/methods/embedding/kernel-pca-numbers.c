/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "feature.h"
#include "thread.h"

enum { GRID = 40 };
static const double margin = 0.07; /* what the input plane shows beyond the data, of their range */

/* Whether random features are asked for and can be had. */
static bool
has_features (PcaRun *run)
{
  g_autoptr (GError) error = NULL;
  if (run->values->span != PCA_FEATURES || run->values->landmarks == 0 || run->kernel == NULL)
    return false;
  g_autoptr (MercerSpectralLaw) law = mercer_spectral_law_new (run->kernel, run->in.names, run->in.d, &error);
  if (law == NULL)
    run->no_features = g_strdup (error->message);
  return law != NULL;
}

MercerStatus
pca_run_open (PcaRun *run, MercerJob *job, const PcaValues *values, const MercerRecipe *recipe)
{
  *run = (PcaRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  if (!values->precomputed && (run->kernel = mercer_recipe_bind_kernel (recipe, NULL)) == NULL)
    return MERCER_BAD_INPUT;
  if (!mercer_inputs_open (&run->in, recipe, NULL) || run->in.n < 2)
    return MERCER_BAD_INPUT;
  run->numbers = run->kernel != NULL;
  for (size_t c = 0; c < run->in.d; c++)
    run->numbers &= !mercer_recipe_is_category (recipe, run->in.names[c]);
  run->problem = (MercerProjectionProblem){ .x = run->in.x, .kernel = run->kernel,
                                            .centred = values->center, .components = (size_t) values->components,
                                            .shift = values->shift, .landmarks = (size_t) values->landmarks,
                                            .random_features = has_features (run), .names = run->in.names,
                                            .seed = mercer_recipe_seed (recipe), .rows = run->in.ids,
                                            .thread = mercer_picture_thread (&run->in, "kernel-pca", 0) };
  return MERCER_OK;
}

void
pca_run_close (PcaRun *run)
{
  pca_beside_close (run);
  g_clear_pointer (&run->item, mercer_store_release);
  g_clear_pointer (&run->no_features, g_free);
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  mercer_inputs_close (&run->in);
}

size_t
pca_horizontal (const PcaRun *run)
{
  return MIN ((size_t) run->values->horizontal, run->p->k) - 1;
}

size_t
pca_vertical (const PcaRun *run)
{
  return MIN ((size_t) run->values->vertical, run->p->k) - 1;
}

size_t
pca_depth (const PcaRun *run)
{
  return MIN ((size_t) run->values->depth, run->p->k) - 1;
}

/* The horizontal component over the plane of both input columns. */
static MercerStatus
compute_field (PcaRun *run)
{
  size_t m = GRID * GRID;
  run->grid = GRID;
  MercerMatrix z = mercer_work_matrix (run->work, m, 2), scores = mercer_work_matrix (run->work, m, run->p->k);
  if (z.data == NULL || scores.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < 2; c++)
    {
      const double *x = mercer_matrix_column (run->in.x, c);
      double low = INFINITY, high = -INFINITY;
      for (size_t i = 0; i < run->in.n; i++)
        {
          low = MIN (low, x[i]);
          high = MAX (high, x[i]);
        }
      double room = high > low ? margin * (high - low) : MAX (1, 0.1 * fabs (low));
      bool from_zero = low >= 0 && low < room && mercer_kernel_flags (run->kernel) & MERCER_KERNEL_NONNEGATIVE_INPUT;
      run->low[c] = from_zero ? 0 : low - room;
      run->high[c] = high + room;
      for (size_t k = 0; k < m; k++)
        *mercer_matrix_at (z, k, c)
            = run->low[c] + (run->high[c] - run->low[c]) * (double) (c == 0 ? k % GRID : k / GRID) / (GRID - 1);
    }
  MercerStatus status = mercer_projection_apply (run->p, run->kernel, z, scores, NULL, run->work);
  run->field = mercer_matrix_column (scores, pca_horizontal (run));
  return status;
}

/* An RBF on the scores as wide as they spread. */
static MercerKernel *
kernel_on_scores (const MercerProjection *p)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  char number[MERCER_NUMBER_SIZE];
  double squares = 0;
  for (size_t j = 0; j < p->k; j++)
    {
      squares += 2 * p->values[j] / (double) p->n;
      g_ptr_array_add (names, g_strdup_printf ("pc%zu", j + 1));
    }
  double length = squares > 0 && isfinite (squares) ? sqrt (squares) : 1;
  g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%s)", mercer_number_print (length, number));
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return kernel != NULL ? mercer_kernel_bind (kernel, (const char *const *) names->pdata, p->k, NULL) : NULL;
}

/* Pre-images of `scores` into `points`, which hold what the scores are of. */
static MercerStatus
find_pre_images (PcaRun *run, const MercerKernel *on_scores, MercerMatrix scores, MercerMatrix points)
{
  if (run->by_map)
    return mercer_projection_ridge_map (run->p, on_scores, run->values->ridge, run->problem.x, scores, points, run->work);
  size_t lost;
  MercerStatus status = mercer_projection_fixed_point (run->p, run->kernel, scores, points, &lost, run->work);
  run->lost += lost;
  return status;
}

/* A copy of `points` without what the components leave of them. */
static MercerStatus
compute_denoised (PcaRun *run, const MercerKernel *on_scores, MercerMatrix points, MercerMatrix scores, MercerMatrix *denoised)
{
  *denoised = mercer_work_matrix (run->work, points.rows, run->in.d);
  if (denoised->data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (points, *denoised);
  return find_pre_images (run, on_scores, scores, *denoised);
}

static MercerStatus
denoise (PcaRun *run)
{
  run->lost = 0;
  run->by_map = run->values->pre_image == PCA_RIDGE_MAP || !mercer_projection_has_fixed_point (run->kernel)
                || run->p->frequencies.data != NULL;
  g_autoptr (MercerKernel) on_scores = run->by_map ? kernel_on_scores (run->p) : NULL;
  if (run->by_map && on_scores == NULL)
    return MERCER_DIVERGED;
  MercerStatus status = compute_denoised (run, on_scores, run->problem.x, run->p->scores, &run->denoised);
  if (status == MERCER_OK && run->at.data != NULL && run->at.rows > 0)
    status = compute_denoised (run, on_scores, run->at, run->at_scores, &run->at_denoised);
  return status;
}

MercerStatus
pca_run_compute (PcaRun *run, const MercerProjectionProblem *problem, bool draft)
{
  g_clear_pointer (&run->item, mercer_store_release);
  MercerStatus status = mercer_projection (problem, &run->item, &run->p, run->work);
  if (status == MERCER_OK && run->numbers && run->in.d == 2 && run->values->show == PCA_SHOW_SCORES)
    status = compute_field (run);
  if (status == MERCER_OK && mercer_recipe_at (run->recipe) != NULL)
    status = pca_compute_at (run);
  if (status == MERCER_OK && run->numbers && run->values->show == PCA_SHOW_DENOISED)
    {
      mercer_work_progress (run->work, 0.6, _("Looking for pre-images"));
      status = denoise (run);
    }
  if (status == MERCER_OK && !draft && pca_beside_is_slow (run))
    mercer_work_progress (run->work, 0.5, pca_beside_title (run));
  return status == MERCER_OK ? pca_beside_compute (run, draft) : status;
}
