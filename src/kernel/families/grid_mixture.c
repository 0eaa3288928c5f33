/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "families.h"
#include "vexp.h"

/* sum_q w_q prod_c cos (2 pi m_q d_c) exp (-2 pi^2 s^2 d_c^2), d = x - x', over frequencies m_q that
 * are fixed on a grid from low to high: only the weights are fitted, and most become zero. */

enum
{
  LOW,
  HIGH,
  SCALE,
  WEIGHTS
};

#define RUN 128 /* rows at a time */

typedef struct
{
  const KernelTile *tile;
  size_t row, rows, column;
  size_t count; /* frequencies */
} Run;

/* Where on the way from low to high the q-th of the grid lies. */
static double
place (size_t q, size_t count)
{
  return count > 1 ? (double) q / (double) (count - 1) : 0;
}

static double
frequency (const double *p, size_t q, size_t count)
{
  return p[LOW] + (p[HIGH] - p[LOW]) * place (q, count);
}

static void
differences (const Run *run, size_t c, double scale, double *out)
{
  const double *x = mercer_matrix_at (run->tile->x, run->row, run->tile->columns[c]);
  double z = *mercer_matrix_at (run->tile->z, run->column, run->tile->columns[c]);

  for (size_t i = 0; i < run->rows; i++)
    out[i] = scale * (x[i] - z);
}

/* exp (-2 pi^2 s^2 |d|^2), and |d|^2. */
static void
bells (const Run *run, double *bell, double *square)
{
  double difference[RUN], s = run->tile->p[SCALE];

  memset (square, 0, run->rows * sizeof *square);
  for (size_t c = 0; c < run->tile->d; c++)
    {
      differences (run, c, 1, difference);
      for (size_t i = 0; i < run->rows; i++)
        square[i] += difference[i] * difference[i];
    }
  mercer_vexp_scaled (run->rows, 1, -2 * M_PI * M_PI * s * s, square, bell);
}

/* out *= prod_c cos (2 pi m d_c) over all columns but one (SIZE_MAX: none). */
static void
multiply_waves (const Run *run, double m, size_t without, double *out)
{
  double wave[RUN];

  for (size_t c = 0; c < run->tile->d; c++)
    {
      if (c == without)
        continue;
      differences (run, c, 2 * M_PI * m, wave);
      mercer_vcos (run->rows, wave, wave);
      for (size_t i = 0; i < run->rows; i++)
        out[i] *= wave[i];
    }
}

/* out = sum_q weights_q bell prod_c cos. */
static void
sum_waves (const Run *run, const double *weights, double *out)
{
  double bell[RUN], square[RUN], wave[RUN];

  bells (run, bell, square);
  memset (out, 0, run->rows * sizeof *out);
  for (size_t q = 0; q < run->count; q++)
    {
      memcpy (wave, bell, run->rows * sizeof *wave);
      multiply_waves (run, frequency (run->tile->p, q, run->count), SIZE_MAX, wave);
      for (size_t i = 0; i < run->rows; i++)
        out[i] += weights[q] * wave[i];
    }
}

/* out += factor prod_{c' != c} cos sin_c bell: what is left when the wave of one column is derived. */
static void
add_derived (const Run *run, size_t c, double m, double factor, const double *bell, double *out)
{
  double wave[RUN], sine[RUN];

  memcpy (wave, bell, run->rows * sizeof *wave);
  multiply_waves (run, m, c, wave);
  differences (run, c, 2 * M_PI * m, sine);
  mercer_vsin (run->rows, sine, sine);
  for (size_t i = 0; i < run->rows; i++)
    out[i] += factor * wave[i] * sine[i];
}

/* By low or high: dm_q = 1 - t_q or t_q; d cos (2 pi m d) = -2 pi d sin. */
static void
by_end (const Run *run, size_t param, double *out)
{
  double bell[RUN], square[RUN], part[RUN], difference[RUN];

  bells (run, bell, square);
  memset (out, 0, run->rows * sizeof *out);
  for (size_t q = 0; q < run->count; q++)
    for (size_t c = 0; c < run->tile->d; c++)
      {
        double t = place (q, run->count);
        memset (part, 0, sizeof part);
        add_derived (run, c, frequency (run->tile->p, q, run->count),
                     -2 * M_PI * run->tile->slots[WEIGHTS + q] * (param == LOW ? 1 - t : t), bell, part);
        differences (run, c, 1, difference);
        for (size_t i = 0; i < run->rows; i++)
          out[i] += part[i] * difference[i];
      }
}

typedef void (*Visit) (const Run *run, size_t param, double *out, MercerMatrix g);

static void
each_run (const KernelTile *tile, Visit visit, size_t param, double *out, MercerMatrix g)
{
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t row = 0; row < tile->rows; row += RUN)
      {
        Run run = { tile, row, MIN (RUN, tile->rows - row), j, tile->lengths[WEIGHTS] };
        visit (&run, param, out + row + j * tile->rows, g);
      }
}

static void
visit_value (const Run *run, size_t param, double *out, MercerMatrix g)
{
  sum_waves (run, run->tile->slots + WEIGHTS, out);
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  each_run (tile, visit_value, 0, v, (MercerMatrix){ 0 });
}

static void
visit_partial (const Run *run, size_t param, double *out, MercerMatrix g)
{
  double bell[RUN], square[RUN], s = run->tile->p[SCALE];

  if (param == LOW || param == HIGH)
    {
      by_end (run, param, out);
      return;
    }
  if (param == SCALE)
    {
      sum_waves (run, run->tile->slots + WEIGHTS, out);
      bells (run, bell, square);
      for (size_t i = 0; i < run->rows; i++)
        out[i] *= -4 * M_PI * M_PI * s * square[i];
      return;
    }
  bells (run, out, square);
  multiply_waves (run, frequency (run->tile->p, run->tile->component, run->count), SIZE_MAX, out);
}

static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  each_run (tile, visit_partial, param, out, (MercerMatrix){ 0 });
}

/* dk/dx_c = -4 pi^2 s^2 d_c k - sum_q w_q 2 pi m_q sin_c prod_{c' != c} cos bell. */
static void
visit_points (const Run *run, size_t param, double *adjoint, MercerMatrix g)
{
  double bell[RUN], square[RUN], k[RUN], part[RUN], difference[RUN];
  double s = run->tile->p[SCALE];

  bells (run, bell, square);
  sum_waves (run, run->tile->slots + WEIGHTS, k);
  for (size_t c = 0; c < run->tile->d; c++)
    {
      double *out = mercer_matrix_at (g, run->row, run->tile->columns[c]);
      differences (run, c, -4 * M_PI * M_PI * s * s, difference);
      for (size_t i = 0; i < run->rows; i++)
        part[i] = difference[i] * k[i];
      for (size_t q = 0; q < run->count; q++)
        {
          double m = frequency (run->tile->p, q, run->count);
          add_derived (run, c, m, -2 * M_PI * m * run->tile->slots[WEIGHTS + q], bell, part);
        }
      for (size_t i = 0; i < run->rows; i++)
        out[i] += adjoint[i] * part[i];
    }
}

static void
by_points (const KernelTile *tile, const double *v, const double *adjoint, MercerMatrix g)
{
  each_run (tile, visit_points, 0, (double *) adjoint, g);
}

static double
spectral (const double *p, size_t d, double w)
{
  size_t count = 0;
  double sum = 0;

  while (!isnan (p[WEIGHTS + count]))
    count++;
  for (size_t q = 0; q < count; q++)
    {
      double m = frequency (p, q, count), a = (w - m) / p[SCALE], b = (w + m) / p[SCALE];
      sum += p[WEIGHTS + q] * (exp (-0.5 * a * a) + exp (-0.5 * b * b));
    }
  return sum / (2 * sqrt (2 * M_PI) * p[SCALE]);
}

static const MercerKernelParamSpec params[] = {
  { "low", N_ ("Lowest frequency"), "1/x", 0, 0, 1e3, false, true, NULL },
  { "high", N_ ("Highest frequency"), "1/x", 2, 0, 1e3, false, true, NULL },
  { "scale", N_ ("Frequency spread"), "1/x", 0.2, KERNEL_LOWER, KERNEL_UPPER, false, true,
    NULL },
  { "weights", N_ ("Frequency weights"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

const KernelFamily kernel_family_grid_mixture = {
  .family = {
    .id = "GridMixture",
    .title = N_ ("Grid spectral mixture product"),
    .formula = "Σ_q w_q Π_c cos(2πμ_q d_c) exp(−2π²σ²d_c²),  μ_q even from low to high",
    .assumption = N_ ("The function waves at a few unknown frequencies of a grid; over several columns each "
                      "component is a product of one wave for each."),
    .source = "Yin and others (2020), the grid spectral mixture kernel; its product over columns",
    .flags = MERCER_KERNEL_STATIONARY | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_POINTS,
  .lists = 1 << WEIGHTS,
  .value = value,
  .partial = partial,
  .by_points = by_points,
  .spectral = spectral,
};
