/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "distribution-sdr.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "extend.h"
#include "follow.h"
#include "kernel-cca.h"
#include "thread.h"

MercerStatus
sdr_run_open (SdrRun *run, MercerJob *job, const SdrValues *values, const MercerRecipe *recipe, size_t most_samples)
{
  *run = (SdrRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  if (!mercer_inputs_open (&run->in, recipe, "y"))
    return MERCER_BAD_INPUT;
  mercer_inputs_sort (&run->in);
  return sdr_gather (run, most_samples);
}

void
sdr_run_close (SdrRun *run)
{
  mercer_inputs_close (&run->in);
}

/* The Gaussian kernel on distances, as wide as samples are apart. */
static MercerStatus
kernel_of (SdrRun *run, SdrSide *side)
{
  side->gram = mercer_work_matrix (run->work, run->count, run->count);
  MercerStatus status = side->gram.data == NULL
                            ? MERCER_OUT_OF_MEMORY
                            : mercer_sample_distances (&side->samples, (size_t) run->values->slices, mercer_recipe_seed (run->recipe),
                                                       side->gram, run->work);
  if (status != MERCER_OK)
    return status;
  side->lengthscale = run->values->width * mercer_sample_spread (side->gram);
  mercer_sample_kernel (side->gram, side->lengthscale);
  return MERCER_OK;
}

static MercerStatus
kernels (SdrRun *run)
{
  mercer_work_progress (run->work, 0.1, _("Distances between distributions"));
  MercerStatus status = kernel_of (run, &run->x);
  return status == MERCER_OK ? kernel_of (run, &run->y) : status;
}

/* The first predictor grows with the mean response; the others, which need not have to do with it, go on as they were. */
static void
orient (SdrRun *run)
{
  double signs[SDR_PREDICTORS];
  g_autofree uint64_t *ids = g_new (uint64_t, run->count);
  for (size_t s = 0; s < run->count; s++)
    ids[s] = run->in.ids[run->of_sample[s]];
  mercer_follow_signs (run->gsir.f, signs, mercer_picture_thread (&run->in, "distribution-sdr", 0), ids, run->work);
  bool turn = mercer_correlation (run->gsir.f.data, run->response, run->count) < 0;
  for (size_t s = 0; s < run->count && turn; s++)
    run->gsir.f.data[s] = -run->gsir.f.data[s];
  signs[0] *= turn ? -1 : 1;
  for (size_t j = 0; j < run->gsir.k; j++)
    for (size_t s = 0; s < run->count; s++)
      *mercer_matrix_at (run->gsir.a, s, j) *= signs[j];
}

/* first: the column of the first sample in the Gram matrix. */
static MercerStatus
predict_at (SdrRun *run, const double *first)
{
  MercerStatus status = sdr_gather_at (run);
  if (status != MERCER_OK)
    return status;
  MercerMatrix cross = mercer_work_matrix (run->work, run->count, run->at.count);
  run->at_f = mercer_work_matrix (run->work, run->at.count, run->gsir.k);
  if (cross.data == NULL || run->at_f.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  status = mercer_sample_cross_distances (&run->x.samples, &run->at, (size_t) run->values->slices, mercer_recipe_seed (run->recipe),
                                          cross, run->work);
  mercer_sample_kernel (cross, run->x.lengthscale);
  return status == MERCER_OK ? mercer_extend_functions (run->gsir.f, run->gsir.a, first, cross, run->at_f, run->work) : status;
}

MercerStatus
sdr_run_compute (SdrRun *run)
{
  MercerStatus status = kernels (run);
  if (status != MERCER_OK)
    return status;
  double *first = mercer_work_doubles (run->work, run->count); /* the Gram matrices are used up */
  if (first == NULL)
    return MERCER_OUT_OF_MEMORY;
  memcpy (first, run->x.gram.data, run->count * sizeof *first);
  mercer_work_progress (run->work, 0.6, _("Sufficient predictors"));
  status = mercer_gsir (run->x.gram, run->y.gram, (MercerGsirWay) run->values->way, run->values->ridge, run->values->response_ridge,
                        MIN ((size_t) SDR_PREDICTORS, run->count - 1), &run->gsir, run->work);
  if (status == MERCER_OK)
    orient (run);
  return status == MERCER_OK && mercer_recipe_at (run->recipe) != NULL ? predict_at (run, first) : status;
}

MercerStatus
sdr_run_choose (SdrRun *run, double *ridge, double *response_ridge)
{
  MercerStatus status = kernels (run);
  mercer_work_progress (run->work, 0.6, _("Cross-validation"));
  if (status == MERCER_OK)
    status = mercer_gsir_ridge (run->x.gram, run->y.gram, ridge, run->work);
  return status == MERCER_OK ? mercer_gsir_ridge (run->y.gram, run->x.gram, response_ridge, run->work) : status;
}
