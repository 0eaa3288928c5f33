/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "gp-likelihood.h"
#include "param.h"

typedef struct
{
  GpEvaluator evaluator;
  const MercerKernel *kernel;
  const MercerGpFit *fit;
  size_t free_params; /* of the kernel; log noise follows unless it is fixed */
  double noise;       /* while it is fixed */
  double *gradient;   /* with respect to log noise too */
  double best;
  int evaluations;
  MercerStatus status; /* what stopped the run besides the optimiser */
} Climb;

static double
noise_at (const Climb *climb, const double *theta)
{
  return climb->fit->noise_fixed ? climb->noise : exp (theta[climb->free_params]);
}

static double
objective (const double *theta, double *gradient, void *data)
{
  Climb *climb = data;
  size_t length = climb->free_params + (climb->fit->noise_fixed ? 0 : 1);
  MercerKernel *kernel = mercer_kernel_with_theta ((MercerKernel *) climb->kernel, theta);
  double noise = noise_at (climb, theta), value = NAN;
  climb->evaluations++;
  MercerStatus status
      = gp_evaluate (&climb->evaluator, kernel, noise, &value, gradient != NULL ? climb->gradient : NULL);
  if (status == MERCER_OUT_OF_MEMORY || status == MERCER_STOPPED)
    climb->status = status;
  if (status != MERCER_OK || !isfinite (value))
    value = NAN;
  else
    {
      for (size_t k = 0; gradient != NULL && k < length; k++)
        gradient[k] = -climb->gradient[k];
      if (value > climb->best)
        {
          climb->best = value;
          if (climb->fit->watch != NULL)
            climb->fit->watch (kernel, noise, value, climb->evaluations, climb->fit->data);
        }
    }
  mercer_kernel_unref (kernel);
  return -value;
}

/* --- Bounds --------------------------------------------------------------------------------------- */

static void
noise_bounds (const MercerGpProblem *problem, const MercerGpFit *fit, double *lower, double *upper)
{
  size_t n = problem->x.rows;
  double mean = 0, squares = 0;
  for (size_t i = 0; i < n; i++)
    mean += problem->y[i] / (double) n;
  for (size_t i = 0; i < n; i++)
    squares += (problem->y[i] - mean) * (problem->y[i] - mean) / (double) n;
  double sd = squares > 0 ? sqrt (squares) : 1;
  *lower = fit->noise_lower > 0 ? fit->noise_lower : 1e-5 * sd;
  *upper = fit->noise_upper > *lower ? fit->noise_upper : 1e3 * sd;
}

/* "RBF.lengthscale (upper, 100000)" for each end that was hit. */
static char *
name_hits (const Climb *climb, const double *theta, const double *lower, const double *upper, size_t length)
{
  GString *names = g_string_new (NULL);
  size_t *indices = g_new (size_t, climb->free_params + 1);
  mercer_kernel_free_indices (climb->kernel, indices);
  for (size_t k = 0; k < length; k++)
    {
      double near = 1e-6 * MAX (1, upper[k] - lower[k]);
      bool low = theta[k] <= lower[k] + near, high = theta[k] >= upper[k] - near;
      if (!low && !high)
        continue;
      MercerKernelParam param = { .lower = 0 };
      char number[MERCER_NUMBER_SIZE];
      bool of_kernel = k < climb->free_params;
      if (of_kernel)
        mercer_kernel_param (climb->kernel, indices[k], &param);
      double bound = of_kernel ? (low ? param.lower : param.upper) : exp (low ? lower[k] : upper[k]);
      g_string_append_printf (names, "%s%s (%s %s)", names->len > 0 ? ", " : "", of_kernel ? param.path : _("noise"),
                              low ? _("lower bound") : _("upper bound"), mercer_number_show (bound, 4, number));
    }
  g_free (indices);
  char *sentence = names->len > 0 ? g_strdup_printf (_("The fit ended on a bound: %s. The data do not determine what "
                                                       "lies there; widen the bound, fix the value or simplify the "
                                                       "kernel."),
                                                     names->str)
                                  : NULL;
  g_string_free (names, TRUE);
  return sentence;
}

/* --- The fit -------------------------------------------------------------------------------------- */

/* Between the likelihoods of two steps; the seventh digit of a log likelihood means nothing any more. */
static const double usual_tolerance = 5e-9;

static MercerStatus
climb_up (Climb *climb, double *theta, const double *lower, const double *upper, size_t length,
          MercerOptimum *optimum, MercerWork *work)
{
  const MercerGpFit *fit = climb->fit;
  MercerProblem search = {
    .method = MERCER_OPTIMIZE_LBFGS,
    .n = length,
    .lower = lower,
    .upper = upper,
    .objective = objective,
    .data = climb,
    .relative_tolerance = fit->relative_tolerance > 0 ? fit->relative_tolerance : usual_tolerance,
    .max_evaluations = fit->max_evaluations,
    .restarts = fit->restarts,
    .seed = fit->seed,
  };
  if (length == 0)
    {
      *optimum = (MercerOptimum){ .value = objective (theta, NULL, climb), .evaluations = 1, .converged = true };
      return isfinite (optimum->value) ? MERCER_OK : MERCER_DIVERGED;
    }
  MercerStatus status = mercer_optimize (&search, theta, optimum, work);
  return climb->status != MERCER_OK ? climb->status : status;
}

MercerStatus
mercer_gp_fit (const MercerGpProblem *problem, const MercerGpFit *fit, MercerKernel **kernel_out, double *noise_out,
               MercerOptimum *optimum, char **bound_hits, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  size_t free_params = mercer_kernel_free_params (problem->kernel);
  size_t length = free_params + (fit->noise_fixed ? 0 : 1);
  Climb climb = { .kernel = problem->kernel, .fit = fit, .free_params = free_params, .noise = problem->noise,
                  .best = -DBL_MAX, .gradient = mercer_work_doubles (work, free_params + 1) };
  double *theta = mercer_work_doubles (work, 3 * (length + 1));
  *kernel_out = NULL;
  if (bound_hits != NULL)
    *bound_hits = NULL;
  MercerStatus status = theta != NULL && climb.gradient != NULL ? gp_evaluator_init (&climb.evaluator, problem, work)
                                                               : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    {
      double *lower = theta + length + 1, *upper = lower + length + 1;
      mercer_kernel_get_theta (problem->kernel, theta, lower, upper);
      if (!fit->noise_fixed)
        {
          double least, most;
          noise_bounds (problem, fit, &least, &most);
          lower[free_params] = log (least);
          upper[free_params] = log (most);
          theta[free_params] = log (MAX (problem->noise, least));
        }
      for (size_t k = 0; k < length; k++)
        theta[k] = CLAMP (theta[k], lower[k], upper[k]);
      status = climb_up (&climb, theta, lower, upper, length, optimum, work);
      if (status == MERCER_OK || status == MERCER_STOPPED)
        {
          *kernel_out = mercer_kernel_with_theta ((MercerKernel *) problem->kernel, theta);
          *noise_out = noise_at (&climb, theta);
          if (bound_hits != NULL)
            *bound_hits = name_hits (&climb, theta, lower, upper, length);
        }
    }
  mercer_work_release (work, mark);
  return status;
}
