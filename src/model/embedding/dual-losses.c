/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "dual-projection.h"

static double
square_value (double r, double t)
{
  return 0.5 * r * r;
}

static double
square_weight (double r, double t)
{
  return 1;
}

static double
huber_value (double r, double t)
{
  return r <= t ? 0.5 * r * r : t * (r - 0.5 * t);
}

static double
huber_weight (double r, double t)
{
  return r <= t ? 1 : t / r;
}

/* Lengths come through a matrix product and a square root. */
static double
huber_conjugate (double r, double t)
{
  return r <= t * (1 + 1e-9) ? 0.5 * r * r : INFINITY;
}

static double
insensitive_value (double r, double t)
{
  return r <= t ? 0 : 0.5 * (r - t) * (r - t);
}

static double
insensitive_weight (double r, double t)
{
  return r <= t ? 0 : 1 - t / r;
}

static double
insensitive_conjugate (double r, double t)
{
  return r * (0.5 * r + t);
}

static const struct
{
  double (*value) (double r, double t);
  double (*weight) (double r, double t);
  double (*conjugate) (double r, double t);
} losses[] = {
  [MERCER_DUAL_SQUARE] = { square_value, square_weight, square_value },
  [MERCER_DUAL_HUBER] = { huber_value, huber_weight, huber_conjugate },
  [MERCER_DUAL_INSENSITIVE] = { insensitive_value, insensitive_weight, insensitive_conjugate },
};

double
mercer_dual_loss_value (MercerDualLoss loss, double r, double t)
{
  return losses[loss].value (r, t);
}

double
mercer_dual_loss_weight (MercerDualLoss loss, double r, double t)
{
  return losses[loss].weight (r, t);
}

double
mercer_dual_loss_conjugate (MercerDualLoss loss, double r, double t)
{
  return losses[loss].conjugate (r, t);
}
