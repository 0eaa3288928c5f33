/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "density-target.h"

#include <glib.h>
#include <math.h>
#include <stdatomic.h>

#include "pool.h"
#include "random.h"
#include "vexp.h"

enum { CHUNK = 64, POLL = 8, STREAM_DRAW = 0x4454, TRIES = 64 };
static const double banana_width = 1.5, banana_bend = 0.5, banana_sd = 0.4;
static const double donut_radius = 2, donut_sd = 0.3;
static const double funnel_width = 1.5, funnel_neck = 0.4; /* e^(y/2) where y is a standard deviation and a quarter below 0 */

/* --- In the plane: log density, score g and Hessian (xx, xy, yy) at one point -------------------------- */

typedef struct
{
  double log_density, g[2], h[3];
} Local;

static Local
banana (double x, double y)
{
  double w2 = banana_width * banana_width, v = 1 / (banana_sd * banana_sd);
  double rest = y - banana_bend * x * x + 1, slope = 2 * banana_bend * x;
  return (Local){ -x * x / (2 * w2) - 0.5 * v * rest * rest,
                  { -x / w2 + v * rest * slope, -v * rest },
                  { -1 / w2 - v * slope * slope + v * rest * 2 * banana_bend, v * slope, -v } };
}

static Local
donut (double x, double y)
{
  double r = hypot (x, y), v = 1 / (donut_sd * donut_sd), rest = r - donut_radius;
  if (!(r > 0)) /* no direction is outwards there */
    return (Local){ .log_density = -0.5 * v * rest * rest };
  double a = x / r, b = y / r, across = -v * rest / r; /* second derivatives: -v outwards, `across` around */
  return (Local){ -0.5 * v * rest * rest,
                  { -v * rest * a, -v * rest * b },
                  { -v * a * a + across * b * b, (-v - across) * a * b, -v * b * b + across * a * a } };
}

static Local
funnel (double x, double y)
{
  double w2 = funnel_width * funnel_width, precision = exp (-y);
  return (Local){ -y * y / (2 * w2) - 0.5 * y - 0.5 * x * x * precision,
                  { -x * precision, -y / w2 - 0.5 + 0.5 * x * x * precision },
                  { -precision, x * precision, -1 / w2 - 0.5 * x * x * precision } };
}

/* --- Rows ------------------------------------------------------------------------------------------- */

typedef struct
{
  const MercerTarget *target;
  MercerMatrix x, score, hessian;
  double *log_density, *room; /* K for each chunk */
  MercerWork *work;
  atomic_bool stopped;
} Pass;

static void
at_local (Pass *pass, size_t i)
{
  static Local (*const kinds[]) (double, double)
      = { [MERCER_TARGET_BANANA] = banana, [MERCER_TARGET_DONUT] = donut, [MERCER_TARGET_FUNNEL] = funnel };
  static const int entry[4] = { 0, 1, 1, 2 };
  Local local = kinds[pass->target->kind](*mercer_matrix_at (pass->x, i, 0), *mercer_matrix_at (pass->x, i, 1));
  if (pass->log_density != NULL)
    pass->log_density[i] = local.log_density;
  for (size_t a = 0; a < 2 && pass->score.data != NULL; a++)
    *mercer_matrix_at (pass->score, i, a) = local.g[a];
  for (size_t e = 0; e < 4 && pass->hessian.data != NULL; e++)
    *mercer_matrix_at (pass->hessian, i, e) = local.h[entry[e]];
}

/* With weights w_k prop. to exp (- |x - mu_k|^2 / 2 h^2), the score is (sum w_k mu_k - x) / h^2 and the Hessian
 * cov_w (mu) / h^4 - I / h^2. */
static void
at_mixture (Pass *pass, size_t i, double *w)
{
  MercerMatrix x = pass->x, means = pass->target->means;
  size_t d = x.cols, count = means.rows;
  double precision = 1 / (pass->target->width * pass->target->width), most = -INFINITY, total = 0;
  for (size_t k = 0; k < count; k++)
    w[k] = 0;
  for (size_t c = 0; c < d; c++)
    {
      double at = *mercer_matrix_at (x, i, c);
      const double *mu = mercer_matrix_column (means, c);
      for (size_t k = 0; k < count; k++)
        w[k] -= 0.5 * precision * (at - mu[k]) * (at - mu[k]);
    }
  for (size_t k = 0; k < count; k++)
    most = MAX (most, w[k]);
  for (size_t k = 0; k < count; k++)
    w[k] -= most;
  mercer_vexp (count, w, w);
  for (size_t k = 0; k < count; k++)
    total += w[k];
  if (pass->log_density != NULL)
    pass->log_density[i] = most + log (total);
  for (size_t c = 0; c < d && pass->score.data != NULL; c++)
    {
      double sum = 0, at = *mercer_matrix_at (x, i, c);
      const double *mu = mercer_matrix_column (means, c);
      for (size_t k = 0; k < count; k++)
        sum += w[k] * (mu[k] - at);
      *mercer_matrix_at (pass->score, i, c) = precision * sum / total;
    }
  for (size_t e = 0; e < d * d && pass->hessian.data != NULL; e++)
    {
      size_t a = e % d, b = e / d;
      double at = *mercer_matrix_at (x, i, a), up = *mercer_matrix_at (x, i, b), product = 0, first = 0, second = 0;
      const double *p = mercer_matrix_column (means, a), *q = mercer_matrix_column (means, b);
      for (size_t k = 0; k < count; k++)
        {
          product += w[k] * (p[k] - at) * (q[k] - up);
          first += w[k] * (p[k] - at);
          second += w[k] * (q[k] - up);
        }
      *mercer_matrix_at (pass->hessian, i, e)
          = precision * precision * (product / total - first / total * second / total) - (a == b ? precision : 0);
    }
}

static void
run_chunk (void *data, size_t chunk)
{
  Pass *pass = data;
  bool mixture = pass->target->kind == MERCER_TARGET_MIXTURE;
  size_t end = MIN ((chunk + 1) * CHUNK, pass->x.rows);
  for (size_t i = chunk * CHUNK; i < end; i++)
    {
      if (i % POLL == 0 && !mercer_work_wanted (pass->work))
        atomic_store (&pass->stopped, true);
      if (i % POLL == 0 && atomic_load_explicit (&pass->stopped, memory_order_relaxed))
        return;
      if (mixture)
        at_mixture (pass, i, pass->room + chunk * pass->target->means.rows);
      else
        at_local (pass, i);
    }
}

MercerStatus
mercer_target_evaluate (const MercerTarget *target, MercerMatrix x, double *log_density, MercerMatrix score, MercerMatrix hessian,
                        MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  size_t chunks = (x.rows + CHUNK - 1) / CHUNK, each = target->kind == MERCER_TARGET_MIXTURE ? target->means.rows : 1;
  Pass pass = { .target = target, .x = x, .score = score, .hessian = hessian, .log_density = log_density, .work = work,
                .room = mercer_work_doubles (work, MAX (chunks * each, 1)) };
  if (pass.room == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (chunks, run_chunk, &pass);
  mercer_work_release (work, mark);
  return atomic_load (&pass.stopped) ? MERCER_STOPPED : MERCER_OK;
}

double
mercer_target_unit (const MercerTarget *target)
{
  const double units[] = { 0, banana_sd, donut_sd, funnel_neck };
  return target->kind == MERCER_TARGET_MIXTURE ? target->width : units[target->kind];
}

/* --- Draws ------------------------------------------------------------------------------------------ */

/* Density r exp (- (r - R)^2 / 2 s^2): the normal, kept with probability r / (R + 4 s). */
static double
draw_radius (uint64_t seed, size_t i)
{
  double r = donut_radius, most = donut_radius + 4 * donut_sd;
  for (uint64_t k = 0; k < TRIES; k++)
    {
      r = donut_radius + donut_sd * mercer_random_normal (seed, STREAM_DRAW + 2, TRIES * i + k);
      if (r > 0 && mercer_random_uniform (seed, STREAM_DRAW + 3, TRIES * i + k) * most < r)
        break;
    }
  return r;
}

void
mercer_target_draw (const MercerTarget *target, uint64_t seed, MercerMatrix x)
{
  for (size_t i = 0; i < x.rows; i++)
    {
      double z[2] = { mercer_random_normal (seed, STREAM_DRAW, i), mercer_random_normal (seed, STREAM_DRAW + 1, i) };
      double angle = 2 * G_PI * mercer_random_uniform (seed, STREAM_DRAW + 4, i), r, p[2] = { 0, 0 };
      switch (target->kind)
        {
        case MERCER_TARGET_MIXTURE:
          for (size_t c = 0; c < x.cols; c++)
            *mercer_matrix_at (x, i, c) = *mercer_matrix_at (target->means, i % target->means.rows, c)
                                          + target->width * mercer_random_normal (seed, STREAM_DRAW + 8 + c, i);
          continue;
        case MERCER_TARGET_BANANA:
          p[0] = banana_width * z[0];
          p[1] = banana_bend * p[0] * p[0] - 1 + banana_sd * z[1];
          break;
        case MERCER_TARGET_DONUT:
          r = draw_radius (seed, i);
          p[0] = r * cos (angle);
          p[1] = r * sin (angle);
          break;
        case MERCER_TARGET_FUNNEL:
          p[1] = funnel_width * z[1];
          p[0] = exp (0.5 * p[1]) * z[0];
          break;
        }
      for (size_t c = 0; c < 2; c++)
        *mercer_matrix_at (x, i, c) = p[c];
    }
}
