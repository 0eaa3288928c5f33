/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <math.h>

#include "lapack.h"
#include "tiles.h"

/* A left-looking factorisation in square tiles, driven by dependencies. Tile (i, j) is final after
 *
 *   A(i, j) -= sum_k L(i, k) L(j, k)'   in steps: columns k in runs of RUN tiles, the last one by
 * itself, L(i, j) = A(i, j) L(j, j)^-T        or the factor of the tile itself where i = j.
 *
 * Any step runs as soon as its tiles of rows i and j are final; leftmost columns go first, so that
 * the other threads prepare the next columns while one factorises a diagonal tile. The runs have
 * fixed ends: what is summed with what does not depend on the order of tasks. Long runs touch each
 * tile seldom, which matters once the matrix is larger than the caches. */

/* Below this LAPACK on one thread is faster than two threads with tiles. */
#define PLAIN_UNTIL 240
#define RUN 4

typedef struct
{
  size_t step; /* the next one to take */
  bool busy;
} Tile;

typedef struct
{
  MercerMatrix a;
  size_t side, count; /* of tiles */
  Tile *tiles;        /* count x count, column by column; the lower ones are used */
  size_t *final;      /* for each row: how many of its leading tiles are final */
  size_t first;       /* columns before this one are final */
} Factorisation;

/* The updates of a tile in column j: runs that end at most at j - 1, then column j - 1 alone. */
static size_t
count_updates (size_t j)
{
  return j == 0 ? 0 : (j - 1 + RUN - 1) / RUN + 1;
}

static void
update_range (size_t j, size_t step, size_t *begin, size_t *end)
{
  bool last = step + 1 == count_updates (j);
  *begin = last ? j - 1 : step * RUN;
  *end = last ? j : MIN (*begin + RUN, j - 1);
}

static bool
is_ready (const Factorisation *f, size_t i, size_t j, size_t step)
{
  if (step == count_updates (j))
    return i == j || f->final[j] > j;
  size_t begin, end;
  update_range (j, step, &begin, &end);
  return f->final[i] >= end && f->final[j] >= end;
}

static bool
take_cb (void *data, MercerTile *task)
{
  Factorisation *f = data;
  for (size_t j = f->first; j < f->count; j++)
    for (size_t i = j; i < f->count; i++)
      {
        Tile *tile = &f->tiles[i + j * f->count];
        if (tile->busy || tile->step > count_updates (j) || !is_ready (f, i, j, tile->step))
          continue;
        tile->busy = true;
        *task = (MercerTile){ i, j, tile->step };
        return true;
      }
  return false;
}

static void
done_cb (void *data, MercerTile task)
{
  Factorisation *f = data;
  Tile *tile = &f->tiles[task.row + task.column * f->count];
  tile->busy = false;
  tile->step++;
  if (task.step == count_updates (task.column))
    f->final[task.row]++;
  while (f->first < f->count && f->final[f->count - 1] > f->first)
    {
      for (size_t i = f->first; i < f->count; i++)
        if (f->final[i] <= f->first)
          return;
      f->first++;
    }
}

static MercerMatrix
tile_view (const Factorisation *f, size_t i, size_t j, size_t columns_end)
{
  size_t row = i * f->side, column = j * f->side, n = f->a.rows;
  return mercer_matrix_block (f->a, row, column, MIN (f->side, n - row),
                              MIN (columns_end * f->side, n) - column);
}

/* OpenBLAS lets a pivot that is NaN pass, and a NaN anywhere in the triangle arrives at a pivot. */
static MercerStatus
factorise_plainly (MercerMatrix a)
{
  int n = (int) a.rows, stride = (int) a.stride, info = 0;
  dpotrf_ ("L", &n, a.data, &stride, &info, 1);
  bool positive = info == 0;
  for (size_t i = 0; i < a.rows; i++)
    positive &= *mercer_matrix_at (a, i, i) > 0.0 && *mercer_matrix_at (a, i, i) < HUGE_VAL;
  return positive ? MERCER_OK : MERCER_NOT_POSITIVE_DEFINITE;
}

static MercerStatus
run_cb (void *data, MercerTile task)
{
  Factorisation *f = data;
  size_t i = task.row, j = task.column;
  MercerMatrix c = tile_view (f, i, j, j + 1);
  if (task.step == count_updates (j))
    {
      if (i == j)
        return factorise_plainly (c);
      cblas_dtrsm (CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int) c.rows,
                   (int) c.cols, 1.0, tile_view (f, j, j, j + 1).data, (int) c.stride, c.data,
                   (int) c.stride);
      return MERCER_OK;
    }
  size_t begin, end;
  update_range (j, task.step, &begin, &end);
  MercerMatrix left = tile_view (f, i, begin, end), right = tile_view (f, j, begin, end);
  if (i == j)
    cblas_dsyrk (CblasColMajor, CblasLower, CblasNoTrans, (int) c.rows, (int) left.cols, -1.0,
                 left.data, (int) left.stride, 1.0, c.data, (int) c.stride);
  else
    cblas_dgemm (CblasColMajor, CblasNoTrans, CblasTrans, (int) c.rows, (int) c.cols,
                 (int) left.cols, -1.0, left.data, (int) left.stride, right.data,
                 (int) right.stride, 1.0, c.data, (int) c.stride);
  return MERCER_OK;
}

static size_t
choose_side (size_t n)
{
  return mercer_tile_side (n, n < 1500 ? 112 : 192);
}

MercerStatus
mercer_cholesky (MercerMatrix a, MercerWork *work)
{
  static const MercerTileFuncs funcs = { take_cb, run_cb, done_cb };
  g_return_val_if_fail (a.rows == a.cols, MERCER_BAD_INPUT);
  if (a.rows < PLAIN_UNTIL)
    return !mercer_work_wanted (work) ? MERCER_STOPPED
           : a.rows > 0               ? factorise_plainly (a)
                                      : MERCER_OK;

  Factorisation f = { .a = a, .side = choose_side (a.rows) };
  f.count = (a.rows + f.side - 1) / f.side;
  f.tiles = g_new0 (Tile, f.count * f.count);
  f.final = g_new0 (size_t, f.count);
  size_t tasks = 0;
  for (size_t j = 0; j < f.count; j++)
    tasks += (f.count - j) * (count_updates (j) + 1);
  MercerStatus status = mercer_tiles_run (&funcs, &f, tasks, work);
  g_free (f.tiles);
  g_free (f.final);
  return status;
}
