/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-compare.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Small multiples: one picture for each kernel, best first, on axes that are the same and move together. More than these
 * are too small to see. */
enum { MOST_PANELS = 12, MOST_DOTS = 3000 };

typedef struct
{
  const CompareRun *run;
  MercerFigureBuilder *b;
  double low[2], high[2]; /* of both axes, the same for all */
} Sheet;

static void
include (double value, double *low, double *high)
{
  *low = fmin (*low, value);
  *high = fmax (*high, value);
}

static void
add_room (double *low, double *high)
{
  double room = *high > *low ? 0.05 * (*high - *low) : fmax (1e-3, 0.1 * fabs (*low));
  *low -= room;
  *high += room;
}

static const MercerColumn *
column_of (const CompareRun *run, const char *name)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  return mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, name));
}

static void
style_axes (const Sheet *sheet, int panel, const char *x, const char *x_unit, const char *y, const char *y_unit)
{
  mercer_figure_x_axis (sheet->b, panel, x, x_unit, MERCER_AXIS_LINEAR, sheet->low[0], sheet->high[0], "compare-x");
  mercer_figure_y_axis (sheet->b, panel, y, y_unit, MERCER_AXIS_LINEAR, sheet->low[1], sheet->high[1], "compare-y");
}

/* --- Fits ------------------------------------------------------------------------------------------------ */

static void
draw_data (const Sheet *sheet, int panel, const double *x, const double *y)
{
  size_t n = MIN (sheet->run->n, (size_t) MOST_DOTS);
  mercer_figure_points (sheet->b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = 3, .opacity = 0.6 }, n, x, y, NULL);
}

/* Along one column: the posterior with a band of two standard deviations. */
static void
draw_posterior (const Sheet *sheet, int panel, const Candidate *c)
{
  const CompareRun *run = sheet->run;
  size_t m = run->grid.rows;
  const char *output = mercer_recipe_role (run->recipe, "y")[0];
  style_axes (sheet, panel, run->names[0], column_of (run, run->names[0])->unit, output, column_of (run, output)->unit);
  if (compare_run_follows (run))
    mercer_figure_x_follows (sheet->b, panel, run->names[0]);
  draw_data (sheet, panel, run->x, run->y);
  if (c->mean == NULL)
    {
      mercer_figure_caption (sheet->b, panel, _("None: not positive definite"));
      return;
    }
  g_autofree double *low = g_new (double, m), *high = g_new (double, m);
  for (size_t i = 0; i < m; i++)
    {
      low[i] = c->mean[i] - 2 * c->sd[i];
      high[i] = c->mean[i] + 2 * c->sd[i];
    }
  mercer_figure_band (sheet->b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY }, m, run->grid.data, low, high);
  mercer_figure_line (sheet->b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 1.7 }, m, run->grid.data, c->mean);
}

/* Of more columns: what the others foretell of each row, against what it is. */
static void
draw_foretold (const Sheet *sheet, int panel, const Candidate *c)
{
  const CompareRun *run = sheet->run;
  const char *output = mercer_recipe_role (run->recipe, "y")[0], *unit = column_of (run, output)->unit;
  style_axes (sheet, panel, _("By the other rows"), unit, output, unit);
  mercer_figure_line (sheet->b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .dashed = true, .opacity = 0.6 }, 2,
                      (double[]){ sheet->low[0], sheet->high[0] }, (double[]){ sheet->low[0], sheet->high[0] });
  if (c->foretold != NULL)
    draw_data (sheet, panel, c->foretold, run->y);
  else
    mercer_figure_caption (sheet->b, panel, _("None: not positive definite"));
}

/* Bands need not fit in whole: far beyond the data they say only that nothing is known. */
static void
span_fits (Sheet *sheet)
{
  const CompareRun *run = sheet->run;
  bool line = run->grid.data != NULL;
  for (size_t i = 0; i < run->n; i++)
    {
      include (run->y[i], &sheet->low[1], &sheet->high[1]);
      if (line)
        include (run->x[i], &sheet->low[0], &sheet->high[0]);
    }
  for (size_t k = 0; k < run->n_candidates && line; k++)
    for (size_t i = 0; i < run->grid.rows && run->candidate[k].mean != NULL; i++)
      include (run->candidate[k].mean[i], &sheet->low[1], &sheet->high[1]);
  if (!line)
    {
      sheet->low[0] = sheet->low[1];
      sheet->high[0] = sheet->high[1];
    }
  for (int axis = 0; axis < 2; axis++)
    add_room (&sheet->low[axis], &sheet->high[axis]);
}

/* The curves as numbers: of each kernel by its rank. */
void
compare_run_fits_table (const CompareRun *run, MercerFigureBuilder *b)
{
  if (run->grid.data == NULL)
    return;
  int table = mercer_figure_table (b, "fits", _("Posterior of each kernel"), run->grid.rows);
  mercer_figure_table_column (b, table, run->names[0], column_of (run, run->names[0])->unit, run->grid.data);
  for (size_t k = 0; k < run->n_candidates; k++)
    {
      g_autofree char *mean = g_strdup_printf ("mean%zu", k + 1), *sd = g_strdup_printf ("sd%zu", k + 1);
      if (run->candidate[k].mean == NULL)
        continue;
      mercer_figure_table_column (b, table, mean, "", run->candidate[k].mean);
      mercer_figure_table_column (b, table, sd, "", run->candidate[k].sd);
    }
}

/* --- Matrices -------------------------------------------------------------------------------------------- */

static void
draw_matrix (const Sheet *sheet, int panel, size_t k)
{
  MercerMatrix m = sheet->run->matrix[k];
  double low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < m.rows * m.rows; i++)
    include (m.data[i], &low, &high);
  style_axes (sheet, panel, _("Rows, by cluster"), "", _("Rows, by cluster"), "");
  mercer_figure_equal_axes (sheet->b, panel);
  if (!isfinite (high - low))
    return;
  bool signs = low < -1e-3 * fabs (high) && high > 1e-3 * fabs (low);
  mercer_figure_raster (sheet->b, panel, m.rows, m.rows, sheet->low[0], sheet->high[0], sheet->low[1], sheet->high[1], m.data,
                        signs ? MERCER_MAP_DIVERGING : MERCER_MAP_VIRIDIS, 0, 0, false, NULL, NULL);
}

/* --- All of them ----------------------------------------------------------------------------------------- */

void
compare_run_draw_multiples (const CompareRun *run, MercerFigureBuilder *b)
{
  Sheet sheet = { run, b, { INFINITY, INFINITY }, { -INFINITY, -INFINITY } };
  size_t count = MIN (run->n_candidates, (size_t) MOST_PANELS), columns = (size_t) ceil (sqrt ((double) count));
  if (run->matrix != NULL)
    for (int axis = 0; axis < 2; axis++)
      {
        sheet.low[axis] = 0.5;
        sheet.high[axis] = (double) run->matrix[0].rows + 0.5;
      }
  else
    span_fits (&sheet);
  for (size_t k = 0; k < count; k++)
    {
      const Candidate *c = &run->candidate[k];
      g_autofree char *title = g_strdup_printf ("%zu. %s", k + 1, c->label);
      int panel = mercer_figure_panel (b, title, (int) (k % columns), (int) (k / columns), 1, 1);
      if (run->matrix != NULL)
        draw_matrix (&sheet, panel, k);
      else if (run->grid.data != NULL)
        draw_posterior (&sheet, panel, c);
      else
        draw_foretold (&sheet, panel, c);
    }
}
