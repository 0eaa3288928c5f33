/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-gan.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "vexp.h"

static const double forgotten = 37; /* exp (-37) is a rounding error */

/* --- About the rest ------------------------------------------------------------------------------------------ */

MercerStatus
mercer_gan_modes (MercerMatrix x, double sigma, double *gammas, MercerWork *work)
{
  size_t n = x.rows, d = x.cols;
  double s2 = sigma * sigma;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix g = mercer_work_matrix (work, n * d, n * d);
  if (g.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      {
        double squares = 0;
        for (size_t c = 0; c < d; c++)
          squares += pow (*mercer_matrix_at (x, i, c) - *mercer_matrix_at (x, j, c), 2);
        double k = exp (-0.5 * squares / s2);
        for (size_t a = 0; a < d; a++)
          for (size_t b = 0; b < d; b++)
            {
              double across = (*mercer_matrix_at (x, i, a) - *mercer_matrix_at (x, j, a)) / sigma;
              double up = (*mercer_matrix_at (x, i, b) - *mercer_matrix_at (x, j, b)) / sigma;
              *mercer_matrix_at (g, i * d + a, j * d + b) = k / s2 * ((a == b) - across * up);
            }
      }
  MercerStatus status = mercer_eigenvalues (g, gammas, work);
  mercer_work_release (work, mark);
  return status;
}

double
mercer_gan_radius (const MercerGan *gan, double p, double gamma, bool *turns)
{
  double stays = 1 - gan->discriminator * gan->lambda, around = gan->discriminator * gan->generator * p * p * gamma;
  double trace = gan->alternating ? 1 + stays - around : 1 + stays, det = gan->alternating ? stays : stays + around;
  double root = 0.25 * trace * trace - det;
  *turns = root < 0;
  if (root < 0)
    return sqrt (det);
  double up = 0.5 * trace + sqrt (root), down = 0.5 * trace - sqrt (root);
  *turns = fabs (down) > fabs (up);
  return fmax (fabs (up), fabs (down));
}

double
mercer_gan_slowest (const MercerGan *gan, double p, const double *gammas, size_t count, bool *turns)
{
  double most = -1;
  for (size_t k = 0; k < count; k++)
    {
      bool turns_here;
      double radius = mercer_gan_radius (gan, p, gammas[k], &turns_here);
      if (!(radius <= most))
        *turns = turns_here;
      most = fmax (most, radius);
    }
  double rest = 1 - gan->discriminator * gan->lambda;
  if (rest <= -1 && -rest > most)
    {
      *turns = true;
      most = -rest;
    }
  return most;
}

/* --- The game ------------------------------------------------------------------------------------------------ */

/* Adds weight_s p grad f (at) of the expansion in points z (blocks of n x d, one for each step, `count` of them). */
static void
add_gradient (const MercerGan *gan, size_t n, size_t d, const double *z, const double *weights, size_t count, const double *at,
              size_t stride, double *w, double *out)
{
  for (size_t k = 0; k < count; k++)
    {
      const double *block = z + k * n * d;
      for (size_t j = 0; j < n; j++)
        w[k * n + j] = 0;
      for (size_t c = 0; c < d; c++)
        for (size_t j = 0; j < n; j++)
          w[k * n + j] += pow (block[j + c * n] - at[c * stride], 2);
    }
  mercer_vexp_scaled (count * n, 1, -0.5 / (gan->sigma * gan->sigma), w, w);
  for (size_t k = 0; k < count; k++)
    for (size_t c = 0; c < d; c++)
      {
        const double *column = z + (k * d + c) * n;
        double sum = 0;
        for (size_t j = 0; j < n; j++)
          sum += w[k * n + j] * (column[j] - at[c * stride]);
        out[c] += weights[k] * sum / (gan->sigma * gan->sigma);
      }
}

typedef struct
{
  double *real;    /* n x d, contiguous */
  double *weights; /* of the blocks of the path */
  double *w, *force;
} Scratch;

/* y of step k from those before: the discriminator is the expansion in the first `last` blocks. */
static void
step (const MercerGan *gan, size_t n, size_t d, double *path, size_t k, Scratch *scratch)
{
  double p = 1 / (double) n, stays = 1 - gan->discriminator * gan->lambda, sum = 0, weight = gan->discriminator * p;
  const double *now = path + k * n * d;
  double *next = path + (k + 1) * n * d;
  size_t last = gan->alternating ? k + 1 : k, first = last;
  while (first > 0 && fabs (weight) > gan->discriminator * p * exp (-forgotten))
    {
      first--;
      scratch->weights[first] = -weight;
      sum += weight;
      weight *= stays;
    }
  for (size_t i = 0; i < n; i++)
    {
      memset (scratch->force, 0, d * sizeof (double));
      add_gradient (gan, n, d, scratch->real, &sum, 1, now + i, n, scratch->w, scratch->force);
      add_gradient (gan, n, d, path + first * n * d, scratch->weights + first, last - first, now + i, n, scratch->w, scratch->force);
      for (size_t c = 0; c < d; c++)
        next[i + c * n] = now[i + c * n] + gan->generator * p * scratch->force[c];
    }
}

double
mercer_gan_distance (MercerMatrix x, const double *y)
{
  double squares = 0;
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 0; i < x.rows; i++)
      squares += pow (y[i + c * x.rows] - *mercer_matrix_at (x, i, c), 2);
  return sqrt (squares / (double) x.rows);
}

MercerStatus
mercer_gan_play (const MercerGan *gan, MercerMatrix x, MercerMatrix start, size_t steps, double near, double reach, double *path,
                 size_t *done, MercerWork *work)
{
  size_t n = x.rows, d = x.cols;
  MercerMark mark = mercer_work_mark (work);
  Scratch scratch = { mercer_work_doubles (work, n * d), mercer_work_doubles (work, steps + 1),
                      mercer_work_doubles (work, (steps + 1) * n), mercer_work_doubles (work, d) };
  if (scratch.real == NULL || scratch.weights == NULL || scratch.w == NULL || scratch.force == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (x, mercer_matrix (scratch.real, n, d));
  mercer_matrix_copy (start, mercer_matrix (path, n, d));
  for (*done = 0; *done < steps;)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      step (gan, n, d, path, *done, &scratch);
      double distance = mercer_gan_distance (x, path + (*done + 1) * n * d);
      if (!(distance <= reach))
        break;
      ++*done;
      if (distance < near)
        break;
    }
  mercer_work_release (work, mark);
  return MERCER_OK;
}
