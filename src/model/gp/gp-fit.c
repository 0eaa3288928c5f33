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
  const double *lower, *upper;
  double *along;      /* what a factor of all variances adds to theta, for each unit of its logarithm; 0 if there is none */
  double *best_theta;
  double best;
  bool ended; /* at the best point the factor would have gone on beyond a bound */
  int evaluations;
  MercerStatus status; /* what stopped the run besides the optimiser */
} Climb;

static double
noise_at (const Climb *climb, const double *theta)
{
  return climb->fit->noise_fixed ? climb->noise : exp (theta[climb->free_params]);
}

/* --- One factor of all variances --------------------------------------------------------------------- */

/* Where the kernel is a sum of terms that each have a free variance, and the noise is free too, K + noise^2 I can be
 * multiplied by any factor c within the kernel's own parameters, and the best c is known in closed form (the
 * concentrated likelihood; R & W section 5.6, exercise 1). The climb goes over what is left: the maximum over c of the
 * likelihood at theta + along log c. */

/* Sets along at the flat index of a variance in every term; false if some term has none. *index: of node's first
 * parameter, moved behind its last. */
static bool
find_variances (const MercerKernel *node, size_t *index, double *along)
{
  MercerKernelKind kind = mercer_kernel_kind (node);
  size_t first = *index, children = kind == MERCER_KERNEL_LEAF ? 0 : mercer_kernel_children (node);
  *index += mercer_kernel_params (node);
  if (kind == MERCER_KERNEL_LEAF)
    {
      const char *id = mercer_kernel_leaf_family (node)->id;
      MercerKernelParam param;
      if (strcmp (id, "Constant") != 0 && strcmp (id, "White") != 0)
        return false;
      mercer_kernel_param (node, 0, &param);
      along[first] = param.fixed ? 0 : 1;
      return !param.fixed;
    }
  if (kind != MERCER_KERNEL_SUM && kind != MERCER_KERNEL_PRODUCT)
    return false;
  bool sum = kind == MERCER_KERNEL_SUM;
  size_t begin = first;
  for (size_t i = 0; i < children; i++)
    if (find_variances (mercer_kernel_child (node, i), &first, along) != sum)
      {
        if (sum) /* what the terms before this one said is void */
          memset (along + begin, 0, (*index - begin) * sizeof (double));
        return !sum;
      }
  return sum;
}

/* Whether every parameter that shares its number with a variance is a variance itself. */
static bool
ties_agree (const MercerKernel *kernel, const double *along, size_t *scratch)
{
  bool agree = true;
  for (size_t p = 0; p < mercer_kernel_params (kernel); p++)
    {
      size_t tied = along[p] > 0 ? mercer_kernel_tied (kernel, p, scratch) : 0;
      for (size_t k = 0; k < tied && tied > 1; k++)
        agree &= along[scratch[k]] > 0;
    }
  return agree;
}

/* climb->along, all 0 where there is no such factor. */
static void
find_factor (Climb *climb, MercerWork *work)
{
  size_t all = mercer_kernel_params (climb->kernel), first = 0;
  double *flat = mercer_work_doubles (work, all + 1);
  size_t *indices = mercer_work_alloc (work, all + 1, sizeof *indices);
  memset (climb->along, 0, (climb->free_params + 1) * sizeof (double));
  if (flat == NULL || indices == NULL || climb->fit->noise_fixed)
    return;
  memset (flat, 0, (all + 1) * sizeof (double));
  if (!find_variances (climb->kernel, &first, flat) || !ties_agree (climb->kernel, flat, indices))
    return;
  mercer_kernel_free_indices (climb->kernel, indices);
  for (size_t k = 0; k < climb->free_params; k++)
    climb->along[k] = flat[indices[k]];
  climb->along[climb->free_params] = 0.5; /* of a standard deviation */
}

/* How far theta may go along, within the bounds: at[0] and at[1] are the coordinates that end it below and above. */
static void
find_ends (const Climb *climb, const double *theta, size_t length, double *least, double *most, size_t at[2])
{
  *least = -DBL_MAX;
  *most = DBL_MAX;
  for (size_t k = 0; k < length; k++)
    if (climb->along[k] > 0)
      {
        double down = (climb->lower[k] - theta[k]) / climb->along[k], up = (climb->upper[k] - theta[k]) / climb->along[k];
        if (down > *least)
          *least = down, at[0] = k;
        if (up < *most)
          *most = up, at[1] = k;
      }
  if (*least == -DBL_MAX)
    *least = *most = 0;
  *least = MIN (*least, 0); /* theta is within the bounds but for rounding */
  *most = MAX (*most, 0);
}

/* An end of the way is at a coordinate's bound wherever theta is: along that coordinate nothing changes but the factor. */
static void
correct_gradient (const Climb *climb, size_t length, size_t at, double *gradient)
{
  double slope = 0;
  for (size_t k = 0; k < length; k++)
    slope += climb->along[k] * gradient[k];
  gradient[at] -= slope / climb->along[at];
}

static void
tell (const Climb *climb)
{
  const MercerGpFit *fit = climb->fit;
  if (fit->watch == NULL || climb->best == -DBL_MAX)
    return;
  g_autoptr (MercerKernel) best = mercer_kernel_with_theta ((MercerKernel *) climb->kernel, climb->best_theta);
  fit->watch (best, noise_at (climb, climb->best_theta), climb->best, climb->evaluations, fit->data);
}

static double
objective (const double *theta, double *gradient, void *data)
{
  Climb *climb = data;
  GpEvaluator *e = &climb->evaluator;
  size_t length = climb->free_params + (climb->fit->noise_fixed ? 0 : 1), at[2] = { 0 };
  double value = NAN;
  MercerKernel *kernel = mercer_kernel_with_theta ((MercerKernel *) climb->kernel, theta);
  find_ends (climb, theta, length, &e->log_factor_lower, &e->log_factor_upper, at);
  climb->evaluations++;
  MercerStatus status = gp_evaluate (e, kernel, noise_at (climb, theta), &value, gradient != NULL ? climb->gradient : NULL);
  mercer_kernel_unref (kernel);
  if (status == MERCER_OUT_OF_MEMORY || status == MERCER_STOPPED)
    climb->status = status;
  if (status != MERCER_OK || !isfinite (value))
    {
      tell (climb);
      return NAN;
    }
  bool ends = e->log_factor_lower < e->log_factor_upper
              && (e->log_factor <= e->log_factor_lower || e->log_factor >= e->log_factor_upper);
  if (gradient != NULL && ends)
    correct_gradient (climb, length, at[e->log_factor >= e->log_factor_upper], climb->gradient);
  for (size_t k = 0; gradient != NULL && k < length; k++)
    gradient[k] = -climb->gradient[k];
  if (value > climb->best)
    {
      climb->best = value;
      climb->ended = ends;
      for (size_t k = 0; k < length; k++)
        climb->best_theta[k] = CLAMP (theta[k] + climb->along[k] * e->log_factor, climb->lower[k], climb->upper[k]);
    }
  tell (climb);
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
  if (status == MERCER_OK && climb->ended)
    {
      /* where one end of the factor's way gives place to another the slope jumps, and a climb may stick there: the rest
       * goes without the factor */
      MercerOptimum further;
      memset (climb->along, 0, (climb->free_params + 1) * sizeof (double));
      memcpy (theta, climb->best_theta, length * sizeof (double));
      search.restarts = 0;
      status = mercer_optimize (&search, theta, &further, work);
      optimum->value = MIN (optimum->value, further.value);
      optimum->evaluations += further.evaluations;
      optimum->converged = further.converged;
    }
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
                  .best = -DBL_MAX, .gradient = mercer_work_doubles (work, free_params + 1),
                  .along = mercer_work_doubles (work, free_params + 1) };
  double *theta = mercer_work_doubles (work, 4 * (length + 1));
  *kernel_out = NULL;
  if (bound_hits != NULL)
    *bound_hits = NULL;
  MercerStatus status = theta != NULL && climb.gradient != NULL && climb.along != NULL ? gp_evaluator_init (&climb.evaluator, problem, work)
                                                               : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    {
      double *lower = theta + length + 1, *upper = lower + length + 1;
      climb.lower = lower;
      climb.upper = upper;
      climb.best_theta = upper + length + 1;
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
        climb.best_theta[k] = theta[k] = CLAMP (theta[k], lower[k], upper[k]);
      find_factor (&climb, work);
      status = climb_up (&climb, theta, lower, upper, length, optimum, work);
      if (status == MERCER_OK || status == MERCER_STOPPED)
        {
          *kernel_out = mercer_kernel_with_theta ((MercerKernel *) problem->kernel, climb.best_theta);
          *noise_out = noise_at (&climb, climb.best_theta);
          if (bound_hits != NULL)
            *bound_hits = name_hits (&climb, climb.best_theta, lower, upper, length);
        }
    }
  mercer_work_release (work, mark);
  return status;
}
