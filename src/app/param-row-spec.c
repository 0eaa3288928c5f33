/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the control panel: where they come from and what their sliders and entries mean. */

#include "param-row-spec.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* --- Where rows come from --------------------------------------------------------------------- */

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
    }
  return spec;
}

/* One of a list of length scales belongs to a column. */
static void
name_component (MercerRowSpec *spec, const MercerKernelParam *param, const MercerRecipe *recipe,
                const char *const *columns)
{
  char *title;
  int index;

  if (param->component < 0 || (guint) param->component >= g_strv_length ((GStrv) columns))
    return;
  spec->brief = g_strdup (columns[param->component]);
  /* Translators: a parameter and the column that it belongs to, e.g. "Length scale, age". */
  title = g_strdup_printf (_ ("%s, %s"), spec->title, spec->brief);
  g_free (spec->title);
  spec->title = title;
  index = mercer_dataset_find (mercer_recipe_dataset (recipe), spec->brief);
  if (index < 0 || g_strcmp0 (param->spec->unit, "x") != 0)
    return;
  g_free (spec->unit);
  spec->unit = g_strdup (mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) index)->unit);
}

/* The recipe's ranges go by the first column of x; the slider of another column's length scale is longer or
 * shorter by the ratio of their spreads. */
static void
scale_component (MercerRowSpec *spec, const MercerKernelParam *param, const MercerRecipe *recipe)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  int first, own = spec->brief != NULL ? mercer_dataset_find (dataset, spec->brief) : -1;
  MercerKernelParam beyond = *param;
  double ratio, other;

  if (own < 0 || mercer_recipe_role_columns (recipe, "x", &first, 1) == 0)
    return;
  ratio = mercer_dataset_column (dataset, (size_t) own)->sd / mercer_dataset_column (dataset, (size_t) first)->sd;
  if (!(ratio > 0) || !isfinite (ratio))
    return;
  /* The range reaches to the value that there is, so ask with values beyond either end. */
  beyond.value = G_MAXDOUBLE;
  mercer_recipe_kernel_slider_range (recipe, &beyond, &spec->low, &other);
  beyond.value = G_MINDOUBLE;
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
  mercer_recipe_kernel_slider_range (recipe, param, &spec->low, &spec->high);
  scale_component (spec, param, recipe);
  if (known->choices != NULL)
    add_number_choices (spec, known->choices);
  return spec;
}

MercerRowSpec *
mercer_row_spec_new_position (const MercerColumn *column)
{
  MercerRowSpec *spec = spec_new (MERCER_ROW_NUMBER, g_strconcat ("position:", column->name, NULL), column->name,
                                  column->unit, _ ("Where the slice that is drawn stands in this column"));
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
  spec->max = 100;
  spec->integer = true;
  return spec;
}

/* --- Sliders ---------------------------------------------------------------------------------- */

double
mercer_row_spec_to_slider (const MercerRowSpec *spec, double value)
{
  if (!spec->log)
    return value;
  return log10 (value > 0 ? value : spec->low);
}

/* The double nearest to value with so many digits: through text, since only that gives 0.3 and not
 * 0.30000000000000004. */
static double
round_digits (double value, int digits, bool significant)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE + 320], format[16];

  g_snprintf (format, sizeof format, significant ? "%%.%de" : "%%.%df", digits);
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, value), NULL);
}

static double
round_to_slider (const MercerRowSpec *spec, double value)
{
  if (spec->integer)
    return round (value);
  if (spec->log)
    /* Three digits are a step of at most 1 %, less than a pixel unless the range is narrow. */
    return round_digits (value, log10 (spec->high / spec->low) < 1.5 ? 3 : 2, true);
  int decimals = 3 - (int) floor (log10 (spec->high - spec->low));
  if (decimals >= 0)
    return round_digits (value, MIN (decimals, 300), false);
  double unit = pow (10, -decimals);
  return round (value / unit) * unit;
}

double
mercer_row_spec_from_slider (const MercerRowSpec *spec, double position)
{
  if (position <= mercer_row_spec_to_slider (spec, spec->low))
    return spec->low;
  if (position >= mercer_row_spec_to_slider (spec, spec->high))
    return spec->high;
  double value = round_to_slider (spec, spec->log ? pow (10, position) : position);
  return CLAMP (value, spec->low, spec->high);
}

void
mercer_row_spec_steps (const MercerRowSpec *spec, double *step, double *page)
{
  double span = spec->high - spec->low;

  if (spec->log)
    {
      *step = 1.0 / 40; /* 6 % */
      *page = 1.0 / 4;  /* 78 % */
    }
  else if (spec->integer)
    {
      *step = 1;
      *page = MAX (1, round (span / 10));
    }
  else
    {
      /* 1, 2 or 5 of a decimal place: about a hundred steps from end to end. */
      double unit = pow (10, floor (log10 (span / 100)));
      double many = span / 100 / unit;
      *step = unit * (many < 2 ? 1 : many < 5 ? 2 : 5);
      *page = 10 * *step;
    }
}

double
mercer_row_spec_nudge (const MercerRowSpec *spec, double value, int direction)
{
  double step, page;

  mercer_row_spec_steps (spec, &step, &page);
  if (spec->log && !spec->integer)
    value = round_to_slider (spec, value * pow (10, direction * step));
  else if (spec->integer)
    value += direction;
  else
    value = round_to_slider (spec, value + direction * step);
  return CLAMP (value, spec->min, spec->max);
}

bool
mercer_row_spec_stretch (MercerRowSpec *spec, double value)
{
  if (value >= spec->low && value <= spec->high)
    return false;
  if (spec->log && value <= 0)
    return false;
  spec->low = MIN (spec->low, value);
  spec->high = MAX (spec->high, value);
  return true;
}

/* --- Entries ---------------------------------------------------------------------------------- */

char *
mercer_row_spec_print (const MercerRowSpec *spec, double value)
{
  char text[MERCER_NUMBER_SIZE];

  return g_strdup (mercer_number_print (value, text));
}

/* "42.00" is "42" in an entry, and "1.200e-05" is "1.2e-05". */
static void
trim_zeros (char *text)
{
  char *point = strchr (text, '.');
  char *end, *last;

  if (point == NULL)
    return;
  end = point + 1 + strspn (point + 1, "0123456789");
  for (last = end; last > point + 1 && last[-1] == '0'; last--)
    ;
  if (last == point + 1)
    last = point;
  memmove (last, end, strlen (end) + 1);
}

char *
mercer_row_spec_show (const MercerRowSpec *spec, double value)
{
  char text[2 * MERCER_NUMBER_SIZE];

  if (spec->integer)
    return mercer_row_spec_print (spec, value);
  mercer_number_show (value, 4, text);
  trim_zeros (text);
  return g_strdup (text);
}

/* What a person writes into what mercer_number_parse () reads. */
static char *
plain_number (const MercerRowSpec *spec, const char *text)
{
  GString *plain = g_string_new (NULL);
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  bool comma = strchr (trimmed, '.') == NULL && strchr (trimmed, ',') == strrchr (trimmed, ',');

  if (*spec->unit != '\0' && g_str_has_suffix (trimmed, spec->unit))
    trimmed[strlen (trimmed) - strlen (spec->unit)] = '\0';
  for (const char *c = trimmed; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);
      if (letter == 0x2212)
        g_string_append_c (plain, '-');
      else if (letter == ',' && comma)
        g_string_append_c (plain, '.');
      else if (!g_unichar_isspace (letter) && letter != 0x2009 && letter != 0x202f)
        g_string_append_unichar (plain, letter);
    }
  return g_string_free (plain, FALSE);
}

static char *
range_sentence (const MercerRowSpec *spec)
{
  char low[MERCER_NUMBER_SIZE], high[MERCER_NUMBER_SIZE];

  mercer_number_show (spec->min, 4, low);
  mercer_number_show (spec->max, 4, high);
  if (spec->min == G_MINDOUBLE)
    return g_strdup_printf (_ ("%s must be greater than 0"), spec->title);
  if (spec->max == G_MAXDOUBLE)
    return g_strdup_printf (_ ("%s must be %s or more"), spec->title, low);
  return g_strdup_printf (_ ("%s must lie between %s and %s"), spec->title, low, high);
}

bool
mercer_row_spec_parse (const MercerRowSpec *spec, const char *text, double *value, char **sentence)
{
  g_autofree char *plain = plain_number (spec, text);
  double number;

  if (!mercer_number_parse (plain, &number) || !isfinite (number))
    *sentence = g_strdup_printf (_ ("%s needs a number, such as 0.5 or 1e-3"), spec->title);
  else if (spec->integer && number != round (number))
    *sentence = g_strdup_printf (_ ("%s must be a whole number"), spec->title);
  else if (number < spec->min || number > spec->max)
    *sentence = range_sentence (spec);
  else
    {
      *value = number;
      return true;
    }
  return false;
}

size_t
mercer_row_spec_choice (const MercerRowSpec *spec, double value)
{
  size_t best = 0;

  for (size_t i = 1; i < spec->n_choices; i++)
    if (fabs (spec->choice_values[i] - value) < fabs (spec->choice_values[best] - value))
      best = i;
  return best;
}
