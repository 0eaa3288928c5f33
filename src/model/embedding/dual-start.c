/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "dual-private.h"
#include "follow-private.h"
#include "random.h"

/* Where the descent begins. Losses other than the square have several optima, and equal problems are to have equal answers: so it begins
 * from directions that the data decide, whatever came before. What came before makes that quick: these directions are searched from
 * where they were last, and the last answer joins the span of the first step, which ends near the optimum if that answer is near it. */

enum { START_SEED = 7 };
static const double start_tolerance = 1e-2;

static MercerHash
start_hash (const MercerProjectionProblem *problem)
{
  MercerHash hash = mercer_hash_start ("dual-start");
  mercer_hash_add_hash (&hash, problem->thread);
  return hash;
}

static bool
has_thread (const MercerProjectionProblem *problem)
{
  return problem->thread.a != 0 || problem->thread.b != 0;
}

static FollowNamed *
rows_in_order (const MercerProjectionProblem *problem)
{
  size_t n = problem->x.rows;
  g_autofree uint64_t *ids = g_new (uint64_t, n + 1);
  for (size_t i = 0; i < n; i++)
    ids[i] = projection_row (problem, i);
  return follow_in_order (ids, n);
}

/* R: the scores with which the last start of the thread ended, 0 where rows are new. False: there is none for most rows. */
static bool
last_start (Descent *d, const MercerProjectionProblem *problem)
{
  if (!has_thread (problem))
    return false;
  MercerStoreItem *item;
  const FollowLast *last = follow_last (start_hash (problem), &item, d->work);
  size_t shared = 0;
  if (last != NULL && last->k == d->k)
    {
      g_autofree FollowNamed *named = rows_in_order (problem);
      mercer_matrix_fill (descent_columns (d->r, d->k), 0);
      for (size_t i = 0, l = 0; follow_next_pair (named, d->n, last, &i, &l); i++, l++, shared++)
        for (size_t j = 0; j < d->k; j++)
          *mercer_matrix_at (d->r, named[i].row, j) = last->values[l + j * last->n];
    }
  g_clear_pointer (&item, mercer_store_release);
  return 2 * shared >= d->n;
}

static void
keep_start (const Descent *d, const MercerProjectionProblem *problem)
{
  if (!has_thread (problem))
    return;
  g_autofree FollowNamed *named = rows_in_order (problem);
  follow_remember (named, descent_columns (d->y, d->k), false, start_hash (problem), d->work);
}

/* R: the scores of the last answer of the thread. False: there is none for most rows. */
static bool
last_scores (Descent *d, const MercerProjectionProblem *problem)
{
  MercerMatrix r = descent_columns (d->r, d->k);
  if (!projection_start (problem, r, d->work))
    return false;
  MercerStoreItem *item = projection_last (problem, d->work);
  const MercerProjection *last = mercer_store_item_data (item);
  for (size_t j = 0; j < MIN (d->k, last->k); j++)
    cblas_dscal ((int) d->n, sqrt (last->values[j]), mercer_matrix_column (r, j), 1);
  mercer_store_release (item);
  return true;
}

/* Columns of R that are nothing, or all of them, are drawn at random. */
static void
draw_missing (Descent *d, bool all)
{
  for (size_t j = 0; j < d->k; j++)
    {
      double *column = mercer_matrix_column (d->r, j);
      if (all || cblas_dasum ((int) d->n, column, 1) == 0)
        mercer_random_normals (START_SEED, 0, j * d->n, d->n, column);
    }
}

/* Directions from R. */
static MercerStatus
take_directions (Descent *d)
{
  MercerStatus status = descent_multiply (d);
  return status == MERCER_OK ? descent_step_dca (d) : status;
}

/* The directions of the last answer with the weights that its scores have now: for the span of the first step. */
static MercerStatus
open_guess (Descent *d, const MercerProjectionProblem *problem)
{
  size_t k = d->k;
  MercerMatrix r = descent_columns (d->r, k);
  if (!last_scores (d, problem))
    return MERCER_OK;
  descent_weigh_scores (d, r, d->weights);
  descent_multiply_rows (d->weights, r, r);
  d->guess_a = mercer_work_matrix (d->work, d->n, k);
  d->guess_y = mercer_work_matrix (d->work, d->n, k);
  if (d->guess_a.data == NULL || d->guess_y.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = take_directions (d);
  if (status == MERCER_OK && d->k == k)
    {
      mercer_matrix_copy (descent_columns (d->a, k), d->guess_a);
      mercer_matrix_copy (descent_columns (d->y, k), d->guess_y);
    }
  else
    d->guess_a.data = NULL; /* few points count, in too few directions */
  d->k = k;
  return status;
}

/* A few steps with each point at unit length, so that no far point decides. */
static MercerStatus
descend_given (Descent *d, double *history, size_t *steps)
{
  size_t before = *steps;
  bool converged;
  MercerStatus status = descent_run (d, MERCER_DUAL_SPAN, start_tolerance, DESCENT_START_STEPS, history, steps, &converged);
  *steps = before; /* what these steps maximised is something else */
  return status;
}

MercerStatus
descent_start (Descent *d, const MercerDualProblem *problem, double unit, double *history, size_t *steps)
{
  if (problem->loss == MERCER_DUAL_SQUARE) /* it has no other optimum */
    {
      draw_missing (d, !last_scores (d, &problem->of));
      return take_directions (d);
    }
  double *given = mercer_work_doubles (d->work, d->n);
  if (given == NULL)
    return MERCER_OUT_OF_MEMORY;
  /* Huber's optimum is so near its start that a guess would cost more than it saves */
  MercerStatus status = problem->loss == MERCER_DUAL_INSENSITIVE ? open_guess (d, &problem->of) : MERCER_OK;
  if (status != MERCER_OK)
    return status;
  for (size_t i = 0; i < d->n; i++)
    {
      double length = sqrt (MAX (d->gram->diagonal[i], 0));
      given[i] = length > unit ? unit * unit / (length * length) : 1;
    }
  bool warm = last_start (d, &problem->of);
  if (warm)
    descent_multiply_rows (given, descent_columns (d->r, d->k), descent_columns (d->r, d->k));
  draw_missing (d, !warm);
  status = take_directions (d);
  if (status != MERCER_OK || d->k == 0)
    return status;
  d->given = given;
  status = descend_given (d, history, steps);
  d->given = NULL;
  if (status == MERCER_OK)
    keep_start (d, &problem->of);
  return status;
}
