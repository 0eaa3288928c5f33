/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the control panel: where they come from. */

#include "param-row-spec.h"

#include <glib/gi18n.h>
#include <math.h>

static MercerRowSpec *
spec_new (MercerRowKind kind, char *key, const char *title, const char *unit, const char *hint)
{
  MercerRowSpec *spec = g_new0 (MercerRowSpec, 1);

  spec->kind = kind;
  spec->key = key;
  spec->title = g_strdup (title);
  spec->unit = g_strdup (unit);
  spec->hint = g_strdup (hint != NULL ? hint : "");
  return spec;
}

void
mercer_row_spec_free (MercerRowSpec *spec)
{
  g_free (spec->key);
  g_free (spec->title);
  g_free (spec->brief);
  g_free (spec->unit);
  g_free (spec->hint);
  g_strfreev (spec->choices);
  g_strfreev (spec->choice_hints);
  g_free (spec->choice_values);
  g_free (spec);
}

static void
set_choices (MercerRowSpec *spec, size_t n)
{
  spec->n_choices = n;
  spec->choices = g_new0 (char *, n + 1);
  spec->choice_values = g_new0 (double, n);
}

/* "" translates to the catalogue's header, so it must not be looked up. */
static const char *
translated (const char *text)
{
  return text != NULL && *text != '\0' ? _ (text) : "";
}

static void
set_choice_hints (MercerRowSpec *spec, const MercerChoice *choices)
{
  bool any = false;
  for (size_t i = 0; i < spec->n_choices; i++)
    any |= choices[i].hint != NULL;
  spec->choice_hints = any ? g_new0 (char *, spec->n_choices + 1) : NULL;
  for (size_t i = 0; i < spec->n_choices && any; i++)
    spec->choice_hints[i] = g_strdup (translated (choices[i].hint));
}

static MercerRowKind
kind_of_param (const MercerParam *param)
{
  if ((param->flags & MERCER_SEED) != 0)
    return MERCER_ROW_SEED;
  switch (param->kind)
    {
    case MERCER_PARAM_BOOL:
      return MERCER_ROW_SWITCH;
    case MERCER_PARAM_CHOICE:
      return MERCER_ROW_CHOICE;
    default:
      return MERCER_ROW_NUMBER;
    }
}

MercerRowSpec *
mercer_row_spec_new_param (const MercerParam *param, const MercerRecipe *recipe, const MercerRecipe *baseline)
{
  MercerRowSpec *spec = spec_new (kind_of_param (param), g_strconcat ("param:", param->id, NULL),
                                  translated (param->title), mercer_recipe_unit (recipe, param->unit),
                                  translated (param->hint));

  spec->start = mercer_param_get (param, mercer_recipe_values (baseline));
  spec->min = param->min;
  spec->max = param->max;
  spec->low = param->min;
  spec->high = param->max;
  spec->log = (param->flags & MERCER_LOG) != 0;
  spec->integer = param->kind == MERCER_PARAM_INT;
  spec->anew = (param->flags & MERCER_ANEW) != 0;
  if (spec->kind == MERCER_ROW_NUMBER)
    mercer_recipe_slider_range (recipe, param, &spec->low, &spec->high);
  if (spec->kind == MERCER_ROW_CHOICE)
    {
      set_choices (spec, mercer_choice_count (param->choices));
      for (size_t i = 0; i < spec->n_choices; i++)
        {
          spec->choices[i] = g_strdup (translated (param->choices[i].title));
          spec->choice_values[i] = i;
        }
      set_choice_hints (spec, param->choices);
    }
  return spec;
}

/* One of a list of length scales belongs to a column, and one alone has the unit of the column that its part selects. */
static void
name_component (MercerRowSpec *spec, const MercerKernelParam *param, const MercerRecipe *recipe,
                const char *const *columns)
{
  guint count = g_strv_length ((GStrv) columns), which = param->component >= 0 ? (guint) param->component : 0;
  char *title;
  int index;

  if (which >= count || (param->component < 0 && count > 1))
    return;
  if (param->component >= 0)
    {
      spec->brief = g_strdup (columns[which]);
      /* Translators: a parameter and the column that it belongs to, e.g. "Length scale, age". */
      title = g_strdup_printf (_ ("%s, %s"), spec->title, spec->brief);
      g_free (spec->title);
      spec->title = title;
    }
  index = mercer_dataset_find (mercer_recipe_dataset (recipe), columns[which]);
  if (index < 0 || g_strcmp0 (param->spec->unit, "x") != 0)
    return;
  g_free (spec->unit);
  spec->unit = g_strdup (mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) index)->unit);
}

/* The recipe's ranges go by the first column of x; the slider of another column's length scale is longer or
 * shorter by the ratio of their spreads. */
static double
spread_ratio (const MercerRowSpec *spec, const MercerRecipe *recipe)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  int first, own = spec->brief != NULL ? mercer_dataset_find (dataset, spec->brief) : -1;
  double ratio;

  if (own < 0 || mercer_recipe_role_columns (recipe, "x", &first, 1) == 0)
    return 1;
  ratio = mercer_dataset_column (dataset, (size_t) own)->sd / mercer_dataset_column (dataset, (size_t) first)->sd;
  return ratio > 0 && isfinite (ratio) ? ratio : 1;
}

/* The recipe's range reaches just to the value that there is, so it is asked with values beyond either end and then
 * stretched, which leaves room to drag on. */
static void
span_kernel (MercerRowSpec *spec, const MercerKernelParam *param, const MercerRecipe *recipe)
{
  MercerKernelParam beyond = *param;
  double ratio = spread_ratio (spec, recipe), other;

  beyond.value = G_MAXDOUBLE;
  mercer_recipe_kernel_slider_range (recipe, &beyond, &spec->low, &other);
  beyond.value = param->spec->lower > 0 ? G_MINDOUBLE : -G_MAXDOUBLE;
  mercer_recipe_kernel_slider_range (recipe, &beyond, &other, &spec->high);
  spec->low *= ratio;
  spec->high *= ratio;
  mercer_row_spec_stretch (spec, param->value);
}

static void
add_number_choices (MercerRowSpec *spec, const double *choices)
{
  size_t n = 0;

  while (!isnan (choices[n]))
    n++;
  set_choices (spec, n);
  for (size_t i = 0; i < n; i++)
    {
      spec->choices[i] = mercer_row_spec_show (spec, choices[i]);
      spec->choice_values[i] = choices[i];
    }
}

MercerRowSpec *
mercer_row_spec_new_kernel (const MercerKernelParam *param, const MercerRecipe *recipe, const char *const *columns,
                            double start)
{
  const MercerKernelParamSpec *known = param->spec;
  MercerRowSpec *spec = spec_new (known->choices != NULL ? MERCER_ROW_CHOICE : MERCER_ROW_NUMBER,
                                  g_strconcat ("kernel:", param->path, NULL), translated (known->title),
                                  mercer_recipe_unit (recipe, known->unit), "");
  bool positive = known->lower > 0;

  name_component (spec, param, recipe, columns);
  spec->start = start;
  spec->integer = known->integer;
  spec->log = positive && !known->integer;
  spec->pinnable = !known->integer && known->choices == NULL;
  spec->max = known->integer ? known->upper : G_MAXDOUBLE;
  spec->min = known->integer || known->lower == 0 ? known->lower : positive ? G_MINDOUBLE : -G_MAXDOUBLE;
  /* bounds that somebody wrote hold for values too */
  if (spec->pinnable && (param->lower != known->lower || param->upper != known->upper))
    {
      spec->min = param->lower;
      spec->max = param->upper;
    }
  span_kernel (spec, param, recipe);
  spec->low = CLAMP (spec->low, spec->min, spec->max);
  spec->high = CLAMP (spec->high, spec->min, spec->max);
  if (known->choices != NULL)
    add_number_choices (spec, known->choices);
  return spec;
}

/* Categories are chosen by their names. */
static void
add_levels (MercerRowSpec *spec, const MercerColumn *column)
{
  spec->start = spec->min = spec->low = 0;
  spec->max = spec->high = column->n_levels > 0 ? column->n_levels - 1 : 0;
  set_choices (spec, column->n_levels);
  for (size_t i = 0; i < column->n_levels; i++)
    {
      spec->choices[i] = g_strdup (column->levels[i]);
      spec->choice_values[i] = i;
    }
}

MercerRowSpec *
mercer_row_spec_new_position (const MercerColumn *column)
{
  bool categories = column->kind == MERCER_COLUMN_CATEGORICAL;
  MercerRowSpec *spec = spec_new (categories ? MERCER_ROW_CHOICE : MERCER_ROW_NUMBER,
                                  g_strconcat ("position:", column->name, NULL), column->name, column->unit,
                                  _ ("Where the slice that is drawn stands in this column"));
  if (categories)
    {
      add_levels (spec, column);
      return spec;
    }
  double span = column->max - column->min;

  spec->start = column->mean;
  spec->min = -G_MAXDOUBLE;
  spec->max = G_MAXDOUBLE;
  /* A constant column still needs a slider with two ends. */
  spec->low = span > 0 ? column->min : column->min - 1;
  spec->high = span > 0 ? column->max : column->min + 1;
  return spec;
}

MercerRowSpec *
mercer_row_spec_new_seed (uint64_t start)
{
  MercerRowSpec *spec = spec_new (MERCER_ROW_SEED, g_strdup ("seed"), _ ("Seed"), "",
                                  _ ("The same seed gives the same random numbers"));

  spec->start = start;
  spec->max = 9007199254740991.0; /* 2^53 - 1: every whole number up to here is a double */
  spec->high = spec->max;
  spec->integer = true;
  return spec;
}

MercerRowSpec *
mercer_row_spec_new_exponent (unsigned number)
{
  MercerRowSpec *spec = spec_new (MERCER_ROW_NUMBER, g_strdup_printf ("exponent:%u", number), _ ("Exponent"), "",
                                  _ ("How many times the kernel is multiplied by itself"));

  spec->start = spec->min = spec->low = 2;
  spec->high = 6;
  spec->max = 64;
  spec->integer = true;
  return spec;
}
