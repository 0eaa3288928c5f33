/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>

#include "pool.h"

/* The product of two factors about a lattice's masses, F = A W B'. A kernel reaches few of the rows of its factor, so that a slice of
 * columns touches a band of them alone; and all of it is cut into tasks of some columns of A W, then of some rows of F. */

enum { TASKS = 8 };

typedef struct
{
  const MercerMatrix *factor;
  const DensityBand *band;
  double scale;
  MercerMatrix mass, half, f;
  MercerWork *work;
} Product;

/* The part of `all` that is a task's. */
static size_t
start_of (size_t task, size_t all)
{
  return task * all / TASKS;
}

/* Columns of half = scale A W. */
static void
down_cb (void *data, size_t task)
{
  Product *p = data;
  size_t first = start_of (task, p->half.cols), n = start_of (task + 1, p->half.cols) - first;
  if (n == 0)
    return;
  mercer_matrix_fill (mercer_matrix_block (p->half, 0, first, p->half.rows, n), 0);
  for (size_t s = 0; s < p->band[0].slices && mercer_work_wanted (p->work); s++)
    {
      const size_t *rows = p->band[0].rows[s], column = s * p->band[0].width, some = MIN (p->band[0].width, p->factor[0].cols - column);
      if (rows[1] > rows[0])
        mercer_gemm (false, false, p->scale, mercer_matrix_block (p->factor[0], rows[0], column, rows[1] - rows[0], some),
                     mercer_matrix_block (p->mass, column, first, some, n), 1,
                     mercer_matrix_block (p->half, rows[0], first, rows[1] - rows[0], n), NULL);
    }
}

/* Rows of F = half B'. */
static void
across_cb (void *data, size_t task)
{
  Product *p = data;
  size_t first = start_of (task, p->f.rows), n = start_of (task + 1, p->f.rows) - first;
  if (n == 0)
    return;
  mercer_matrix_fill (mercer_matrix_block (p->f, first, 0, n, p->f.cols), 0);
  for (size_t s = 0; s < p->band[1].slices && mercer_work_wanted (p->work); s++)
    {
      const size_t *rows = p->band[1].rows[s], column = s * p->band[1].width, some = MIN (p->band[1].width, p->factor[1].cols - column);
      if (rows[1] > rows[0])
        mercer_gemm (false, true, 1, mercer_matrix_block (p->half, first, column, n, some),
                     mercer_matrix_block (p->factor[1], rows[0], column, rows[1] - rows[0], some), 1,
                     mercer_matrix_block (p->f, first, rows[0], n, rows[1] - rows[0]), NULL);
    }
}

MercerStatus
density_product (const MercerMatrix factor[2], const DensityBand band[2], double scale, MercerMatrix mass, MercerMatrix f, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  Product product = { factor, band, scale, mass, mercer_work_matrix (work, f.rows, mass.cols), f, work };
  if (product.half.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (TASKS, down_cb, &product);
  mercer_pool_for (TASKS, across_cb, &product);
  mercer_work_release (work, mark);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}
