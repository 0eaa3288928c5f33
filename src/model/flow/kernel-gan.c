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
mercer_gan_radius (const MercerGan *gan, double p, double gamma, double *angle)
{
  double stays = 1 - gan->discriminator * gan->lambda, around = gan->discriminator * gan->generator * p * p * gamma;
  double half = 0.5 * (gan->alternating ? 1 + stays - around : 1 + stays), det = gan->alternating ? stays : stays + around;
  double root = half * half - det;
  *angle = root < 0 ? acos (half / sqrt (det)) : half < 0 ? M_PI : 0;
  return root < 0 ? sqrt (det) : fabs (half) + sqrt (root);
}

double
mercer_gan_slowest (const MercerGan *gan, double p, const double *gammas, size_t count, double *angle)
{
  double most = -1;
  for (size_t k = 0; k < count; k++)
    {
      double angle_here, radius = mercer_gan_radius (gan, p, gammas[k], &angle_here);
      if (!(radius <= most))
        *angle = angle_here;
      most = fmax (most, radius);
    }
  double rest = 1 - gan->discriminator * gan->lambda;
  if (rest <= -1 && -rest > most)
    {
      *angle = M_PI;
      most = -rest;
    }
  return most;
}

/* --- The game ------------------------------------------------------------------------------------------------ */

/* Points with weights, in the order of the steps: column c of all of them begins at x + c * room. */
typedef struct
{
  double *x, *weights;
  size_t room;
} Terms;

/* Adds the gradient at y (`stride` apart) of the sum of weight k (., x) over the terms from `first` up to `last`. */
static void
add_gradient (const MercerGan *gan, const Terms *terms, size_t first, size_t last, size_t d, const double *y, size_t stride, double *w,
              double *out)
{
  size_t count = last - first;
  double scale = 1 / (gan->sigma * gan->sigma);
  const double *weights = terms->weights + first;
  memset (w, 0, count * sizeof *w);
  for (size_t c = 0; c < d; c++)
    {
      const double *x = terms->x + c * terms->room + first;
      double at = y[c * stride];
      for (size_t e = 0; e < count; e++)
        w[e] += (x[e] - at) * (x[e] - at);
    }
  mercer_vexp_scaled (count, 1, -0.5 * scale, w, w);
  for (size_t e = 0; e < count; e++)
    w[e] *= weights[e];
  for (size_t c = 0; c < d; c++)
    {
      const double *x = terms->x + c * terms->room + first;
      double at = y[c * stride];
      double sum = 0;
#pragma omp simd reduction(+ : sum)
      for (size_t e = 0; e < count; e++)
        sum += w[e] * (x[e] - at);
      out[c] += scale * sum;
    }
}

typedef struct
{
  Terms real, made; /* the rows; the generated points of all steps so far */
  double *w, *force;
} Scratch;

/* The points of step k become terms. */
static void
remember (const double *path, size_t n, size_t d, size_t k, Scratch *scratch)
{
  for (size_t c = 0; c < d; c++)
    memcpy (scratch->made.x + c * scratch->made.room + k * n, path + (k * d + c) * n, n * sizeof *path);
}

/* y of step k + 1 from those before: the discriminator is the expansion in the points of the first `last` steps. */
static void
step (const MercerGan *gan, size_t n, size_t d, double *path, size_t k, Scratch *scratch)
{
  double p = 1 / (double) n, stays = 1 - gan->discriminator * gan->lambda, sum = 0, weight = gan->discriminator * p;
  const double *now = path + k * n * d;
  double *next = path + (k + 1) * n * d;
  size_t last = gan->alternating ? k + 1 : k, first = last;
  remember (path, n, d, k, scratch);
  while (first > 0 && fabs (weight) > gan->discriminator * p * exp (-forgotten))
    {
      first--;
      for (size_t j = 0; j < n; j++)
        scratch->made.weights[first * n + j] = -weight;
      sum += weight;
      weight *= stays;
    }
  for (size_t j = 0; j < n; j++)
    scratch->real.weights[j] = sum;
  for (size_t i = 0; i < n; i++)
    {
      memset (scratch->force, 0, d * sizeof (double));
      add_gradient (gan, &scratch->real, 0, n, d, now + i, n, scratch->w, scratch->force);
      add_gradient (gan, &scratch->made, first * n, last * n, d, now + i, n, scratch->w, scratch->force);
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

bool
mercer_gan_is_thrown (const MercerGan *gan, MercerMatrix x, const double *y)
{
  double most = 0, reach = MERCER_GAN_REACH * gan->sigma;
  for (size_t j = 0; j < x.rows; j++)
    {
      double least = INFINITY;
      for (size_t i = 0; i < x.rows; i++)
        {
          double squares = 0;
          for (size_t c = 0; c < x.cols; c++)
            squares += pow (y[j + c * x.rows] - *mercer_matrix_at (x, i, c), 2);
          least = squares < least ? squares : least;
        }
      most = fmax (most, least);
    }
  return !(most <= reach * reach);
}

MercerStatus
mercer_gan_play (const MercerGan *gan, MercerMatrix x, MercerMatrix start, size_t steps, double near, double *path, size_t *done,
                 MercerWork *work)
{
  size_t n = x.rows, d = x.cols;
  MercerMark mark = mercer_work_mark (work);
  size_t most = (steps + 1) * n;
  Scratch scratch = { .real = { mercer_work_doubles (work, n * d), mercer_work_doubles (work, n), n },
                      .made = { mercer_work_doubles (work, most * d), mercer_work_doubles (work, most), most },
                      .w = mercer_work_doubles (work, most),
                      .force = mercer_work_doubles (work, d) };
  if (scratch.real.x == NULL || scratch.real.weights == NULL || scratch.made.x == NULL || scratch.made.weights == NULL || scratch.w == NULL
      || scratch.force == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (x, mercer_matrix (scratch.real.x, n, d));
  mercer_matrix_copy (start, mercer_matrix (path, n, d));
  for (*done = 0; *done < steps;)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      step (gan, n, d, path, *done, &scratch);
      double distance = mercer_gan_distance (x, path + (*done + 1) * n * d);
      if (!isfinite (distance))
        break;
      ++*done;
      if (distance < near || mercer_gan_is_thrown (gan, x, path + *done * n * d))
        break;
    }
  mercer_work_release (work, mark);
  return MERCER_OK;
}

/* --- How it went --------------------------------------------------------------------------------------------- */

/* The largest rms distance of the blocks from `from` on to the last one, in sigma. */
static double
moved (const MercerGan *gan, MercerMatrix x, const double *path, size_t from, size_t done)
{
  size_t size = x.rows * x.cols;
  double most = 0;
  for (size_t k = from; k < done; k++)
    {
      double squares = 0;
      for (size_t e = 0; e < size; e++)
        squares += pow (path[k * size + e] - path[done * size + e], 2);
      most = fmax (most, squares);
    }
  return sqrt (most / (double) x.rows) / gan->sigma;
}

/* The largest distance in quarter q of the steps. */
static double
most_in (const double *distance, size_t done, size_t q)
{
  double most = 0;
  for (size_t k = q * done / 4; k <= (q + 1) * done / 4; k++)
    most = fmax (most, distance[k]);
  return most;
}

MercerGanVerdict
mercer_gan_judge (const MercerGan *gan, MercerMatrix x, const double *path, const double *distance, size_t done)
{
  static const double gone = 1e-3, still = 1e-3, more = 1.25; /* part of the start; sigma; from one quarter to the next */
  double early = most_in (distance, done, 1), middle = most_in (distance, done, 2), late = most_in (distance, done, 3);
  if (mercer_gan_is_thrown (gan, x, path + done * x.rows * x.cols))
    return MERCER_GAN_THROWN;
  if (late <= gone * distance[0])
    return MERCER_GAN_CONVERGES;
  if (moved (gan, x, path, done - done / 4, done) < still * fmin (late, 1))
    return MERCER_GAN_RESTS;
  if (early > more * middle && middle > more * late)
    return MERCER_GAN_CONVERGES;
  return late > more * middle && middle > more * early ? MERCER_GAN_LEAVES : MERCER_GAN_CIRCLES;
}
