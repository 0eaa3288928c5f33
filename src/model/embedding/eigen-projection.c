/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "eigen-projection-private.h"

/* --- The answer as an object ------------------------------------------------------------------------------------- */

MercerProjection *
projection_new (size_t n, size_t d, size_t k, size_t basis)
{
  MercerProjection *p = g_new0 (MercerProjection, 1);
  p->n = n;
  p->d = d;
  p->k = k;
  p->values = g_new0 (double, k + 1);
  p->scores = mercer_matrix (g_new0 (double, n * k + 1), n, k);
  p->error = g_new0 (double, n + 1);
  p->rows = g_new0 (uint64_t, n + 1);
  p->basis = mercer_matrix (g_new0 (double, basis * d + 1), basis, d);
  p->weights = mercer_matrix (g_new0 (double, basis * k + 1), basis, k);
  p->offset = g_new0 (double, k + 1);
  p->mean_weights = g_new0 (double, basis + 1);
  p->least = p->off = p->positive = p->positive_squares = NAN;
  p->refs = 1;
  return p;
}

/* One answer may stand under two keys of the store. */
static void
projection_unref (void *data)
{
  MercerProjection *p = data;
  if (!g_atomic_int_dec_and_test (&p->refs))
    return;
  g_free (p->values);
  g_free (p->scores.data);
  g_free (p->error);
  g_free (p->rows);
  g_free (p->basis.data);
  g_free (p->weights.data);
  g_free (p->offset);
  g_free (p->mean_weights);
  g_free (p->frequencies.data);
  g_free (p);
}

static size_t
projection_bytes (const MercerProjection *p)
{
  return sizeof *p + (p->n * (p->k + 2) + p->basis.rows * (p->d + p->k + 1) + 2 * p->k + p->frequencies.rows * p->frequencies.cols)
                       * sizeof (double);
}

static MercerProjection *
projection_copy (const MercerProjection *from)
{
  size_t b = from->basis.rows;
  MercerProjection *p = projection_new (from->n, from->d, from->k, b);
  MercerProjection shapes = *p;
  *p = *from;
  p->refs = 1;
  p->values = memcpy (shapes.values, from->values, p->k * sizeof (double));
  p->error = memcpy (shapes.error, from->error, p->n * sizeof (double));
  p->rows = memcpy (shapes.rows, from->rows, p->n * sizeof (uint64_t));
  p->offset = memcpy (shapes.offset, from->offset, p->k * sizeof (double));
  p->mean_weights = memcpy (shapes.mean_weights, from->mean_weights, b * sizeof (double));
  p->scores.data = memcpy (shapes.scores.data, from->scores.data, p->n * p->k * sizeof (double));
  p->basis.data = memcpy (shapes.basis.data, from->basis.data, b * p->d * sizeof (double));
  p->weights.data = memcpy (shapes.weights.data, from->weights.data, b * p->k * sizeof (double));
  if (from->frequencies.data != NULL)
    p->frequencies.data = g_memdup2 (from->frequencies.data, from->frequencies.rows * from->frequencies.cols * sizeof (double));
  return p;
}

void
projection_free (MercerProjection *p)
{
  projection_unref (p);
}

void
projection_clear_rounding (MercerProjection *p)
{
  double rounding = projection_rounding (p->n, p->grand_mean);
  if (p->trace <= rounding)
    p->trace = 0;
  if (sqrt (p->squares) > rounding)
    return;
  p->squares = 0;
  memset (p->values, 0, p->k * sizeof (double));
  memset (p->offset, 0, p->k * sizeof (double));
  mercer_matrix_fill (p->weights, 0);
}

static void
take_rows (MercerProjection *p, const MercerProjectionProblem *problem)
{
  for (size_t i = 0; i < p->n; i++)
    p->rows[i] = projection_row (problem, i);
}

bool
mercer_projection_is_indefinite (const MercerProjection *p)
{
  return p->least < -MERCER_PROJECTION_ROUNDING * p->values[0];
}

double
mercer_projection_share (const MercerProjection *p, size_t j)
{
  double whole = isfinite (p->positive) ? p->positive : p->trace;
  return whole > 0 ? p->values[j] / whole : 0;
}

double
mercer_projection_effective_dimension (const MercerProjection *p)
{
  bool some = isfinite (p->positive);
  double sum = some ? p->positive : p->trace, squares = some ? p->positive_squares : p->squares;
  return squares > 0 ? sum * sum / squares : 0;
}

/* --- The store -------------------------------------------------------------------------------------------------------- */

static bool
by_landmarks (const MercerProjectionProblem *problem)
{
  return problem->kernel != NULL && problem->landmarks > 0 && problem->landmarks < problem->x.rows;
}

static MercerHash
problem_hash (const MercerProjectionProblem *problem)
{
  MercerHash hash = mercer_hash_start ("eigen-projection");
  if (problem->kernel != NULL)
    mercer_hash_add_hash (&hash, mercer_kernel_hash (problem->kernel));
  mercer_hash_add_size (&hash, problem->x.rows);
  for (size_t c = 0; c < problem->x.cols; c++)
    mercer_hash_add (&hash, mercer_matrix_column (problem->x, c), problem->x.rows * sizeof (double));
  mercer_hash_add_size (&hash, problem->centred);
  mercer_hash_add_size (&hash, problem->components);
  mercer_hash_add_double (&hash, problem->shift);
  mercer_hash_add_double (&hash, problem->tolerance);
  mercer_hash_add_size (&hash, by_landmarks (problem) ? problem->landmarks : 0);
  mercer_hash_add_size (&hash, by_landmarks (problem) ? problem->seed : 0);
  mercer_hash_add_size (&hash, by_landmarks (problem) && problem->random_features);
  mercer_hash_add_size (&hash, (by_landmarks (problem) || !mercer_projection_is_definite (problem)) && problem->passing);
  mercer_hash_add_hash (&hash, problem->thread);
  if (problem->rows != NULL)
    mercer_hash_add (&hash, problem->rows, problem->x.rows * sizeof (uint64_t));
  return hash;
}

MercerHash
projection_setting (const MercerProjectionProblem *problem)
{
  MercerHash hash = mercer_hash_start ("eigen-projection-setting");
  mercer_hash_add_hash (&hash, mercer_kernel_hash (problem->kernel));
  mercer_hash_add_size (&hash, problem->centred);
  mercer_hash_add_double (&hash, problem->shift);
  return hash;
}

uint64_t
projection_row (const MercerProjectionProblem *problem, size_t i)
{
  return problem->rows != NULL ? problem->rows[i] : i;
}

double
projection_mean (const double *column, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += column[i];
  return sum / (double) n;
}

static MercerHash
last_hash (const MercerProjectionProblem *problem, bool passing)
{
  MercerHash hash = mercer_hash_start (passing ? "eigen-projection-passing" : "eigen-projection-last");
  mercer_hash_add_hash (&hash, problem->thread);
  return hash;
}

static bool
has_thread (const MercerProjectionProblem *problem)
{
  return problem->thread.a != 0 || problem->thread.b != 0;
}

MercerStoreItem *
projection_last (const MercerProjectionProblem *problem, MercerWork *work)
{
  if (!has_thread (problem))
    return NULL;
  /* while a hand moves on, drafts may be all there is: the last of them is nearer than the last that was finished */
  MercerStoreItem *item = mercer_store_get (mercer_work_store (work), last_hash (problem, problem->passing));
  return item != NULL ? item : mercer_store_get (mercer_work_store (work), last_hash (problem, !problem->passing));
}

MercerStoreItem *
projection_guide (const MercerProjectionProblem *problem, const MercerProjection *p, MercerWork *work)
{
  MercerStoreItem *best = NULL;
  double most = 0;
  for (int passing = 0; passing < 2 && has_thread (problem); passing++)
    {
      MercerStoreItem *item = mercer_store_get (mercer_work_store (work), last_hash (problem, passing));
      double likeness = item != NULL ? projection_likeness (p, mercer_store_item_data (item)) : 0;
      if (likeness > most)
        {
          most = likeness;
          g_clear_pointer (&best, mercer_store_release);
          best = item;
        }
      else if (item != NULL)
        mercer_store_release (item);
    }
  return best;
}

bool
mercer_projection_is_stored (const MercerProjectionProblem *problem, MercerWork *work)
{
  MercerStore *store = mercer_work_store (work);
  MercerStoreItem *item = store != NULL ? mercer_store_get (store, problem_hash (problem)) : NULL;
  if (item != NULL)
    mercer_store_release (item);
  return item != NULL;
}

void
projection_keep_last (const MercerProjectionProblem *problem, MercerProjection *p, MercerWork *work)
{
  MercerStore *store = mercer_work_store (work);
  if (store == NULL || !has_thread (problem))
    return;
  g_atomic_int_inc (&p->refs);
  mercer_store_release (mercer_store_put (store, last_hash (problem, problem->passing), p, projection_bytes (p), projection_unref));
}

/* Puts p under the problem's key and makes it the last of its thread. Takes the reference. */
static MercerStoreItem *
keep (const MercerProjectionProblem *problem, MercerHash key, MercerProjection *p, MercerWork *work)
{
  projection_keep_last (problem, p, work);
  return mercer_store_put (mercer_work_store (work), key, p, projection_bytes (p), projection_unref);
}

/* Turns p to continue what came before; a copy of it if it is shared and has to be turned. Takes and gives the reference. */
static MercerProjection *
continued (const MercerProjectionProblem *problem, MercerProjection *p, bool shared, MercerWork *work)
{
  MercerStoreItem *guide = projection_guide (problem, p, work);
  const MercerProjection *last = guide != NULL ? mercer_store_item_data (guide) : NULL;
  if (p != last && (!shared || projection_would_turn (p, last)))
    {
      if (shared)
        {
          MercerProjection *copy = projection_copy (p);
          projection_free (p);
          p = copy;
        }
      projection_follow (p, last, (MercerMatrix){ 0 }, work);
    }
  g_clear_pointer (&guide, mercer_store_release);
  return p;
}

/* The stored answer; NULL: there is none. A new reference. */
static MercerProjection *
find_stored (MercerHash key, MercerWork *work)
{
  MercerStore *store = mercer_work_store (work);
  MercerStoreItem *item = store != NULL ? mercer_store_get (store, key) : NULL;
  if (item == NULL)
    return NULL;
  MercerProjection *p = mercer_store_item_data (item);
  g_atomic_int_inc (&p->refs);
  mercer_store_release (item);
  return p;
}

static MercerStatus
compute (const MercerProjectionProblem *problem, MercerProjection **p, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  bool quick = problem->passing && !mercer_projection_is_definite (problem);
  MercerStatus status = !by_landmarks (problem)       ? projection_exact (problem, p, work)
                        : problem->random_features ? projection_features (problem, p, work)
                        : quick                    ? projection_some (problem, p, work)
                                                   : projection_low (problem, p, work);
  mercer_work_release (work, mark);
  if (*p != NULL) /* exactly if all went well */
    take_rows (*p, problem);
  return status;
}

MercerStatus
mercer_projection (const MercerProjectionProblem *problem, MercerStoreItem **item, const MercerProjection **projection,
                   MercerWork *work)
{
  g_return_val_if_fail (problem->x.rows >= 2 && problem->components >= 1, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  MercerHash key = problem_hash (problem);
  MercerProjection *p = find_stored (key, work);
  bool stored = p != NULL;
  MercerStatus status = stored ? MERCER_OK : compute (problem, &p, work);
  if (p == NULL)
    return status;
  p = continued (problem, p, stored, work);
  *item = keep (problem, key, p, work);
  *projection = mercer_store_item_data (*item);
  return status;
}
