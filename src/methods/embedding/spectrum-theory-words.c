/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectrum-theory.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
readouts (const SpectrumRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "n", _("Rows"), (double) run->in.n, "");
  mercer_figure_readout (b, "d", _("Columns"), (double) run->in.d, "");
  if (run->has_theory)
    mercer_figure_readout (b, "standing_out", _("Standing out of the law"), (double) run->spikes, "");
  if (run->shuffled > 0)
    mercer_figure_readout (b, "beyond_shuffled", _("Beyond shuffled columns"), (double) run->beyond, "");
  mercer_figure_readout (b, "ratio", _("Columns for each row"), (double) run->in.d / (double) run->in.n, "");
  mercer_figure_readout (b, "largest", _("Largest eigenvalue"), run->eigen[0], "");
  if (!run->has_theory)
    return;
  mercer_figure_readout (b, "noise_variance", _("Variance of the noise"), run->law.variance, "");
  mercer_figure_readout (b, "edge", _("Edge of the law"), spectrum_run_scale (run, run->law.high), "");
  mercer_figure_readout (b, "threshold", _("Threshold"), run->threshold, "");
  if (isfinite (run->statistic))
    {
      mercer_figure_readout (b, "statistic", _("Tracy–Widom statistic of the next"), run->statistic, "");
      mercer_figure_readout (b, "p_value", _("p-value of the next"), run->p_value, "");
    }
}

static void
table (const SpectrumRun *run, MercerFigureBuilder *b)
{
  g_autofree double *number = g_new (double, run->count), *stands = g_new (double, run->count);
  int t = mercer_figure_table (b, "spectrum", _("Spectrum"), run->count);
  for (size_t k = 0; k < run->count; k++)
    {
      number[k] = (double) k + 1;
      stands[k] = k < run->spikes;
    }
  mercer_figure_table_column (b, t, "number", "", number);
  mercer_figure_table_column (b, t, "eigenvalue", "", run->eigen);
  if (run->has_theory)
    {
      mercer_figure_table_column (b, t, "stands_out", "", stands);
      mercer_figure_table_column (b, t, "expected", "", run->expected);
    }
  if (run->shuffled > 0)
    {
      mercer_figure_table_column (b, t, "shuffled_mean", "", run->shuffle_middle);
      mercer_figure_table_column (b, t, "shuffled_high", "", run->shuffle_high);
    }
}

/* Where the judges do not agree, which way each of them errs. */
static void
note_disagreement (const SpectrumRun *run, MercerFigureBuilder *b)
{
  size_t most, least = spectrum_run_standing (run, &most);
  if (least == most)
    return;
  g_autofree char *sentence = g_strdup_printf (
      run->spikes > run->beyond
          ? _("The law of noise lets %zu eigenvalues stand out, shuffled columns %zu. Shuffles leave the strong components in the noise that "
              "they make and miss weak ones behind them; the law takes all noise for one variance and counts too many where it is not. What "
              "both let stand out is safe.")
          : _("The law of noise lets %zu eigenvalues stand out, shuffled columns %zu. The law is that of large matrices of normal noise; "
              "shuffles keep the values that there are. What both let stand out is safe."),
      run->spikes, run->beyond);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

void
spectrum_run_words (const SpectrumRun *run, MercerFigureBuilder *b)
{
  readouts (run, b);
  mercer_inputs_note (&run->in, b);
  if (!run->has_theory)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("The law of noise is known for kernels of the distance with one length scale and for those of the product "
                          "x·x′. For this kernel compare with the shuffled columns."),
                        NULL, NULL, 0);
  else if (spectrum_run_has_few (run))
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        run->shuffled > 0 ? _("The laws of noise are those of large matrices and say little of so few columns. What stands out is "
                                              "judged by the shuffled columns.")
                                          : _("The laws of noise are those of large matrices and say little of so few columns. Shuffled columns "
                                              "need no law."),
                        run->shuffled > 0 ? NULL : _("Shuffle 20 times"), run->shuffled > 0 ? NULL : "shuffles", 20);
  if (!run->values->standardize && run->has_theory)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("The law supposes that the noise of all columns has the same variance. Columns in different units need not: "
                          "switch on columns of unit variance."),
                        _("Unit variance"), "standardize", 1);
  note_disagreement (run, b);
  if (run->values->standardize && run->has_theory && !spectrum_run_has_few (run) && run->spikes > 0)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("Columns of unit variance that share in a component have less noise left than the others, so that the noise is "
                          "not of one variance and eigenvalues just over the threshold may be noise. Leave columns of one unit as they are."),
                        _("Columns as they are"), "standardize", 0);
  table (run, b);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}
