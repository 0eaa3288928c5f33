/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "symmetric.h"

#include <glib.h>
#include <string.h>

#include "block.h"
#include "lapack.h"
#include "linalg.h"
#include "pool.h"
#include "vector.h"

#define SMALL 512 /* n up to which one thread is enough */

/* Y = A X from the lower triangle. The columns of A are cut into at most MERCER_SYMMETRIC_PARTS
 * parts of like area; each part sums into a Y of its own, and these are added in order, so that the
 * result does not depend on who computed what. */
typedef struct
{
  MercerMatrix a, x, y;
  double *parts; /* (n x b) for each part */
  MercerWork *work;
  size_t begins[MERCER_SYMMETRIC_PARTS + 1];
  size_t n_parts;
} Symmetric;

/* Rows [0, rows) of eight columns of A, below the diagonal: y gains A x and the eight sums gain A'
 * x. Eight, so that y is read and written once for 64 multiplications of a row. */
MERCER_VECTOR_BODY void
eight_columns_body (size_t rows, const double *a, size_t stride, const double *xj, const double *x,
                    double *y, double *sums)
{
  const double *a0 = a, *a1 = a + stride, *a2 = a + 2 * stride, *a3 = a + 3 * stride;
  const double *a4 = a + 4 * stride, *a5 = a + 5 * stride, *a6 = a + 6 * stride,
               *a7 = a + 7 * stride;
  double x0 = xj[0], x1 = xj[1], x2 = xj[2], x3 = xj[3], x4 = xj[4], x5 = xj[5], x6 = xj[6],
         x7 = xj[7];
  double s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0, s4 = 0.0, s5 = 0.0, s6 = 0.0, s7 = 0.0;
#pragma omp simd reduction(+ : s0, s1, s2, s3, s4, s5, s6, s7)
  for (size_t i = 0; i < rows; i++)
    {
      double b0 = a0[i], b1 = a1[i], b2 = a2[i], b3 = a3[i], b4 = a4[i], b5 = a5[i], b6 = a6[i],
             b7 = a7[i], xi = x[i];
      double yi = y[i] + ((b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3) + (b4 * x4 + b5 * x5 + b6 * x6 + b7 * x7));
      s0 += b0 * xi;
      s1 += b1 * xi;
      s2 += b2 * xi;
      s3 += b3 * xi;
      s4 += b4 * xi;
      s5 += b5 * xi;
      s6 += b6 * xi;
      s7 += b7 * xi;
      y[i] = yi;
    }
  const double all[8] = { s0, s1, s2, s3, s4, s5, s6, s7 };
  for (int k = 0; k < 8; k++)
    sums[k] += all[k];
}

MERCER_VECTOR_DEFINE (SHORT, eight_columns,
                      (size_t rows, const double *a, size_t stride, const double *xj,
                       const double *x, double *y, double *sums),
                      (rows, a, stride, xj, x, y, sums))

/* The same for two right-hand sides, x and z, which halves the reading of A; sums: eight of each.
 * Every entry is loaded before anything is stored: the compiler cannot know that y and w are not A. */
MERCER_VECTOR_BODY void
eight_columns_twice_body (size_t rows, const double *a, size_t stride, const double *xj,
                          const double *zj, const double *x, const double *z, double *y, double *w,
                          double *sums)
{
  const double *a0 = a, *a1 = a + stride, *a2 = a + 2 * stride, *a3 = a + 3 * stride;
  const double *a4 = a + 4 * stride, *a5 = a + 5 * stride, *a6 = a + 6 * stride,
               *a7 = a + 7 * stride;
  double x0 = xj[0], x1 = xj[1], x2 = xj[2], x3 = xj[3], x4 = xj[4], x5 = xj[5], x6 = xj[6],
         x7 = xj[7];
  double z0 = zj[0], z1 = zj[1], z2 = zj[2], z3 = zj[3], z4 = zj[4], z5 = zj[5], z6 = zj[6],
         z7 = zj[7];
  double s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0, s4 = 0.0, s5 = 0.0, s6 = 0.0, s7 = 0.0;
  double t0 = 0.0, t1 = 0.0, t2 = 0.0, t3 = 0.0, t4 = 0.0, t5 = 0.0, t6 = 0.0, t7 = 0.0;
#pragma omp simd reduction(+ : s0, s1, s2, s3, s4, s5, s6, s7, t0, t1, t2, t3, t4, t5, t6, t7)
  for (size_t i = 0; i < rows; i++)
    {
      double b0 = a0[i], b1 = a1[i], b2 = a2[i], b3 = a3[i], b4 = a4[i], b5 = a5[i], b6 = a6[i],
             b7 = a7[i], xi = x[i], zi = z[i];
      double yi = y[i] + ((b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3) + (b4 * x4 + b5 * x5 + b6 * x6 + b7 * x7));
      double wi = w[i] + ((b0 * z0 + b1 * z1 + b2 * z2 + b3 * z3) + (b4 * z4 + b5 * z5 + b6 * z6 + b7 * z7));
      s0 += b0 * xi;
      s1 += b1 * xi;
      s2 += b2 * xi;
      s3 += b3 * xi;
      s4 += b4 * xi;
      s5 += b5 * xi;
      s6 += b6 * xi;
      s7 += b7 * xi;
      t0 += b0 * zi;
      t1 += b1 * zi;
      t2 += b2 * zi;
      t3 += b3 * zi;
      t4 += b4 * zi;
      t5 += b5 * zi;
      t6 += b6 * zi;
      t7 += b7 * zi;
      y[i] = yi;
      w[i] = wi;
    }
  const double all[16] = { s0, s1, s2, s3, s4, s5, s6, s7, t0, t1, t2, t3, t4, t5, t6, t7 };
  for (int k = 0; k < 16; k++)
    sums[k] += all[k];
}

MERCER_VECTOR_DEFINE (SHORT, eight_columns_twice,
                      (size_t rows, const double *a, size_t stride, const double *xj,
                       const double *zj, const double *x, const double *z, double *y, double *w,
                       double *sums),
                      (rows, a, stride, xj, zj, x, z, y, w, sums))

/* The square on the diagonal that belongs to columns [j, j + cols), entry by entry. */
static void
add_corner (MercerMatrix a, size_t j, size_t cols, const double *x, double *y)
{
  for (size_t c = j; c < j + cols; c++)
    {
      y[c] += *mercer_matrix_at (a, c, c) * x[c];
      for (size_t i = c + 1; i < j + cols; i++)
        {
          double entry = *mercer_matrix_at (a, i, c);
          y[i] += entry * x[c];
          y[c] += entry * x[i];
        }
    }
}

/* Rows from `below` on of the columns [j, j + 8), for right-hand sides c and c + 1. */
static void
add_two (MercerMatrix a, size_t j, size_t below, MercerMatrix x, MercerMatrix y, size_t c)
{
  double sums[16] = { 0 };
  eight_columns_twice (a.rows - below, mercer_matrix_at (a, below, j), a.stride,
                       mercer_matrix_at (x, j, c), mercer_matrix_at (x, j, c + 1),
                       mercer_matrix_at (x, below, c), mercer_matrix_at (x, below, c + 1),
                       mercer_matrix_at (y, below, c), mercer_matrix_at (y, below, c + 1), sums);
  for (size_t k = 0; k < 8; k++)
    {
      *mercer_matrix_at (y, j + k, c) += sums[k];
      *mercer_matrix_at (y, j + k, c + 1) += sums[8 + k];
    }
}

/* Y += the share of the columns [begin, end) of the lower triangle in A X; end is n or a multiple
 * of 8 from begin. */
static void
add_columns (MercerMatrix a, size_t begin, size_t end, MercerMatrix x, MercerMatrix y)
{
  size_t n = a.rows;
  for (size_t j = begin; j < end; j += 8)
    {
      size_t cols = MIN (8, end - j), below = j + cols, c = 0;
      for (size_t k = 0; k < x.cols; k++)
        add_corner (a, j, cols, mercer_matrix_column (x, k), mercer_matrix_column (y, k));
      if (below == n)
        break;
      for (; c + 1 < x.cols; c += 2)
        add_two (a, j, below, x, y, c);
      if (c < x.cols)
        eight_columns (n - below, mercer_matrix_at (a, below, j), a.stride,
                       mercer_matrix_at (x, j, c), mercer_matrix_at (x, below, c),
                       mercer_matrix_at (y, below, c), mercer_matrix_at (y, j, c));
    }
}

static void
part_cb (void *data, size_t index)
{
  Symmetric *s = data;
  size_t n = s->a.rows, b = s->x.cols;
  MercerMatrix y = mercer_matrix (s->parts + index * n * b, n, b);
  memset (y.data, 0, n * b * sizeof (double));
  if (!mercer_work_wanted (s->work))
    return;
  add_columns (s->a, s->begins[index], s->begins[index + 1], s->x, y);
}

static void
sum_cb (void *data, size_t column)
{
  Symmetric *s = data;
  size_t n = s->a.rows, b = s->x.cols;
  double *y = mercer_matrix_column (s->y, column);
  memcpy (y, s->parts + column * n, n * sizeof *y);
  for (size_t p = 1; p < s->n_parts; p++)
    {
      const double *part = s->parts + (p * b + column) * n;
      for (size_t i = s->begins[p]; i < n; i++)
        y[i] += part[i];
    }
}

/* Columns 0 .. c - 1 of the triangle cover c n - c^2 / 2 entries; equal shares, cut at multiples
 * of 8. */
static void
cut (Symmetric *s)
{
  size_t n = s->a.rows, at = 0;
  s->n_parts = 0;
  double area = 0.5 * (double) n * (double) n / MERCER_SYMMETRIC_PARTS, sum = 0.0;
  s->begins[0] = 0;
  while (at < n && s->n_parts + 1 < MERCER_SYMMETRIC_PARTS)
    {
      double goal = area * (double) (s->n_parts + 1);
      while (at < n && sum < goal)
        {
          sum += 8.0 * (double) (n - at);
          at = MIN (at + 8, n);
        }
      s->begins[++s->n_parts] = at;
    }
  if (at < n)
    s->begins[++s->n_parts] = n;
}

void
mercer_symmetric_multiply (MercerMatrix a, MercerMatrix x, MercerMatrix y, double *parts,
                           MercerWork *work)
{
  Symmetric s = { .a = a, .x = x, .y = y, .parts = parts, .work = work };
  if (a.rows <= SMALL && x.cols == 1)
    {
      cblas_dsymv (CblasColMajor, CblasLower, (int) a.rows, 1.0, a.data, (int) a.stride, x.data, 1,
                   0.0, y.data, 1);
      return;
    }
  if (a.rows <= SMALL)
    {
      mercer_matrix_fill (y, 0.0);
      add_columns (a, 0, a.rows, x, y);
      return;
    }
  cut (&s);
  mercer_pool_for (s.n_parts, part_cb, &s);
  if (x.cols * a.rows < 20000)
    for (size_t j = 0; j < x.cols; j++)
      sum_cb (&s, j);
  else
    mercer_pool_for (x.cols, sum_cb, &s);
}

void
mercer_symv (MercerMatrix a, const double *x, double *y)
{
  g_return_if_fail (a.rows == a.cols);
  if (a.rows == 0)
    return;
  double *parts = mercer_block_new (a.rows * MERCER_SYMMETRIC_PARTS * sizeof (double));
  mercer_symmetric_multiply (a, mercer_matrix ((double *) x, a.rows, 1),
                             mercer_matrix (y, a.rows, 1), parts, NULL);
  mercer_block_free (parts);
}
