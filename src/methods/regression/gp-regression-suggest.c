/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression.h"

#include <math.h>
#include <string.h>

#include "start-kernel.h"

/* Starts are chosen by the likelihood of a few rows over a small net of length scales and noises: well under a
 * millisecond, as this runs wherever a recipe is made, and the first picture looks like an answer. */
enum { FEW_ROWS = 48, LENGTHS = 7, NOISES = 4 };
static const double lengths[LENGTHS] = { 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2 }; /* of the range */
static const double noises[NOISES] = { 0.05, 0.15, 0.4, 0.8 };                  /* of the sd of y */
/* Points of the grid: as a rule, and to each period of a kernel that has one. */
enum { USUAL_GRID = 400, MOST_GRID = 2000, PERIOD_GRID = 24 };

/* Some of the rows, and what the columns say of all of them. */
typedef struct
{
  const char *const *names;
  size_t d, few;
  const MercerColumn **columns; /* of x, then y */
  double *x, *y;                /* few x d, few */
} Few;

static double
spread_of (const MercerColumn *column)
{
  return column->max > column->min ? column->max - column->min : 1;
}

static bool
is_complete (const Few *f, size_t row)
{
  bool complete = true;
  for (size_t c = 0; c <= f->d && complete; c++)
    complete = !isnan (f->columns[c]->values[row]);
  return complete;
}

/* Up to FEW_ROWS complete rows, evenly taken. */
static void
take_few (Few *f, size_t n)
{
  size_t wanted = MIN (n, (size_t) FEW_ROWS), next = 0;
  f->few = 0;
  for (size_t i = 0; i < wanted; i++)
    {
      size_t row = MAX (i * n / wanted, next), end = (i + 1) * n / wanted;
      while (row < end && !is_complete (f, row))
        row++;
      if (row >= end)
        continue;
      f->y[f->few] = f->columns[f->d]->values[row];
      for (size_t c = 0; c < f->d; c++)
        f->x[f->few * f->d + c] = f->columns[c]->values[row]; /* by rows: how many there will be is not known yet */
      f->few++;
      next = row + 1;
    }
}

/* The few rows of the recipe; false without two of them. */
static bool
few_open (Few *f, const MercerRecipe *recipe)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const char *y_name = mercer_recipe_role (recipe, "y")[0];
  *f = (Few){ .names = mercer_recipe_role (recipe, "x") };
  f->d = g_strv_length ((char **) f->names);
  f->columns = g_new0 (const MercerColumn *, f->d + 1);
  for (size_t c = 0; c <= f->d; c++)
    {
      const char *name = c < f->d ? f->names[c] : y_name;
      int at = name != NULL ? mercer_dataset_find (dataset, name) : -1;
      f->columns[c] = at >= 0 ? mercer_dataset_column (dataset, (size_t) at) : NULL;
      if (f->columns[c] == NULL || f->columns[c]->values == NULL)
        return false;
    }
  g_autofree double *by_rows = f->x = g_new (double, FEW_ROWS * f->d + 1);
  f->y = g_new (double, FEW_ROWS);
  take_few (f, mercer_dataset_rows (dataset));
  f->x = g_new (double, f->few * f->d + 1);
  for (size_t i = 0; i < f->few; i++)
    for (size_t c = 0; c < f->d; c++)
      f->x[i + c * f->few] = by_rows[i * f->d + c];
  return f->d > 0 && f->few >= 2;
}

static void
few_close (Few *f)
{
  g_free (f->columns);
  g_free (f->x);
  g_free (f->y);
}

/* scale * RBF with one length scale for each column, `factor` times the column's spread. */
static char *
rbf_text (const Few *f, double scale, double factor)
{
  char number[MERCER_NUMBER_SIZE];
  GString *text = g_string_new (mercer_number_print (mercer_start_rounded (scale), number));
  g_string_append (text, f->d > 1 ? " * RBF(lengthscale=[" : " * RBF(lengthscale=");
  for (size_t c = 0; c < f->d; c++)
    g_string_append_printf (text, "%s%s", c > 0 ? ", " : "",
                            mercer_number_print (mercer_start_rounded (factor * spread_of (f->columns[c])), number));
  g_string_append (text, f->d > 1 ? "])" : ")");
  return g_string_free (text, FALSE);
}

static MercerKernel *
parse_bound (const Few *f, const char *text)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return kernel != NULL ? mercer_kernel_bind (kernel, f->names, f->d, NULL) : NULL;
}

/* The most likely of the net; NULL if none has a likelihood. */
static MercerKernel *
choose (const Few *f, double y_sd, double *noise)
{
  MercerKernel *best = NULL;
  double best_value = -INFINITY;
  MercerWork *work = mercer_work_new (0, NULL);
  /* in several columns distances add up: the net widens with their root */
  double widen = sqrt ((double) f->d);
  /* far below the spacing of the rows every row would be an island */
  double shortest = 0.5 / pow ((double) f->few, 1 / (double) f->d);
  for (int l = 0; l < LENGTHS; l++)
    {
      if (lengths[l] < shortest)
        continue;
      g_autofree char *text = rbf_text (f, y_sd * y_sd, lengths[l] * widen);
      g_autoptr (MercerKernel) kernel = parse_bound (f, text);
      for (int s = 0; s < NOISES && kernel != NULL; s++)
        {
          double value;
          MercerGpProblem problem = { .x = mercer_matrix (f->x, f->few, f->d), .y = f->y, .kernel = kernel,
                                      .noise = noises[s] * y_sd, .mean = MERCER_MEAN_CONSTANT };
          if (mercer_gp_likelihood (&problem, &value, NULL, work) != MERCER_OK || !(value > best_value))
            continue;
          best_value = value;
          *noise = mercer_start_rounded (problem.noise);
          g_clear_pointer (&best, mercer_kernel_unref);
          best = mercer_kernel_ref (kernel);
        }
    }
  mercer_work_free (work);
  return best;
}

/* What comes with the table, if it is of these columns. */
static MercerKernel *
known_model (const MercerRecipe *recipe, const Few *f, double *noise)
{
  const MercerDatasetModel *model = mercer_dataset_model (mercer_recipe_dataset (recipe));
  if (model == NULL || f->d != 1 || !g_str_equal (model->x, f->names[0])
      || !g_str_equal (model->y, mercer_recipe_role (recipe, "y")[0]))
    return NULL;
  *noise = model->noise;
  return parse_bound (f, model->kernel);
}

/* Enough to see the shortest wave. */
static double
grid_for (const MercerKernel *kernel, double spread)
{
  double points = USUAL_GRID;
  for (size_t p = 0; p < mercer_kernel_params (kernel); p++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, p, &param);
      if (g_str_equal (param.spec->id, "period") && param.value > 0)
        points = MAX (points, 100 * ceil (PERIOD_GRID * spread / param.value / 100));
    }
  return MIN (points, MOST_GRID);
}

/* Without numbers to be near in there is nothing to choose but the scales. */
static MercerRecipe *
suggest_scales (MercerRecipe *recipe)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const char *y = mercer_recipe_role (recipe, "y")[0];
  double sd = y != NULL ? mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, y))->sd : 1;
  if (!(sd > 0) || !isfinite (sd))
    return NULL;
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *text = g_strdup_printf ("%s * RBF()", mercer_number_print (mercer_start_rounded (sd * sd), number));
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_autoptr (MercerRecipe) quieter = mercer_recipe_with_value (recipe, "noise", mercer_start_rounded (0.4 * sd));
  return mercer_recipe_with_kernel (quieter, kernel);
}

MercerRecipe *
gp_regression_suggest (MercerRecipe *recipe)
{
  Few f;
  MercerRecipe *suggested = NULL;
  if (few_open (&f, recipe))
    {
      double y_sd = f.columns[f.d]->sd;
      if (!(y_sd > 0) || !isfinite (y_sd))
        y_sd = 1;
      double noise = mercer_start_rounded (0.1 * y_sd);
      g_autoptr (MercerKernel) kernel = known_model (recipe, &f, &noise);
      if (kernel == NULL)
        kernel = choose (&f, y_sd, &noise);
      if (kernel != NULL)
        {
          double points = f.d == 1 ? grid_for (kernel, spread_of (f.columns[0])) : USUAL_GRID;
          g_autoptr (MercerRecipe) finer = mercer_recipe_with_value (recipe, "grid", points);
          g_autoptr (MercerRecipe) quieter = mercer_recipe_with_value (finer, "noise", noise);
          suggested = mercer_recipe_with_kernel (quieter, kernel);
        }
    }
  else if (f.d > 0 && mercer_recipe_is_category (recipe, f.names[0]))
    suggested = suggest_scales (recipe);
  few_close (&f);
  return suggested != NULL ? suggested : mercer_recipe_ref (recipe);
}
