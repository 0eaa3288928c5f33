/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "private-density.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "random.h"

enum { STREAM_NOISE = 0x64706b64 };

void
mercer_private_frame (MercerPrivateFrame *frame, double low, double high, double h)
{
  *frame = (MercerPrivateFrame){ .low = low, .high = high, .h = MAX (h, 0.012 * (high - low)) };
  for (size_t k = 0; k < MERCER_PRIVATE_TERMS; k++)
    {
      double u = M_PI * (double) k * frame->h / (high - low);
      frame->g[k] = exp (-0.5 * u * u);
      if (frame->g[k] < 1e-17)
        break;
      frame->terms = k + 1;
    }
}

/* values[k] = cos (k angle), by the recurrence of Chebyshev's polynomials. */
static void
cosines (double angle, size_t terms, double *values)
{
  double twice = 2 * cos (angle);
  values[0] = 1;
  if (terms > 1)
    values[1] = 0.5 * twice;
  for (size_t k = 2; k < terms; k++)
    values[k] = twice * values[k - 1] - values[k - 2];
}

static double
place (const MercerPrivateFrame *frame, double x)
{
  return CLAMP ((x - frame->low) / (frame->high - frame->low), 0, 1);
}

size_t
mercer_private_statistic (const MercerPrivateFrame *frame, MercerPrivate mechanism, const double *x, size_t n, double *out)
{
  double phi[MERCER_PRIVATE_TERMS];
  bool cosine = mechanism == MERCER_PRIVATE_COSINE;
  size_t count = cosine ? frame->terms : MERCER_PRIVATE_CELLS;
  memset (out, 0, count * sizeof *out);
  for (size_t i = 0; i < n; i++)
    {
      double u = place (frame, x[i]);
      if (cosine)
        {
          cosines (M_PI * u, frame->terms, phi);
          for (size_t k = 0; k < frame->terms; k++)
            out[k] += sqrt (frame->g[k]) * phi[k];
          continue;
        }
      double at = u * (MERCER_PRIVATE_CELLS - 1);
      size_t cell = MIN ((size_t) at, MERCER_PRIVATE_CELLS - 2);
      out[cell] += 1 - (at - (double) cell);
      out[cell + 1] += at - (double) cell;
    }
  return count;
}

static double
sum_of_kernel (const MercerPrivateFrame *frame)
{
  double sum = 0;
  for (size_t k = 0; k < frame->terms; k++)
    sum += frame->g[k];
  return sum;
}

double
mercer_private_sensitivity (const MercerPrivateFrame *frame, MercerPrivate mechanism)
{
  return mechanism == MERCER_PRIVATE_COSINE ? sqrt (sum_of_kernel (frame)) : 1;
}

static double
normal_below (double z)
{
  return 0.5 * erfc (-z * M_SQRT1_2);
}

double
mercer_private_delta (double epsilon, double sd, double sensitivity)
{
  double a = sensitivity / (2 * sd), b = epsilon * sd / sensitivity, far = normal_below (-a - b);
  return normal_below (a - b) - (far > 0 ? exp (epsilon + log (far)) : 0);
}

double
mercer_private_scale (MercerPrivate mechanism, double epsilon, double delta, double sensitivity)
{
  if (mechanism == MERCER_PRIVATE_LAPLACE)
    return sensitivity / epsilon;
  double low = log (1e-6), high = log (1e12); /* of the sd over the sensitivity; delta falls as it rises */
  for (int i = 0; i < 100; i++)
    {
      double middle = 0.5 * (low + high);
      if (mercer_private_delta (epsilon, exp (middle), 1) > delta)
        low = middle;
      else
        high = middle;
    }
  return exp (high) * sensitivity;
}

void
mercer_private_add_noise (MercerPrivate mechanism, double scale, uint64_t seed, uint64_t stream, size_t count, double *statistic)
{
  g_autofree double *noise = g_new (double, count);
  if (mechanism == MERCER_PRIVATE_LAPLACE)
    mercer_random_uniforms (seed, STREAM_NOISE + stream, 0, count, noise);
  else
    mercer_random_normals (seed, STREAM_NOISE + stream, 0, count, noise);
  for (size_t k = 0; k < count; k++)
    {
      double u = noise[k] - 0.5; /* Laplace's quantile function */
      statistic[k] += scale * (mechanism == MERCER_PRIVATE_LAPLACE ? -copysign (log1p (-2 * fabs (u)), u) : noise[k]);
    }
}

/* c_k from what was released. */
static void
coefficients (const MercerPrivateFrame *frame, MercerPrivate mechanism, const double *statistic, double *c)
{
  double phi[MERCER_PRIVATE_TERMS];
  if (mechanism == MERCER_PRIVATE_COSINE)
    {
      for (size_t k = 0; k < frame->terms; k++)
        c[k] = statistic[k] / sqrt (frame->g[k]);
      return;
    }
  memset (c, 0, frame->terms * sizeof *c);
  for (size_t j = 0; j < MERCER_PRIVATE_CELLS; j++)
    {
      cosines (M_PI * (double) j / (MERCER_PRIVATE_CELLS - 1), frame->terms, phi);
      for (size_t k = 0; k < frame->terms; k++)
        c[k] += statistic[j] * phi[k];
    }
}

void
mercer_private_density (const MercerPrivateFrame *frame, MercerPrivate mechanism, const double *statistic, const double *total,
                        size_t count,
                        const double *at, double *out)
{
  double c[MERCER_PRIVATE_TERMS], phi[MERCER_PRIVATE_TERMS];
  coefficients (frame, mechanism, statistic, c);
  double n = total != NULL ? *total : MAX (c[0], 1), width = frame->high - frame->low;
  for (size_t i = 0; i < count; i++)
    {
      cosines (M_PI * place (frame, at[i]), frame->terms, phi);
      double sum = c[0];
      for (size_t k = 1; k < frame->terms; k++)
        sum += 2 * frame->g[k] * c[k] * phi[k];
      out[i] = sum / (width * n);
    }
}

double
mercer_private_error (const MercerPrivateFrame *frame, MercerPrivate mechanism, double scale, double n)
{
  double width = frame->high - frame->low, squares = 0, variance = scale * scale;
  if (mechanism == MERCER_PRIVATE_COSINE)
    return variance * (2 * sum_of_kernel (frame) - 1) / (width * n * n);
  for (size_t k = 0; k < frame->terms; k++)
    squares += frame->g[k] * frame->g[k];
  return (mechanism == MERCER_PRIVATE_LAPLACE ? 2 * variance : variance) * MERCER_PRIVATE_CELLS * squares / (width * n * n);
}
