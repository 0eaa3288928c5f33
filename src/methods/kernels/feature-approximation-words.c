/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"
#include "inputs.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const double good = 0.01; /* an error that few methods notice */

static const char *const kinds_of_error[] = { "frobenius", "largest" };

/* --- Readouts --------------------------------------------------------------------------------------------------- */

/* The least measured number of features whose median error is good, 0: none. */
static size_t
features_for (const FeaturesRun *run, FeatureKind kind)
{
  for (size_t s = 0; s < run->n_steps; s++)
    if (run->errors[kind].median[0][s] <= good)
      return run->step[s];
  return 0;
}

static void
readouts (const FeaturesRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "n", _("Rows"), (double) run->n, "");
  if (run->n == 0)
    return;
  FeatureKind shown = (FeatureKind) run->values->shown;
  size_t enough = features_for (run, shown);
  mercer_figure_readout (b, "features", _("Features"), (double) run->shown_features, "");
  if (isfinite (run->shown_error))
    mercer_figure_readout (b, "error", _("Error of the matrix"), run->shown_error, "");
  if (isfinite (run->shown_largest))
    mercer_figure_readout (b, "largest_error", _("Largest error of an entry"), run->shown_largest, "");
  mercer_figure_readout (b, "bits", _("Memory for a row"),
                         (double) (shown == FEATURES_SIGMA_DELTA ? run->shown_features : 64 * run->shown_features), _("bits"));
  if (enough > 0)
    mercer_figure_readout (b, "features_for_one_percent", _("Features for an error of 1 %"), (double) enough, "");
  if (isfinite (run->gain[0]))
    {
      mercer_figure_readout (b, "orthogonal_gain", _("Orthogonal gain (MSE)"), run->gain[0], "");
      mercer_figure_readout (b, "simplex_gain", _("Simplex gain (MSE)"), run->gain[1], "");
    }
}

/* --- Notes ------------------------------------------------------------------------------------------------------- */

static void
note (MercerFigureBuilder *b, MercerNoteKind kind, const char *sentence)
{
  mercer_figure_note (b, kind, sentence, NULL, NULL, 0);
}

/* Why some of the kinds that were asked for have no line. */
static void
note_missing (const FeaturesRun *run, MercerFigureBuilder *b)
{
  for (FeatureFamilyKind family = FEATURES_OF_FOURIER; family <= FEATURES_OF_POSITIVE; family++)
    for (FeatureKind kind = 0; kind < N_FEATURES; kind++)
      {
        if (features_info[kind].of != family || !run->values->compared[kind] || features_possible (run, kind))
          continue;
        g_autofree char *why = features_refusal (kind, run->kernel, run->names, run->d);
        note (b, MERCER_NOTE_INFO, why);
        break; /* once for all of them */
      }
}

static void
note_gain (const FeaturesRun *run, MercerFigureBuilder *b)
{
  if (isfinite (run->gain[0]))
    note (b, MERCER_NOTE_INFO,
          _("Gains are mean squared errors over those of independent directions, by theory, for a middling pair of these rows "
            "(Reid et al. 2023). A few draws hardly show them, as rare large errors make up such means."));
}

static bool
has_white (const MercerKernel *kernel)
{
  bool white = mercer_kernel_kind (kernel) == MERCER_KERNEL_LEAF
               && strcmp (mercer_kernel_leaf_family (kernel)->id, "White") == 0;
  for (size_t i = 0; mercer_kernel_kind (kernel) != MERCER_KERNEL_LEAF && i < mercer_kernel_children (kernel); i++)
    white |= has_white (mercer_kernel_child (kernel, i));
  return white;
}

static void
notes (const FeaturesRun *run, MercerFigureBuilder *b)
{
  g_autofree char *refused = run->n > 0 ? mercer_kernel_check_points (run->kernel, run->points) : NULL;
  if (refused != NULL)
    note (b, MERCER_NOTE_WARNING, refused);
  if (run->n == 0)
    note (b, MERCER_NOTE_INFO, run->dropped > 0 ? _("Every row has a missing value. Choose other columns.")
                                                : _("The table has no rows. Choose another one or add some."));
  note_missing (run, b);
  if (run->n > 0 && run->shown_features < (size_t) run->values->features)
    {
      g_autofree char *sentence = g_strdup_printf (
          ngettext ("%zu feature says all that this kind can: more would add nothing.",
                    "%zu features say all that this kind can: more would add nothing.", run->shown_features),
          run->shown_features);
      if (run->values->shown >= FEATURES_UNIFORM)
        note (b, MERCER_NOTE_INFO, sentence);
    }
  if (run->n > 0 && run->scaled.data != NULL && run->scaled.cols == 1
      && (run->values->compared[FEATURES_SIMPLEX] || run->values->compared[FEATURES_POSITIVE_ORTHOGONAL]))
    note (b, MERCER_NOTE_INFO,
          _("Along one column there are no angles: orthogonal and simplex features are the same as independent ones."));
  note_gain (run, b);
  if (has_white (run->kernel))
    note (b, MERCER_NOTE_INFO,
          _("White noise stands on the diagonal alone; features leave it to the method that uses them, and so does this "
            "picture."));
  mercer_inputs_note_dropped (run->dropped, run->dropped + run->complete, b);
  mercer_inputs_note_reference (run->recipe, b);
  if (run->n < run->complete)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("Errors are those of %zu of %zu rows, taken at even steps along the first column."), run->n, run->complete);
      note (b, MERCER_NOTE_INFO, sentence);
    }
}

/* --- Tables ------------------------------------------------------------------------------------------------------ */

static void
error_table (const FeaturesRun *run, MercerFigureBuilder *b, size_t which)
{
  static const char *const titles[] = { N_("Errors of the matrix"), N_("Largest errors") };
  int table = mercer_figure_table (b, kinds_of_error[which], _(titles[which]), run->n_steps);
  double column[MOST_STEPS];
  for (size_t s = 0; s < run->n_steps; s++)
    column[s] = (double) run->step[s];
  mercer_figure_table_column (b, table, "features", "", column);
  for (FeatureKind kind = 0; kind < N_FEATURES; kind++)
    {
      const FeatureErrors *errors = &run->errors[kind];
      const char *id = features_info[kind].id;
      if (!errors->wanted)
        continue;
      g_autofree char *low = g_strconcat (id, "_10", NULL), *high = g_strconcat (id, "_90", NULL);
      mercer_figure_table_column (b, table, id, "", errors->median[which]);
      mercer_figure_table_column (b, table, low, "", errors->low[which]);
      mercer_figure_table_column (b, table, high, "", errors->high[which]);
    }
  if (which > 0)
    return;
  if (run->errors[FEATURES_FOURIER].wanted)
    mercer_figure_table_column (b, table, "fourier_expected", "", run->expected[0]);
  if (run->errors[FEATURES_POSITIVE].wanted)
    mercer_figure_table_column (b, table, "positive_expected", "", run->expected[1]);
  if (isfinite (run->best[0]))
    mercer_figure_table_column (b, table, "best_of_rank", "", run->best);
}

void
features_run_words (const FeaturesRun *run, MercerFigureBuilder *b, bool final)
{
  readouts (run, b);
  notes (run, b);
  if (!final)
    return;
  for (size_t which = 0; which < 2 && run->n > 0; which++)
    error_table (run, b, which);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}
