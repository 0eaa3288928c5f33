/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adaptive-map.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "linalg.h"
#include "neighbourhoods.h"
#include "optimize.h"
#include "random.h"

enum { H = MERCER_ADAPTIVE_HIDDEN, STREAM_WEIGHTS = 0x616b72 };

/* --- Parameters --------------------------------------------------------------------------------------------- */

/* Views of theta or of a gradient. */
typedef struct
{
  MercerMatrix a, w1, w2; /* 2 x d, H x d, 2 x H */
  double *bias, *log_width, *log_power;
} Layout;

static Layout
layout_of (const double *theta, size_t d)
{
  double *at = (double *) theta;
  return (Layout){ .a = mercer_matrix (at, 2, d), .w1 = mercer_matrix (at + 2 * d, H, d), .bias = at + (2 + H) * d,
                   .w2 = mercer_matrix (at + (2 + H) * d + H, 2, H), .log_width = at + (2 + H) * d + 3 * H,
                   .log_power = at + (2 + H) * d + 3 * H + 1 };
}

/* hidden (n x H) = tanh (x W1' + b), z = x A' + hidden W2'. */
static MercerStatus
project (const MercerAdaptiveMap *map, const Layout *l, MercerMatrix hidden, MercerMatrix z, MercerWork *work)
{
  MercerStatus status = mercer_gemm (false, true, 1, map->x, l->w1, 0, hidden, work);
  for (size_t k = 0; k < H; k++)
    for (size_t i = 0; i < map->n; i++)
      *mercer_matrix_at (hidden, i, k) = tanh (*mercer_matrix_at (hidden, i, k) + l->bias[k]);
  if (status == MERCER_OK)
    status = mercer_gemm (false, true, 1, map->x, l->a, 0, z, work);
  return status == MERCER_OK ? mercer_gemm (false, true, 1, hidden, l->w2, 1, z, work) : status;
}

/* The gradient in theta from that in z; hidden becomes scratch. */
static MercerStatus
propagate (const MercerAdaptiveMap *map, const Layout *l, MercerMatrix hidden, MercerMatrix dz, double *gradient, MercerWork *work)
{
  Layout g = layout_of (gradient, map->d);
  MercerMatrix back = mercer_work_matrix (work, map->n, H);
  if (back.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gemm (true, false, 1, dz, map->x, 0, g.a, work);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, dz, hidden, 0, g.w2, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, dz, l->w2, 0, back, work);
  for (size_t k = 0; k < H; k++)
    {
      g.bias[k] = 0;
      for (size_t i = 0; i < map->n; i++)
        {
          double t = *mercer_matrix_at (hidden, i, k);
          g.bias[k] += *mercer_matrix_at (back, i, k) *= 1 - t * t;
        }
    }
  return status == MERCER_OK ? mercer_gemm (true, false, 1, back, map->x, 0, g.w1, work) : status;
}

/* --- Loss --------------------------------------------------------------------------------------------------- */

typedef struct
{
  double width2, power; /* s^2, b' */
  double *estimate, *weight, *slope; /* n: yhat, sum of weights, d loss / d yhat over the weight */
  double variance, partition;
} Pairs;

static double
squared (MercerMatrix z, size_t i, size_t j)
{
  double a = z.data[i] - z.data[j], b = z.data[i + z.stride] - z.data[j + z.stride];
  return a * a + b * b;
}

/* u = (r^2 / s^2)^b'; 0 at 0. */
static double
reach (const Pairs *p, double r2)
{
  return r2 > 0 ? pow (r2 / p->width2, p->power) : 0;
}

/* Estimates of each row from the others, the loss of both kinds. */
static double
estimate (MercerAdaptiveMap *map, Pairs *p)
{
  size_t n = map->n;
  double mean = 0, error = 0, divergence = 0;
  memset (p->estimate, 0, n * sizeof (double));
  memset (p->weight, 0, n * sizeof (double));
  p->variance = p->partition = 0;
  for (size_t i = 0; i < n; i++)
    mean += map->y[i] / (double) n;
  for (size_t j = 0; j < n; j++)
    {
      p->variance += (map->y[j] - mean) * (map->y[j] - mean) / (double) n;
      for (size_t i = j + 1; i < n; i++)
        {
          double r2 = squared (map->z, i, j), w = 1 / (1 + reach (p, r2));
          p->weight[i] += w;
          p->weight[j] += w;
          p->estimate[i] += w * map->y[j];
          p->estimate[j] += w * map->y[i];
          p->partition += 2 / (1 + r2);
        }
    }
  if (!(p->variance > 0))
    p->variance = 1;
  for (size_t i = 0; i < n; i++)
    {
      p->estimate[i] = p->weight[i] > 0 ? p->estimate[i] / p->weight[i] : mean;
      double miss = p->estimate[i] - map->y[i];
      error += miss * miss / ((double) n * p->variance);
      p->slope[i] = p->weight[i] > 0 ? 2 * miss / ((double) n * p->variance * p->weight[i]) : 0;
    }
  for (size_t j = 0; j < n; j++)
    for (size_t i = j + 1; i < n; i++)
      {
        double share = *mercer_matrix_at (map->p, i, j);
        divergence += share > 0 ? 2 * share * log (share * p->partition * (1 + squared (map->z, i, j))) : 0;
      }
  map->error = error;
  map->divergence = divergence;
  return error + map->faith * divergence;
}

/* The gradient in z (n x 2), log width and log power. */
static void
differentiate (const MercerAdaptiveMap *map, const Pairs *p, MercerMatrix dz, double *d_width, double *d_power)
{
  size_t n = map->n;
  mercer_matrix_fill (dz, 0);
  *d_width = *d_power = 0;
  for (size_t j = 0; j < n; j++)
    for (size_t i = j + 1; i < n; i++)
      {
        double r2 = squared (map->z, i, j), u = reach (p, r2), w = 1 / (1 + u), t = 1 / (1 + r2);
        double by_weight = p->slope[i] * (map->y[j] - p->estimate[i]) + p->slope[j] * (map->y[i] - p->estimate[j]);
        double by_reach = -w * w * by_weight;
        double by_r2 = 2 * map->faith * (*mercer_matrix_at (map->p, i, j) - t / p->partition) * t;
        if (r2 > 0)
          {
            by_r2 += by_reach * p->power * u / r2;
            *d_width -= 2 * p->power * u * by_reach;
            *d_power += by_reach * u * log (r2 / p->width2) * p->power;
          }
        for (size_t c = 0; c < 2; c++)
          {
            double step = 2 * by_r2 * (*mercer_matrix_at (map->z, i, c) - *mercer_matrix_at (map->z, j, c));
            *mercer_matrix_at (dz, i, c) += step;
            *mercer_matrix_at (dz, j, c) -= step;
          }
      }
}

MercerStatus
mercer_adaptive_loss (MercerAdaptiveMap *map, const double *theta, double *loss, double *gradient, MercerWork *work)
{
  size_t n = map->n;
  Layout l = layout_of (theta, map->d);
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix hidden = mercer_work_matrix (work, n, H), dz = mercer_work_matrix (work, n, 2);
  Pairs p = { exp (2 * *l.log_width), exp (*l.log_power), mercer_work_doubles (work, n), mercer_work_doubles (work, n),
              mercer_work_doubles (work, n), 0, 0 };
  if (hidden.data == NULL || dz.data == NULL || p.estimate == NULL || p.weight == NULL || p.slope == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = project (map, &l, hidden, map->z, work);
  if (status == MERCER_OK)
    *loss = estimate (map, &p);
  if (status == MERCER_OK && gradient != NULL)
    {
      Layout g = layout_of (gradient, map->d);
      differentiate (map, &p, dz, g.log_width, g.log_power);
      status = propagate (map, &l, hidden, dz, gradient, work);
    }
  mercer_work_release (work, mark);
  return status;
}

/* --- Training ----------------------------------------------------------------------------------------------- */

/* A: the two leading principal directions, each scaled to a variance of 1 (less where there is none). */
static MercerStatus
start_at_components (MercerAdaptiveMap *map, MercerWork *work)
{
  size_t d = map->d;
  Layout l = layout_of (map->theta, d);
  MercerMatrix s = mercer_work_matrix (work, d, d), v = mercer_work_matrix (work, d, d);
  double *values = mercer_work_doubles (work, d);
  if (s.data == NULL || v.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_syrk (true, 1 / (double) map->n, map->x, 0, s, work);
  if (status == MERCER_OK)
    status = mercer_eigen (s, values, v, work);
  for (size_t a = 0; a < MIN (d, (size_t) 2) && status == MERCER_OK; a++)
    for (size_t c = 0; c < d; c++)
      *mercer_matrix_at (l.a, a, c)
          = *mercer_matrix_at (v, c, d - 1 - a) / sqrt (fmax (values[d - 1], 1e-12));
  return status;
}

MercerStatus
mercer_adaptive_start (MercerAdaptiveMap *map, MercerMatrix x, const double *y, double faith, uint64_t seed, MercerWork *work)
{
  size_t n = x.rows, d = x.cols;
  *map = (MercerAdaptiveMap){ .n = n, .d = d, .parameters = (2 + H) * d + 3 * H + 2, .x = x, .y = y, .faith = faith };
  map->theta = mercer_work_doubles (work, map->parameters);
  map->z = mercer_work_matrix (work, n, 2);
  if (n < 3 || d < 1)
    return MERCER_BAD_INPUT;
  if (map->theta == NULL || map->z.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  Layout l = layout_of (map->theta, d);
  memset (map->theta, 0, map->parameters * sizeof (double));
  mercer_random_normals (seed, STREAM_WEIGHTS, 0, H * d, l.w1.data);
  for (size_t k = 0; k < H * d; k++)
    l.w1.data[k] /= sqrt ((double) d);
  mercer_random_normals (seed, STREAM_WEIGHTS + 1, 0, H, l.bias);
  *l.log_width = log (0.3);
  MercerStatus status = start_at_components (map, work);
  return status == MERCER_OK ? mercer_adaptive_project (map, x, map->z, work) : status;
}

MercerStatus
mercer_adaptive_prepare (MercerAdaptiveMap *map, double perplexity, MercerWork *work)
{
  double loss;
  map->p = mercer_work_matrix (work, map->n, map->n);
  if (map->p.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_neighbourhoods (map->x, fmin (perplexity, 0.3 * (double) map->n), map->p, work);
  return status == MERCER_OK ? mercer_adaptive_loss (map, map->theta, &loss, NULL, work) : status;
}

MercerStatus
mercer_adaptive_open (MercerAdaptiveMap *map, MercerMatrix x, const double *y, double faith, double perplexity, uint64_t seed,
                      MercerWork *work)
{
  MercerStatus status = mercer_adaptive_start (map, x, y, faith, seed, work);
  return status == MERCER_OK ? mercer_adaptive_prepare (map, perplexity, work) : status;
}

typedef struct
{
  MercerAdaptiveMap *map;
  MercerWork *work;
} Training;

static double
training_cb (const double *theta, double *gradient, void *data)
{
  Training *training = data;
  double loss;
  return mercer_adaptive_loss (training->map, theta, &loss, gradient, training->work) == MERCER_OK ? loss : NAN;
}

MercerStatus
mercer_adaptive_train (MercerAdaptiveMap *map, int evaluations, MercerWork *work)
{
  Training training = { map, work };
  MercerOptimum optimum;
  double loss;
  MercerProblem problem = { .method = MERCER_OPTIMIZE_LBFGS, .n = map->parameters, .objective = training_cb, .data = &training,
                            .relative_tolerance = 1e-7, .max_evaluations = evaluations };
  MercerStatus status = mercer_optimize (&problem, map->theta, &optimum, work);
  return status == MERCER_OK ? mercer_adaptive_loss (map, map->theta, &loss, NULL, work) : status;
}

MercerStatus
mercer_adaptive_project (const MercerAdaptiveMap *map, MercerMatrix x, MercerMatrix z, MercerWork *work)
{
  MercerAdaptiveMap other = { .n = x.rows, .d = map->d, .x = x };
  Layout l = layout_of (map->theta, map->d);
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix hidden = mercer_work_matrix (work, x.rows, H);
  MercerStatus status = hidden.data != NULL ? project (&other, &l, hidden, z, work) : MERCER_OUT_OF_MEMORY;
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_adaptive_landscape (const MercerAdaptiveMap *map, MercerMatrix at, double *out, MercerWork *work)
{
  Layout l = layout_of (map->theta, map->d);
  Pairs p = { .width2 = exp (2 * *l.log_width), .power = exp (*l.log_power) };
  for (size_t k = 0; k < at.rows; k++)
    {
      double weights = 0, sum = 0;
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      for (size_t i = 0; i < map->n; i++)
        {
          double a = *mercer_matrix_at (at, k, 0) - map->z.data[i], b = *mercer_matrix_at (at, k, 1) - map->z.data[i + map->z.stride];
          double w = 1 / (1 + reach (&p, a * a + b * b));
          weights += w;
          sum += w * map->y[i];
        }
      out[k] = sum / weights;
    }
  return MERCER_OK;
}
