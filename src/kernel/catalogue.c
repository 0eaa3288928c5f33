/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "families/families.h"
#include "param.h"

#define KERNEL_LIST_FAMILY(name) &kernel_family_##name.family,
static const MercerKernelFamily *const catalogue[] = { KERNEL_FAMILIES (KERNEL_LIST_FAMILY) NULL };
#undef KERNEL_LIST_FAMILY

const MercerKernelFamily *const *
mercer_kernel_families (void)
{
  return catalogue;
}

const MercerKernelFamily *
mercer_kernel_family (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (size_t i = 0; catalogue[i] != NULL; i++)
    if (strcmp (catalogue[i]->id, id) == 0)
      return catalogue[i];
  return NULL;
}

size_t
kernel_family_params (const KernelFamily *family)
{
  size_t count = 0;

  while (family->family.params[count].id != NULL)
    count++;
  return count;
}

int
kernel_family_find_param (const KernelFamily *family, const char *id)
{
  for (int i = 0; family->family.params[i].id != NULL; i++)
    if (strcmp (family->family.params[i].id, id) == 0)
      return i;
  return -1;
}

int
kernel_family_list (const KernelFamily *family)
{
  return family->family.flags & MERCER_KERNEL_ARD ? kernel_family_find_param (family, "lengthscale")
                                                  : -1;
}

bool
kernel_param_may_be_list (const KernelFamily *family, size_t param)
{
  return (int) param == kernel_family_list (family) || (family->lists >> param & 1) != 0;
}

bool
mercer_kernel_param_may_be_list (const MercerKernelFamily *family, size_t param)
{
  return kernel_param_may_be_list ((const KernelFamily *) family, param);
}

/* --- Values of parameters ---------------------------------------------------------------- */

/* Positive values stay in a range whose squares and inverse squares are finite. */
#define LEAST_POSITIVE 1e-100
#define GREATEST       1e100

bool
kernel_spec_logarithmic (const MercerKernelParamSpec *spec)
{
  return spec->lower > 0;
}

bool
kernel_spec_continuous (const MercerKernelParamSpec *spec)
{
  return !spec->integer && spec->choices == NULL;
}

static double
nearest_choice (const MercerKernelParamSpec *spec, double value)
{
  double best = spec->choices[0];

  for (const double *choice = spec->choices; !isnan (*choice); choice++)
    if (fabs (*choice - value) < fabs (best - value))
      best = *choice;
  return best;
}

static double
greatest (const MercerKernelParamSpec *spec)
{
  return spec->integer ? spec->upper : spec->most > 0 ? spec->most : GREATEST;
}

double
kernel_spec_clamp (const MercerKernelParamSpec *spec, double value)
{
  if (isnan (value))
    return spec->start;
  if (spec->choices != NULL)
    return nearest_choice (spec, value);
  if (spec->integer)
    return CLAMP (rint (value), spec->lower, spec->upper);
  return CLAMP (value, kernel_spec_logarithmic (spec) ? LEAST_POSITIVE : spec->lower,
                greatest (spec));
}

static char *
choices_sentence (const MercerKernelParamSpec *spec)
{
  GString *list = g_string_new (NULL);

  for (const double *choice = spec->choices; !isnan (*choice); choice++)
    {
      char number[MERCER_NUMBER_SIZE];
      g_string_append_printf (list, "%s%s", choice == spec->choices ? "" : ", ",
                              mercer_number_print (*choice, number));
    }
  char *sentence = g_strdup_printf (_ ("%s must be one of %s."), spec->id, list->str);
  g_string_free (list, TRUE);
  return sentence;
}

char *
kernel_spec_check (const MercerKernelParamSpec *spec, double value)
{
  char number[MERCER_NUMBER_SIZE], low[MERCER_NUMBER_SIZE], high[MERCER_NUMBER_SIZE];

  mercer_number_print (value, number);
  if (!isfinite (value))
    return g_strdup_printf (_ ("%s must be a finite number, not %s."), spec->id, number);
  if (kernel_spec_clamp (spec, value) == value)
    return NULL;
  if (spec->choices != NULL)
    return choices_sentence (spec);
  mercer_number_print (spec->integer ? spec->lower : LEAST_POSITIVE, low);
  mercer_number_print (greatest (spec), high);
  if (spec->integer)
    return g_strdup_printf (_ ("%s must be a whole number from %s to %s, not %s."), spec->id, low,
                            high, number);
  if (kernel_spec_logarithmic (spec) && value <= 0)
    return g_strdup_printf (_ ("%s must be positive, not %s."), spec->id, number);
  if (!kernel_spec_logarithmic (spec) && value < spec->lower)
    return g_strdup_printf (_ ("%s must be at least %s, not %s."), spec->id,
                            mercer_number_print (spec->lower, low), number);
  if (spec->most > 0 && value > spec->most)
    return g_strdup_printf (_ ("%s must be at most %s, not %s."), spec->id, high, number);
  return g_strdup_printf (_ ("%s must lie between %s and %s, not at %s."), spec->id, low, high,
                          number);
}
