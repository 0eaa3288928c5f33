/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "preset.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const MercerPreset presets[] = {
  { "smooth", N_ ("Smooth"), N_ ("Smooth everywhere, with derivatives of every order."), "1 * RBF(lengthscale=%)" },
  { "moderately-smooth", N_ ("Moderately smooth"), N_ ("Smooth, but its curvature may change abruptly."),
    "1 * Matern(nu=2.5, lengthscale=%)" },
  { "rough", N_ ("Rough"), N_ ("Continuous and jagged, like a random walk that is pulled back to its mean."),
    "1 * Matern(nu=0.5, lengthscale=%)" },
  { "several-scales", N_ ("Several scales"), N_ ("Smooth, with slow and fast changes mixed."),
    "1 * RationalQuadratic(alpha=0.5, lengthscale=%)" },
  { "slow-and-fast", N_ ("Slow and fast"), N_ ("A slow smooth course with small rough detail on it."),
    "1 * RBF(lengthscale=%) + 0.1 * Matern(nu=1.5, lengthscale=0.15)" },
  { "linear", N_ ("Linear trend"), N_ ("A straight line, or a plane."), "1 * Linear(offset=1)" },
  { "linear-smooth", N_ ("Linear trend with deviations"), N_ ("A straight line with smooth deviations from it."),
    "1 * Linear(offset=1) + 0.2 * RBF(lengthscale=%)" },
  { "growing", N_ ("Growing amplitude"), N_ ("Smooth ups and downs that grow with distance from the origin."),
    "1 * Linear(offset=1) * RBF(lengthscale=%)" },
  { "periodic", N_ ("Periodic"), N_ ("Repeats itself exactly, with any shape within the period."),
    "1 * Periodic(period=0.5, lengthscale=1)", true },
  { "quasi-periodic", N_ ("Quasi-periodic"), N_ ("Repeats itself with a shape that changes slowly over many periods."),
    "1 * RBF(lengthscale=2) * Periodic(period=0.5, lengthscale=1)", true },
  { "locally-periodic", N_ ("Locally periodic"), N_ ("Oscillates, but forgets its phase after a few swings."),
    "1 * Matern(nu=1.5, lengthscale=0.6) * Cosine(period=0.5)", true },
  { "trend-season", N_ ("Trend, season and noise"), N_ ("A slow trend, a season whose shape drifts, and white noise."),
    "1 * RBF(lengthscale=2) + 0.3 * RBF(lengthscale=3) * Periodic(period=0.5, lengthscale=1) + White(variance=0.05)", true },
  { "change-point", N_ ("Change of nature"), N_ ("Slow on one side of a point, fast on the other."),
    "1 * RBF(lengthscale=1) * ChangePoint(location=0, steepness=-10) + 1 * RBF(lengthscale=0.2) * ChangePoint(location=0, "
    "steepness=10)",
    true },
  { "additive", N_ ("Sum over columns"), N_ ("Each column acts by itself, through a smooth function of its own."), "&" },
};

const MercerPreset *
mercer_presets (size_t *n)
{
  *n = G_N_ELEMENTS (presets);
  return presets;
}

/* --- Text for so many columns --------------------------------------------------------------------- */

/* In several columns distances add up: lengths widen with the root of their number. */
static void
append_lengths (GString *text, size_t d)
{
  char number[MERCER_NUMBER_SIZE];

  if (d > 1)
    g_string_append_c (text, '[');
  for (size_t c = 0; c < d; c++)
    g_string_append_printf (text, "%s%s", c > 0 ? ", " : "", mercer_number_print (sqrt ((double) d), number));
  if (d > 1)
    g_string_append_c (text, ']');
}

/* The text with "%" filled in. */
static char *
text_for (const MercerPreset *preset, size_t d)
{
  GString *text = g_string_new (NULL);

  for (const char *c = preset->text; *c != '\0'; c++)
    if (*c == '%')
      append_lengths (text, preset->along_one ? 1 : d);
    else
      g_string_append_c (text, *c);
  return g_string_free (text, FALSE);
}

/* One smooth function for each column. */
static MercerKernel *
sum_over (const char *const *columns)
{
  MercerKernel *sum = NULL;
  size_t d = g_strv_length ((GStrv) columns);

  for (size_t c = 0; c < d; c++)
    {
      const char *const one[] = { columns[c], NULL };
      g_autoptr (MercerKernel) share = mercer_kernel_new_constant (1 / (double) d);
      g_autoptr (MercerKernel) any = mercer_kernel_new (mercer_kernel_family ("RBF"));
      g_autoptr (MercerKernel) its = d > 1 ? mercer_kernel_with_columns (any, one) : mercer_kernel_ref (any);
      MercerKernel *term = mercer_kernel_product (share, its), *more;
      if (sum == NULL)
        sum = term;
      else
        {
          more = mercer_kernel_sum (sum, term);
          mercer_kernel_unref (sum);
          mercer_kernel_unref (term);
          sum = more;
        }
    }
  return sum;
}

/* --- Numbers for the data ------------------------------------------------------------------------- */

typedef struct
{
  double mean, sd;
  const char *unit;
} Spread;

static Spread
spread_of (MercerRecipe *recipe, const char *name)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  int c = name != NULL ? mercer_dataset_find (dataset, name) : -1;
  const MercerColumn *column = c >= 0 ? mercer_dataset_column (dataset, (size_t) c) : NULL;

  if (column == NULL || column->kind != MERCER_COLUMN_NUMERIC || !isfinite (column->mean))
    return (Spread){ 0, 1, "" };
  return (Spread){ column->mean, column->sd > 0 && isfinite (column->sd) ? column->sd : 1, column->unit };
}

static double
rounded (double value)
{
  return mercer_number_round (value, 2);
}

/* What is called a season where time is told in this unit. */
static double
season (const char *unit, double otherwise, double reach)
{
  static const struct
  {
    const char *unit;
    double period;
  } seasons[] = { { "year", 1 },  { "years", 1 },   { "yr", 1 },  { "month", 12 }, { "months", 12 }, { "week", 52.18 },
                  { "weeks", 52.18 }, { "day", 365.25 }, { "days", 365.25 }, { "hour", 24 }, { "hours", 24 }, { "h", 24 } };

  for (size_t i = 0; i < G_N_ELEMENTS (seasons); i++)
    if (g_ascii_strcasecmp (unit, seasons[i].unit) == 0 && seasons[i].period < reach)
      return seasons[i].period;
  return otherwise;
}

/* What a value of the table above is on these data. slope: the parameter scales a straight line. */
static double
suited (const MercerKernelParam *param, const Spread *x, double variance, bool slope)
{
  const MercerKernelFamily *family = mercer_kernel_leaf_family (param->leaf);
  const MercerKernelParamSpec *spec = param->spec;

  if (strcmp (family->id, "Constant") == 0)
    return rounded (param->value * variance / (slope ? x->sd * x->sd : 1));
  if (strcmp (family->id, "White") == 0)
    return rounded (param->value * variance);
  if (strcmp (family->id, "Linear") == 0) /* as uncertain where the data are as at the origin */
    return rounded (param->value * (x->mean * x->mean + x->sd * x->sd));
  if (strcmp (family->id, "Periodic") == 0 && strcmp (spec->id, "period") == 0)
    return season (x->unit, rounded (param->value * x->sd), 3 * x->sd);
  if (strcmp (spec->unit, "1/x") == 0)
    return rounded (param->value / x->sd);
  if (strcmp (spec->unit, "x") == 0)
    return spec->lower > 0 ? rounded (param->value * x->sd) : rounded (x->mean + param->value * x->sd);
  return param->value;
}

static bool
is_line (const MercerKernel *term)
{
  for (size_t i = 0; i < mercer_kernel_children (term); i++)
    {
      const MercerKernel *factor = mercer_kernel_child (term, i);
      if (mercer_kernel_kind (factor) == MERCER_KERNEL_LEAF
          && strcmp (mercer_kernel_leaf_family (factor)->id, "Linear") == 0)
        return true;
    }
  return false;
}

/* The term of the sum that holds the parameter. */
static const MercerKernel *
term_of (const MercerKernel *kernel, size_t index)
{
  if (mercer_kernel_kind (kernel) != MERCER_KERNEL_SUM)
    return kernel;
  for (size_t i = 0;; i++)
    {
      const MercerKernel *term = mercer_kernel_child (kernel, i);
      if (index < mercer_kernel_params (term))
        return term;
      index -= mercer_kernel_params (term);
    }
}

/* Takes kernel. */
static MercerKernel *
with_number (MercerKernel *kernel, size_t index, double value)
{
  MercerKernelParam param;
  MercerKernel *changed = mercer_kernel_with_param (kernel, index, value), *wide;

  mercer_kernel_unref (kernel);
  mercer_kernel_param (changed, index, &param);
  if (value <= param.upper && value >= param.lower)
    return changed;
  /* a fit has to have room around it */
  wide = mercer_kernel_with_bounds (changed, index, MIN (param.lower, value), MAX (param.upper, 100 * value));
  mercer_kernel_unref (changed);
  return wide;
}

/* Takes kernel. */
static MercerKernel *
suited_to (MercerKernel *kernel, MercerRecipe *recipe)
{
  const char *const *inputs = mercer_recipe_role (recipe, "x");
  double y_sd = spread_of (recipe, mercer_recipe_role (recipe, "y")[0]).sd;

  for (size_t i = 0; i < mercer_kernel_params (kernel); i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, i, &param);
      const char *const *names = mercer_kernel_columns (param.leaf) != NULL ? mercer_kernel_columns (param.leaf) : inputs;
      Spread x = spread_of (recipe, names[MAX (param.component, 0)]);
      double value = suited (&param, &x, y_sd * y_sd, is_line (term_of (kernel, i)));
      if (value != param.value)
        kernel = with_number (kernel, i, value);
    }
  return kernel;
}

MercerKernel *
mercer_preset_kernel (const MercerPreset *preset, MercerRecipe *recipe, GError **error)
{
  const char *const *inputs = mercer_recipe_role (recipe, "x");
  size_t d = g_strv_length ((GStrv) inputs);
  MercerKernel *kernel;

  if (d == 0)
    {
      g_set_error_literal (error, MERCER_RECIPE_ERROR, 0, _ ("There are no inputs to make a kernel for; choose columns first."));
      return NULL;
    }
  if (*preset->text == '&')
    kernel = sum_over (inputs);
  else
    {
      g_autofree char *text = text_for (preset, d);
      kernel = mercer_kernel_parse (text, NULL, NULL, error);
      g_return_val_if_fail (kernel != NULL, NULL);
    }
  kernel = suited_to (kernel, recipe);
  if (preset->along_one && d > 1)
    {
      const char *const first[] = { inputs[0], NULL };
      MercerKernel *along = mercer_kernel_with_columns (kernel, first);
      mercer_kernel_unref (kernel);
      kernel = along;
    }
  return kernel;
}
