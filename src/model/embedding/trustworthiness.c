/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trustworthiness.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

enum { ROWS_A_POLL = 16 };

typedef struct
{
  double far;
  size_t row;
} Near;

static int
compare_near (const void *a, const void *b)
{
  const Near *p = a, *q = b;
  if (p->far != q->far)
    return p->far < q->far ? -1 : 1;
  return (p->row > q->row) - (p->row < q->row);
}

/* The other rows by distance from row i. */
static void
rank_rows (MercerMatrix x, size_t i, Near *near)
{
  for (size_t j = 0; j < x.rows; j++)
    {
      near[j] = (Near){ j == i ? -1 : 0, j };
      for (size_t c = 0; c < x.cols && j != i; c++)
        {
          double step = *mercer_matrix_at (x, i, c) - *mercer_matrix_at (x, j, c);
          near[j].far += step * step;
        }
    }
  qsort (near, x.rows, sizeof *near, compare_near);
}

double
mercer_trustworthiness (MercerMatrix x, MercerMatrix z, size_t k, MercerWork *work)
{
  size_t n = x.rows;
  g_autofree Near *high = g_new (Near, n), *low = g_new (Near, n);
  g_autofree size_t *rank = g_new (size_t, n);
  double penalty = 0;
  for (size_t i = 0; i < n; i++)
    {
      if (i % ROWS_A_POLL == 0 && !mercer_work_wanted (work))
        return NAN;
      rank_rows (x, i, high);
      rank_rows (z, i, low);
      for (size_t r = 0; r < n; r++)
        rank[high[r].row] = r; /* 0 is the row itself */
      for (size_t r = 1; r <= k; r++)
        penalty += rank[low[r].row] > k ? (double) (rank[low[r].row] - k) : 0;
    }
  double size = (double) n, near = (double) k;
  return 1 - 2 * penalty / (size * near * (2 * size - 3 * near - 1));
}
