/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "random.h"
#include "sliced.h"

enum { STREAM_SLICES = 0x534c, STREAM_TURN = 0x5354 };

static double *
row_of (MercerMatrix a, size_t i, size_t c)
{
  return mercer_matrix_at (a, i, c);
}

/* Row i less its parts along the rows of its block before it, at unit length. A row of nothing becomes a unit vector. */
static void
straighten (MercerMatrix a, size_t first, size_t i)
{
  double length = 0;
  for (int twice = 0; twice < 2; twice++) /* once more takes away what rounding left */
    for (size_t j = first; j < i; j++)
      {
        double along = 0;
        for (size_t c = 0; c < a.cols; c++)
          along += *row_of (a, i, c) * *row_of (a, j, c);
        for (size_t c = 0; c < a.cols; c++)
          *row_of (a, i, c) -= along * *row_of (a, j, c);
      }
  for (size_t c = 0; c < a.cols; c++)
    length += *row_of (a, i, c) * *row_of (a, i, c);
  length = sqrt (length);
  for (size_t c = 0; c < a.cols; c++)
    *row_of (a, i, c) = length > 0 ? *row_of (a, i, c) / length : c == 0;
}

static void
draw_normals (uint64_t seed, uint64_t draw, MercerMatrix a)
{
  for (size_t i = 0; i < a.rows; i++)
    for (size_t c = 0; c < a.cols; c++)
      *row_of (a, i, c) = mercer_random_normal (seed, STREAM_SLICES + c, draw * a.rows + i);
}

/* In the plane the half circle in equal parts: a direction and its opposite are the same slice. */
static void
equal_angles (uint64_t seed, uint64_t draw, MercerMatrix a)
{
  double turn = mercer_random_uniform (seed, STREAM_TURN, draw);
  for (size_t i = 0; i < a.rows; i++)
    {
      double angle = G_PI * ((double) i + turn) / (double) a.rows;
      *row_of (a, i, 0) = cos (angle);
      *row_of (a, i, 1) = sin (angle);
    }
}

/* The root g > 1 of g^(d + 1) = g + 1; fractions of multiples of its inverse powers fill the unit cube evenly (the plastic
 * sequence; Roberts 2018, after Kronecker and Weyl). Pairs of coordinates become normal by Box and Muller. */
static void
plastic_normals (uint64_t seed, uint64_t draw, MercerMatrix a)
{
  size_t even = a.cols + a.cols % 2;
  double g = 2;
  for (int k = 0; k < 60; k++)
    g = pow (1 + g, 1 / (double) (even + 1));
  for (size_t c = 0; c < even; c += 2)
    {
      double shift_r = mercer_random_uniform (seed, STREAM_TURN + c, draw), step_r = pow (g, -(double) (c + 1));
      double shift_a = mercer_random_uniform (seed, STREAM_TURN + c + 1, draw), step_a = pow (g, -(double) (c + 2));
      for (size_t i = 0; i < a.rows; i++)
        {
          double u = fmod (shift_r + (double) (i + 1) * step_r, 1), v = fmod (shift_a + (double) (i + 1) * step_a, 1);
          double radius = sqrt (-2 * log (MAX (1 - u, 1e-300)));
          *row_of (a, i, c) = radius * cos (2 * G_PI * v);
          if (c + 1 < a.cols)
            *row_of (a, i, c + 1) = radius * sin (2 * G_PI * v);
        }
    }
}

MercerStatus
mercer_slices (MercerSlicing slicing, uint64_t seed, uint64_t draw, MercerMatrix directions, MercerWork *work)
{
  size_t d = directions.cols, together = slicing == MERCER_SLICES_ORTHOGONAL ? d : 1;
  if (d == 1)
    {
      mercer_matrix_fill (directions, 1);
      return MERCER_OK;
    }
  if (slicing == MERCER_SLICES_QUASI && d == 2)
    equal_angles (seed, draw, directions);
  else if (slicing == MERCER_SLICES_QUASI)
    plastic_normals (seed, draw, directions);
  else
    draw_normals (seed, draw, directions);
  for (size_t i = 0; i < directions.rows; i++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      straighten (directions, i - i % together, i);
    }
  return MERCER_OK;
}
