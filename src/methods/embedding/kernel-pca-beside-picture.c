/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "assignment.h"
#include "clusters.h"
#include "dots.h"
#include "follow.h"
#include "kernel-pca.h"
#include "row-names.h"
#include "thread.h"

/* Relatives of kernel PCA: what is drawn and said of them. */

static bool
is_partition (const PcaRun *run)
{
  return run->beside.found->labels != NULL;
}

/* --- The panel -------------------------------------------------------------------------------------------------------------- */

/* How well a map agrees, and what has been done to lay it over the projection. Short, for a small panel: readouts have it in words. */
static char *
words_of_fit (const MercerProcrustes *fit)
{
  char agreement[MERCER_NUMBER_SIZE], angle[MERCER_NUMBER_SIZE], scale[MERCER_NUMBER_SIZE];
  mercer_number_show (100 * fit->agreement, 2, agreement);
  mercer_number_show (180 / G_PI * fit->angle, 2, angle);
  mercer_number_show (fit->scale, 2, scale);
  return g_strdup_printf (fit->mirrored ? _("Agrees by %s %%: mirrored, %s°, × %s") : _("Agrees by %s %%: %s°, × %s"), agreement, angle, scale);
}

static void
draw_map (const PcaRun *run, MercerFigureBuilder *b, int panel)
{
  const PcaBeside *beside = &run->beside;
  MercerDots dots;
  g_autofree char *across = g_strdup_printf (_("≈ Component %zu"), pca_horizontal (run) + 1);
  g_autofree char *up = g_strdup_printf (_("≈ Component %zu"), pca_vertical (run) + 1);
  g_autofree char *words = words_of_fit (&beside->fit);
  mercer_figure_x_axis (b, panel, across, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, up, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_dots_open (&dots, run->recipe, &beside->in);
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (beside->laid, 0), mercer_matrix_column (beside->laid, 1), false);
  mercer_figure_caption (b, panel, words);
}

/* The colour of each cluster: that of the category that most of its rows have, one to one, where categories colour the points; else what its
 * rows had before. */
static void
colours_of_clusters (const PcaRun *run, size_t colour[PCA_MOST_CLUSTERS])
{
  const PcaBeside *beside = &run->beside;
  const MercerColumn *column = pca_target_column (run);
  if (column == NULL || column->kind != MERCER_COLUMN_CATEGORICAL || column->n_levels > PCA_MOST_CLUSTERS)
    {
      mercer_follow_colours (beside->found->labels, beside->in.n, beside->found->k, PCA_MOST_CLUSTERS, colour,
                             mercer_picture_thread (&run->in, "kernel-pca-clusters", 0), beside->in.ids, run->work);
      return;
    }
  double shared[PCA_MOST_CLUSTERS * PCA_MOST_CLUSTERS] = { 0 };
  MercerMatrix score = mercer_matrix (shared, PCA_MOST_CLUSTERS, PCA_MOST_CLUSTERS);
  for (size_t i = 0; i < beside->in.n; i++)
    if (column->codes[beside->in.rows[i]] >= 0)
      (*mercer_matrix_at (score, beside->found->labels[i], (size_t) column->codes[beside->in.rows[i]]))++;
  mercer_assignment (score, colour, NULL);
}

/* The projection's own dots in the colours of the clusters. */
static void
draw_partition (const PcaRun *run, MercerFigureBuilder *b, int panel)
{
  const PcaBeside *beside = &run->beside;
  size_t rows = mercer_dataset_rows (run->in.dataset), colour[PCA_MOST_CLUSTERS];
  g_autofree int32_t *codes = g_new (int32_t, rows + 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  colours_of_clusters (run, colour);
  for (size_t i = 0; i < beside->in.n; i++)
    codes[beside->in.rows[i]] = (int32_t) colour[beside->found->labels[i]];
  for (size_t c = 0; c < PCA_MOST_CLUSTERS; c++)
    g_ptr_array_add (names, g_strdup_printf (_("Cluster %zu"), c + 1));
  MercerColumn column = { .name = _("cluster"), .unit = "", .kind = MERCER_COLUMN_CATEGORICAL, .n = rows, .codes = codes,
                          .levels = (const char *const *) names->pdata, .n_levels = names->len };
  MercerDots dots;
  mercer_dots_by (&dots, &beside->in, &column);
  g_autofree char *across = g_strdup_printf (_("Component %zu"), pca_horizontal (run) + 1);
  g_autofree char *up = g_strdup_printf (_("Component %zu"), pca_vertical (run) + 1);
  mercer_figure_x_axis (b, panel, across, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, up, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (beside->laid, 0), mercer_matrix_column (beside->laid, 1), true);
}

void
pca_beside_draw (const PcaRun *run, MercerFigureBuilder *b, int column, int row)
{
  const char *title = run->beside.found->standardised ? _("Linear PCA (scaled)") : pca_beside_title (run);
  (is_partition (run) ? draw_partition : draw_map) (run, b, mercer_figure_panel (b, title, column, row, 1, 1));
}

double
pca_beside_linear_share (const PcaRun *run, size_t j)
{
  const PcaRelative *found = run->beside.found;
  return found != NULL && found->values != NULL && found->whole > 0 && j < found->k ? found->values[j] / found->whole : 0;
}

/* --- Readouts ---------------------------------------------------------------------------------------------------------------- */

/* With the column that colours the points, over the rows that have a value, if it is of categories few enough to be groups. */
static double
agreement_with (const PcaRun *run, const MercerColumn *column)
{
  enum { MOST_GROUPS = 255 };
  const PcaBeside *beside = &run->beside;
  size_t count = 0;
  if (column == NULL || column->kind != MERCER_COLUMN_CATEGORICAL || column->n_levels > MOST_GROUPS)
    return NAN;
  g_autofree size_t *a = g_new (size_t, beside->in.n + 1), *b = g_new (size_t, beside->in.n + 1);
  for (size_t i = 0; i < beside->in.n; i++)
    if (column->codes[beside->in.rows[i]] >= 0)
      {
        a[count] = beside->found->labels[i];
        b[count++] = (size_t) column->codes[beside->in.rows[i]];
      }
  return count > 0 ? mercer_adjusted_rand (a, b, count) : NAN;
}

void
pca_beside_readouts (const PcaRun *run, MercerFigureBuilder *b)
{
  if (run->beside.found == NULL)
    return;
  const MercerColumn *colour = pca_target_column (run);
  double rand = is_partition (run) ? agreement_with (run, colour) : NAN;
  g_autofree char *title = isfinite (rand) ? g_strdup_printf (_("Agreement with “%s”"), colour->name) : NULL;
  if (title != NULL)
    mercer_figure_readout (b, "beside_rand", title, rand, "");
  if (is_partition (run))
    return;
  mercer_figure_readout (b, "beside_agreement", _("Agreement of the map beside"), run->beside.fit.agreement, "");
  mercer_figure_readout (b, "beside_angle", _("Turn of the map beside"), 180 / G_PI * run->beside.fit.angle, "°");
  mercer_figure_readout (b, "beside_scale", _("Scale of the map beside"), run->beside.fit.scale, "");
  double linear = 0;
  for (size_t j = 0; j < run->p->k; j++)
    linear += pca_beside_linear_share (run, j);
  if (linear > 0)
    mercer_figure_readout (b, "linear_explained", _("Share of as many linear ones"), linear, "");
}

/* --- Notes ----------------------------------------------------------------------------------------------------------------------- */

static void
note (MercerFigureBuilder *b, MercerNoteKind kind, const char *sentence)
{
  mercer_figure_note (b, kind, sentence, NULL, NULL, 0);
}

static void
note_found (const PcaRun *run, MercerFigureBuilder *b)
{
  const PcaRelative *found = run->beside.found;
  const char *title = pca_beside_title (run);
  if (found->standardised)
    note (b, MERCER_NOTE_INFO, _("Linear PCA looks at columns divided by their standard deviation, since they spread too differently for one scale."));
  if (run->values->beside == PCA_BESIDE_SUPERVISED)
    {
      g_autofree char *sentence
          = g_strdup_printf (_("The supervised map follows “%s”, the column that colours the points."), pca_target_column (run)->name);
      note (b, MERCER_NOTE_INFO, sentence);
    }
  if (found->from < found->n)
    {
      g_autofree char *sentence
          = found->landmarks > 0
                ? g_strdup_printf (_("“%s” was found in the span of %zu landmarks, which stand for the %zu rows."), title, found->landmarks, found->n)
                : g_strdup_printf (_("“%s” was found from %zu of the %zu rows, which place the others."), title, found->from, found->n);
      note (b, MERCER_NOTE_INFO, sentence);
    }
  if (found->pieces > 1)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("The graph of “%s” falls into pieces that nothing joins. A longer length scale or more neighbours join them."), title);
      note (b, MERCER_NOTE_WARNING, sentence);
    }
  if (found->negative > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("For the graph of “%s” negative kernel values were taken for 0. It wants a kernel that is never negative, such as RBF."), title);
      note (b, MERCER_NOTE_WARNING, sentence);
    }
}

void
pca_beside_notes (const PcaRun *run, MercerFigureBuilder *b)
{
  if (run->beside.why_not != NULL)
    note (b, MERCER_NOTE_INFO, run->beside.why_not);
  if (run->beside.found != NULL)
    note_found (run, b);
}

/* --- Tables --------------------------------------------------------------------------------------------------------------------- */

static void
cluster_column (const PcaRun *run, MercerFigureBuilder *b, int table)
{
  size_t n = run->beside.found->n;
  g_autofree double *cluster = g_new (double, n + 1);
  for (size_t i = 0; i < n; i++)
    cluster[i] = (double) run->beside.found->labels[i] + 1;
  mercer_figure_table_column (b, table, "cluster", "", cluster);
}

/* Its own coordinates, and where they are drawn. Those of linear PCA are numbered like the kernel's components. */
void
pca_beside_table (const PcaRun *run, MercerFigureBuilder *b)
{
  const PcaRelative *found = run->beside.found;
  if (found == NULL)
    return;
  bool linear = run->values->beside == PCA_BESIDE_LINEAR;
  int table = mercer_figure_table (b, linear ? "linear" : "beside", pca_beside_title (run), found->n);
  mercer_inputs_row_column (&run->beside.in, b, table);
  if (is_partition (run))
    {
      cluster_column (run, b, table);
      return;
    }
  for (size_t j = 0; j < found->k; j++)
    {
      g_autofree char *name = g_strdup_printf (linear ? "pc%zu" : "c%zu", j + 1);
      mercer_figure_table_column (b, table, name, "", mercer_matrix_column (found->points, j));
    }
  mercer_figure_table_column (b, table, "laid_across", "", mercer_matrix_column (run->beside.laid, 0));
  mercer_figure_table_column (b, table, "laid_up", "", mercer_matrix_column (run->beside.laid, 1));
}
