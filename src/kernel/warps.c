/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operators.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "param.h"

/* The maps of Warp operators, one coordinate at a time: a tile has a few dozen points on each side
 * and a thousand pairs, so their cost does not show. */

static char *
above (double x, double least)
{
  char number[MERCER_NUMBER_SIZE], bound[MERCER_NUMBER_SIZE];

  if (x > least)
    return NULL;
  return g_strdup_printf (_ ("needs inputs above %s, and there is %s; give a larger offset."),
                          mercer_number_print (least + 0.0, bound), mercer_number_print (x, number));
}

/* --- Log --------------------------------------------------------------------------------- */

static double
log_value (const double *p, double x)
{
  return log (x + p[0]);
}

static double
log_slope (const double *p, double x)
{
  return 1 / (x + p[0]);
}

static double
log_partial (const double *p, size_t param, double x)
{
  return 1 / (x + p[0]);
}

static char *
log_refuse (const double *p, double x)
{
  return above (x, -p[0]);
}

const KernelWarp kernel_warp_log = { log_value, log_slope, log_partial, log_refuse };

/* --- Box-Cox ----------------------------------------------------------------------------- */

enum
{
  LAMBDA,
  OFFSET
};

/* (t^l - 1) / l = L (e^z - 1) / z with z = l L, L = log t. */
static double
box_cox_value (const double *p, double x)
{
  double log_t = log (x + p[OFFSET]), z = p[LAMBDA] * log_t;
  return fabs (z) < 1e-300 ? log_t : expm1 (z) / p[LAMBDA];
}

static double
box_cox_slope (const double *p, double x)
{
  return pow (x + p[OFFSET], p[LAMBDA] - 1);
}

/* By l: L^2 (e^z (z - 1) + 1) / z^2, which is L^2 (1/2 + z/3 + z^2/8 + z^3/30 + ...) near z = 0. */
static double
box_cox_partial (const double *p, size_t param, double x)
{
  if (param == OFFSET)
    return box_cox_slope (p, x);

  double log_t = log (x + p[OFFSET]), z = p[LAMBDA] * log_t;
  double series = 0, term = 1; /* sum_k z^k / (k! (k + 2)) */
  if (fabs (z) > 0.5)
    return log_t * log_t * (exp (z) * (z - 1) + 1) / (z * z);
  for (int k = 0; k < 16; term *= z / ++k)
    series += term / (k + 2);
  return log_t * log_t * series;
}

static char *
box_cox_refuse (const double *p, double x)
{
  return above (x, -p[OFFSET]);
}

const KernelWarp kernel_warp_box_cox
    = { box_cox_value, box_cox_slope, box_cox_partial, box_cox_refuse };

/* --- Kumaraswamy ------------------------------------------------------------------------- */

enum
{
  A,
  B,
  LOW,
  HIGH
};

/* Points on the edge of the range have no slope for a or b below 1; they are taken from just
 * inside. */
static double
inside (const double *p, double x)
{
  return CLAMP ((x - p[LOW]) / (p[HIGH] - p[LOW]), 1e-12, 1 - 1e-12);
}

static double
kumaraswamy_value (const double *p, double x)
{
  double t = CLAMP ((x - p[LOW]) / (p[HIGH] - p[LOW]), 0, 1);
  return -expm1 (p[B] * log1p (-pow (t, p[A])));
}

/* By t. */
static double
by_unit (const double *p, double t)
{
  double power = pow (t, p[A]);
  return p[A] * p[B] * pow (t, p[A] - 1) * pow (1 - power, p[B] - 1);
}

static double
kumaraswamy_slope (const double *p, double x)
{
  return by_unit (p, inside (p, x)) / (p[HIGH] - p[LOW]);
}

static double
kumaraswamy_partial (const double *p, size_t param, double x)
{
  double t = inside (p, x), power = pow (t, p[A]), width = p[HIGH] - p[LOW];

  switch (param)
    {
    case A:
      return p[B] * pow (1 - power, p[B] - 1) * power * log (t);
    case B:
      return -pow (1 - power, p[B]) * log1p (-power);
    case LOW:
      return by_unit (p, t) * (t - 1) / width;
    default:
      return -by_unit (p, t) * t / width;
    }
}

static char *
kumaraswamy_refuse (const double *p, double x)
{
  char low[MERCER_NUMBER_SIZE], high[MERCER_NUMBER_SIZE], number[MERCER_NUMBER_SIZE];

  if (p[LOW] >= p[HIGH])
    return g_strdup (_ ("needs low below high."));
  if (x >= p[LOW] && x <= p[HIGH])
    return NULL;
  return g_strdup_printf (_ ("needs inputs from %s to %s, and there is %s; set low and high to the range of the "
                             "column."),
                          mercer_number_print (p[LOW], low), mercer_number_print (p[HIGH], high),
                          mercer_number_print (x, number));
}

const KernelWarp kernel_warp_kumaraswamy
    = { kumaraswamy_value, kumaraswamy_slope, kumaraswamy_partial, kumaraswamy_refuse };
