/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral.h"

#include <glib.h>
#include <stdatomic.h>
#include <string.h>

#include "lapack.h"
#include "pool.h"
#include "symmetric.h"
#include "tiles.h"

/* Blocked reduction: Dongarra, Sorensen and Hammarling, "Block reduction of matrices to condensed
 * forms for eigenvalue computations", J. Comput. Appl. Math. 27 (1989). A panel of PANEL reflectors
 * is made against the trailing matrix as it was when the panel began; then A -= V W' + W V' at
 * once. */
#define PANEL   48
#define LAST    96  /* what is left at the end is reduced without panels */
#define TILE    192 /* of the trailing update */
#define REFLECT 48  /* applied together; with more, the corners cost more than depth saves */
#define COLUMNS 160 /* of Z in one task at most */

typedef struct
{
  MercerMatrix a;      /* the trailing matrix, the panel its first columns */
  MercerMatrix vw, wv; /* N x 2 PANEL: V beside W, and W beside V */
  double *parts;
  double *tau, *e;
  MercerWork *work;
  size_t side, tiles; /* of the update */
  size_t count;       /* of reflectors in the panel */
} Panel;

/* y = beta y + alpha op(A) x for a few columns. */
static void
small_gemv (bool transpose, double alpha, MercerMatrix a, const double *x, int step, double beta,
            double *y)
{
  if (a.rows > 0 && a.cols > 0)
    cblas_dgemv (CblasColMajor, transpose ? CblasTrans : CblasNoTrans, (int) a.rows, (int) a.cols,
                 alpha, a.data, (int) a.stride, x, step, beta, y, 1);
}

/* Brings column i up to date with the reflectors of the panel, makes reflector i from it, and
 * column i of W. */
static void
add_reflector (Panel *p, size_t i)
{
  MercerMatrix a = p->a, w = mercer_matrix_block (p->vw, 0, PANEL, a.rows, PANEL);
  size_t n = a.rows, below = n - i - 1;
  int order = (int) below, one = 1;
  small_gemv (false, -1.0, mercer_matrix_block (a, i, 0, n - i, i), mercer_matrix_at (w, i, 0),
              (int) w.stride, 1.0, mercer_matrix_at (a, i, i));
  small_gemv (false, -1.0, mercer_matrix_block (w, i, 0, n - i, i), mercer_matrix_at (a, i, 0),
              (int) a.stride, 1.0, mercer_matrix_at (a, i, i));

  double *v = mercer_matrix_at (a, i + 1, i), *y = mercer_matrix_at (w, i + 1, i), sums[PANEL];
  dlarfg_ (&order, v, v + 1, &one, p->tau + i);
  p->e[i] = *v;
  *v = 1.0;

  MercerMatrix earlier_v = mercer_matrix_block (a, i + 1, 0, below, i);
  MercerMatrix earlier_w = mercer_matrix_block (w, i + 1, 0, below, i);
  mercer_symmetric_multiply (mercer_matrix_block (a, i + 1, i + 1, below, below),
                             mercer_matrix (v, below, 1), mercer_matrix (y, below, 1), p->parts,
                             p->work);
  small_gemv (true, 1.0, earlier_w, v, 1, 0.0, sums);
  small_gemv (false, -1.0, earlier_v, sums, 1, 1.0, y);
  small_gemv (true, 1.0, earlier_v, v, 1, 0.0, sums);
  small_gemv (false, -1.0, earlier_w, sums, 1, 1.0, y);
  cblas_dscal (order, p->tau[i], y, 1);
  cblas_daxpy (order, -0.5 * p->tau[i] * cblas_ddot (order, y, 1, v, 1), v, 1, y, 1);
}

static void
update_cb (void *data, size_t index)
{
  Panel *p = data;
  size_t i = index % p->tiles, j = index / p->tiles, n = p->a.rows;
  if (i < j || !mercer_work_wanted (p->work))
    return;
  size_t row = p->count + i * p->side, column = p->count + j * p->side;
  size_t rows = MIN (p->side, n - row), cols = MIN (p->side, n - column);
  if (i > j)
    {
      cblas_dgemm (CblasColMajor, CblasNoTrans, CblasTrans, (int) rows, (int) cols, 2 * PANEL, -1.0,
                   mercer_matrix_at (p->vw, row, 0), (int) p->vw.stride,
                   mercer_matrix_at (p->wv, column, 0), (int) p->wv.stride, 1.0,
                   mercer_matrix_at (p->a, row, column), (int) p->a.stride);
      return;
    }
  MercerMatrix w = mercer_matrix_block (p->vw, 0, PANEL, n, PANEL);
  cblas_dsyr2k (CblasColMajor, CblasLower, CblasNoTrans, (int) rows, PANEL, -1.0,
                mercer_matrix_at (p->vw, row, 0), (int) p->vw.stride, mercer_matrix_at (w, row, 0),
                (int) w.stride, 1.0, mercer_matrix_at (p->a, row, row), (int) p->a.stride);
}

static MercerStatus
reduce_panel (Panel *p)
{
  size_t n = p->a.rows;
  for (size_t i = 0; i < PANEL; i++)
    {
      if (!mercer_work_wanted (p->work))
        return MERCER_STOPPED;
      add_reflector (p, i);
    }
  p->count = PANEL;
  MercerMatrix v = mercer_matrix_block (p->a, PANEL, 0, n - PANEL, PANEL);
  MercerMatrix w = mercer_matrix_block (p->vw, PANEL, PANEL, n - PANEL, PANEL);
  mercer_matrix_copy (v, mercer_matrix_block (p->vw, PANEL, 0, n - PANEL, PANEL));
  mercer_matrix_copy (w, mercer_matrix_block (p->wv, PANEL, 0, n - PANEL, PANEL));
  mercer_matrix_copy (v, mercer_matrix_block (p->wv, PANEL, PANEL, n - PANEL, PANEL));
  p->side = mercer_tile_side (n - PANEL, TILE);
  p->tiles = (n - PANEL + p->side - 1) / p->side;
  mercer_pool_for (p->tiles * p->tiles, update_cb, p);
  return mercer_work_wanted (p->work) ? MERCER_OK : MERCER_STOPPED;
}

MercerStatus
mercer_tridiagonalise (MercerMatrix a, double *d, double *e, double *tau, MercerWork *work)
{
  size_t n = a.rows, done = 0;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix vw = mercer_work_matrix (work, n, 2 * PANEL),
               wv = mercer_work_matrix (work, n, 2 * PANEL);
  double *parts = mercer_work_doubles (work, n * MERCER_SYMMETRIC_PARTS);
  MercerStatus status = vw.data && wv.data && parts ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  for (; status == MERCER_OK && n - done > LAST; done += PANEL)
    {
      size_t rest = n - done;
      Panel panel = { .a = mercer_matrix_block (a, done, done, rest, rest),
                      .vw = mercer_matrix_block (vw, 0, 0, rest, 2 * PANEL),
                      .wv = mercer_matrix_block (wv, 0, 0, rest, 2 * PANEL),
                      .parts = parts,
                      .tau = tau + done,
                      .e = e + done,
                      .work = work };
      status = reduce_panel (&panel);
      for (size_t i = 0; i < PANEL; i++)
        d[done + i] = *mercer_matrix_at (a, done + i, done + i);
    }
  if (status == MERCER_OK)
    {
      int rest = (int) (n - done), stride = (int) a.stride, info;
      dsytd2_ ("L", &rest, mercer_matrix_at (a, done, done), &stride, d + done, e + done,
               tau + done, &info, 1);
    }
  mercer_work_release (work, mark);
  return status;
}

/* REFLECT reflectors at a time are I - V T V'. The corner of V, where its unit triangle stands
 * between entries of other things, is copied beside T, so that all is done by plain products. */
typedef struct
{
  MercerMatrix a, z;
  const double *tau;
  double *corners; /* for each run of reflectors REFLECT x REFLECT of T, then of V's first rows */
  double *room;    /* 2 x REFLECT x columns for each task */
  size_t columns;
  MercerWork *work;
  atomic_bool stopped;
} Reflectors;

static MercerMatrix
run_of_reflectors (const Reflectors *r, size_t index)
{
  size_t n = r->a.rows, first = index * REFLECT, count = MIN (REFLECT, n - 1 - first);
  return mercer_matrix_block (r->a, first + 1, first, n - 1 - first, count);
}

static MercerMatrix
corner_of_run (const Reflectors *r, size_t index, size_t which, size_t count)
{
  double *data = r->corners + (2 * index + which) * REFLECT * REFLECT;
  return (MercerMatrix){ data, count, count, REFLECT };
}

static void
form_cb (void *data, size_t index)
{
  Reflectors *r = data;
  MercerMatrix v = run_of_reflectors (r, index), t = corner_of_run (r, index, 0, v.cols);
  MercerMatrix top = corner_of_run (r, index, 1, v.cols);
  int rows = (int) v.rows, count = (int) v.cols, stride = (int) v.stride, side = REFLECT;
  if (!mercer_work_wanted (r->work))
    return;
  mercer_matrix_fill (t, 0.0);
  mercer_matrix_fill (top, 0.0);
  dlarft_ ("F", "C", &rows, &count, v.data, &stride, r->tau + index * REFLECT, t.data, &side, 1, 1);
  for (size_t j = 0; j < v.cols; j++)
    {
      *mercer_matrix_at (top, j, j) = 1.0;
      for (size_t i = j + 1; i < v.cols; i++)
        *mercer_matrix_at (top, i, j) = *mercer_matrix_at (v, i, j);
    }
}

static void
multiply (bool transpose, double alpha, MercerMatrix a, MercerMatrix b, double beta, MercerMatrix c)
{
  if (c.rows > 0 && b.rows > 0)
    cblas_dgemm (CblasColMajor, transpose ? CblasTrans : CblasNoTrans, CblasNoTrans, (int) c.rows,
                 (int) c.cols, (int) b.rows, alpha, a.data, (int) a.stride, b.data, (int) b.stride,
                 beta, c.data, (int) c.stride);
}

static void
reflect_cb (void *data, size_t index)
{
  Reflectors *r = data;
  size_t n = r->a.rows, first = index * r->columns, cols = MIN (r->columns, r->z.cols - first);
  double *room = r->room + index * 2 * REFLECT * r->columns;
  for (size_t run = (n - 1 + REFLECT - 1) / REFLECT; run-- > 0;)
    {
      if (!mercer_work_wanted (r->work))
        {
          atomic_store_explicit (&r->stopped, true, memory_order_relaxed);
          return;
        }
      MercerMatrix v = run_of_reflectors (r, run);
      size_t k = v.cols, below = v.rows - k, row = run * REFLECT + 1;
      MercerMatrix t = corner_of_run (r, run, 0, k), top = corner_of_run (r, run, 1, k);
      MercerMatrix low = mercer_matrix_block (v, k, 0, below, k);
      MercerMatrix z_top = mercer_matrix_block (r->z, row, first, k, cols);
      MercerMatrix z_low = mercer_matrix_block (r->z, row + k, first, below, cols);
      MercerMatrix share = mercer_matrix (room, k, cols);
      MercerMatrix turned = mercer_matrix (room + REFLECT * r->columns, k, cols);
      multiply (true, 1.0, top, z_top, 0.0, share);
      multiply (true, 1.0, low, z_low, 1.0, share);
      multiply (false, 1.0, t, share, 0.0, turned);
      multiply (false, -1.0, top, turned, 1.0, z_top);
      multiply (false, -1.0, low, turned, 1.0, z_low);
    }
}

MercerStatus
mercer_apply_reflectors (MercerMatrix a, const double *tau, MercerMatrix z, MercerWork *work)
{
  size_t n = a.rows, runs = (n - 1 + REFLECT - 1) / REFLECT;
  size_t tasks = 2 * ((z.cols + 2 * COLUMNS - 1) / (2 * COLUMNS));
  MercerMark mark = mercer_work_mark (work);
  Reflectors r
      = { .a = a, .z = z, .tau = tau, .work = work, .columns = (z.cols + tasks - 1) / tasks };
  atomic_init (&r.stopped, false);
  r.corners = mercer_work_doubles (work, 2 * runs * REFLECT * REFLECT);
  r.room = mercer_work_doubles (work, tasks * 2 * REFLECT * r.columns);
  MercerStatus status = MERCER_OUT_OF_MEMORY;
  if (r.corners != NULL && r.room != NULL)
    {
      mercer_pool_for (runs, form_cb, &r);
      mercer_pool_for ((z.cols + r.columns - 1) / r.columns, reflect_cb, &r);
      status = atomic_load (&r.stopped) ? MERCER_STOPPED : MERCER_OK;
    }
  mercer_work_release (work, mark);
  return status;
}
