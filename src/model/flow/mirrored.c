/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mirrored-private.h"

#include <glib.h>
#include <math.h>
#include <stdatomic.h>

#include "pool.h"
#include "random.h"

enum { ROWS = 16, ASK = 4, TRIES = 64, STREAM = 0x4449 };
static const double least = 1e-9; /* a share; log of it is still far from where exp of eta ends */
static const double height = 0.86602540378443864676;

/* --- Coordinates ------------------------------------------------------------------------------------ */

void
mercer_simplex_place (MercerMatrix theta, MercerMatrix x)
{
  for (size_t i = 0; i < theta.rows; i++)
    {
      double third = *mercer_matrix_at (theta, i, 2);
      *mercer_matrix_at (x, i, 0) = *mercer_matrix_at (theta, i, 1) + 0.5 * third;
      *mercer_matrix_at (x, i, 1) = height * third;
    }
}

void
mercer_simplex_find (MercerMatrix x, MercerMatrix theta)
{
  for (size_t i = 0; i < x.rows; i++)
    {
      double third = *mercer_matrix_at (x, i, 1) / height, second = *mercer_matrix_at (x, i, 0) - 0.5 * third;
      double share[3] = { MAX (1 - second - third, least), MAX (second, least), MAX (third, least) };
      for (size_t a = 0; a < 3; a++)
        *mercer_matrix_at (theta, i, a) = share[a] / (share[0] + share[1] + share[2]);
    }
}

void
mercer_simplex_mirror (MercerMatrix theta, MercerMatrix eta)
{
  for (size_t i = 0; i < theta.rows; i++)
    for (size_t a = 0; a < 2; a++)
      *mercer_matrix_at (eta, i, a) = log (*mercer_matrix_at (theta, i, a)) - log (*mercer_matrix_at (theta, i, 2));
}

void
mercer_simplex_unmirror (MercerMatrix eta, MercerMatrix theta)
{
  for (size_t i = 0; i < eta.rows; i++)
    {
      double a = *mercer_matrix_at (eta, i, 0), b = *mercer_matrix_at (eta, i, 1), most = MAX (MAX (a, b), 0);
      double share[3] = { exp (a - most), exp (b - most), exp (-most) };
      for (size_t c = 0; c < 3; c++)
        *mercer_matrix_at (theta, i, c) = share[c] / (share[0] + share[1] + share[2]);
    }
}

/* --- Velocity --------------------------------------------------------------------------------------- */

typedef struct
{
  const double *alpha;
  bool natural;
  double l;
  MercerMatrix theta, x, velocity;
  MercerWork *work;
  atomic_bool stopped;
} Pass;

static void
drive (const Pass *p, size_t i, double velocity[2])
{
  size_t n = p->x.rows;
  double precision = 1 / (p->l * p->l), total = p->alpha[0] + p->alpha[1] + p->alpha[2];
  velocity[0] = velocity[1] = 0;
  for (size_t j = 0; j < n; j++)
    {
      double u = *mercer_matrix_at (p->x, i, 0) - *mercer_matrix_at (p->x, j, 0);
      double v = *mercer_matrix_at (p->x, i, 1) - *mercer_matrix_at (p->x, j, 1);
      double k = exp (-0.5 * precision * (u * u + v * v));
      double theta[2] = { *mercer_matrix_at (p->theta, j, 0), *mercer_matrix_at (p->theta, j, 1) };
      /* the gradient of k in theta_j, by the chain rule through the place x_j = (1/2 - theta_1/2 + theta_2/2, h (1 - theta_1 - theta_2)) */
      double slope[2] = { k * precision * (-0.5 * u - height * v), k * precision * (0.5 * u - height * v) };
      double along = theta[0] * slope[0] + theta[1] * slope[1];
      double third = *mercer_matrix_at (p->theta, j, 2);
      for (int a = 0; a < 2; a++)
        velocity[a] += p->natural ? (k * ((p->alpha[a] - 1) / theta[a] - (p->alpha[2] - 1) / third) + slope[a]) / (total * (double) n)
                                  : (k * (p->alpha[a] - total * theta[a]) + theta[a] * (slope[a] - along)) / (double) n;
    }
}

static void
drive_chunk (void *data, size_t chunk)
{
  Pass *p = data;
  size_t end = MIN ((chunk + 1) * ROWS, p->x.rows);
  for (size_t i = chunk * ROWS; i < end; i++)
    {
      double velocity[2];
      if (i % ASK == 0 && !mercer_work_wanted (p->work))
        atomic_store (&p->stopped, true);
      if (i % ASK == 0 && atomic_load_explicit (&p->stopped, memory_order_relaxed))
        return;
      drive (p, i, velocity);
      for (size_t a = 0; a < 2; a++)
        *mercer_matrix_at (p->velocity, i, a) = velocity[a];
    }
}

MercerStatus
mercer_mirrored_velocity (MercerMirroredKind kind, const double alpha[3], double l, MercerMatrix theta, MercerMatrix velocity,
                          MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  Pass pass = { .alpha = alpha, .natural = kind == MERCER_MIRRORED_NATURAL, .l = l, .theta = theta, .velocity = velocity, .work = work,
                .x = mercer_work_matrix (work, theta.rows, 2) };
  if (pass.x.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_simplex_place (theta, pass.x);
  mercer_pool_for ((theta.rows + ROWS - 1) / ROWS, drive_chunk, &pass);
  MercerStatus status = atomic_load (&pass.stopped) ? MERCER_STOPPED : MERCER_OK;
  if (status == MERCER_OK && kind != MERCER_MIRRORED_PLAIN)
    status = mirrored_add_metric (kind, l, theta, pass.x, velocity, work);
  mercer_work_release (work, mark);
  return status;
}

/* --- Draws ------------------------------------------------------------------------------------------ */

/* log of a gamma variate; below shape 1 that of shape + 1 times u^(1 / shape). */
static double
log_gamma_draw (double shape, uint64_t seed, uint64_t stream, size_t i)
{
  double raised = shape < 1 ? shape + 1 : shape, d = raised - 1.0 / 3, c = 1 / sqrt (9 * d), v = 1;
  for (uint64_t k = 0; k < TRIES; k++)
    {
      double z = mercer_random_normal (seed, stream, TRIES * i + k), u = mercer_random_uniform (seed, stream + 8, TRIES * i + k);
      v = pow (1 + c * z, 3);
      if (v > 0 && log (u) < 0.5 * z * z + d - d * v + d * log (v))
        break;
      v = 1;
    }
  return log (d * v) + (shape < 1 ? log (mercer_random_uniform (seed, stream + 16, i)) / shape : 0);
}

void
mercer_dirichlet_draw (const double alpha[3], uint64_t seed, MercerMatrix theta)
{
  for (size_t i = 0; i < theta.rows; i++)
    {
      double g[3], most = -INFINITY, sum = 0;
      for (uint64_t a = 0; a < 3; a++)
        {
          g[a] = log_gamma_draw (alpha[a], seed, STREAM + a, i);
          most = MAX (most, g[a]);
        }
      for (int a = 0; a < 3; a++)
        sum += g[a] = exp (g[a] - most);
      for (size_t a = 0; a < 3; a++)
        *mercer_matrix_at (theta, i, a) = g[a] / sum;
    }
}
