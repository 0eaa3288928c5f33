/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quadrature.h"

#include <glib.h>
#include <gsl/gsl_integration.h>
#include <stdatomic.h>

static gsl_integration_glfixed_table *
rule_of (size_t n)
{
  static _Atomic (gsl_integration_glfixed_table *) rules[MERCER_LEGENDRE_MOST + 1];
  gsl_integration_glfixed_table *rule = atomic_load_explicit (&rules[n], memory_order_acquire);

  if (rule != NULL)
    return rule;
  gsl_integration_glfixed_table *made = gsl_integration_glfixed_table_alloc (n);
  if (atomic_compare_exchange_strong_explicit (&rules[n], &rule, made, memory_order_acq_rel, memory_order_acquire))
    return made;
  gsl_integration_glfixed_table_free (made); /* another thread was faster */
  return rule;
}

double
mercer_legendre (size_t n, double a, double b, MercerIntegrand f, void *data)
{
  g_return_val_if_fail (n > 0 && n <= MERCER_LEGENDRE_MOST, 0);

  gsl_function function = { f, data };
  return gsl_integration_glfixed (&function, a, b, rule_of (n));
}

void
mercer_legendre_nodes (size_t n, double a, double b, double *x, double *weight)
{
  g_return_if_fail (n > 0 && n <= MERCER_LEGENDRE_MOST);

  for (size_t i = 0; i < n; i++)
    gsl_integration_glfixed_point (a, b, i, &x[i], &weight[i], rule_of (n));
}
