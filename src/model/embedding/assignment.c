/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assignment.h"

#include <glib.h>
#include <math.h>

#define NOBODY G_MAXSIZE

/* One search for a free column from a row without one: distances over reduced costs, whose dual values u, v stay >= 0. */
typedef struct
{
  MercerMatrix score;
  double *u, *v, *far;
  size_t *row_of, *before; /* of each column: its row, and the column before it on the path */
  bool *reached;
} Search;

static double
reduced (const Search *s, size_t row, size_t column)
{
  return -*mercer_matrix_at (s->score, row, column) - s->u[row] - s->v[column];
}

/* The free column at the end of the cheapest path from `row`; duals follow. */
static size_t
grow_path (Search *s, size_t row)
{
  size_t n = s->score.rows, from = NOBODY;
  for (size_t j = 0; j < n; j++)
    {
      s->far[j] = INFINITY;
      s->reached[j] = false;
    }
  double done = 0;
  for (size_t at = row;;)
    {
      size_t next = NOBODY;
      double least = INFINITY;
      for (size_t j = 0; j < n; j++)
        if (!s->reached[j])
          {
            double path = done + reduced (s, at, j);
            if (path < s->far[j])
              {
                s->far[j] = path;
                s->before[j] = from;
              }
            if (s->far[j] < least)
              {
                least = s->far[j];
                next = j;
              }
          }
      if (next == NOBODY)
        return NOBODY;
      done = least;
      s->reached[next] = true;
      from = next;
      at = s->row_of[next];
      if (at == NOBODY)
        break;
    }
  s->u[row] += done;
  for (size_t j = 0; j < n; j++)
    if (s->reached[j] && j != from)
      {
        s->u[s->row_of[j]] += done - s->far[j];
        s->v[j] -= done - s->far[j];
      }
  return from;
}

double
mercer_assignment (MercerMatrix score, size_t *column, MercerWork *work)
{
  size_t n = score.rows;
  double sum = 0;
  g_autofree double *room = g_new0 (double, 3 * n + 1);
  g_autofree size_t *row_of = g_new (size_t, n + 1), *before = g_new (size_t, n + 1);
  g_autofree bool *reached = g_new (bool, n + 1);
  Search s = { score, room, room + n, room + 2 * n, row_of, before, reached };
  g_return_val_if_fail (score.cols == n, NAN);
  for (size_t j = 0; j < n; j++)
    row_of[j] = NOBODY;
  for (size_t row = 0; row < n; row++)
    {
      size_t end = work == NULL || mercer_work_wanted (work) ? grow_path (&s, row) : NOBODY;
      if (end == NOBODY)
        return NAN;
      for (; before[end] != NOBODY; end = before[end])
        row_of[end] = row_of[before[end]];
      row_of[end] = row;
    }
  for (size_t j = 0; j < n; j++)
    {
      column[row_of[j]] = j;
      sum += *mercer_matrix_at (score, row_of[j], j);
    }
  return n > 0 ? sum / (double) n : 0;
}
