/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "random.h"

/* Rows that a fit looks at, and between what seconds it shows how far it is. */
enum { MOST_ROWS = 4000, EXACT_ROWS = 800, STREAM_ROWS = 0x4649 };
static const double between_pictures = 0.12;

typedef struct
{
  GpRun *run;
  GpValues values;   /* with the noise of the moment */
  double shown;      /* when */
  double best;       /* what was shown last */
  size_t rows;       /* that are looked at */
} Watch;

/* Where the climb is: the posterior at the best point so far, as a draft. */
static void
show_progress (Watch *watch, const MercerKernel *kernel, double noise, const char *words)
{
  GpRun now = *watch->run;
  MercerMark mark = mercer_work_mark (now.work);
  GpValues values = watch->values;
  values.noise = noise;
  values.samples = 0;
  values.show = GP_SHOW_POSTERIOR;
  now.values = &values;
  now.kernel = (MercerKernel *) kernel;
  now.problem.kernel = kernel;
  now.problem.noise = noise;
  MercerStatus status = now.n <= EXACT_ROWS ? gp_run_posterior (&now)
                                            : gp_run_draft (&now, mercer_gp_draft_landmarks (now.n));
  if (status == MERCER_OK)
    mercer_job_emit (now.job, MERCER_EMIT_DRAFT, gp_run_figure (&now, words));
  mercer_work_release (now.work, mark);
}

static void
watch_cb (const MercerKernel *kernel, double noise, double value, int evaluations, void *data)
{
  Watch *watch = data;
  char number[MERCER_NUMBER_SIZE];
  double now = mercer_job_seconds (watch->run->job);
  mercer_number_show (value, 7, number);
  g_autofree char *words
      = watch->rows < watch->run->n
            ? g_strdup_printf (ngettext ("Fitting to %zu of %zu rows, chosen at random: %d evaluation, log likelihood %s",
                                         "Fitting to %zu of %zu rows, chosen at random: %d evaluations, log likelihood %s",
                                         (unsigned long) evaluations),
                               watch->rows, watch->run->n, evaluations, number)
            : g_strdup_printf (ngettext ("Fitting: %d evaluation, log likelihood %s", "Fitting: %d evaluations, log likelihood %s",
                                         (unsigned long) evaluations),
                               evaluations, number);
  int budget = 60 * (1 + watch->run->values->restarts);
  mercer_work_progress (watch->run->work, 1 - exp (-2.0 * evaluations / budget), words);
  if (!mercer_job_is_live (watch->run->job) || now - watch->shown < between_pictures || value == watch->best)
    return;
  show_progress (watch, kernel, noise, words);
  watch->shown = mercer_job_seconds (watch->run->job);
  watch->best = value;
}

/* So many of the rows, at random, in the place of all. */
static MercerStatus
take_some (const GpRun *run, MercerGpProblem *problem)
{
  size_t *order = mercer_work_alloc (run->work, run->n, sizeof *order);
  MercerMatrix x = mercer_work_matrix (run->work, MOST_ROWS, run->d);
  double *y = mercer_work_doubles (run->work, MOST_ROWS);
  if (order == NULL || x.data == NULL || y == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_random_permutation (mercer_recipe_seed (run->recipe), STREAM_ROWS, run->n, order);
  for (size_t i = 0; i < MOST_ROWS; i++)
    {
      y[i] = run->y[order[i]];
      for (size_t c = 0; c < run->d; c++)
        *mercer_matrix_at (x, i, c) = run->x[order[i] + c * run->n];
    }
  problem->x = x;
  problem->y = y;
  problem->rows = NULL;
  return MERCER_OK;
}

/* What was fitted, in as many digits. */
static MercerKernel *
in_digits (const MercerKernel *kernel, int digits)
{
  size_t n = mercer_kernel_free_params (kernel);
  g_autofree size_t *indices = g_new (size_t, n + 1);
  mercer_kernel_free_indices (kernel, indices);
  MercerKernel *rounded = mercer_kernel_ref ((MercerKernel *) kernel);
  for (size_t p = 0; p < n; p++)
    {
      MercerKernelParam param;
      mercer_kernel_param (rounded, indices[p], &param);
      g_autoptr (MercerKernel) before = rounded;
      rounded = mercer_kernel_with_param (before, indices[p], mercer_number_round (param.value, digits));
    }
  return rounded;
}

/* Kernel and noise in numbers that people can read: the fewest digits that say the same to a part of 1e-9 of the log
 * likelihood, tried from six, which are more than the data can tell. */
static MercerStatus
make_readable (MercerGpProblem *problem, bool noise_fixed, double value, MercerKernel **kernel, double *noise,
               MercerWork *work)
{
  enum { READABLE = 6, STEP = 3, ALL = 17 };
  static const double same = 1e-9;
  for (int digits = READABLE; digits < ALL; digits += STEP)
    {
      double now = NAN;
      g_autoptr (MercerKernel) rounded = in_digits (*kernel, digits);
      problem->kernel = rounded;
      problem->noise = noise_fixed ? *noise : mercer_number_round (*noise, digits);
      MercerStatus status = mercer_gp_likelihood (problem, &now, NULL, work);
      if (status == MERCER_STOPPED || status == MERCER_OUT_OF_MEMORY)
        return status;
      if (status == MERCER_OK && fabs (now - value) <= same * fabs (value))
        {
          mercer_kernel_unref (*kernel);
          *kernel = mercer_kernel_ref (rounded);
          *noise = problem->noise;
          return MERCER_OK;
        }
    }
  return MERCER_OK;
}

/* More than fits into memory cannot be shown afterwards, so that a fit to some of it would be of no use. */
static MercerStatus
check_size (const GpRun *run)
{
  double bytes = mercer_gp_bytes (run->n, run->z.rows);
  if (bytes <= (double) mercer_work_memory_limit (run->work) || mercer_gp_is_ready (&run->problem, run->work))
    return MERCER_OK;
  /* asked for so that the refusal and its size are on record */
  MercerMark mark = mercer_work_mark (run->work);
  bool refused = mercer_work_alloc (run->work, (size_t) (bytes / 8), 8) == NULL;
  mercer_work_release (run->work, mark);
  return refused ? MERCER_OUT_OF_MEMORY : MERCER_OK;
}

static char *
in_words (const GpRun *run, const MercerOptimum *optimum, const char *bound_hits)
{
  char number[MERCER_NUMBER_SIZE];
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, ngettext ("Log marginal likelihood %s after %d evaluation.",
                                          "Log marginal likelihood %s after %d evaluations.", (unsigned long) optimum->evaluations),
                          mercer_number_show (-optimum->value, 7, number), optimum->evaluations);
  if (run->n > MOST_ROWS)
    g_string_append_printf (text, _(" Fitted to %d of %zu rows, chosen at random."), MOST_ROWS, run->n);
  if (!optimum->converged)
    g_string_append (text, _(" It had not come to rest: press Fit again."));
  if (bound_hits != NULL)
    g_string_append_printf (text, " %s", bound_hits);
  return g_string_free (text, FALSE);
}

MercerStatus
gp_run_fit (GpRun *run)
{
  Watch watch = { .run = run, .values = *run->values, .shown = -1, .best = NAN, .rows = MIN (run->n, (size_t) MOST_ROWS) };
  MercerGpProblem problem = run->problem;
  MercerStatus status = gp_run_place (run);
  if (status == MERCER_OK)
    status = check_size (run);
  if (status == MERCER_OK && run->n > MOST_ROWS)
    status = take_some (run, &problem);
  if (status != MERCER_OK)
    return status;
  MercerGpFit fit = { .noise_fixed = run->values->noise_fixed, .restarts = run->values->restarts,
                      .seed = mercer_recipe_seed (run->recipe), .watch = watch_cb, .data = &watch };
  g_autoptr (MercerKernel) kernel = NULL;
  g_autofree char *bound_hits = NULL;
  MercerOptimum optimum = { 0 };
  double noise = run->values->noise;
  status = mercer_gp_fit (&problem, &fit, &kernel, &noise, &optimum, &bound_hits, run->work);
  if (status == MERCER_OK)
    status = make_readable (&problem, fit.noise_fixed, -optimum.value, &kernel, &noise, run->work);
  if (status != MERCER_OK)
    return status;
  g_autofree char *sentence = in_words (run, &optimum, bound_hits);
  g_autoptr (MercerRecipe) plain = mercer_recipe_with_action ((MercerRecipe *) run->recipe, NULL);
  g_autoptr (MercerRecipe) quieter = mercer_recipe_with_value (plain, "noise", noise);
  mercer_job_propose (run->job, mercer_recipe_with_kernel (quieter, kernel), _("Fit"), sentence);
  return MERCER_OK;
}
