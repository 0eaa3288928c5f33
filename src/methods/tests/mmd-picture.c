/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mmd.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ground.h"
#include "histogram.h"

enum { CURVE = 400, SIDE = 72, MOST_CATEGORIES = 3 };
static const double paleness = 1.5; /* the strongest colour stays this far from the end of the map */

static double
dot_size (size_t n)
{
  return n > 2000 ? 2.5 : n > 250 ? 3.5 : 5;
}

static MercerStyle
style_of (const MmdRun *run, bool first)
{
  MercerDataset *against = mercer_recipe_table (run->recipe, "against");
  /* the colours of the diverging map: each sample that of the ground where there is more of it */
  return (MercerStyle){ .role = first ? MERCER_ROLE_SECONDARY : MERCER_ROLE_PRIMARY,
                        .opacity = 0.75,
                        .size = dot_size (first ? run->x.rows : run->y.rows),
                        .hollow = !first,
                        .legend = first             ? mercer_dataset_title (mercer_recipe_dataset (run->recipe))
                                  : against != NULL ? mercer_dataset_title (against)
                                                    : _("Gaussian") };
}

/* --- Witness ---------------------------------------------------------------------------------------- */

/* Places in the columns of numbers (k x n_numeric) among all columns, categories held at their commonest levels. */
static void
hold (const MmdRun *run, MercerMatrix places, MercerMatrix z)
{
  for (size_t k = 0; k < run->n_numeric; k++)
    mercer_matrix_copy (mercer_matrix_block (places, 0, k, places.rows, 1), mercer_matrix_block (z, 0, run->numeric[k], z.rows, 1));
  for (size_t k = 0; k < run->n_category; k++)
    mercer_matrix_fill (mercer_matrix_block (z, 0, run->category[k], z.rows, 1), run->common[run->category[k]]);
}

/* One column: both samples as histograms above, the witness below, on the same axis. */
static void
draw_line (const MmdRun *run, MercerFigureBuilder *b, const MercerPlane *plane, const double *at, const double *witness)
{
  int above = mercer_figure_panel (b, "", 0, 0, 1, 1);
  int below = mercer_figure_panel (b, _("Above 0: more of the first sample"), 0, 1, 1, 1);
  g_autofree char *link = g_strconcat ("column:", run->numeric_names[0], NULL);
  const char *unit = mercer_picture_axis_unit (plane, mercer_recipe_dataset (run->recipe), run->numeric_names, 0);
  for (int panel = above; panel <= below; panel++)
    mercer_figure_x_axis (b, panel, run->numeric_names[0], unit, MERCER_AXIS_LINEAR, plane->low[0], plane->high[0], link);
  mercer_figure_y_axis (b, above, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, below, _("Witness"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  for (int first = 1; first >= 0; first--)
    {
      MercerMatrix x = first ? run->numbers_x : run->numbers_y;
      MercerStyle style = style_of (run, first);
      style.opacity = 0.45;
      mercer_picture_histogram (b, above, &style, x.rows, x.data, plane->low[0], plane->high[0], 0);
    }
  mercer_figure_rule (b, below, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 1 }, false, 0);
  mercer_figure_line (b, below, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 2 }, CURVE, at, witness);
}

static void
draw_plane (const MmdRun *run, MercerFigureBuilder *b, const MercerPlane *plane, const double *witness)
{
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 2);
  double most = 0;
  for (size_t k = 0; k < plane->grid[0] * plane->grid[1]; k++)
    most = MAX (most, fabs (witness[k]));
  mercer_picture_plane_axes (b, panel, plane, mercer_recipe_dataset (run->recipe), run->numeric_names);
  mercer_picture_ground (b, panel, plane, &(MercerGround){ .values = witness, .limit = paleness * most, .bar_label = _("Witness") });
  for (int first = 0; first <= 1; first++)
    {
      MercerMatrix x = first ? run->numbers_x : run->numbers_y;
      MercerStyle style = style_of (run, first);
      g_autofree double *at = g_new (double, x.rows + 1), *up = g_new (double, x.rows + 1);
      mercer_plane_project (plane, x, 0, at);
      mercer_plane_project (plane, x, 1, up);
      mercer_figure_points (b, panel, &style, x.rows, at, up,
                            first ? run->first.ids : run->gaussian ? NULL : run->second.ids);
    }
  mercer_figure_caption (b, panel, run->n_numeric > 2 ? _("Witness on the plane of the two principal components: positive where the "
                                                          "first sample has more mass")
                                                      : _("Witness: positive where the first sample has more mass, negative where the "
                                                          "second has; on the line it is 0"));
}

static MercerStatus
draw_witness (MmdRun *run, MercerFigureBuilder *b)
{
  MercerPlane plane;
  MercerStatus status = mercer_plane_open (&plane, run->n_numeric, &run->cloud, run->work);
  if (status != MERCER_OK)
    return status;
  mercer_plane_show (&plane, run->numbers_x);
  mercer_plane_show (&plane, run->numbers_y);
  mercer_plane_widen (&plane, 0.05);
  plane.grid[0] = plane.dims == 1 ? CURVE : SIDE;
  plane.grid[1] = plane.dims == 1 ? 1 : SIDE;
  size_t points = plane.grid[0] * plane.grid[1];
  MercerMatrix places = mercer_work_matrix (run->work, points, run->n_numeric), z = mercer_work_matrix (run->work, points, run->d);
  double *witness = mercer_work_doubles (run->work, points);
  if (places.data == NULL || z.data == NULL || witness == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_plane_lattice (&plane, places);
  hold (run, places, z);
  status = mercer_discrepancy_witness (run->kernel, run->x, run->y, z, witness, run->work);
  if (status == MERCER_OK && plane.dims == 1)
    draw_line (run, b, &plane, places.data, witness);
  else if (status == MERCER_OK)
    draw_plane (run, b, &plane, witness);
  return status;
}

/* --- Permutations ----------------------------------------------------------------------------------- */

/* Of panels in the first column. */
static size_t
categories_drawn (const MmdRun *run)
{
  return MIN (run->n_category, (size_t) MOST_CATEGORIES);
}

static int
rows_of (const MmdRun *run)
{
  return (int) categories_drawn (run) + (run->n_numeric > 0 ? 2 : 0);
}

static void
draw_permutations (const MmdRun *run, MercerFigureBuilder *b)
{
  size_t count = (size_t) run->values->permutations;
  double low = INFINITY, high = -INFINITY;
  double observed = mercer_discrepancy_unbiased (&run->sums);
  for (size_t k = 0; k < count; k++)
    {
      low = MIN (low, run->statistics[k]);
      high = MAX (high, run->statistics[k]);
    }
  if (!(high > low))
    high = low + MAX (fabs (low), 1e-9);
  int panel = mercer_figure_panel (b, _("What chance alone gives"), 1, 0, 1, rows_of (run));
  double span = MAX (high, observed) - MIN (low, observed);
  mercer_figure_x_axis (b, panel, "MMD²", "", MERCER_AXIS_LINEAR, MIN (low, observed) - 0.05 * span,
                        MAX (high, observed) + 0.05 * span, NULL);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_picture_histogram (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .opacity = 0.5 }, count, run->statistics, low,
                            high, 0);
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 2.5 }, true, observed);
  mercer_figure_caption (b, panel, _("Bars: the rows dealt out at random. Line: the two samples"));
  mercer_figure_stretch_column (b, 0, 1.4);
  mercer_figure_stretch_column (b, 1, 1);
}

/* --- Words ------------------------------------------------------------------------------------------ */

/* Beside categories the witness is a function of them too: one picture shows it at one level of each. */
static void
note_held (const MmdRun *run, MercerFigureBuilder *b)
{
  g_autoptr (GString) where = g_string_new (NULL);
  for (size_t k = 0; k < run->n_category; k++)
    {
      size_t c = run->category[k];
      g_auto (GStrv) levels = mercer_points_levels (mercer_recipe_table (run->recipe, "against"), mercer_recipe_dataset (run->recipe),
                                                    run->names[c]);
      g_string_append_printf (where, "%s%s %s", k > 0 ? ", " : "", run->names[c], levels[(size_t) run->common[c]]);
    }
  g_autofree char *sentence = g_strdup_printf (_("The witness is shown at %s, the commonest in both samples together."), where->str);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

static void
notes (const MmdRun *run, MercerFigureBuilder *b)
{
  size_t dropped = run->first.dropped + run->second.dropped;
  if (run->gaussian)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("No second sample was given: the table is compared with as many draws from the Gaussian that has its "
                          "mean and covariance."),
                        NULL, NULL, 0);
  if (run->n_category > 0 && run->n_numeric > 0)
    note_held (run, b);
  if (dropped > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          ngettext ("%zu row has a missing value and was left out.", "%zu rows have a missing value and were left out.", dropped),
          dropped);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  if ((mercer_kernel_flags (run->kernel) & (MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_CONDITIONALLY)) == 0)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("This kernel is not known to be positive definite, so these numbers need not be distances. Use RBF, "
                          "Matern or Riesz."),
                        NULL, NULL, 0);
}

static void
words (const MmdRun *run, MercerFigureBuilder *b, bool final)
{
  const MercerDiscrepancy *sums = &run->sums;
  mercer_figure_readout (b, "mmd2_biased", _("MMD², biased"), mercer_discrepancy_biased (sums), "");
  mercer_figure_readout (b, "mmd2_unbiased", _("MMD², unbiased"), mercer_discrepancy_unbiased (sums), "");
  if (run->statistics != NULL)
    mercer_figure_readout (b, "p_value", _("p-value"), run->p_value, "");
  mercer_figure_readout (b, "n", _("Rows of the first sample"), (double) run->x.rows, "");
  mercer_figure_readout (b, "m", _("Rows of the second sample"), (double) run->y.rows, "");
  if (run->statistics != NULL)
    {
      int table = mercer_figure_table (b, "permutations", _("Permutations"), (size_t) run->values->permutations);
      mercer_figure_table_column (b, table, "mmd2_unbiased", "", run->statistics);
    }
  else
    {
      int table = mercer_figure_table (b, "estimates", _("Estimates"), 1);
      mercer_figure_table_column (b, table, "mmd2_biased", "", (double[]){ mercer_discrepancy_biased (sums) });
      mercer_figure_table_column (b, table, "mmd2_unbiased", "", (double[]){ mercer_discrepancy_unbiased (sums) });
    }
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
  notes (run, b);
  if (final && run->values->permutations > 0 && run->statistics == NULL)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("There are too many rows for so many permutations, so no p-value was computed. Ask for fewer."), NULL,
                        NULL, 0);
}

static void
describe (const MmdRun *run, MercerFigureBuilder *b)
{
  char value[MERCER_NUMBER_SIZE], chance[MERCER_NUMBER_SIZE];
  mercer_number_show (mercer_discrepancy_unbiased (&run->sums), 3, value);
  g_autofree char *sentence
      = run->statistics != NULL
            ? g_strdup_printf (_("MMD² between samples of %zu and %zu rows is %s; chance alone reaches that with probability %s."),
                               run->x.rows, run->y.rows, value, mercer_number_show (run->p_value, 3, chance))
            : g_strdup_printf (_("MMD² between samples of %zu and %zu rows is %s."), run->x.rows, run->y.rows, value);
  mercer_figure_describe (b, sentence);
}

MercerStatus
mmd_run_figure (MmdRun *run, bool final, MercerFigure **figure)
{
  MercerDataset *against = mercer_recipe_table (run->recipe, "against");
  g_autofree char *title = g_strdup_printf (_("%s against %s"), mercer_dataset_title (mercer_recipe_dataset (run->recipe)),
                                            against != NULL ? mercer_dataset_title (against) : _("a Gaussian"));
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  MercerStatus status = run->n_numeric > 0 ? draw_witness (run, b) : MERCER_OK;
  if (status != MERCER_OK)
    {
      mercer_figure_builder_free (b);
      return status;
    }
  for (size_t k = 0; k < categories_drawn (run); k++)
    mmd_draw_shares (run, b, k, rows_of (run) - (int) (categories_drawn (run) - k));
  describe (run, b);
  if (run->statistics != NULL)
    draw_permutations (run, b);
  if (!final)
    mercer_figure_draft (b, _("The p-value follows"));
  words (run, b, final);
  *figure = mercer_figure_builder_finish (b);
  return MERCER_OK;
}
