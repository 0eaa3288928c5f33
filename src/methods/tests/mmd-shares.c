/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "mmd.h"

static const double half = 0.38; /* of the way from one level to the next */

/* Of the rows of a sample at each level. */
static void
shares_of (MercerMatrix x, size_t c, double *share)
{
  for (size_t i = 0; i < x.rows; i++)
    share[(size_t) *mercer_matrix_at (x, i, c)] += 1 / (double) x.rows;
}

/* A bar for each level, on the left of its place for the first sample and on the right for the second. */
static void
draw_sample (MercerFigureBuilder *b, int panel, bool first, const char *name, size_t levels, const double *share)
{
  g_autofree double *edges = g_new (double, 2 * levels), *heights = g_new0 (double, 2 * levels);
  for (size_t l = 0; l < levels; l++)
    {
      edges[2 * l] = (double) (l + 1) - (first ? half : 0); /* names stand at 1, 2, 3... */
      edges[2 * l + 1] = (double) (l + 1) + (first ? 0 : half);
      heights[2 * l] = share[l];
    }
  mercer_figure_bars (b, panel, &(MercerStyle){ .role = first ? MERCER_ROLE_SECONDARY : MERCER_ROLE_PRIMARY, .legend = name },
                      2 * levels - 1, edges, heights);
}

void
mmd_draw_shares (const MmdRun *run, MercerFigureBuilder *b, size_t k, int row)
{
  size_t c = run->category[k];
  MercerDataset *first = mercer_recipe_dataset (run->recipe), *second = mercer_recipe_table (run->recipe, "against");
  g_auto (GStrv) levels = mercer_points_levels (second, first, run->names[c]);
  size_t n = g_strv_length (levels);
  g_autofree double *shares = g_new0 (double, 2 * n + 1);
  g_autofree char *title = g_strdup_printf (_("Share of each %s"), run->names[c]);
  shares_of (run->x, c, shares);
  shares_of (run->y, c, shares + n);
  int panel = mercer_figure_panel (b, title, 0, row, 1, 1);
  mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0.4, (double) n + 0.6, NULL);
  mercer_figure_x_names (b, panel, n, (const char *const *) levels);
  mercer_figure_y_axis (b, panel, _("Share"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  bool named = k == 0 && run->n_numeric == 0; /* else a panel above says which is which */
  draw_sample (b, panel, true, named ? mercer_dataset_title (first) : NULL, n, shares);
  draw_sample (b, panel, false, named ? mercer_dataset_title (second) : NULL, n, shares + n);
  int table = mercer_figure_table (b, run->names[c], run->names[c], n);
  mercer_figure_table_column (b, table, "first", "", shares);
  mercer_figure_table_column (b, table, "second", "", shares + n);
  mercer_figure_table_names (b, table, n, (const char *const *) levels);
}
