/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "door.h"
#include "param.h"
#include "shapes.h"
#include "source.h"
#include "strokes.h"
#include "table.h"

enum
{
  SHAPE_N, /* the places of these parameters in every shape with rows */
  SHAPE_NOISE,
  SHAPE_SEED,
  POLL_ROWS
  = 4096 /* rows between two questions whether the work is still wanted, less than a millisecond */
};

typedef struct
{
  double at[SHAPE_MAX_PARAMS];
  char text[STROKES_MOST + 1]; /* of shapes that are written */
} Values;

/* "n=200,noise=0.1,seed=0" */
static char *
params_text (const Shape *shape, const Values *values, const char *separator)
{
  GString *text = g_string_new (NULL);
  for (int i = 0; i < SHAPE_MAX_PARAMS && shape->params[i].id != NULL; i++)
    {
      char number[MERCER_NUMBER_SIZE];
      mercer_number_print (values->at[i], number);
      g_string_append_printf (text, "%s%s=%s", i > 0 ? separator : "", shape->params[i].id, number);
    }
  if (shape->text != NULL)
    g_string_append_printf (text, "%stext=%s", separator, values->text);
  return g_string_free (text, FALSE);
}

static void
start_values (const Shape *shape, Values *values)
{
  for (int i = 0; i < SHAPE_MAX_PARAMS; i++)
    values->at[i] = shape->params[i].start;
  g_strlcpy (values->text, shape->text != NULL ? shape->text : "", sizeof values->text);
}

const MercerGenerator *
mercer_generators (void)
{
  static MercerGenerator *all = NULL;
  if (!g_once_init_enter (&all))
    return all;
  size_t count = 0;
  while (mercer_shapes[count].id != NULL)
    count++;
  MercerGenerator *made = g_new0 (MercerGenerator, count + 1);
  for (size_t i = 0; i < count; i++)
    {
      Values values;
      start_values (&mercer_shapes[i], &values);
      made[i] = (MercerGenerator){ mercer_shapes[i].id, mercer_shapes[i].title,
                                   mercer_shapes[i].summary,
                                   params_text (&mercer_shapes[i], &values, ", ") };
    }
  g_once_init_leave (&all, made);
  return all;
}

static const Shape *
find_shape (const char *id, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  for (const Shape *shape = mercer_shapes; shape->id != NULL; shape++)
    {
      if (strcmp (shape->id, id) == 0 || g_strcmp0 (shape->also, id) == 0)
        return shape;
      g_string_append_printf (known, "%s%s", shape == mercer_shapes ? "" : ", ", shape->id);
    }
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_UNKNOWN,
               _ ("There is no generator “%s”; there are %s."), id, known->str);
  return NULL;
}

bool
mercer_dataset_ground (const MercerDataset *dataset, double *low, double *high)
{
  g_return_val_if_fail (dataset != NULL, false);
  const char *call = mercer_dataset_origin (dataset);
  if (!g_str_has_prefix (call, "generator:"))
    return false;
  call += strlen ("generator:");
  const size_t length = strcspn (call, "(");
  for (const Shape *shape = mercer_shapes; shape->id != NULL; shape++)
    if (strlen (shape->id) == length && strncmp (shape->id, call, length) == 0)
      {
        *low = shape->ground[0];
        *high = shape->ground[1];
        return *low < *high;
      }
  return false;
}

static bool
set_text (const Shape *shape, const char *text, Values *values, GError **error)
{
  const char *unknown;
  if (strokes_has (text, &unknown))
    {
      g_strlcpy (values->text, text, sizeof values->text);
      return true;
    }
  g_autofree char *letter = unknown != NULL && g_utf8_validate (unknown, -1, NULL)
                                ? g_utf8_substring (unknown, 0, 1)
                                : g_strdup ("");
  if (*letter != '\0')
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
                 _ ("The generator %s cannot write “%s”; it has the letters A to Z, digits and the signs ! + - . ?"), shape->id,
                 letter);
  else
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
                 _ ("The text of the generator %s is to have from 1 to %d letters."), shape->id, STROKES_MOST);
  return false;
}

static bool
set_value (const Shape *shape, const char *id, const char *text, Values *values, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  if (shape->text != NULL && strcmp (id, "text") == 0)
    return set_text (shape, text, values, error);
  for (int i = 0; i < SHAPE_MAX_PARAMS && shape->params[i].id != NULL; i++)
    {
      const ShapeParam *param = &shape->params[i];
      double value;
      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", param->id);
      if (strcmp (param->id, id) != 0)
        continue;
      if (!mercer_number_parse (text, &value) || !(value >= param->min && value <= param->max)
          || (param->whole && value != trunc (value)))
        {
          g_set_error (
              error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
              param->whole
                  ? _ ("“%s” of the generator %s is “%s”, but is to be a whole number from %g to "
                       "%.16g.")
                  : _ ("“%s” of the generator %s is “%s”, but is to be a number from %g to %.16g."),
              id, shape->id, text, param->min, param->max);
          return false;
        }
      values->at[i] = value;
      return true;
    }
  if (shape->text != NULL)
    g_string_append (known, ", text");
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_UNKNOWN,
               _ ("The generator %s has no “%s”; it has %s."), shape->id, id, known->str);
  return false;
}

/* "n=300, seed=3" */
static bool
parse_values (const Shape *shape, const char *text, Values *values, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  for (char **part = parts; *part != NULL; part++)
    {
      char *value = strchr (*part, '=');
      if (value == NULL && *g_strstrip (*part) == '\0' && parts[1] == NULL)
        return true; /* "two-moons()" */
      if (value == NULL)
        {
          g_set_error (
              error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
              _ ("“%s” is not of the form name=value, as in generator:two-moons(n=300,seed=3)."),
              *part);
          return false;
        }
      *value++ = '\0';
      if (!set_value (shape, g_strstrip (*part), g_strstrip (value), values, error))
        return false;
    }
  return true;
}

static const Shape *
parse_call (const char *call, Values *values, GError **error)
{
  const char *open = strchr (call, '(');
  g_autofree char *id = open != NULL ? g_strndup (call, (gsize) (open - call)) : g_strdup (call);
  const Shape *shape = find_shape (g_strstrip (id), error);
  if (shape == NULL)
    return NULL;
  start_values (shape, values);
  if (open == NULL)
    return shape;
  g_autofree char *inside = g_strstrip (g_strdup (open + 1));
  const size_t length = strlen (inside);
  if (length == 0 || inside[length - 1] != ')')
    {
      g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
                   _ ("The closing parenthesis is missing in “generator:%s”."), call);
      return NULL;
    }
  inside[length - 1] = '\0';
  return parse_values (shape, inside, values, error) ? shape : NULL;
}

/* Columns x, y; of more than two the last is y and the others x1, x2, ...; one alone is x. */
static void
add_empty_columns (MercerDatasetBuilder *builder, int count)
{
  for (int c = 0; c < count; c++)
    {
      g_autofree char *name = count > 1 && c == count - 1 ? g_strdup ("y")
                              : count <= 2                ? g_strdup ("x")
                                                          : g_strdup_printf ("x%d", c + 1);
      mercer_dataset_builder_add_numeric (builder, name, NULL, g_new (double, 1), 0);
    }
}

/* The levels that can occur: of the blobs, as many as there are centres. */
static size_t
levels_in_use (const Shape *shape, const ShapeColumn *column, const Values *values)
{
  const size_t all = g_strv_length ((char **) column->levels);
  for (int i = 0; i < SHAPE_MAX_PARAMS && shape->params[i].id != NULL; i++)
    if (strcmp (shape->params[i].id, "centers") == 0)
      return MIN (all, (size_t) values->at[i]);
  return all;
}

static void
add_column (MercerDatasetBuilder *builder, const Shape *shape, const ShapeColumn *column,
            const Values *values, double *cells, size_t n)
{
  if (column->levels == NULL)
    {
      mercer_dataset_builder_add_numeric (builder, column->name, NULL, cells, n);
      return;
    }
  int32_t *codes = g_new (int32_t, n);
  for (size_t i = 0; i < n; i++)
    codes[i] = (int32_t) cells[i];
  g_free (cells);
  const size_t n_levels = levels_in_use (shape, column, values);
  char **levels = g_new0 (char *, n_levels + 1);
  for (size_t i = 0; i < n_levels; i++)
    levels[i] = g_strdup (column->levels[i]);
  mercer_dataset_builder_add_categorical (builder, column->name, codes, n, levels);
}

static bool
add_rows (MercerDatasetBuilder *builder, const Shape *shape, const Values *values, MercerWork *work)
{
  const size_t n = (size_t) values->at[SHAPE_N];
  const uint64_t seed = (uint64_t) values->at[SHAPE_SEED];
  double *columns[SHAPE_MAX_COLUMNS] = { NULL };
  int n_columns = 0;
  for (; n_columns < SHAPE_MAX_COLUMNS && shape->columns[n_columns].name != NULL; n_columns++)
    columns[n_columns] = g_new (double, n);
  bool wanted = true;
  for (size_t i = 0; i < n && wanted; i++)
    {
      double cells[SHAPE_MAX_COLUMNS];
      if (shape->write != NULL)
        shape->write (values->text, values->at, seed, i, cells);
      else
        shape->row (values->at, seed, i, n, cells);
      for (int c = 0; c < n_columns; c++)
        columns[c][i] = cells[c];
      if (i % POLL_ROWS == 0)
        wanted = mercer_work_wanted (work);
    }
  for (int c = 0; c < n_columns; c++)
    if (wanted)
      add_column (builder, shape, &shape->columns[c], values, columns[c], n);
    else
      g_free (columns[c]);
  return wanted && mercer_work_wanted (work);
}

MercerDataset *
mercer_generator_open (const char *call, MercerWork *work, GError **error)
{
  Values values;
  const Shape *shape = parse_call (call, &values, error);
  if (shape == NULL)
    return NULL;
  g_autofree char *params = params_text (shape, &values, ",");
  g_autofree char *origin = g_strdup_printf ("generator:%s(%s)", shape->id, params);
  MercerDatasetBuilder *builder = mercer_dataset_builder_new (_ (shape->title), origin);
  mercer_dataset_builder_set_work (builder, work);
  if (shape->row == NULL && shape->write == NULL)
    add_empty_columns (builder, (int) values.at[0]);
  else if (!add_rows (builder, shape, &values, work))
    {
      mercer_dataset_builder_free (builder);
      mercer_source_set_stopped (error);
      return NULL;
    }
  return mercer_dataset_builder_finish (builder);
}
