/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attention-kpca.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
column_of (const AttentionRun *run, size_t offset, double *out)
{
  for (size_t k = 0; k < run->count; k++)
    out[k] = *(const double *) ((const char *) &run->moments[k] + offset);
}

#define MOMENTS(name, member)                                                                                                  \
  double name[ATTENTION_MOMENTS];                                                                                              \
  column_of (run, offsetof (AttentionMoment, member), name)

static double
last_step (const AttentionRun *run)
{
  return MAX (run->moments[run->count - 1].step, 1);
}

/* |cos| of each value column with each claimed one: the claim is that each row has one bright cell. */
static void
draw_cosines (const AttentionRun *run, MercerFigureBuilder *b)
{
  size_t m = run->attention.values;
  char text[ATTENTION_MOST][MERCER_NUMBER_SIZE];
  const char *names[ATTENTION_MOST];
  g_autofree double *values = g_new (double, m * m);
  int panel = mercer_figure_panel (b, _("The layer’s values against the claimed ones"), 0, 0, 1, 2);
  for (size_t j = 0; j < m; j++) /* across: eigenvectors */
    {
      for (size_t i = 0; i < m; i++)
        values[j + i * m] = *mercer_matrix_at (run->claim.cosine, i, j);
      g_snprintf (text[j], sizeof text[j], "%zu", j + 1);
      names[j] = text[j];
    }
  mercer_figure_x_axis (b, panel, _("Claimed: eigenvector of the keys"), "", MERCER_AXIS_LINEAR, 0.5, (double) m + 0.5, NULL);
  mercer_figure_y_axis (b, panel, _("Found: column of the values"), "", MERCER_AXIS_LINEAR, 0.5, (double) m + 0.5, NULL);
  mercer_figure_x_names (b, panel, m, names);
  mercer_figure_y_names (b, panel, m, names);
  mercer_figure_raster (b, panel, m, m, 0.5, (double) m + 0.5, 0.5, (double) m + 0.5, values, MERCER_MAP_VIRIDIS, 0, 1, false, _("|cos|"), "");
  mercer_figure_stretch_column (b, 0, 1.15);
}

static void
draw_measures (const AttentionRun *run, MercerFigureBuilder *b)
{
  MOMENTS (step, step);
  MOMENTS (cosine, cosine);
  MOMENTS (cka, cka);
  MOMENTS (kernel_cka, kernel_cka);
  int panel = mercer_figure_panel (b, _("How alike they are"), 1, 0, 1, 1);
  mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0, last_step (run), "attention:step");
  mercer_figure_y_axis (b, panel, _("Likeness"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Cosine") }, run->count,
                      step, cosine);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 2, .legend = _("Linear CKA") }, run->count, step, cka);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.5, .legend = _("Kernel CKA") }, run->count, step,
                      kernel_cka);
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 1, .dashed = true,
                                                    .legend = _("Random, 1 in 20") },
                      false, run->random_cosine_high);
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 1, .dashed = true }, false, run->random_cka_high);
}

/* The claimed projection error is the first norm less the second; where they differ by powers of ten it measures only one. */
static void
draw_norms (const AttentionRun *run, MercerFigureBuilder *b)
{
  MOMENTS (step, step);
  MOMENTS (loss, loss);
  MOMENTS (feature, feature_norm);
  MOMENTS (output, output_norm);
  int panel = mercer_figure_panel (b, _("Claimed error: |φ(q)|² − |h|²"), 1, 1, 1, 1);
  mercer_figure_x_axis (b, panel, _("Training, evaluations of the loss"), "", MERCER_AXIS_LINEAR, 0, last_step (run), "attention:step");
  mercer_figure_y_axis (b, panel, _("Size"), "", MERCER_AXIS_LOG, 0, 0, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.5, .legend = _("Loss") }, run->count, step, loss);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("|φ(q)|²") }, run->count,
                      step, feature);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 2, .legend = _("|h|²") }, run->count, step,
                      output);
}

static const char *
verdict (const AttentionRun *run)
{
  bool aligned = run->found.cosine > 0.9, better = run->found.cosine > run->random_cosine_high;
  return aligned  ? _("The claim holds here: the values are what kernel PCA of the keys would have them be.")
         : better ? _("The values have something of what is claimed, more than random ones would, but they are not that.")
                  : _("The values have no more of what is claimed than random ones would: the claim does not hold here.");
}

/* Each measure with its yardstick. */
static void
readouts (const AttentionRun *run, MercerFigureBuilder *b)
{
  const AttentionLikeness *found = &run->found, *random = &run->random;
  const struct
  {
    const char *id, *title;
    double found, random;
  } measures[] = {
    { "cosine", _("Cosine of columns"), found->cosine, random->cosine },
    { "cka", _("Linear CKA"), found->cka, random->cka },
    { "kernel_cka", _("Kernel CKA"), found->kernel_cka, random->kernel_cka },
    { "token_cosine", _("Tokens, cosine"), found->token_cosine, random->token_cosine },
    { "token_matched", _("Tokens, matched"), found->token_matched, random->token_matched },
  };
  mercer_figure_readout (b, "n", _("Rows"), (double) run->in.n, "");
  mercer_figure_readout (b, "loss", _("Loss, of the variance"), run->attention.loss, "");
  for (size_t k = 0; k < G_N_ELEMENTS (measures); k++)
    {
      g_autofree char *id = g_strconcat ("random_", measures[k].id, NULL);
      g_autofree char *title = g_strdup_printf (_("%s, random"), measures[k].title);
      mercer_figure_readout (b, measures[k].id, measures[k].title, measures[k].found, "");
      mercer_figure_readout (b, id, title, measures[k].random, "");
    }
  mercer_figure_readout (b, "output_cka", _("CKA of outputs"), run->claim.output_cka, "");
  mercer_figure_readout (b, "claimed_error", _("Claimed error |φ(q)|² − |h|²"), run->claim.feature_norm - run->claim.output_norm,
                         "");
  mercer_figure_readout (b, "norm_ratio", _("|h|² / |φ(q)|²"), run->claim.output_norm / run->claim.feature_norm, "");
  mercer_figure_readout (b, "explained", _("Held by principal axes"), run->claim.explained, "");
}

static void
words (const AttentionRun *run, MercerFigureBuilder *b)
{
  readouts (run, b);
  mercer_figure_note (b, MERCER_NOTE_INFO, verdict (run), NULL, NULL, 0);
  double ratio = run->claim.output_norm / run->claim.feature_norm;
  if (ratio > 100 || ratio < 0.01)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("Outputs and features differ in size by powers of ten, so the difference of their squares, the claimed projection "
                          "error, says nothing about a projection."),
                        NULL, NULL, 0);
  mercer_inputs_note (&run->in, b);
  if (run->in.n < run->total)
    {
      g_autofree char *sentence = g_strdup_printf (_("Trained on %zu of %zu rows, evenly taken: every row attends to every other."), run->in.n,
                                                   run->total);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
}

static void
tables (const AttentionRun *run, MercerFigureBuilder *b)
{
  static const struct
  {
    const char *name;
    size_t offset;
  } columns[] = { { "step", offsetof (AttentionMoment, step) },     { "loss", offsetof (AttentionMoment, loss) },
                  { "cosine", offsetof (AttentionMoment, cosine) }, { "cka", offsetof (AttentionMoment, cka) },
                  { "kernel_cka", offsetof (AttentionMoment, kernel_cka) }, { "output_cka", offsetof (AttentionMoment, output_cka) },
                  { "feature_norm", offsetof (AttentionMoment, feature_norm) },
                  { "output_norm", offsetof (AttentionMoment, output_norm) },
                  { "explained", offsetof (AttentionMoment, explained) } };
  double values[ATTENTION_MOMENTS];
  int training = mercer_figure_table (b, "training", _("Training"), run->count);
  for (size_t c = 0; c < G_N_ELEMENTS (columns); c++)
    {
      column_of (run, columns[c].offset, values);
      mercer_figure_table_column (b, training, columns[c].name, "", values);
    }
  int cosines = mercer_figure_table (b, "cosines", _("|cos| of the values’ columns and the claimed ones"), run->attention.values);
  for (size_t j = 0; j < run->attention.values; j++)
    {
      g_autofree char *name = g_strdup_printf ("claimed%zu", j + 1);
      mercer_figure_table_column (b, cosines, name, "", mercer_matrix_column (run->claim.cosine, j));
    }
}

MercerFigure *
attention_run_figure (const AttentionRun *run, const char *draft)
{
  MercerFigureBuilder *b = mercer_figure_builder_new (_("Attention and kernel PCA"));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  mercer_figure_describe (b, verdict (run));
  draw_cosines (run, b);
  draw_measures (run, b);
  draw_norms (run, b);
  words (run, b);
  tables (run, b);
  return mercer_figure_builder_finish (b);
}
