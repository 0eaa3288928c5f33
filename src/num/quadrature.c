/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quadrature.h"

#include <glib.h>
#include <math.h>
#include <stdatomic.h>

/* On (-1, 1). */
typedef struct
{
  double x[MERCER_LEGENDRE_MOST], weight[MERCER_LEGENDRE_MOST];
} Rule;

/* P_n (x) by (k + 1) P_(k+1) = (2 k + 1) x P_k - k P_(k-1) (DLMF 18.9.1), and its derivative. */
static double
legendre (size_t n, double x, double *slope)
{
  double before = 1, value = x;

  for (size_t k = 1; k < n; k++)
    {
      double next = ((2 * (double) k + 1) * x * value - (double) k * before) / ((double) k + 1);
      before = value;
      value = next;
    }
  *slope = (double) n * (x * value - before) / (x * x - 1);
  return value;
}

/* Nodes are the roots, found by Newton's steps from Tricomi's guess; weights 2 / (1 - x^2) P_n' (x)^2 (DLMF 3.5.22). */
static Rule *
make_rule (size_t n)
{
  enum { STEPS = 8 };
  Rule *rule = g_new (Rule, 1);

  for (size_t i = 0; i < (n + 1) / 2; i++)
    {
      double x = cos (G_PI * ((double) i + 0.75) / ((double) n + 0.5)), slope;
      for (int step = 0; step < STEPS; step++)
        {
          double value = legendre (n, x, &slope);
          x -= value / slope;
        }
      x = 2 * i + 1 == n ? 0 : x;
      legendre (n, x, &slope);
      rule->x[n - 1 - i] = x;
      rule->x[i] = -x;
      rule->weight[i] = rule->weight[n - 1 - i] = 2 / ((1 - x) * (1 + x) * slope * slope);
    }
  return rule;
}

static const Rule *
rule_of (size_t n)
{
  static _Atomic (Rule *) rules[MERCER_LEGENDRE_MOST + 1];
  Rule *rule = atomic_load_explicit (&rules[n], memory_order_acquire);

  if (rule != NULL)
    return rule;
  Rule *made = make_rule (n);
  if (atomic_compare_exchange_strong_explicit (&rules[n], &rule, made, memory_order_acq_rel, memory_order_acquire))
    return made;
  g_free (made); /* another thread was faster */
  return rule;
}

double
mercer_legendre (size_t n, double a, double b, MercerIntegrand f, void *data)
{
  g_return_val_if_fail (n > 0 && n <= MERCER_LEGENDRE_MOST, 0);

  const Rule *rule = rule_of (n);
  double middle = 0.5 * (a + b), half = 0.5 * (b - a), sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += rule->weight[i] * f (middle + half * rule->x[i], data);
  return half * sum;
}

void
mercer_legendre_nodes (size_t n, double a, double b, double *x, double *weight)
{
  g_return_if_fail (n > 0 && n <= MERCER_LEGENDRE_MOST);

  const Rule *rule = rule_of (n);
  double middle = 0.5 * (a + b), half = 0.5 * (b - a);
  for (size_t i = 0; i < n; i++)
    {
      x[i] = middle + half * rule->x[i];
      weight[i] = half * rule->weight[i];
    }
}

enum { HALVING_NODES = 12, MOST_HALVINGS = 40 };

typedef struct
{
  MercerIntegrand f;
  void *data;
  double tolerance;
} Halving;

static double
halve (const Halving *h, double a, double b, double whole, int left)
{
  double middle = 0.5 * (a + b), low = mercer_legendre (HALVING_NODES, a, middle, h->f, h->data);
  double high = mercer_legendre (HALVING_NODES, middle, b, h->f, h->data);

  if (left == 0 || fabs (low + high - whole) <= h->tolerance)
    return low + high;
  return halve (h, a, middle, low, left - 1) + halve (h, middle, b, high, left - 1);
}

double
mercer_legendre_halving (double a, double b, double known, MercerIntegrand f, void *data)
{
  double whole = mercer_legendre (HALVING_NODES, a, b, f, data);
  Halving h = { f, data, 1e-11 * fmax (known, fabs (whole)) };

  return halve (&h, a, b, whole, MOST_HALVINGS);
}
