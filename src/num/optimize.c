/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "optimize.h"

#include <glib.h>
#include <glib/gi18n.h>
#include <math.h>
#include <nlopt.h>
#include <string.h>

#include "random.h"

#define DEFAULT_TOLERANCE   1e-10
#define DEFAULT_EVALUATIONS 500
#define FAR                 1e10 /* added to the largest value seen, in its own scale, where f is not finite */

static const nlopt_algorithm algorithms[] = {
  [MERCER_OPTIMIZE_LBFGS] = NLOPT_LD_LBFGS,
  [MERCER_OPTIMIZE_NELDER_MEAD] = NLOPT_LN_NELDERMEAD,
  [MERCER_OPTIMIZE_BOBYQA] = NLOPT_LN_BOBYQA,
};

/* One start. NLopt is given a finite stand-in where f is not finite, so the best point is kept
 * here. */
typedef struct
{
  const MercerProblem *problem;
  MercerWork *work;
  nlopt_opt opt;
  double best, largest;
  double *best_x;
  int evaluations, most;
  bool stopped, exhausted;
} Start;

static double
objective_cb (unsigned n, const double *x, double *gradient, void *data)
{
  Start *start = data;
  if (start->stopped || !mercer_work_wanted (start->work))
    {
      start->stopped = true;
      nlopt_force_stop (start->opt);
      return start->largest;
    }
  if (start->evaluations
      == start->most) /* some of NLopt's methods look at their own limit too seldom */
    {
      start->exhausted = true;
      nlopt_force_stop (start->opt);
      return start->largest;
    }
  start->evaluations++;
  double f = start->problem->objective (x, gradient, start->problem->data);
  bool usable = isfinite (f);
  for (unsigned i = 0; usable && gradient != NULL && i < n; i++)
    usable = isfinite (gradient[i]);
  if (!usable)
    {
      if (gradient != NULL)
        memset (gradient, 0, n * sizeof *gradient);
      return isfinite (start->largest) ? start->largest + FAR * (1.0 + fabs (start->largest)) : FAR;
    }
  start->largest = isfinite (start->largest) ? fmax (start->largest, f) : f;
  if (f < start->best)
    {
      start->best = f;
      memcpy (start->best_x, x, n * sizeof *x);
    }
  return f;
}

static nlopt_opt
prepare (const MercerProblem *problem, Start *start)
{
  nlopt_opt opt = nlopt_create (algorithms[problem->method], (unsigned) problem->n);
  if (problem->lower != NULL)
    nlopt_set_lower_bounds (opt, problem->lower);
  if (problem->upper != NULL)
    nlopt_set_upper_bounds (opt, problem->upper);
  nlopt_set_min_objective (opt, objective_cb, start);
  nlopt_set_ftol_rel (opt, problem->relative_tolerance > 0 ? problem->relative_tolerance
                                                           : DEFAULT_TOLERANCE);
  start->most = problem->max_evaluations > 0 ? problem->max_evaluations : DEFAULT_EVALUATIONS;
  nlopt_set_maxeval (opt, start->most);
  start->opt = opt;
  return opt;
}

static void
clamp_to_bounds (const MercerProblem *problem, double *x)
{
  for (size_t i = 0; i < problem->n; i++)
    {
      if (problem->lower != NULL)
        x[i] = fmax (x[i], problem->lower[i]);
      if (problem->upper != NULL)
        x[i] = fmin (x[i], problem->upper[i]);
    }
}

/* Start number `number`: 0 is the given point. */
static void
choose_start (const MercerProblem *problem, int number, const double *given, double *x)
{
  for (size_t i = 0; i < problem->n; i++)
    x[i] = number == 0 ? given[i]
                       : problem->lower[i]
                             + (problem->upper[i] - problem->lower[i])
                                   * mercer_random_uniform (problem->seed, (uint64_t) number, i);
  clamp_to_bounds (problem, x);
}

static bool
is_sound (const MercerProblem *problem)
{
  if ((size_t) problem->method >= G_N_ELEMENTS (algorithms) || problem->n == 0
      || problem->objective == NULL
      || (problem->method == MERCER_OPTIMIZE_BOBYQA && problem->n < 2))
    return false;
  for (size_t i = 0; i < problem->n; i++)
    {
      double lower = problem->lower != NULL ? problem->lower[i] : -HUGE_VAL;
      double upper = problem->upper != NULL ? problem->upper[i] : HUGE_VAL;
      if (!(lower <= upper) || (problem->restarts > 0 && !isfinite (upper - lower)))
        return false;
    }
  return true;
}

MercerStatus
mercer_optimize (const MercerProblem *problem, double *x, MercerOptimum *optimum, MercerWork *work)
{
  g_return_val_if_fail (is_sound (problem), MERCER_BAD_INPUT);
  size_t n = problem->n;
  double *given = g_new (double, 3 * n), *point = given + n, *best_x = point + n;
  memcpy (given, x, n * sizeof *x);
  *optimum = (MercerOptimum){ .value = HUGE_VAL };
  bool stopped = false;
  for (int number = 0; number <= problem->restarts && !stopped; number++)
    {
      Start start = {
        .problem = problem, .work = work, .best = HUGE_VAL, .largest = HUGE_VAL, .best_x = best_x
      };
      nlopt_opt opt = prepare (problem, &start);
      double value;
      choose_start (problem, number, given, point);
      if (!problem->quiet)
        mercer_work_progress (work, (double) number / (1 + problem->restarts), _ ("Optimising"));
      nlopt_result result = nlopt_optimize (opt, point, &value);
      nlopt_destroy (opt);
      stopped = start.stopped;
      optimum->evaluations += start.evaluations;
      if (start.best < optimum->value)
        {
          optimum->value = start.best;
          optimum->best_start = number;
          optimum->converged = !stopped && !start.exhausted && result != NLOPT_MAXEVAL_REACHED;
          memcpy (x, best_x, n * sizeof *x);
        }
    }
  g_free (given);
  /* an objective that stopped half way has no value; where it was the last one allowed, nobody has asked since */
  stopped |= !(optimum->value < HUGE_VAL) && !mercer_work_wanted (work);
  return stopped ? MERCER_STOPPED : optimum->value < HUGE_VAL ? MERCER_OK : MERCER_DIVERGED;
}
