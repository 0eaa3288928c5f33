/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "pool.h"

/* Sums of Gaussians on a product grid for many points, to rounding. Over a tile of half-width r, K_h (x - y) as a function of y is
 * its Chebyshev interpolant at p nodes to  2.2 (r / 2h)^p / sqrt (p!)  of K_h (0): the remainder of interpolation, with Cramer's
 * bound on the derivatives of a Gaussian. So the points of a tile are replaced by p x p nodes with weights that act the same on
 * all such kernels, and the grid is  F = sum over tiles A W B',  whose cost does not depend on n. */

/* Points that one task sums into moments; that stand side by side in the cache. */
enum { CHUNK = 8192, STRIP = 256, SLICE = 64 };

typedef struct
{
  const MercerKdeAxis *axis;
  size_t m;
  const double *at;
  double low, width;  /* of the first tile; transformed */
  size_t tiles, p;    /* nodes of a tile */
  double *t;          /* n: points, transformed */
  MercerMatrix a;     /* m x (tiles p): kernels at the nodes */
  size_t (*rows)[2];  /* of each tile, that are not all zero */
  double *dct;        /* p x p: node weights of moments, D (q, k) = (2 - [k = 0]) / p T_k (y_q) */
} TileAxis;

typedef struct
{
  const MercerKde *kde;
  TileAxis axis[2];
  size_t n, *order;         /* points in the order of their tiles */
  size_t *chunk_start, *chunk_tile, chunks;
  double *moments;          /* p0 x p1 for each chunk */
  MercerMatrix w;           /* (tiles p) x (tiles p): node weights of all tiles */
  bool *filled;             /* which tiles hold points */
  MercerMatrix g;           /* (tiles p) x m1 */
  MercerMatrix f;
  MercerWork *work;
} Tiles;

/* --- Points into tiles ---------------------------------------------------------------------------------------- */

static inline size_t
tile_of (const TileAxis *a, double t)
{
  size_t tile = (size_t) MAX ((t - a->low) / a->width, 0);
  return MIN (tile, a->tiles - 1);
}

/* Transformed points and their range; a point that cannot stand on an axis is NaN on the first. */
static MercerStatus
place_points (Tiles *s, double range[2])
{
  const MercerKde *kde = s->kde;
  size_t n = kde->x.rows;
  for (size_t c = 0; c < kde->x.cols; c++)
    {
      TileAxis *a = &s->axis[c];
      const double *x = mercer_matrix_column (kde->x, c);
      double low = INFINITY, high = -INFINITY;
      bool plain = a->axis->edge == MERCER_EDGE_NONE;
      a->t = plain ? (double *) x : mercer_work_doubles (s->work, n);
      if (a->t == NULL)
        return MERCER_OUT_OF_MEMORY;
      for (size_t i = 0; i < n && !plain; i++)
        a->t[i] = mercer_kde_axis_holds (a->axis, x[i]) ? mercer_kde_axis_transform (a->axis, x[i]) : NAN;
      for (size_t i = 0; i < n; i++)
        {
          low = a->t[i] < low ? a->t[i] : low;
          high = a->t[i] > high ? a->t[i] : high;
        }
      a->low = low;
      range[c] = high - low;
      if (!mercer_work_wanted (s->work))
        return MERCER_STOPPED;
    }
  return MERCER_OK;
}

/* Counting sort by tile, and chunks of at most CHUNK points that do not cross tiles. O(n + tiles). */
static MercerStatus
order_points (Tiles *s)
{
  size_t n = s->kde->x.rows, d = s->kde->x.cols, tiles = s->axis[0].tiles * s->axis[1].tiles;
  size_t *start = mercer_work_alloc (s->work, tiles + 2, sizeof *start);
  uint32_t *tile = mercer_work_alloc (s->work, n, sizeof *tile);
  s->order = mercer_work_alloc (s->work, n, sizeof *s->order);
  size_t most = n / CHUNK + tiles + 1;
  s->chunk_start = mercer_work_alloc (s->work, most + 1, sizeof (size_t));
  s->chunk_tile = mercer_work_alloc (s->work, most, sizeof (size_t));
  s->filled = mercer_work_alloc (s->work, tiles, sizeof (bool));
  if (start == NULL || tile == NULL || s->order == NULL || s->chunk_start == NULL || s->chunk_tile == NULL || s->filled == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (start, 0, (tiles + 2) * sizeof *start);
  for (size_t i = 0; i < n; i++)
    {
      bool holds = !isnan (s->axis[0].t[i]) && (d == 1 || !isnan (s->axis[1].t[i]));
      tile[i] = (uint32_t) (!holds ? tiles : tile_of (&s->axis[0], s->axis[0].t[i])
                                                 + (d == 2 ? s->axis[0].tiles * tile_of (&s->axis[1], s->axis[1].t[i]) : 0));
      start[tile[i] + 1]++;
    }
  if (!mercer_work_wanted (s->work))
    return MERCER_STOPPED;
  for (size_t k = 0; k < tiles; k++)
    {
      s->filled[k] = start[k + 1] > 0;
      start[k + 1] += start[k];
      for (size_t at = start[k]; at < start[k + 1]; at += CHUNK)
        {
          s->chunk_start[s->chunks] = at;
          s->chunk_tile[s->chunks++] = k;
        }
    }
  s->n = s->chunk_start[s->chunks] = start[tiles];
  for (size_t i = 0; i < n; i++)
    if (tile[i] < tiles)
      s->order[start[tile[i]]++] = i;
  return MERCER_OK;
}

/* --- Moments ------------------------------------------------------------------------------------------------------ */

/* u (i, k) = weight_i T_k (x_i) for a strip of points, x_i their places in the tile in [-1, 1]. */
static void
polynomials (size_t n, size_t p, const double *x, const double *weight, double *u)
{
  for (size_t i = 0; i < n; i++)
    u[i] = weight != NULL ? weight[i] : 1;
  for (size_t i = 0; i < n && p > 1; i++)
    u[STRIP + i] = u[i] * x[i];
  for (size_t k = 2; k < p; k++)
    {
      double *restrict next = u + k * STRIP;
      const double *one = next - STRIP, *two = one - STRIP;
      for (size_t i = 0; i < n; i++)
        next[i] = 2 * x[i] * one[i] - two[i];
    }
}

static void
moments_cb (void *data, size_t c)
{
  Tiles *s = data;
  const MercerKde *kde = s->kde;
  size_t p0 = s->axis[0].p, p1 = s->axis[1].p, d = kde->x.cols, tile = s->chunk_tile[c];
  double *u = g_new (double, STRIP * (p0 + p1)), *v = u + STRIP * p0, x[2][STRIP], weight[STRIP], mid[2], scale[2];
  size_t place[2] = { tile % s->axis[0].tiles, tile / s->axis[0].tiles };
  MercerMatrix moments = mercer_matrix (s->moments + c * p0 * p1, p0, p1);
  for (size_t a = 0; a < d; a++)
    {
      scale[a] = 2 / s->axis[a].width;
      mid[a] = s->axis[a].low + ((double) place[a] + 0.5) * s->axis[a].width;
    }
  mercer_matrix_fill (moments, 0);
  for (size_t first = s->chunk_start[c]; first < s->chunk_start[c + 1] && mercer_work_wanted (s->work); first += STRIP)
    {
      size_t n = MIN (s->chunk_start[c + 1] - first, (size_t) STRIP);
      for (size_t i = 0; i < n; i++)
        {
          size_t row = s->order[first + i];
          for (size_t a = 0; a < d; a++)
            x[a][i] = (s->axis[a].t[row] - mid[a]) * scale[a];
          weight[i] = kde->weights != NULL ? kde->weights[row] : 1 / (double) kde->x.rows;
        }
      polynomials (n, p0, x[0], weight, u);
      polynomials (n, p1, x[1], NULL, v);
      MercerMatrix left = { u, n, p0, STRIP }, right = { v, n, p1, STRIP };
      mercer_gemm (true, false, 1, left, right, 1, moments, NULL);
    }
  g_free (u);
}

/* Moments of each tile into weights of its nodes, W = D0 M D1'. */
static void
weights_cb (void *data, size_t tile)
{
  Tiles *s = data;
  size_t p0 = s->axis[0].p, p1 = s->axis[1].p, low = 0, high = s->chunks;
  MercerMatrix to = mercer_matrix_block (s->w, tile % s->axis[0].tiles * p0, tile / s->axis[0].tiles * p1, p0, p1);
  if (!s->filled[tile])
    {
      mercer_matrix_fill (to, 0);
      return;
    }
  while (low < high)
    {
      size_t mid = (low + high) / 2;
      s->chunk_tile[mid] < tile ? (low = mid + 1) : (high = mid);
    }
  double *sum = s->moments + low * p0 * p1;
  for (size_t c = low + 1; c < s->chunks && s->chunk_tile[c] == tile; c++)
    for (size_t k = 0; k < p0 * p1; k++)
      sum[k] += s->moments[c * p0 * p1 + k];
  double *half = g_new (double, p0 * p1);
  mercer_gemm (false, false, 1, mercer_matrix (s->axis[0].dct, p0, p0), mercer_matrix (sum, p0, p1), 0, mercer_matrix (half, p0, p1),
               NULL);
  mercer_gemm (false, true, 1, mercer_matrix (half, p0, p1), mercer_matrix (s->axis[1].dct, p1, p1), 0, to, NULL);
  g_free (half);
}

/* --- Kernels at the nodes -------------------------------------------------------------------------------------------- */

static double
node (const TileAxis *a, size_t q)
{
  return -cos (G_PI * ((double) q + 0.5) / (double) a->p);
}

static void
kernels_cb (void *data, size_t index)
{
  Tiles *s = data;
  bool second = index >= s->axis[0].tiles;
  TileAxis *a = &s->axis[second ? 1 : 0];
  size_t tile = second ? index - s->axis[0].tiles : index;
  double x[DENSITY_TILE_NODES], *scratch = g_new (double, 4 * a->m);
  for (size_t q = 0; q < a->p; q++)
    x[q] = mercer_kde_axis_inverse (a->axis, a->low + ((double) tile + 0.5 + 0.5 * node (a, q)) * a->width);
  if (mercer_work_wanted (s->work))
    mercer_kde_factor (a->axis, a->m, a->at, a->p, x, NULL, mercer_matrix_block (a->a, 0, tile * a->p, a->m, a->p), a->rows[tile],
                       scratch);
  g_free (scratch);
}

static MercerStatus
prepare_axis (Tiles *s, size_t c, const DensityTilePlan *plan, double range, size_t m, const double *at)
{
  TileAxis *a = &s->axis[c];
  a->m = m;
  a->at = at;
  a->tiles = plan->tiles[c];
  a->p = plan->p[c];
  a->width = range > 0 ? range / (double) a->tiles : a->axis != NULL ? a->axis->bandwidth : 1;
  a->a = mercer_work_matrix (s->work, m, a->tiles * a->p);
  a->rows = mercer_work_alloc (s->work, a->tiles, sizeof *a->rows);
  a->dct = mercer_work_doubles (s->work, a->p * a->p);
  if (a->a.data == NULL || a->rows == NULL || a->dct == NULL)
    return MERCER_OUT_OF_MEMORY;
  /* T_k (y_q) = (-1)^k cos (k pi (q + 1/2) / p): all of them are among 4 p cosines */
  double wave[4 * DENSITY_TILE_NODES];
  for (size_t j = 0; j < 4 * a->p; j++)
    wave[j] = cos (0.5 * G_PI * (double) j / (double) a->p);
  for (size_t k = 0; k < a->p; k++)
    for (size_t q = 0; q < a->p; q++)
      a->dct[q + k * a->p] = (k == 0 ? 1 : k % 2 == 0 ? 2 : -2) / (double) a->p * wave[k * (2 * q + 1) % (4 * a->p)];
  return MERCER_OK;
}

/* --- Onto the grid ------------------------------------------------------------------------------------------------------ */

/* G, rows of one tile of the first axis = sum over tiles of the second, W B'. */
static void
across_cb (void *data, size_t tile)
{
  Tiles *s = data;
  size_t p0 = s->axis[0].p, p1 = s->axis[1].p;
  MercerMatrix g = mercer_matrix_block (s->g, tile * p0, 0, p0, s->axis[1].m);
  mercer_matrix_fill (g, 0);
  for (size_t k = 0; k < s->axis[1].tiles && mercer_work_wanted (s->work); k++)
    {
      const size_t *rows = s->axis[1].rows[k];
      if (!s->filled[tile + k * s->axis[0].tiles] || rows[1] <= rows[0])
        continue;
      size_t some = rows[1] - rows[0];
      mercer_gemm (false, true, 1, mercer_matrix_block (s->w, tile * p0, k * p1, p0, p1),
                   mercer_matrix_block (s->axis[1].a, rows[0], k * p1, some, p1), 1, mercer_matrix_block (g, 0, rows[0], p0, some), NULL);
    }
}

/* Columns of the grid: sum over tiles of the first axis, A G. What is as small as rounding is nothing. */
static void
down_cb (void *data, size_t slice)
{
  Tiles *s = data;
  size_t first = slice * SLICE, n = MIN (s->f.cols - first, (size_t) SLICE), p0 = s->axis[0].p;
  mercer_matrix_fill (mercer_matrix_block (s->f, 0, first, s->f.rows, n), 0);
  for (size_t k = 0; k < s->axis[0].tiles && mercer_work_wanted (s->work); k++)
    {
      const size_t *rows = s->axis[0].rows[k];
      if (rows[1] <= rows[0])
        continue;
      size_t some = rows[1] - rows[0];
      mercer_gemm (false, false, 1, mercer_matrix_block (s->axis[0].a, rows[0], k * p0, some, p0),
                   mercer_matrix_block (s->g, k * p0, first, p0, n), 1, mercer_matrix_block (s->f, rows[0], first, some, n), NULL);
    }
  double *f = mercer_matrix_column (s->f, first), floor = 2 * DENSITY_TILE_PRECISION;
  for (size_t a = 0; a < s->kde->x.cols; a++)
    floor *= 0.5 * M_2_SQRTPI * M_SQRT1_2 / s->kde->axis[a].bandwidth;
  for (size_t k = 0; k < n * s->f.rows; k++)
    f[k] = fabs (f[k]) < floor ? 0 : f[k];
}

static MercerStatus
allocate (Tiles *s)
{
  size_t rows = s->axis[0].tiles * s->axis[0].p, cols = s->axis[1].tiles * s->axis[1].p;
  s->moments = mercer_work_doubles (s->work, MAX (s->chunks, 1) * s->axis[0].p * s->axis[1].p);
  s->w = mercer_work_matrix (s->work, rows, cols);
  s->g = mercer_work_matrix (s->work, rows, s->axis[1].m);
  return s->moments != NULL && s->w.data != NULL && s->g.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

static MercerStatus
sum_up (Tiles *s)
{
  bool plane = s->kde->x.cols == 2;
  mercer_pool_for (s->chunks, moments_cb, s);
  if (!mercer_work_wanted (s->work))
    return MERCER_STOPPED;
  mercer_pool_for (s->axis[0].tiles * s->axis[1].tiles, weights_cb, s);
  mercer_pool_for (s->axis[0].tiles + (plane ? s->axis[1].tiles : 0), kernels_cb, s);
  if (!mercer_work_wanted (s->work))
    return MERCER_STOPPED;
  mercer_pool_for (s->axis[0].tiles, across_cb, s);
  mercer_pool_for ((s->f.cols + SLICE - 1) / SLICE, down_cb, s);
  return mercer_work_wanted (s->work) ? MERCER_OK : MERCER_STOPPED;
}

MercerStatus
density_grid_by_tiles (const MercerKde *kde, const size_t *m, const double *const *at, double *out, bool *done, MercerWork *work)
{
  size_t d = kde->x.cols, grid[2] = { m[0], d == 2 ? m[1] : 1 };
  double range[2] = { 0, 0 };
  Tiles s = { .kde = kde, .work = work, .f = mercer_matrix (out, grid[0], grid[1]) };
  *done = false;
  if (kde->widths != NULL)
    return MERCER_OK;
  for (size_t a = 0; a < d; a++)
    {
      s.axis[a].axis = &kde->axis[a];
      if (kde->axis[a].shape != &mercer_kde_shapes[0] || kde->axis[a].edge == MERCER_EDGE_CIRCULAR)
        return MERCER_OK;
    }
  MercerStatus status = place_points (&s, range);
  if (status != MERCER_OK || !(range[0] >= 0) || !(range[1] >= 0))
    return status;
  DensityTilePlan plan = density_tile_plan (kde, grid, range, (double) kde->x.rows);
  if (!(plan.flops < (double) kde->x.rows * (double) (grid[0] * grid[1] + 20 * (grid[0] + grid[1]))))
    return MERCER_OK;
  for (size_t a = 0; a < 2 && status == MERCER_OK; a++)
    status = prepare_axis (&s, a, &plan, range[a], grid[a], a < d ? at[a] : NULL);
  if (status == MERCER_OK)
    status = order_points (&s);
  if (status == MERCER_OK)
    status = allocate (&s);
  if (d == 1 && status == MERCER_OK)
    {
      s.axis[1].rows[0][1] = 1;
      s.axis[1].rows[0][0] = 0;
      s.axis[1].a.data[0] = s.axis[1].dct[0] = 1;
    }
  if (status == MERCER_OK)
    status = sum_up (&s);
  *done = status == MERCER_OK;
  return status;
}
