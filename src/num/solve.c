/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <stdatomic.h>

#include "lapack.h"
#include "pool.h"
#include "tiles.h"

#define SIDE       192 /* of the diagonal blocks of L */
#define COLUMNS    128 /* of B in one task at most */
#define NARROW     4   /* up to here L is read once at memory speed, and it is L that is cut */
#define NARROW_CUT 256 /* rows of L in one task of a narrow update */
#define SMALL      4e6 /* flops under which one thread does it all */
#define LONGEST    6e7 /* flops between two looks at the work */

typedef struct
{
  MercerMatrix l, b;
  bool transpose;
  size_t columns; /* of B in one task */
  MercerWork *work;
  atomic_bool stopped;
} Solve;

static void
solve_block (const Solve *s, size_t begin, size_t end, MercerMatrix b)
{
  MercerMatrix l = mercer_matrix_block (s->l, begin, begin, end - begin, end - begin);
  double *right = mercer_matrix_at (b, begin, 0);
  CBLAS_TRANSPOSE op = s->transpose ? CblasTrans : CblasNoTrans;
  if (b.cols == 1)
    cblas_dtrsv (CblasColMajor, CblasLower, op, CblasNonUnit, (int) l.rows, l.data, (int) l.stride,
                 right, 1);
  else
    cblas_dtrsm (CblasColMajor, CblasLeft, CblasLower, op, CblasNonUnit, (int) l.rows, (int) b.cols,
                 1.0, l.data, (int) l.stride, right, (int) b.stride);
}

/* Rows [to, to + rows) of B lose what rows [from, from + depth) give them through L or L'. */
static void
update_block (const Solve *s, MercerMatrix b, size_t to, size_t rows, size_t from, size_t depth)
{
  if (rows == 0 || depth == 0)
    return;
  const double *l
      = s->transpose ? mercer_matrix_at (s->l, from, to) : mercer_matrix_at (s->l, to, from);
  double *target = mercer_matrix_at (b, to, 0);
  const double *source = mercer_matrix_at (b, from, 0);
  CBLAS_TRANSPOSE op = s->transpose ? CblasTrans : CblasNoTrans;
  if (b.cols == 1)
    cblas_dgemv (CblasColMajor, op, (int) (s->transpose ? depth : rows),
                 (int) (s->transpose ? rows : depth), -1.0, l, (int) s->l.stride, source, 1, 1.0,
                 target, 1);
  else
    cblas_dgemm (CblasColMajor, op, CblasNoTrans, (int) rows, (int) b.cols, (int) depth, -1.0, l,
                 (int) s->l.stride, source, (int) b.stride, 1.0, target, (int) b.stride);
}

static bool
still_wanted (Solve *s)
{
  if (mercer_work_wanted (s->work))
    return true;
  atomic_store_explicit (&s->stopped, true, memory_order_relaxed);
  return false;
}

/* Wide B: tasks own some of its columns and go through all of L. Each block is first brought up to
 * date with all blocks before it, in products as deep as the time between two looks allows. */
static void
columns_cb (void *data, size_t index)
{
  Solve *s = data;
  size_t n = s->l.rows, column = index * s->columns, side = mercer_tile_side (n, SIDE);
  MercerMatrix b = mercer_matrix_block (s->b, 0, column, n, MIN (s->columns, s->b.cols - column));
  size_t depth = (size_t) (LONGEST / (2.0 * (double) side * (double) b.cols)) / side * side + side;
  size_t blocks = (n + side - 1) / side;
  for (size_t k = 0; k < blocks; k++)
    {
      size_t block = s->transpose ? blocks - 1 - k : k;
      size_t begin = block * side, end = MIN (begin + side, n);
      size_t from = s->transpose ? end : 0, until = s->transpose ? n : begin;
      for (; from < until; from += depth)
        {
          if (!still_wanted (s))
            return;
          update_block (s, b, begin, end - begin, from, MIN (depth, until - from));
        }
      if (!still_wanted (s))
        return;
      solve_block (s, begin, end, b);
    }
}

/* Narrow B: the update of the rows still to be solved is cut over the pool. */
typedef struct
{
  Solve *solve;
  size_t begin, end; /* the block just solved, or (transposed) about to be */
} Narrow;

static void
narrow_cb (void *data, size_t index)
{
  Narrow *narrow = data;
  Solve *s = narrow->solve;
  size_t n = s->l.rows;
  if (s->transpose)
    {
      size_t rows = NARROW_CUT / 4, to = narrow->begin + index * rows;
      update_block (s, s->b, to, MIN (rows, narrow->end - to), narrow->end, n - narrow->end);
    }
  else
    {
      size_t to = narrow->end + index * NARROW_CUT;
      update_block (s, s->b, to, MIN (NARROW_CUT, n - to), narrow->begin,
                    narrow->end - narrow->begin);
    }
}

static void
solve_narrow (Solve *s)
{
  size_t n = s->l.rows, blocks = (n + NARROW_CUT - 1) / NARROW_CUT;
  for (size_t k = 0; k < blocks; k++)
    {
      size_t block = s->transpose ? blocks - 1 - k : k;
      Narrow narrow = { s, block * NARROW_CUT, MIN ((block + 1) * NARROW_CUT, n) };
      if (!still_wanted (s))
        return;
      if (s->transpose)
        {
          size_t rows = NARROW_CUT / 4;
          mercer_pool_for ((narrow.end - narrow.begin + rows - 1) / rows, narrow_cb, &narrow);
          solve_block (s, narrow.begin, narrow.end, s->b);
        }
      else
        {
          solve_block (s, narrow.begin, narrow.end, s->b);
          mercer_pool_for ((n - narrow.end + NARROW_CUT - 1) / NARROW_CUT, narrow_cb, &narrow);
        }
    }
}

MercerStatus
mercer_solve_lower (MercerMatrix l, bool transpose, MercerMatrix b, MercerWork *work)
{
  g_return_val_if_fail (l.rows == l.cols && b.rows == l.rows, MERCER_BAD_INPUT);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  size_t n = b.rows, m = b.cols;
  if (n == 0 || m == 0)
    return MERCER_OK;
  Solve solve = { .l = l, .b = b, .transpose = transpose, .columns = m, .work = work };
  atomic_init (&solve.stopped, false);
  if ((double) n * (double) n * (double) m < SMALL / (m == 1 ? 2 : 1))
    solve_block (&solve, 0, n, b);
  else if (m <= NARROW)
    solve_narrow (&solve);
  else
    {
      size_t tasks = 2 * ((m + 2 * COLUMNS - 1) / (2 * COLUMNS)); /* even: most machines are */
      solve.columns = ((m + tasks - 1) / tasks + 3) / 4 * 4;
      mercer_pool_for ((m + solve.columns - 1) / solve.columns, columns_cb, &solve);
    }
  return atomic_load (&solve.stopped) ? MERCER_STOPPED : MERCER_OK;
}
