/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One layer: what its conditioner sees of rows, what it makes of that, and the way back. */
#include <math.h>

#include "coupling.h"
#include "linalg.h"

static const double whole_turn = 6.283185307179586;

MercerCouplingPart
mercer_coupling_part (const MercerCouplingLayer *layer, const double *theta)
{
  double *at = (double *) theta + layer->at;
  size_t m = layer->points, kept = layer->n_kept, features = layer->features, outputs = layer->outputs;
  MercerCouplingPart part;
  part.points = mercer_matrix (at, m, kept);
  part.bias = mercer_matrix (at += m * kept, 1, outputs);
  part.linear = mercer_matrix (at += outputs, features, outputs);
  part.weights = mercer_matrix (at + features * outputs, m, outputs);
  return part;
}

static bool
is_circle (const MercerCoupling *chain, size_t c)
{
  return chain->circle != NULL && chain->circle[c];
}

const MercerBend *
mercer_coupling_bend (const MercerCoupling *chain, size_t c)
{
  return is_circle (chain, c) ? &chain->around : &chain->bend;
}

/* --- What the kernel sees --------------------------------------------------------------------------------- */

void
mercer_coupling_seen (const MercerCoupling *chain, const MercerCouplingLayer *layer, MercerMatrix x, bool all, MercerMatrix seen)
{
  for (size_t k = 0; k < chain->d; k++)
    {
      size_t c = layer->column[k];
      const double *from = k < layer->n_kept ? mercer_matrix_column (x, all ? c : k) : NULL;
      double *to = mercer_matrix_column (seen, chain->seen_at[c]), radius = chain->sd[c] / whole_turn;
      for (size_t i = 0; i < x.rows && !is_circle (chain, c); i++)
        to[i] = chain->mean[c] + (from != NULL ? chain->sd[c] * from[i] : 0);
      for (size_t i = 0; i < x.rows && is_circle (chain, c); i++)
        {
          double turn = from != NULL ? from[i] : 0;
          to[i] = radius * cos (whole_turn * turn);
          to[i + seen.stride] = radius * sin (whole_turn * turn);
          to[i + 2 * seen.stride] = chain->mean[c] + chain->sd[c] * turn;
        }
    }
}

double
mercer_coupling_unseen (const MercerCoupling *chain, size_t c, double at, MercerMatrix by_seen, size_t row)
{
  size_t s = chain->seen_at[c];
  if (!is_circle (chain, c))
    return chain->sd[c] * *mercer_matrix_at (by_seen, row, s);
  return chain->sd[c]
         * (cos (whole_turn * at) * *mercer_matrix_at (by_seen, row, s + 1) - sin (whole_turn * at) * *mercer_matrix_at (by_seen, row, s)
            + *mercer_matrix_at (by_seen, row, s + 2));
}

/* --- What is linear beside it ------------------------------------------------------------------------------- */

static void
features_of (const MercerCoupling *chain, const MercerCouplingLayer *layer, MercerMatrix x, MercerMatrix features)
{
  for (size_t k = 0, f = 0; k < layer->n_kept; k++)
    {
      const double *from = mercer_matrix_column (x, layer->column[k]);
      double *to = mercer_matrix_column (features, f);
      bool circle = is_circle (chain, layer->column[k]);
      for (size_t i = 0; i < x.rows; i++)
        {
          to[i] = circle ? cos (whole_turn * from[i]) : from[i];
          if (circle)
            to[i + features.stride] = sin (whole_turn * from[i]);
        }
      f += circle ? 2 : 1;
    }
}

void
mercer_coupling_unlinear (const MercerCoupling *chain, const MercerCouplingLayer *layer, const MercerCouplingSeen *seen,
                          const MercerCouplingPart *part, MercerCouplingPart *gradient, MercerMatrix by)
{
  for (size_t o = 0; o < layer->outputs; o++)
    {
      const double *by_a = mercer_matrix_column (seen->a, o);
      for (size_t k = 0, f = 0; k < layer->n_kept; k++)
        {
          size_t c = layer->column[k];
          bool circle = is_circle (chain, c);
          const double *x = mercer_matrix_column (seen->features, f);
          double *into = mercer_matrix_column (by, c), *sum = mercer_matrix_at (gradient->linear, f, o);
          double slope = *mercer_matrix_at (part->linear, f, o), other = circle ? *mercer_matrix_at (part->linear, f + 1, o) : 0;
          for (size_t i = 0; i < by.rows; i++)
            {
              double sine = circle ? x[i + seen->features.stride] : 0;
              sum[0] += by_a[i] * x[i];
              into[i] += by_a[i] * (circle ? whole_turn * (other * x[i] - slope * sine) : slope);
              if (circle)
                sum[1] += by_a[i] * sine;
            }
          f += circle ? 2 : 1;
        }
    }
}

/* --- The conditioner -------------------------------------------------------------------------------------------- */

MercerStatus
mercer_coupling_seen_open (const MercerCoupling *chain, const MercerCouplingLayer *layer, size_t n, MercerCouplingSeen *seen,
                           MercerWork *work)
{
  size_t m = layer->points;
  seen->x = mercer_work_matrix (work, n, chain->seen);
  seen->z = mercer_work_matrix (work, m + 1, chain->seen);
  seen->k = mercer_work_matrix (work, n, m + 1);
  seen->features = mercer_work_matrix (work, n, layer->features + 1);
  seen->a = mercer_work_matrix (work, n, layer->outputs);
  if (seen->x.data == NULL || seen->z.data == NULL || seen->k.data == NULL || seen->features.data == NULL || seen->a.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  seen->z.rows = seen->k.cols = m;
  seen->features.cols = layer->features;
  return MERCER_OK;
}

MercerStatus
mercer_coupling_condition (const MercerCoupling *chain, const MercerCouplingLayer *layer, const MercerCouplingPart *part, MercerMatrix x,
                           MercerCouplingSeen *seen, MercerWork *work)
{
  features_of (chain, layer, x, seen->features);
  for (size_t o = 0; o < layer->outputs; o++)
    {
      double *to = mercer_matrix_column (seen->a, o), bias = *mercer_matrix_at (part->bias, 0, o);
      for (size_t i = 0; i < x.rows; i++)
        to[i] = bias;
      for (size_t f = 0; f < layer->features; f++)
        {
          const double *from = mercer_matrix_column (seen->features, f);
          double slope = *mercer_matrix_at (part->linear, f, o);
          for (size_t i = 0; i < x.rows; i++)
            to[i] += slope * from[i];
        }
    }
  if (layer->points == 0)
    return MERCER_OK;
  mercer_coupling_seen (chain, layer, x, true, seen->x);
  mercer_coupling_seen (chain, layer, part->points, false, seen->z);
  MercerStatus status = mercer_kernel_cross (chain->kernel, seen->x, seen->z, seen->k, work);
  return status == MERCER_OK ? mercer_gemm (false, false, 1, seen->k, part->weights, 1, seen->a, work) : status;
}
