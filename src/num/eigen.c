/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <stdatomic.h>

#include "lapack.h"
#include "pool.h"
#include "spectral.h"

#define PLAIN_UNTIL 160 /* up to here one LAPACK call takes a few milliseconds at most */

static MercerStatus
solve_plainly (MercerMatrix a, double *values, MercerMatrix vectors, MercerWork *work)
{
  int n = (int) a.rows, stride = (int) vectors.stride, info = 0;
  int lwork = 1 + 6 * n + 2 * n * n, liwork = 3 + 5 * n;
  double *doubles = mercer_work_doubles (work, (size_t) lwork);
  int *integers = mercer_work_alloc (work, (size_t) liwork, sizeof *integers);
  if (doubles == NULL || integers == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (a, vectors);
  dsyevd_ ("V", "L", &n, vectors.data, &stride, values, doubles, &lwork, integers, &liwork, &info,
           1, 1);
  return info == 0 ? MERCER_OK : MERCER_DIVERGED;
}

typedef struct
{
  MercerMatrix a;
  MercerWork *work;
  atomic_bool stopped, spoilt;
} Check;

#define STRIP 64 /* columns looked at between two polls */

static void
check_cb (void *data, size_t index)
{
  Check *check = data;
  size_t n = check->a.rows, first = index * STRIP, cols = MIN (STRIP, n - first);
  if (!mercer_work_wanted (check->work))
    atomic_store (&check->stopped, true);
  else if (!mercer_matrix_lower_is_finite (
               mercer_matrix_block (check->a, first, first, n - first, cols)))
    atomic_store (&check->spoilt, true);
}

/* MERCER_DIVERGED if the lower triangle holds a NaN or an infinity, on which LAPACK may never end.
 */
static MercerStatus
check_entries (MercerMatrix a, MercerWork *work)
{
  Check check = { .a = a, .work = work };
  mercer_pool_for ((a.rows + STRIP - 1) / STRIP, check_cb, &check);
  return atomic_load (&check.stopped)  ? MERCER_STOPPED
         : atomic_load (&check.spoilt) ? MERCER_DIVERGED
                                       : MERCER_OK;
}

static MercerStatus
solve_in_stages (MercerMatrix a, double *values, MercerMatrix vectors, MercerWork *work)
{
  size_t n = a.rows;
  double *e = mercer_work_doubles (work, n), *tau = mercer_work_doubles (work, n);
  double *room = mercer_work_doubles (work, n * (n + 1));
  if (e == NULL || tau == NULL || room == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_tridiagonalise (a, values, e, tau, work);
  if (status == MERCER_OK)
    status = mercer_divide_and_conquer (values, e, vectors, room, work);
  if (status == MERCER_OK)
    status = mercer_apply_reflectors (a, tau, vectors, work);
  return status;
}

MercerStatus
mercer_eigen (MercerMatrix a, double *values, MercerMatrix vectors, MercerWork *work)
{
  size_t n = a.rows;
  g_return_val_if_fail (a.cols == n && vectors.rows == n && vectors.cols == n, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  if (n == 0)
    return MERCER_OK;
  MercerStatus status = check_entries (a, work);
  if (status != MERCER_OK)
    return status;
  MercerWork *own = work == NULL ? mercer_work_new (0, NULL) : NULL;
  MercerWork *used = work != NULL ? work : own;
  MercerMark mark = mercer_work_mark (used);
  status = (n <= PLAIN_UNTIL ? solve_plainly : solve_in_stages) (a, values, vectors, used);
  mercer_work_release (used, mark);
  mercer_work_free (own);
  return status;
}
