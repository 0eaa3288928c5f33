/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-shape.h"
#include "inputs.h"
#include "smoothness.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* --- What the expression is ------------------------------------------------------------------------- */

static char *
smoothness_in_words (const MercerKernel *kernel)
{
  double smoothness = mercer_kernel_smoothness (kernel);
  if (isnan (smoothness))
    return NULL;
  if (isinf (smoothness))
    return g_strdup (_("differentiable without limit"));
  if (smoothness == 0)
    return g_strdup (_("continuous without a derivative"));
  return g_strdup_printf (ngettext ("%.0f derivative", "%.0f derivatives", (gulong) smoothness), smoothness);
}

/* "Stationary, isotropic, positive definite, differentiable without limit." */
char *
shape_properties (const MercerKernel *kernel)
{
  unsigned flags = mercer_kernel_flags (kernel);
  g_autofree char *smooth = smoothness_in_words (kernel);
  GString *text = g_string_new ((flags & MERCER_KERNEL_STATIONARY) != 0 ? _("Stationary") : _("Not stationary"));
  if ((flags & MERCER_KERNEL_ISOTROPIC) != 0)
    g_string_append (text, _(", isotropic"));
  if ((flags & MERCER_KERNEL_DOT_PRODUCT) != 0)
    g_string_append (text, _(", a function of the dot product"));
  g_string_append (text, (flags & MERCER_KERNEL_POSITIVE_DEFINITE) != 0 ? _(", positive definite")
                         : (flags & MERCER_KERNEL_CONDITIONALLY) != 0   ? _(", only conditionally positive definite")
                                                                        : _(", not known to be positive definite"));
  if (smooth != NULL)
    g_string_append_printf (text, ", %s", smooth);
  return g_string_free (text, FALSE);
}

/* Each family and operator once, in the order of the expression. */
static void
collect_assumptions (const MercerKernel *kernel, GString *text)
{
  for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
    collect_assumptions (mercer_kernel_child (kernel, i), text);
  if (mercer_kernel_kind (kernel) != MERCER_KERNEL_LEAF && mercer_kernel_kind (kernel) != MERCER_KERNEL_OPERATOR)
    return;
  const MercerKernelFamily *family = mercer_kernel_leaf_family (kernel);
  g_autofree char *line = g_strdup_printf ("%s: %s", family->id, _(family->assumption));
  if (strstr (text->str, line) == NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/* --- Readouts, notes, tables ------------------------------------------------------------------------ */

static const double nothing = 1e-280; /* what logarithms leave of 0 */

static void
readouts (const ShapeRun *run, MercerFigureBuilder *b)
{
  double smoothness = mercer_kernel_smoothness (run->kernel);
  if (isfinite (run->at_zero))
    mercer_figure_readout (b, "variance", _("k(x′, x′)"), fabs (run->at_zero) > nothing ? run->at_zero : 0, "");
  if (run->white > 0)
    mercer_figure_readout (b, "white", _("White noise beside it"), run->white, "");
  if (isfinite (run->half_distance))
    mercer_figure_readout (b, "half_distance", _("Distance at which it is half"), run->half_distance,
                           mercer_recipe_unit (run->recipe, "x"));
  if (isfinite (smoothness))
    mercer_figure_readout (b, "smoothness", _("Mean-square derivatives"), smoothness, "");
}

/* What it is comes first: it is what a person came to see. */
static void
note_meaning (const ShapeRun *run, MercerFigureBuilder *b, const char *assumptions)
{
  g_autofree char *properties = shape_properties (run->kernel);
  g_autofree char *sentence = g_strdup_printf ("%s.\n%s", properties, assumptions);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

/* Why there are no functions, and what would be a covariance. */
static void
note_samples (const ShapeRun *run, MercerFigureBuilder *b)
{
  if (!run->samples_failed)
    return;
  g_autofree char *refused = mercer_kernel_check_definite (run->kernel);
  g_autofree char *sentence
      = refused != NULL ? g_strdup_printf (_("No functions can be drawn, as that takes a covariance. %s"), refused)
                        : g_strdup (_("No functions could be drawn: with these values the Gram matrix is zero or not positive "
                                      "definite to rounding. Change the range or the parameters."));
  mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, NULL, NULL, 0);
}

static void
notes (const ShapeRun *run, MercerFigureBuilder *b)
{
  g_autofree char *refused = mercer_kernel_check_points (run->kernel, run->z);
  if (refused != NULL)
    mercer_figure_note (b, MERCER_NOTE_WARNING, refused, NULL, NULL, 0);
  if (run->overflowed)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("Some values are too large for numbers and are left out. Show a smaller range or scale the "
                          "kernel down."),
                        NULL, NULL, 0);
  note_samples (run, b);
  mercer_inputs_note_reference (run->recipe, b);
  if (run->white > 0)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("White stands only where x and x′ are the same observation, so neither the curves nor the "
                          "samples show it."),
                        NULL, NULL, 0);
}

static const char *
unit_of (const ShapeRun *run, size_t c)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  return mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, run->names[c]))->unit;
}

static void
slices_table (const ShapeRun *run, MercerFigureBuilder *b)
{
  int table = mercer_figure_table (b, "slices", _("k(x, x′)"), run->z.rows);
  for (size_t c = 0; c < run->d; c++)
    mercer_figure_table_column (b, table, run->names[c], unit_of (run, c), mercer_matrix_column (run->z, c));
  for (size_t s = 0; s < run->place.rows; s++)
    {
      char number[MERCER_NUMBER_SIZE];
      GString *name = g_string_new ("k");
      for (size_t c = 0; c < run->d; c++)
        g_string_append_printf (name, "%s%s", c == 0 ? " at " : ", ",
                                mercer_number_print (*mercer_matrix_at (run->place, s, c), number));
      mercer_figure_table_column (b, table, name->str, "", mercer_matrix_column (run->slices, s));
      g_string_free (name, TRUE);
    }
}

/* The functions as they stand before they move. */
static void
samples_table (const ShapeRun *run, MercerFigureBuilder *b)
{
  if (run->n_samples == 0)
    return;
  int table = mercer_figure_table (b, "samples", _("Functions drawn from it"), run->sample_z.rows);
  for (size_t c = 0; c < run->d; c++)
    mercer_figure_table_column (b, table, run->names[c], unit_of (run, c), mercer_matrix_column (run->sample_z, c));
  for (size_t s = 0; s < run->n_samples; s++)
    {
      g_autofree char *name = g_strdup_printf ("f%zu", s + 1);
      mercer_figure_table_column (b, table, name, "", mercer_matrix_column (run->draws, s));
    }
}

void
shape_run_words (const ShapeRun *run, MercerFigureBuilder *b)
{
  GString *assumptions = g_string_new ("");
  g_autofree char *properties = shape_properties (run->kernel);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  collect_assumptions (run->kernel, assumptions);
  readouts (run, b);
  note_meaning (run, b, assumptions->str);
  notes (run, b);
  slices_table (run, b);
  shape_spectrum_tables (run, b);
  samples_table (run, b);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
  mercer_figure_text_output (b, "properties", _("Properties"), properties);
  mercer_figure_text_output (b, "assumptions", _("What it assumes"), assumptions->str);
  g_string_free (assumptions, TRUE);
}
