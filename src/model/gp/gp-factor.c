/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "gp-private.h"

/* Room for rows to come before a factor has to be made anew, and the size from which memory is asked for in huge
 * pages (touching 200 MB in small ones costs more than 50 ms). */
enum { SLACK = 48, HUGE_PAGE = 2 << 20 };

static void
factor_free (void *data)
{
  GpFactor *factor = data;
  pthread_mutex_destroy (&factor->lock);
  free (factor->f.data);
  g_free (factor->x);
  g_free (factor->y);
  g_free (factor->z);
  g_free (factor->centre);
  g_free (factor->rows);
  g_free (factor);
}

static double *
allocate_pages (size_t doubles)
{
  size_t bytes = (doubles * sizeof (double) + 63) / 64 * 64;
  bool huge = bytes >= 2 * HUGE_PAGE;
  if (huge)
    bytes = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  double *data = aligned_alloc (huge ? HUGE_PAGE : 64, bytes);
  if (data != NULL && huge)
    madvise (data, bytes, MADV_HUGEPAGE);
  return data;
}

/* A locked factor with room for n points (and `slack` more) and `further` rows; NULL without memory. */
static GpFactor *
factor_new (size_t n, size_t slack, size_t further, size_t d)
{
  size_t capacity = n + slack;
  size_t stride = (capacity + further + 7) / 8 * 8;
  if (stride % 512 == 0)
    stride += 8; /* columns a power of two apart fight for the same cache sets */
  double *data = allocate_pages (stride * capacity);
  if (data == NULL)
    return NULL;
  GpFactor *factor = g_new0 (GpFactor, 1);
  pthread_mutex_init (&factor->lock, NULL);
  pthread_mutex_lock (&factor->lock);
  factor->f = (MercerMatrix){ data, 0, 0, stride };
  factor->capacity = capacity;
  factor->d = d;
  factor->x = g_new (double, capacity * d);
  factor->y = g_new (double, capacity);
  factor->rows = g_new (uint64_t, capacity);
  factor->centre = g_new0 (double, d);
  return factor;
}

static size_t
factor_bytes (const GpFactor *factor)
{
  return factor->f.stride * factor->capacity * sizeof (double)
         + (factor->capacity * (factor->d + 2) + factor->m * factor->d) * sizeof (double);
}

static MercerHash
factor_key (const MercerGpProblem *problem)
{
  MercerHash key = mercer_hash_start ("gp factor");
  mercer_hash_add_hash (&key, mercer_kernel_hash (problem->kernel));
  mercer_hash_add_double (&key, problem->noise);
  mercer_hash_add_size (&key, problem->mean);
  mercer_hash_add_size (&key, problem->x.cols);
  return key;
}

/* --- Filling ---------------------------------------------------------------------------------- */


/* The rows below L, before they are divided by it: K (Z, X), y, H. */
static MercerStatus
fill_further (GpFactor *factor, const MercerGpProblem *problem, MercerMatrix z, size_t n, const size_t *order,
              MercerWork *work)
{
  MercerMatrix x = { factor->x, n, factor->d, factor->capacity };
  size_t m = z.data != NULL ? z.rows : 0, p = gp_mean_terms (problem->mean, factor->d);
  MercerStatus status
      = m > 0 ? mercer_kernel_cross (problem->kernel, z, x, mercer_matrix_block (factor->f, n, 0, m, n), work)
              : MERCER_OK;
  for (size_t r = 0; r < n; r++)
    {
      double *below = mercer_matrix_at (factor->f, n + m, r);
      below[0] = factor->y[r] = problem->y[order[r]];
      for (size_t k = 0; k < p; k++)
        below[1 + k] = k == 0 ? 1 : *mercer_matrix_at (x, r, k - 1) - factor->centre[k - 1];
    }
  factor->m = m;
  factor->p = p;
  g_free (factor->z);
  factor->z = g_new (double, m * factor->d + 1);
  if (m > 0)
    mercer_matrix_copy (z, mercer_matrix (factor->z, m, factor->d));
  return status;
}

/* Everything from nothing, in the problem's order. */
static MercerStatus
factor_fill (GpFactor *factor, const MercerGpProblem *problem, MercerMatrix z, size_t *order, MercerWork *work)
{
  size_t n = problem->x.rows;
  factor->n = 0;
  for (size_t r = 0; r < n; r++)
    {
      order[r] = r;
      factor->rows[r] = problem->rows != NULL ? problem->rows[r] : r;
    }
  factor->has_rows = problem->rows != NULL;
  mercer_matrix_copy (problem->x, (MercerMatrix){ factor->x, n, factor->d, factor->capacity });
  gp_column_means (problem->x, factor->centre);
  factor->updates = 0;

  MercerMatrix l = mercer_matrix_block (factor->f, 0, 0, n, n);
  MercerStatus status = gp_factorise (problem->kernel, problem->x, problem->noise, l, &factor->jitter, work);
  if (status == MERCER_OK)
    status = fill_further (factor, problem, z, n, order, work);
  size_t further = factor->m + 1 + factor->p;
  if (status == MERCER_OK)
    status = gp_solve_rows (l, mercer_matrix_block (factor->f, n, 0, further, n), work);
  if (status != MERCER_OK)
    return status;
  factor->f.rows = n + further;
  factor->f.cols = n;
  factor->n = n;
  return MERCER_OK;
}

/* L stays; the rows below it are made for another Z (or y). */
static MercerStatus
factor_refill (GpFactor *factor, const MercerGpProblem *problem, MercerMatrix z, const size_t *order,
               MercerWork *work)
{
  size_t n = factor->n;
  factor->n = 0;
  MercerStatus status = fill_further (factor, problem, z, n, order, work);
  size_t further = factor->m + 1 + factor->p;
  if (status == MERCER_OK)
    status = gp_solve_rows (mercer_matrix_block (factor->f, 0, 0, n, n),
                            mercer_matrix_block (factor->f, n, 0, further, n), work);
  if (status != MERCER_OK)
    return status;
  factor->f.rows = n + further;
  factor->n = n;
  return MERCER_OK;
}

/* Only y moved: one triangular solve. */
static void
factor_refresh_y (GpFactor *factor, const MercerGpProblem *problem, const size_t *order, double *scratch)
{
  size_t n = factor->n;
  for (size_t r = 0; r < n; r++)
    scratch[r] = factor->y[r] = problem->y[order[r]];
  cblas_dtrsv (CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int) n, factor->f.data,
               (int) factor->f.stride, scratch, 1);
  cblas_dcopy ((int) n, scratch, 1, mercer_matrix_at (factor->f, n + factor->m, 0), (int) factor->f.stride);
}

static bool
same_y (const GpFactor *factor, const MercerGpProblem *problem, const size_t *order)
{
  for (size_t r = 0; r < factor->n; r++)
    if (factor->y[r] != problem->y[order[r]])
      return false;
  return true;
}

static bool
same_z (const GpFactor *factor, MercerMatrix z)
{
  if (z.data == NULL)
    return true;
  if (z.rows != factor->m)
    return false;
  for (size_t c = 0; c < z.cols; c++)
    if (memcmp (mercer_matrix_column (z, c), factor->z + c * z.rows, z.rows * sizeof (double)) != 0)
      return false;
  return true;
}

/* --- Holding ---------------------------------------------------------------------------------- */

/* The stored factor, locked, or NULL. */
static GpFactor *
take_stored (GpHold *hold, const MercerGpProblem *problem, MercerWork *work)
{
  hold->item = mercer_store_get (work != NULL ? mercer_work_store (work) : NULL, factor_key (problem));
  if (hold->item == NULL)
    return NULL;
  GpFactor *factor = mercer_store_item_data (hold->item);
  if (pthread_mutex_trylock (&factor->lock) == 0)
    {
      hold->factor = factor;
      return factor;
    }
  g_clear_pointer (&hold->item, mercer_store_release);
  return NULL;
}

void
gp_factor_release (GpHold *hold)
{
  if (hold->factor != NULL)
    pthread_mutex_unlock (&hold->factor->lock);
  hold->factor = NULL;
  g_clear_pointer (&hold->item, mercer_store_release);
}

/* A new factor in place of whatever was stored. */
static MercerStatus
take_new (GpHold *hold, const MercerGpProblem *problem, size_t further, MercerWork *work)
{
  gp_factor_release (hold);
  MercerStore *store = work != NULL ? mercer_work_store (work) : NULL;
  GpFactor *factor = factor_new (problem->x.rows, store != NULL ? SLACK : 0, further, problem->x.cols);
  if (factor == NULL)
    return MERCER_OUT_OF_MEMORY;
  hold->factor = factor;
  hold->item = mercer_store_put (store, factor_key (problem), factor, factor_bytes (factor), factor_free);
  return MERCER_OK;
}

static bool
has_room (const GpFactor *factor, size_t n, size_t further)
{
  return factor->capacity >= n && factor->f.stride >= n + further;
}

/* The stored factor made to be of the problem's x, if that is cheap. It may be held, and hold nothing, if not. */
static bool
reuse_stored (GpHold *hold, const MercerGpProblem *problem, size_t further, MercerWork *work)
{
  GpFactor *factor = take_stored (hold, problem, work);
  if (factor == NULL || factor->n == 0 || !has_room (factor, problem->x.rows, further))
    return false;
  hold->way = MERCER_GP_STORED;
  if (gp_factor_is_of (factor, problem, hold->order))
    return true;
  hold->way = MERCER_GP_UPDATED;
  return gp_factor_follow (factor, problem, hold->order, work);
}

MercerStatus
gp_factor_hold (GpHold *hold, const MercerGpProblem *problem, MercerMatrix z, bool make, MercerWork *work)
{
  size_t n = problem->x.rows;
  size_t further = (z.data != NULL ? z.rows : 0) + 1 + gp_mean_terms (problem->mean, problem->x.cols);
  *hold = (GpHold){ .order = mercer_work_alloc (work, n, sizeof (size_t)) };
  double *scratch = mercer_work_doubles (work, n);
  if (hold->order == NULL || scratch == NULL)
    return MERCER_OUT_OF_MEMORY;

  MercerStatus status = MERCER_OK;
  if (reuse_stored (hold, problem, further, work))
    {
      if (!same_z (hold->factor, z))
        status = factor_refill (hold->factor, problem, z, hold->order, work);
      else if (!same_y (hold->factor, problem, hold->order))
        factor_refresh_y (hold->factor, problem, hold->order, scratch);
    }
  else if (!mercer_work_wanted (work))
    status = MERCER_STOPPED;
  else if (!make)
    gp_factor_release (hold);
  else
    {
      if (hold->factor == NULL || !has_room (hold->factor, n, further))
        status = take_new (hold, problem, further, work);
      hold->way = MERCER_GP_FACTORED;
      if (status == MERCER_OK)
        status = factor_fill (hold->factor, problem, z, hold->order, work);
    }
  if (status != MERCER_OK)
    gp_factor_release (hold);
  return status;
}

void
gp_factor_peek (GpHold *hold, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work)
{
  size_t n = problem->x.rows;
  *hold = (GpHold){ .order = mercer_work_alloc (work, n, sizeof (size_t)), .way = MERCER_GP_STORED };
  double *scratch = mercer_work_doubles (work, n);
  if (hold->order == NULL || scratch == NULL)
    return;
  GpFactor *factor = take_stored (hold, problem, work);
  if (factor == NULL)
    return;
  if (factor->n == 0 || !same_z (factor, z) || !gp_factor_is_of (factor, problem, hold->order))
    gp_factor_release (hold);
  else if (!same_y (factor, problem, hold->order))
    factor_refresh_y (factor, problem, hold->order, scratch);
}

bool
gp_factor_is_near (const MercerGpProblem *problem, MercerWork *work)
{
  GpHold hold = { .way = MERCER_GP_STORED };
  size_t n = problem->x.rows, *order = mercer_work_alloc (work, n, sizeof *order);
  const GpFactor *factor = order != NULL ? take_stored (&hold, problem, work) : NULL;
  bool near = false;
  if (factor != NULL && factor->n > 0)
    {
      size_t apart = factor->n > n ? factor->n - n : n - factor->n;
      near = gp_factor_is_of (factor, problem, order)
             || (factor->has_rows && problem->rows != NULL && factor->jitter == 0 && apart <= gp_follow_limit (n));
    }
  gp_factor_release (&hold);
  return near;
}
