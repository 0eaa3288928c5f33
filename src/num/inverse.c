/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <stdatomic.h>
#include <string.h>

#include "block.h"
#include "lapack.h"
#include "pool.h"
#include "tiles.h"

#define PLAIN_UNTIL 224 /* one thread is faster than two with tiles */
#define SIDE        192
#define SMALL       16   /* triangles that LAPACK inverts */
#define DEPTH       1024 /* of a product between two looks at the work */

/* (L L')^-1 = W'W with W = L^-1, both in the lower triangle of `b`, in square tiles.
 *
 * First W, columns from right to left:  P(k) = -L(k, j) W(j, j) in a panel of its own, then
 * W(i, j) = W(i, i) P(i) + sum_{j<k<i} W(i, k) P(k).  The panel of column j - 1 is made beside the
 * tiles of column j.
 *
 * Then B = W'W in place, rows from the top:  B(i, j) = W(i, i)' W(i, j) + sum_{k>i} W(k, i)' W(k,
 * j). */
typedef struct
{
  MercerMatrix l, b;
  size_t side, count;
  MercerMatrix panels[2]; /* n x side: P of the odd and of the even columns */
  size_t column;          /* whose tiles are being made; count: only the first panel */
  MercerWork *work;
  atomic_int status;
  /* The second half: for each column the next row, whether a task of it runs, and for each row how
   * many of its tiles are done. */
  size_t *next_row, *row_done;
  bool *busy;
} Inverse;

static MercerMatrix
tile (const Inverse *s, MercerMatrix a, size_t i, size_t j)
{
  size_t n = a.rows, row = i * s->side, column = j * s->side;
  return mercer_matrix_block (a, row, column, MIN (s->side, n - row),
                              MIN (s->side, a.cols - column));
}

static MercerMatrix
panel_tile (const Inverse *s, size_t j, size_t k)
{
  size_t n = s->b.rows, row = k * s->side, column = j * s->side;
  return mercer_matrix_block (s->panels[j % 2], row, 0, MIN (s->side, n - row),
                              MIN (s->side, n - column));
}

/* C += op(A) B over depth rows or columns, with looks at the work. */
static MercerStatus
accumulate (Inverse *s, CBLAS_TRANSPOSE op, MercerMatrix a, MercerMatrix b, MercerMatrix c,
            bool diagonal)
{
  size_t depth = op == CblasNoTrans ? a.cols : a.rows;
  for (size_t k = 0; k < depth; k += DEPTH)
    {
      if (k > 0 && !mercer_work_wanted (s->work))
        return MERCER_STOPPED;
      size_t count = MIN (DEPTH, depth - k);
      const double *ak
          = op == CblasNoTrans ? mercer_matrix_column (a, k) : mercer_matrix_at (a, k, 0);
      if (diagonal)
        cblas_dsyrk (CblasColMajor, CblasLower, op, (int) c.rows, (int) count, 1.0, ak,
                     (int) a.stride, 1.0, c.data, (int) c.stride);
      else
        cblas_dgemm (CblasColMajor, op, CblasNoTrans, (int) c.rows, (int) c.cols, (int) count, 1.0,
                     ak, (int) a.stride, mercer_matrix_at (b, k, 0), (int) b.stride, 1.0, c.data,
                     (int) c.stride);
    }
  return MERCER_OK;
}

/* W = L^-1 in place, by halves: W21 = -W22 L21 W11. OpenBLAS's dtrtri goes by columns up to a few hundred of them, at a
 * fifth of the rate of products. */
static MercerStatus
invert_triangle (MercerMatrix a)
{
  int n = (int) a.rows, stride = (int) a.stride, info = 0;
  if (n <= SMALL)
    {
      dtrtri_ ("L", "N", &n, a.data, &stride, &info, 1, 1);
      return info == 0 ? MERCER_OK : MERCER_NOT_POSITIVE_DEFINITE;
    }
  size_t half = (a.rows / 2 + 3) / 4 * 4, rest = a.rows - half;
  MercerMatrix first = mercer_matrix_block (a, 0, 0, half, half), last = mercer_matrix_block (a, half, half, rest, rest);
  if (invert_triangle (first) != MERCER_OK || invert_triangle (last) != MERCER_OK)
    return MERCER_NOT_POSITIVE_DEFINITE;
  double *corner = mercer_matrix_at (a, half, 0);
  cblas_dtrmm (CblasColMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, (int) rest, (int) half, -1.0, first.data,
               stride, corner, stride);
  cblas_dtrmm (CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (int) rest, (int) half, 1.0, last.data,
               stride, corner, stride);
  return MERCER_OK;
}

static void
copy_lower (MercerMatrix from, MercerMatrix to)
{
  for (size_t j = 0; from.data != to.data && j < from.cols; j++)
    memcpy (mercer_matrix_at (to, j, j), mercer_matrix_at (from, j, j), (from.rows - j) * sizeof (double));
}

static MercerStatus
invert_diagonal_tile (MercerMatrix from, MercerMatrix to)
{
  copy_lower (from, to);
  return invert_triangle (to);
}

static void
set_status (Inverse *s, MercerStatus status)
{
  int expected = MERCER_OK;
  if (status != MERCER_OK)
    atomic_compare_exchange_strong (&s->status, &expected, (int) status);
}

static void
diagonal_cb (void *data, size_t index)
{
  Inverse *s = data;
  set_status (s, mercer_work_wanted (s->work) ? invert_diagonal_tile (tile (s, s->l, index, index),
                                                                      tile (s, s->b, index, index))
                                              : MERCER_STOPPED);
}

static void
make_panel_tile (Inverse *s, size_t j, size_t k)
{
  MercerMatrix p = panel_tile (s, j, k), w = tile (s, s->b, j, j);
  mercer_matrix_copy (tile (s, s->l, k, j), p);
  cblas_dtrmm (CblasColMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, (int) p.rows,
               (int) p.cols, -1.0, w.data, (int) w.stride, p.data, (int) p.stride);
}

static MercerStatus
make_column_tile (Inverse *s, size_t i, size_t j)
{
  MercerMatrix c = tile (s, s->b, i, j), w = tile (s, s->b, i, i);
  mercer_matrix_copy (panel_tile (s, j, i), c);
  cblas_dtrmm (CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (int) c.rows,
               (int) c.cols, 1.0, w.data, (int) w.stride, c.data, (int) c.stride);
  size_t first = (j + 1) * s->side, depth = i * s->side - first;
  MercerMatrix left = mercer_matrix_block (s->b, i * s->side, first, c.rows, depth);
  MercerMatrix right = mercer_matrix_block (s->panels[j % 2], first, 0, depth, c.cols);
  return accumulate (s, CblasNoTrans, left, right, c, false);
}

/* The tiles of column s->column from the lowest, which is the longest, up; then the panel of the
 * column to its left. */
static void
column_cb (void *data, size_t index)
{
  Inverse *s = data;
  size_t j = s->column, tiles = j < s->count ? s->count - 1 - j : 0;
  if (atomic_load_explicit (&s->status, memory_order_relaxed) != MERCER_OK)
    return;
  if (!mercer_work_wanted (s->work))
    set_status (s, MERCER_STOPPED);
  else if (index < tiles)
    set_status (s, make_column_tile (s, s->count - 1 - index, j));
  else
    make_panel_tile (s, j - 1, j + (index - tiles));
}

static MercerStatus
invert_factor (Inverse *s)
{
  mercer_pool_for (s->count, diagonal_cb, s);
  for (s->column = s->count; s->column-- > 0 && atomic_load (&s->status) == MERCER_OK;)
    {
      size_t tiles = s->count - 1 - s->column, panel = s->column > 0 ? s->count - s->column : 0;
      mercer_pool_for (tiles + panel, column_cb, s);
    }
  return (MercerStatus) atomic_load (&s->status);
}

static bool
take_cb (void *data, MercerTile *task)
{
  Inverse *s = data;
  bool found = false;
  for (size_t j = 0; j < s->count; j++)
    {
      size_t i = s->next_row[j];
      bool ready = i < s->count && !s->busy[j]
                   && (i == j ? s->row_done[j] == j /* the others of the row need W(i, i) */
                              : s->row_done[j] == j + 1 /* row j needs W(i, j) */);
      if (ready && (!found || i < task->row))
        {
          *task = (MercerTile){ i, j, 0 };
          found = true;
        }
    }
  if (found)
    s->busy[task->column] = true;
  return found;
}

static void
done_cb (void *data, MercerTile task)
{
  Inverse *s = data;
  s->busy[task.column] = false;
  s->next_row[task.column]++;
  s->row_done[task.row]++;
}

static MercerStatus
run_cb (void *data, MercerTile task)
{
  Inverse *s = data;
  size_t i = task.row, j = task.column, n = s->b.rows;
  MercerMatrix c = tile (s, s->b, i, j), w = tile (s, s->b, i, i);
  size_t first = MIN ((i + 1) * s->side, n);
  MercerMatrix left = mercer_matrix_block (s->b, first, i * s->side, n - first, w.cols);
  MercerMatrix right = mercer_matrix_block (s->b, first, j * s->side, n - first, c.cols);
  int order = (int) c.rows, stride = (int) c.stride, info;
  if (i == j)
    dlauum_ ("L", &order, c.data, &stride, &info, 1);
  else
    cblas_dtrmm (CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, (int) c.rows,
                 (int) c.cols, 1.0, w.data, (int) w.stride, c.data, (int) c.stride);
  return accumulate (s, CblasTrans, left, right, c, i == j);
}

static MercerStatus
square_inverse (Inverse *s)
{
  static const MercerTileFuncs funcs = { take_cb, run_cb, done_cb };
  s->next_row = g_new (size_t, s->count);
  s->row_done = g_new0 (size_t, s->count);
  s->busy = g_new0 (bool, s->count);
  for (size_t j = 0; j < s->count; j++)
    s->next_row[j] = j;
  MercerStatus status = mercer_tiles_run (&funcs, s, s->count * (s->count + 1) / 2, s->work);
  g_free (s->next_row);
  g_free (s->row_done);
  g_free (s->busy);
  return status;
}

static MercerStatus
invert_plainly (MercerMatrix l, MercerMatrix b)
{
  int n = (int) b.rows, stride = (int) b.stride, info = 0;
  copy_lower (l, b);
  if (invert_triangle (b) != MERCER_OK)
    return MERCER_NOT_POSITIVE_DEFINITE;
  dlauum_ ("L", &n, b.data, &stride, &info, 1);
  return MERCER_OK;
}

/* Small tiles keep all threads busy, large ones keep OpenBLAS at its best rate. */
static size_t
choose_side (size_t n)
{
  return mercer_tile_side (n, n < 600 ? 80 : n < 1500 ? 96 : SIDE);
}

MercerStatus
mercer_cholesky_inverse (MercerMatrix l, MercerMatrix b, MercerWork *work)
{
  size_t n = l.rows;
  g_return_val_if_fail (l.cols == n && b.rows == n && b.cols == n, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  if (n < PLAIN_UNTIL)
    return n > 0 ? invert_plainly (l, b) : MERCER_OK;
  Inverse s = { .l = l, .b = b, .side = choose_side (n), .work = work };
  s.count = (n + s.side - 1) / s.side;
  atomic_init (&s.status, MERCER_OK);
  double *panels = mercer_block_new (2 * n * s.side * sizeof (double));
  if (panels == NULL)
    return MERCER_OUT_OF_MEMORY;
  s.panels[0] = mercer_matrix (panels, n, s.side);
  s.panels[1] = mercer_matrix (panels + n * s.side, n, s.side);
  MercerStatus status = invert_factor (&s);
  mercer_block_free (panels);
  return status == MERCER_OK ? square_inverse (&s) : status;
}

/* diag (W'W)(c) = sum_i W(i, c)^2: each block of columns of W is made, squared and forgotten. */
typedef struct
{
  MercerMatrix l;
  double *out;
  size_t side;
  MercerWork *work;
  atomic_int status;
} Diagonal;

static void
squares_cb (void *data, size_t index)
{
  Diagonal *s = data;
  size_t first = index * s->side, rows = s->l.rows - first, cols = MIN (s->side, rows);
  if (atomic_load_explicit (&s->status, memory_order_relaxed) != MERCER_OK)
    return;
  double *room = mercer_block_new (rows * cols * sizeof (double));
  MercerStatus status = MERCER_OUT_OF_MEMORY;
  if (room != NULL)
    {
      MercerMatrix w = mercer_matrix (room, rows, cols);
      mercer_matrix_fill (w, 0.0);
      mercer_matrix_add_diagonal (w, 1.0);
      status = mercer_solve_lower (mercer_matrix_block (s->l, first, first, rows, rows), false, w,
                                   s->work);
      for (size_t c = 0; status == MERCER_OK && c < cols; c++)
        {
          const double *column = mercer_matrix_at (w, c, c);
          s->out[first + c] = cblas_ddot ((int) (rows - c), column, 1, column, 1);
        }
    }
  mercer_block_free (room);
  int expected = MERCER_OK;
  if (status != MERCER_OK)
    atomic_compare_exchange_strong (&s->status, &expected, (int) status);
}

MercerStatus
mercer_cholesky_inverse_diagonal (MercerMatrix l, double *out, MercerWork *work)
{
  size_t n = l.rows;
  g_return_val_if_fail (l.cols == n, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  if (n == 0)
    return MERCER_OK;
  Diagonal s = {
    .l = l, .out = out, .side = mercer_tile_side (n, n < PLAIN_UNTIL ? n : SIDE / 2), .work = work
  };
  atomic_init (&s.status, MERCER_OK);
  mercer_pool_for ((n + s.side - 1) / s.side, squares_cb, &s);
  return (MercerStatus) atomic_load (&s.status);
}
