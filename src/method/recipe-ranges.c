/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from the columns in roles: positions of slices, ranges of sliders, units. */

#include "recipe-private.h"

#include <math.h>
#include <string.h>

static const MercerColumn *
first_column (const MercerRecipe *recipe, const char *role)
{
  int index;
  if (mercer_recipe_role_columns (recipe, role, &index, 1) == 0)
    return NULL;
  const MercerColumn *column = mercer_dataset_column (recipe->dataset, (size_t) index);
  return column->kind == MERCER_COLUMN_NUMERIC ? column : NULL;
}

static double
column_spread (const MercerColumn *column)
{
  if (column == NULL)
    return 1;
  if (column->sd > 0 && isfinite (column->sd))
    return column->sd;
  return fabs (column->mean) > 0 ? fabs (column->mean) : 1;
}

double
mercer_recipe_position (const MercerRecipe *recipe, const char *name)
{
  for (guint i = 0; i < recipe->positions->len; i++)
    {
      const MercerPosition *p = &g_array_index (recipe->positions, MercerPosition, i);
      if (g_str_equal (p->column, name))
        return p->value;
    }
  int c = mercer_dataset_find (recipe->dataset, name);
  if (c < 0)
    return 0;
  const MercerColumn *column = mercer_dataset_column (recipe->dataset, (size_t) c);
  return column->kind == MERCER_COLUMN_NUMERIC && isfinite (column->mean) ? column->mean : 0;
}

/* Units that are powers of those of a role's column. */
static const struct
{
  const char *unit, *role;
  int power;
  const char *plain, *composed; /* how they are written with the column's own unit, which may be composed itself: m/s */
} powers[] = {
  { "x", "x", 1, "%s", "%s" },        { "1/x", "x", -1, "1/%s", "1/(%s)" }, { "1/x²", "x", -2, "1/%s²", "1/(%s)²" },
  { "x²", "x", 2, "%s²", "(%s)²" },
  { "y", "y", 1, "%s", "%s" },        { "y^2", "y", 2, "%s²", "(%s)²" },
};

/* Index among the powers, -1: another unit, or none. */
static int
find_power (const char *unit)
{
  for (size_t i = 0; i < G_N_ELEMENTS (powers); i++)
    if (g_str_equal (unit, powers[i].unit))
      return (int) i;
  return -1;
}

/* What one of a unit is in data units; 1 if it is none of the powers. */
static double
unit_scale (const MercerRecipe *recipe, const char *unit)
{
  int p = find_power (unit);
  return p >= 0 ? pow (column_spread (first_column (recipe, powers[p].role)), powers[p].power) : 1;
}

/* From the least to the greatest value in the columns of a role; false if there are none. */
static bool
role_span (const MercerRecipe *recipe, const char *role, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (const char *const *name = mercer_recipe_role (recipe, role); *name != NULL; name++)
    {
      int c = mercer_dataset_find (recipe->dataset, *name);
      const MercerColumn *column = c >= 0 ? mercer_dataset_column (recipe->dataset, (size_t) c) : NULL;
      if (column == NULL || column->kind != MERCER_COLUMN_NUMERIC)
        continue;
      *low = fmin (*low, column->min); /* both overlook NaN, of an empty column */
      *high = fmax (*high, column->max);
    }
  return *low < *high && isfinite (*high - *low);
}

void
mercer_recipe_slider_range (const MercerRecipe *recipe, const MercerParam *param, double *low, double *high)
{
  if ((param->flags & MERCER_PLACE) != 0 && role_span (recipe, param->unit, low, high))
    {
      *low = CLAMP (*low, param->min, param->max);
      *high = CLAMP (*high, param->min, param->max);
      return;
    }
  double scale = unit_scale (recipe, param->unit);
  *low = CLAMP (param->soft_min * scale, param->min, param->max);
  *high = CLAMP (param->soft_max * scale, param->min, param->max);
}

/* The spread of the column that a length scale measures: component by component of those its leaf looks at. */
static double
kernel_column_spread (const MercerRecipe *recipe, const MercerKernelParam *param)
{
  const char *const *names = mercer_kernel_columns (param->leaf);
  if (names == NULL)
    names = mercer_recipe_role (recipe, "x");
  guint component = param->component >= 0 ? (guint) param->component : 0;
  int c = component < g_strv_length ((char **) names) ? mercer_dataset_find (recipe->dataset, names[component]) : -1;
  return column_spread (c >= 0 ? mercer_dataset_column (recipe->dataset, (size_t) c) : NULL);
}

void
mercer_recipe_kernel_slider_range (const MercerRecipe *recipe, const MercerKernelParam *param, double *low,
                                   double *high)
{
  const MercerKernelParamSpec *spec = param->spec;
  int p = find_power (spec->unit);
  bool scaled = p >= 0;
  double scale = scaled && g_str_equal (powers[p].role, "x") ? pow (kernel_column_spread (recipe, param), powers[p].power)
                                                              : unit_scale (recipe, spec->unit);
  if (spec->integer)
    {
      *low = spec->lower;
      *high = MIN (spec->upper, spec->lower + 9);
    }
  else if (spec->lower > 0)
    {
      *low = scaled ? 0.01 * scale : MAX (spec->lower, 0.01);
      *high = scaled ? 20 * scale : MIN (spec->upper, 100);
    }
  else
    {
      *low = MAX (spec->lower, -10 * scale);
      *high = MIN (spec->upper, 10 * scale);
    }
  /* A value from elsewhere (a fit, the text) must find its place on the slider. */
  *low = MIN (*low, param->value);
  *high = MAX (*high, param->value);
}

/* The unit that all columns of a role have; "" where they have none or differ, for then no unit is that of them all. */
static const char *
common_unit (const MercerRecipe *recipe, const char *role)
{
  const MercerColumn *first = first_column (recipe, role);
  for (const char *const *name = mercer_recipe_role (recipe, role); first != NULL && *name != NULL; name++)
    {
      int c = mercer_dataset_find (recipe->dataset, *name);
      if (c >= 0 && !g_str_equal (mercer_dataset_column (recipe->dataset, (size_t) c)->unit, first->unit))
        return "";
    }
  return first != NULL ? first->unit : "";
}

const char *
mercer_recipe_unit (const MercerRecipe *recipe, const char *unit)
{
  int p = find_power (unit);
  if (p < 0)
    return strpbrk (unit, "xy") == NULL ? unit : "";
  const char *common = common_unit (recipe, powers[p].role);
  if (common[0] == '\0')
    return "";
  g_autofree char *text = g_strdup_printf (strpbrk (common, "/ ^²³") != NULL ? powers[p].composed : powers[p].plain, common);
  return g_intern_string (text);
}
