/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalizing.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The likelihood that counts: of the rows that nothing has looked at, if there are any and the training has ended. */
static double
counting (const MercerNormalizing *run, double *gaussian)
{
  bool judged = run->final && run->judge.rows > 0;
  *gaussian = judged ? run->gaussian_judged : run->gaussian;
  return judged ? run->judged : run->training.held_nll;
}

static void
describe (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  char nll[MERCER_NUMBER_SIZE], against[MERCER_NUMBER_SIZE];
  double gaussian, own = counting (run, &gaussian);
  g_autofree char *sentence = g_strdup_printf (
      ngettext ("A density of %zu column in %d layers, trained on %zu rows for %zu steps: minus its mean log density is %s, that of a "
                "Gaussian %s.",
                "A density of %zu columns in %d layers, trained on %zu rows for %zu steps: minus its mean log density is %s, that of a "
                "Gaussian %s.",
                run->in.d),
      run->in.d, run->values->layers, run->train.rows, run->training.stretches, mercer_number_show (own, 4, nll),
      mercer_number_show (gaussian, 4, against));
  mercer_figure_describe (b, sentence);
}

static void
readouts (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  double gaussian;
  counting (run, &gaussian);
  mercer_figure_readout (b, "steps", _("Steps done"), (double) run->training.stretches, "");
  mercer_figure_readout (b, "train_nll", _("− Mean log p, training"), run->training.train_nll, "");
  if (run->held.rows > 0)
    mercer_figure_readout (b, "validation_nll", _("− Mean log p, validation"), run->training.held_nll, "");
  if (run->final && run->judge.rows > 0)
    mercer_figure_readout (b, "test_nll", _("− Mean log p, test"), run->judged, "");
  if (isfinite (gaussian))
    mercer_figure_readout (b, "gaussian_nll", _("The same of a Gaussian"), gaussian, "");
  mercer_figure_readout (b, "best_step", _("Best step"), (double) run->training.best_stretch, "");
  mercer_figure_readout (b, "evaluations", _("Evaluations of the gradient"), (double) run->training.evaluations, "");
  mercer_figure_readout (b, "parameters", _("Parameters"), (double) run->chain.parameters, "");
}

static void
note (MercerFigureBuilder *b, MercerNoteKind kind, char *sentence)
{
  mercer_figure_note (b, kind, sentence, NULL, NULL, 0);
  g_free (sentence);
}

/* How far round the circles are that nobody has given a number for; all in one sentence. */
static void
note_circles (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  g_autoptr (GString) list = g_string_new ("");
  for (size_t c = 0; c < run->in.d && run->n_circles > 0 && run->form.round->n == 0; c++)
    if (run->circle[c])
      {
        char number[MERCER_NUMBER_SIZE];
        const char *unit = mercer_inputs_unit (&run->in, c);
        g_string_append_printf (list, _("%s“%s” after %s%s%s"), list->len > 0 ? ", " : "", run->in.names[c],
                                mercer_number_show (run->high_end[c] - run->low_end[c], 4, number), unit[0] != '\0' ? " " : "", unit);
      }
  if (list->len > 0)
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (_("Taken to come round: %s. “Comes round after” says otherwise, with 0 for a column that does not."), list->str));
}

static void
note_end (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  const MercerTraining *training = &run->training;
  size_t best = training->best_stretch;
  if (mercer_training_goes_on (training))
    note (b, MERCER_NOTE_INFO, g_strdup_printf (_("Stopped after all %zu steps while there was still something to gain. More steps go on."),
                                                training->stretches));
  else if (run->held.rows == 0)
    note (b, MERCER_NOTE_INFO, g_strdup_printf (_("Trained until nothing changed any more. The picture is that of step %zu."), best));
  else
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (training->settled
                               ? _("Trained until nothing changed any more. The picture is that of step %zu, which the %zu validation "
                                   "rows like best.")
                               : _("Stopped when the validation rows, which choose the step, gained no more. The picture is that of step "
                                   "%zu, the best for those %zu rows."),
                           best, run->held.rows));
}

static void
notes (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  double gaussian, own = counting (run, &gaussian);
  mercer_inputs_note (&run->in, b);
  if (run->in.n < run->total)
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (_("Learned from %zu of %zu rows, evenly taken: training on all would take long."), run->in.n, run->total));
  note_circles (run, b);
  if (run->refused)
    note (b, MERCER_NOTE_WARNING, g_strdup (_("The last change cannot run and was not taken over; the panel says why.")));
  if (run->held.rows == 0)
    note (b, MERCER_NOTE_WARNING, g_strdup (_("No rows are held out, so nothing says when the flow begins to learn the rows by heart. "
                                              "Hold some out.")));
  else if (own > gaussian)
    note (b, MERCER_NOTE_WARNING,
          g_strdup (_("On rows it has not seen a plain Gaussian does better. Fewer layers, a greater penalty or a longer length "
                      "scale may help.")));
  if (run->in.d == 1 && run->chain.bend.bins == 0)
    note (b, MERCER_NOTE_INFO, g_strdup (_("One column has no other to be bent by: this is a fitted Gaussian. Add a column.")));
  note_end (run, b);
}

/* --- Tables --------------------------------------------------------------------------------------------------- */

/* Rows of all columns with log density and density. */
static void
table_of_rows (const MercerNormalizing *run, MercerFigureBuilder *b, const char *id, const char *title, MercerMatrix x, const double *log_p)
{
  int table = mercer_figure_table (b, id, title, x.rows);
  g_autofree double *density = g_new (double, x.rows + 1), *logarithm = g_new (double, x.rows + 1);
  for (size_t i = 0; i < x.rows; i++)
    {
      density[i] = exp (log_p[i]);
      logarithm[i] = isfinite (log_p[i]) ? log_p[i] : (double) NAN; /* a gap where there is no density */
    }
  for (size_t c = 0; c < x.cols; c++)
    mercer_figure_table_column (b, table, run->in.names[c], mercer_inputs_unit (&run->in, c), mercer_matrix_column (x, c));
  mercer_figure_table_column (b, table, "log_density", "", logarithm);
  mercer_figure_table_column (b, table, "density", "", density);
}

static void
table_of_training (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  size_t n = run->moments->len;
  g_autofree double *column = g_new (double, n);
  static const struct
  {
    const char *name;
    size_t offset;
  } columns[] = { { "evaluations", offsetof (MercerNormalizingMoment, evaluations) },
                  { "train_nll", offsetof (MercerNormalizingMoment, train) },
                  { "validation_nll", offsetof (MercerNormalizingMoment, held) } };
  int table = mercer_figure_table (b, "training", _("Training"), n);
  for (size_t k = 0; k < n; k++)
    column[k] = (double) k;
  mercer_figure_table_column (b, table, "step", "", column);
  for (size_t c = 0; c < G_N_ELEMENTS (columns); c++)
    {
      if (c == 2 && run->held.rows == 0)
        break;
      for (size_t k = 0; k < n; k++)
        column[k] = *(const double *) (const void *) ((const char *) &g_array_index (run->moments, MercerNormalizingMoment, k)
                                                      + columns[c].offset);
      mercer_figure_table_column (b, table, columns[c].name, "", column);
    }
}

void
mercer_normalizing_words (const MercerNormalizing *run, MercerFigureBuilder *b)
{
  describe (run, b);
  readouts (run, b);
  if (!run->final)
    return;
  notes (run, b);
  if (run->log_at != NULL)
    table_of_rows (run, b, "density", _("Density"), run->at, run->log_at);
  table_of_rows (run, b, "samples", _("Samples"), run->samples, run->log_samples);
  table_of_training (run, b);
  g_autofree char *kernel = mercer_kernel_print (mercer_recipe_kernel (run->recipe));
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}
