/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-regimes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

static const MercerParam params[] = {
  MERCER_REAL (RegimesValues, bandwidth, "bandwidth", N_("Bandwidth"), "",
               N_("Standard deviation of the kernel in each dimension, where the data’s is 1: drag it through the regimes"), 1, 0.01,
                   100, 0.1, 5,
               MERCER_LOG),
  MERCER_INT (RegimesValues, dimensions, "dimensions", N_("Dimensions"), "",
              N_("Of the normal data: more make each regime sharper and everything sparser"), 20, 1, 200, 0),
  MERCER_INT (RegimesValues, points, "points", N_("Points"), "",
              N_("In each sample: the logarithm of their number over the dimensions decides where the regimes lie"), 1000, 2, 20000,
                  MERCER_LOG),
  MERCER_INT (RegimesValues, samples, "samples", N_("Samples"), "",
              N_("How many samples are simulated: more make dots and bars smoother"), 100, 10,
              500, 0),
  { NULL }
};

static const MercerRole roles[] = { { NULL } };

static int
ascending (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

static void
open_run (RegimesRun *run)
{
  run->d = (size_t) run->values->dimensions;
  run->n = (size_t) run->values->points;
  run->theory = mercer_regimes (log ((double) run->n) / (double) run->d);
  mercer_regimes_moments ((double) run->d, (double) run->n, run->values->bandwidth, &run->log_mean, &run->relative_sd);
  run->low = MIN (0.4 * run->theory.h_kl, 0.9 * run->values->bandwidth);
  run->high = MAX (2.5 * run->theory.h_clt, 1.1 * run->values->bandwidth);
  for (size_t k = 0; k < REGIMES_WIDTHS; k++)
    run->widths[k] = run->low * pow (run->high / run->low, ((double) k + 0.5) / REGIMES_WIDTHS);
}

/* What samples say at one bandwidth. value: scratch of `samples`. */
static void
look_at_width (RegimesRun *run, size_t k, double *value, double *scratch)
{
  double sum = 0, entropy = -0.5 * (log (2 * M_PI) + 1);
  for (size_t s = 0; s < run->samples; s++)
    {
      value[s] = mercer_regimes_estimate (run->d, run->n, run->squares + s * run->n, run->widths[k], NULL, scratch) / (double) run->d;
      sum += value[s];
    }
  qsort (value, run->samples, sizeof *value, ascending);
  run->under[k] = value[run->samples / 10];
  run->middle[k] = value[run->samples / 2];
  run->over[k] = value[run->samples - 1 - run->samples / 10];
  run->divergence[k] = entropy - sum / (double) run->samples;
}

static MercerStatus
simulate (RegimesRun *run, size_t samples)
{
  run->squares = mercer_work_doubles (run->work, samples * run->n);
  run->ratio = mercer_work_doubles (run->work, samples);
  double *value = mercer_work_doubles (run->work, samples), *scratch = mercer_work_doubles (run->work, run->n), share, shares = 0;
  if (run->squares == NULL || run->ratio == NULL || value == NULL || scratch == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_work_progress (run->work, 0, _("Drawing samples"));
  MercerStatus status = mercer_regimes_simulate (run->d, run->n, samples, run->seed, run->squares, run->work);
  run->samples = samples;
  for (size_t k = 0; k < REGIMES_WIDTHS && status == MERCER_OK; k++)
    {
      mercer_work_progress (run->work, 0.5 + 0.5 * (double) k / REGIMES_WIDTHS, _("Estimating"));
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      look_at_width (run, k, value, scratch);
    }
  for (size_t s = 0; s < samples && status == MERCER_OK; s++)
    {
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      run->ratio[s]
          = mercer_regimes_estimate (run->d, run->n, run->squares + s * run->n, run->values->bandwidth, &share, scratch) - run->log_mean;
      shares += share / (double) samples;
    }
  run->matter = 1 / shares;
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  RegimesRun run = { .job = job, .work = mercer_job_work (job), .values = values, .seed = mercer_recipe_seed (recipe) };
  open_run (&run);
  if (mercer_job_is_live (job))
    mercer_job_emit (job, MERCER_EMIT_DRAFT, regimes_run_figure (&run, _("The simulation follows")));
  MercerStatus status = simulate (&run, (size_t) run.values->samples);
  if (status == MERCER_OK)
    mercer_job_emit (job, MERCER_EMIT_FINAL, regimes_run_figure (&run, NULL));
  return status;
}

const MercerMethod mercer_method_kde_regimes = {
  .id = "kde-regimes",
  .room = MERCER_ROOM_DENSITY,
  .title = N_("Densities in many dimensions"),
  .summary = N_("Below which bandwidth a kernel density in many dimensions is no average any more, and below which a few points decide it"),
  .source = "Biroli and Mezard (2024), Kernel Density Estimators in Large Dimensions; Derrida (1981), Physical Review B 24 (random energy "
            "model); Bovier, Kurkova and Loewe (2002), Annals of Probability 30",
  .values_size = sizeof (RegimesValues),
  .params = params,
  .roles = roles,
  .flags = MERCER_METHOD_RANDOM,
  .run = run_cb,
};
