/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Below this mass within the frame the picture leaves something out that matters. */
static const double enough = 0.99;

/* --- Readouts ---------------------------------------------------------------------------------------------- */

/* A name as a part of a readout's id: letters and digits, the rest underscores. */
static char *
slug (const char *name)
{
  char *text = g_ascii_strdown (name, -1);
  for (char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c))
      *c = '_';
  return text;
}

/* "bandwidth" for one column, "bandwidth2" for the second of several; with the group behind it if each has its own. */
static void
bandwidths (const KdeRun *run, MercerFigureBuilder *b)
{
  bool differ = kde_groups_differ (run);
  for (size_t g = 0; g < (differ ? run->n_groups : 1); g++)
    for (size_t c = 0; c < run->d; c++)
      {
        g_autofree char *number = run->d > 1 ? g_strdup_printf ("%zu", c + 1) : g_strdup ("");
        g_autofree char *of = differ ? slug (run->group[g].name) : NULL;
        g_autofree char *id = g_strconcat ("bandwidth", number, differ ? "_" : "", of, NULL);
        g_autofree char *title = differ        ? g_strdup_printf (_("Bandwidth, %s, %s"), run->names[c], run->group[g].name)
                                 : run->d > 1 ? g_strdup_printf (_("Bandwidth, %s"), run->names[c])
                                              : g_strdup (_("Bandwidth"));
        mercer_figure_readout (b, id, title, run->group[g].h[c], run->column[c]->unit);
      }
}

/* "bandwidth_h11" and so on; with the group behind it if each has its own. */
static void
matrix (const KdeRun *run, MercerFigureBuilder *b)
{
  static const char *const ids[] = { "bandwidth_h11", "bandwidth_h12", "bandwidth_h22" };
  static const char *const titles[] = { N_("Bandwidth, variance of the first column"), N_("Bandwidth, covariance"),
                                        N_("Bandwidth, variance of the second column") };
  bool differ = run->n_groups > 1 && run->values->rule != KDE_MANUAL && run->full;
  for (size_t g = 0; g < (differ ? run->n_groups : 1); g++)
    for (int k = 0; k < 3; k++)
      {
        g_autofree char *of = differ ? slug (run->group[g].name) : NULL;
        g_autofree char *id = g_strconcat (ids[k], differ ? "_" : "", of, NULL);
        g_autofree char *title = differ ? g_strdup_printf ("%s, %s", _(titles[k]), run->group[g].name) : g_strdup (_(titles[k]));
        mercer_figure_readout (b, id, title, run->full ? run->group[g].matrix[k] : k == 1 ? 0 : run->h[k / 2] * run->h[k / 2], "");
      }
}

/* What rules for the plane say: "bandwidth_plug_in_h11", "bandwidth_plug_in_diagonal_h11". */
static void
matrix_readouts (const KdeRun *run, MercerFigureBuilder *b)
{
  static const char *const ends[] = { "h11", "h12", "h22" };
  for (int r = 0; r < MERCER_N_RULES && run->has_rules && kde_run_is_plane (run); r++)
    for (int full = 1; full >= 0; full--)
      for (int k = 0; k < 3 && isfinite (run->matrices[r][full][0]); k += full ? 1 : 2)
        {
          g_autofree char *rule = slug (mercer_rules[r].id);
          g_autofree char *id = g_strdup_printf ("bandwidth_%s%s_%s", rule, full ? "" : "_diagonal", ends[k]);
          g_autofree char *title = g_strdup_printf (full ? _("%s, matrix, %s") : _("%s, diagonal, %s"), _(mercer_rules[r].title),
                                                    ends[k]);
          mercer_figure_readout (b, id, title, run->matrices[r][full][k], "");
        }
}

static void
rule_readouts (const KdeRun *run, MercerFigureBuilder *b)
{
  for (size_t c = 0; c < run->d && run->has_rules; c++)
    for (int r = 0; r < MERCER_N_RULES; r++)
      {
        if (!isfinite (run->rules[c][r]))
          continue;
        g_autofree char *rule = slug (mercer_rules[r].id);
        g_autofree char *id = run->d > 1 ? g_strdup_printf ("bandwidth%zu_%s", c + 1, rule) : g_strconcat ("bandwidth_", rule, NULL);
        g_autofree char *title = run->d > 1 ? g_strdup_printf (_("%s, %s"), _(mercer_rules[r].title), run->names[c])
                                            : g_strdup (_(mercer_rules[r].title));
        mercer_figure_readout (b, id, title, run->rules[c][r], run->column[c]->unit);
      }
}

static void
readouts (const KdeRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "n", _("Points"), (double) run->n, "");
  if (run->n == 0)
    return;
  kde_readout_brushed (run, b); /* which changes as the hand selects: not below what stands still */
  bandwidths (run, b);
  if (kde_run_is_plane (run)) /* of a diagonal one too: what is read below does not move as the ellipse is turned */
    matrix (run, b);
  if (isfinite (run->likelihood))
    mercer_figure_readout (b, "log_likelihood", _("Log likelihood"), run->likelihood, "");
  if (isfinite (run->left_out))
    mercer_figure_readout (b, "loo_log_likelihood", _("Leave-one-out log likelihood"), run->left_out, "");
  if (run->d == run->n_along) /* what a sum over the exported table finds */
    mercer_figure_readout (b, "picture_mass", _("Mass on the grid"), run->inside, "");
  if (!run->exact)
    mercer_figure_readout (b, "binning_error", _("Binning error, of the peak"), run->error, "");
  kde_readout_difference (run, b);
  rule_readouts (run, b);
  matrix_readouts (run, b);
}

/* --- Notes -------------------------------------------------------------------------------------------------- */

static void
note (MercerFigureBuilder *b, MercerNoteKind kind, char *sentence)
{
  mercer_figure_note (b, kind, sentence, NULL, NULL, 0);
  g_free (sentence);
}

/* A column whose kernels are narrower than what the picture can show, or NULL. */
static const char *
narrow_column (const KdeRun *run)
{
  bool whole = run->full || mercer_kde_edge_transforms ((MercerEdge) run->values->boundary);
  for (size_t g = 0; g < run->n_groups && !whole; g++)
    for (size_t a = 0; a < run->n_along; a++)
      if (run->group[g].h[run->along[a]] < run->step[a])
        return run->names[run->along[a]];
  return NULL;
}

static void
notes (const KdeRun *run, MercerFigureBuilder *b, bool final)
{
  char number[MERCER_NUMBER_SIZE];
  if (run->n == 0)
    {
      note (b, MERCER_NOTE_INFO, g_strdup (run->beyond > 0    ? _("No row lies within the bounds. Widen them.")
                                           : run->dropped > 0
                                               ? _("Every row has a missing value or no weight. Choose other columns.")
                                               : _("There are no points yet. Click or drag in the picture to paint some.")));
      return;
    }
  if (run->dropped > run->beyond)
    note (b, MERCER_NOTE_INFO, g_strdup_printf (ngettext ("%zu of %zu rows has a missing value or no weight and was left out.",
                                                      "%zu of %zu rows have a missing value or no weight and were left out.",
                                                      run->dropped - run->beyond),
                                            run->dropped - run->beyond, run->dropped + run->n));
  if (run->values->show == KDE_SHOW_PAIRS && !kde_run_has_pairs (run))
    note (b, MERCER_NOTE_INFO, g_strdup (_("Pairs are of three to six columns, without a transform. Choose so many, or show the density.")));
  if (kde_run_has_pairs (run))
    note (b, MERCER_NOTE_INFO,
          g_strdup (kde_is_radial (run->values, run->d)
                        ? _("The pairs are binned on 96 × 96 cells, with products of kernels, all rows together, whatever the groups.")
                        : _("The pairs are binned on 96 × 96 cells, all rows together, whatever the groups.")));
  kde_note_difference (run, b);
  if (final && !run->exact)
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (_("Binned: with %zu points the density is right to about %s %% of its peak. A finer grid lessens that."),
                           run->n,
                           mercer_number_show (100 * run->error, 2, number)));
  if (mercer_kde_shapes[run->values->shape].negative)
    note (b, MERCER_NOTE_INFO, g_strdup (_("The sinc swings below zero, and so may the density; its integral is 1 all the same. It has no "
                                           "variance: its bandwidth is that of the Gaussian that gives as noisy a density.")));
  if (run->values->adaptive == KDE_BALLOON && final && !run->exact)
    note (b, MERCER_NOTE_INFO, g_strdup (_("From bins, the distance to the nearest points is told by the density about them, as it goes "
                                           "with very many points; their number does not matter.")));
  if (run->no_reach)
    note (b, MERCER_NOTE_WARNING, g_strdup (_("Every point's nearest points stand on the point itself, so all kernels have one width. "
                                              "Raise the number of nearest points.")));
  if (run->values->adaptive == KDE_BALLOON)
    note (b, MERCER_NOTE_INFO, g_strdup_printf (_("A balloon estimate need not have the integral 1: the density was divided by %s, "
                                                  "its integral over all places."),
                                                mercer_number_show (run->group[0].divisor, 4, number)));
  if (run->inside < enough && narrow_column (run) == NULL)
    note (b, MERCER_NOTE_INFO, g_strdup_printf (run->values->adaptive == KDE_BALLOON
                                                    ? _("The picture holds %s %% of the mass: a balloon's kernels are wide where points are few.")
                                                    : _("The picture holds %s %% of the mass: the bandwidth is large, and the rest lies beyond it."),
                                                mercer_number_show (100 * run->inside, 3, number)));
  if (run->fell_back)
    note (b, MERCER_NOTE_WARNING, g_strdup (_("The rule found no bandwidth for these data, so Scott's was taken. Ties or very few points "
                                              "cause that; another rule may do.")));
  if (run->values->rule != KDE_MANUAL && (run->values->bandwidth.n > 0 || run->values->matrix.n > 0))
    mercer_figure_note (b, MERCER_NOTE_INFO, _("A rule chooses the bandwidth; the numbers given are not used."), _("Use the numbers"),
                        "bandwidth-rule", KDE_MANUAL);
  if (run->values->rule == KDE_MANUAL && run->values->matrix.n > 0 && run->values->bandwidth.n > 0)
    note (b, MERCER_NOTE_INFO, g_strdup (_("The bandwidth matrix is in use, and the bandwidths given are not. Empty the matrix to use them.")));
  if (final && mercer_kde_edge_transforms ((MercerEdge) run->values->boundary))
    note (b, MERCER_NOTE_INFO, g_strdup (_("The density is estimated for transformed values; the bandwidth keeps its share of their "
                                           "standard deviation.")));
}

static void
note_narrow (const KdeRun *run, MercerFigureBuilder *b)
{
  const char *name = narrow_column (run);
  if (name != NULL)
    note (b, MERCER_NOTE_WARNING,
          g_strdup_printf (_("The bandwidth for “%s” is less than a cell of the grid, so the picture may miss points. Raise it, or remove "
                             "rows that lie far away."),
                           name));
}

/* --- Tables ------------------------------------------------------------------------------------------------- */

static void
add_densities (const KdeRun *run, MercerFigureBuilder *b, int table, bool asked)
{
  for (size_t g = 0; g < run->n_groups; g++)
    {
      const KdeGroup *group = &run->group[g];
      g_autofree char *name = group->name != NULL ? g_strdup_printf ("density %s", group->name) : g_strdup ("density");
      mercer_figure_table_column (b, table, name, "", asked ? group->at : group->f);
    }
}

static void
density_table (const KdeRun *run, MercerFigureBuilder *b)
{
  bool asked = run->points.data != NULL;
  size_t rows = asked ? run->points.rows : run->cells;
  g_autofree double *column = g_new (double, MAX (rows, 1));
  int table = mercer_figure_table (b, "density", _("Density"), rows);
  for (size_t c = 0; c < run->d; c++)
    {
      for (size_t k = 0; k < rows && !asked; k++)
        column[k] = c == run->along[0]                            ? run->at[0][k % run->m[0]]
                    : run->n_along == 2 && c == run->along[1]     ? run->at[1][k / run->m[0]]
                                                                  : mercer_recipe_position (run->recipe, run->names[c]);
      mercer_figure_table_column (b, table, run->names[c], run->column[c]->unit,
                                  asked ? mercer_matrix_column (run->points, c) : column);
    }
  add_densities (run, b, table, asked);
  if (!asked && kde_has_difference (run))
    {
      kde_difference (run, column);
      mercer_figure_table_column (b, table, "difference", "", column);
    }
}

void
kde_run_words (const KdeRun *run, MercerFigureBuilder *b, bool final)
{
  readouts (run, b);
  if (run->n > 0)
    kde_mark_sliders (run, b);
  notes (run, b, final);
  kde_note_bounds (run, b);
  if (run->n > 0)
    note_narrow (run, b);
  if (final && run->n > 0)
    {
      density_table (run, b);
      kde_criteria_tables (run, b);
    }
}
