/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Components that hold less of the variance than this hold rounding, and so does what centring leaves of less. */
static const double nothing = 1e-13;

/* --- Readouts --------------------------------------------------------------------------------------------------------------- */

static void
readouts (const PcaRun *run, MercerFigureBuilder *b, bool final)
{
  const MercerProjection *p = run->p;
  double together = 0;
  mercer_figure_readout (b, "n", _("Points"), (double) run->in.n, "");
  for (size_t j = 0; j < p->k; j++)
    {
      g_autofree char *id = g_strdup_printf ("eigenvalue%zu", j + 1), *title = g_strdup_printf (_("Eigenvalue %zu"), j + 1);
      mercer_figure_readout (b, id, title, p->values[j], "");
      together += mercer_projection_share (p, j);
    }
  for (size_t j = 0; j < p->k; j++)
    {
      g_autofree char *id = g_strdup_printf ("explained%zu", j + 1), *title = g_strdup_printf (_("Share of component %zu"), j + 1);
      mercer_figure_readout (b, id, title, mercer_projection_share (p, j), "");
    }
  mercer_figure_readout (b, "explained", _("Share of all these"), together, "");
  mercer_figure_readout (b, "effective_dimension", _("Effective dimension"), mercer_projection_effective_dimension (p), "");
  if (isfinite (p->off))
    mercer_figure_readout (b, "off", _("Error of the random features"), p->off, "");
  else if (final && p->basis.rows < p->n) /* of the answer, not of a draft by landmarks that leads to it */
    mercer_figure_readout (b, "lost", _("Share beyond the landmarks"), p->lost, "");
  pca_beside_readouts (run, b);
  if (isfinite (p->least))
    mercer_figure_readout (b, "least_eigenvalue", _("Least eigenvalue"), p->least, "");
}

/* --- Notes ------------------------------------------------------------------------------------------------------------------- */

static void
note (MercerFigureBuilder *b, MercerNoteKind kind, char *sentence)
{
  mercer_figure_note (b, kind, sentence, NULL, NULL, 0);
  g_free (sentence);
}

/* How many components hold more than rounding. */
static size_t
real_components (const MercerProjection *p)
{
  double least = nothing * MAX (p->trace, (double) p->n * fabs (p->grand_mean));
  size_t real = 0;
  while (real < p->k && p->values[real] > least)
    real++;
  return real;
}

/* Whether it has a length scale (list: one for each column). */
static bool
has_length (const MercerKernel *kernel, bool list)
{
  for (size_t k = 0; kernel != NULL && k < mercer_kernel_params (kernel); k++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, k, &param);
      if (list ? param.component >= 0 : g_str_equal (param.spec->id, "lengthscale"))
        return true;
    }
  return false;
}

/* Columns of very different spread: either each has its own length scale, or the widest decides alone. */
static void
note_scales (const PcaRun *run, MercerFigureBuilder *b)
{
  char number[MERCER_NUMBER_SIZE];
  size_t widest, narrowest;
  double times = mercer_start_disparity (&run->in, &widest, &narrowest);
  if (!run->numbers || run->in.d < 2 || times < MERCER_START_DISPARITY)
    return;
  mercer_number_show (times, 2, number);
  if (has_length (run->kernel, true))
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (_("“%s” spreads %s times as widely as “%s”, so each column has a length scale of its own."),
                           run->in.names[widest], number, run->in.names[narrowest]));
  else if (mercer_kernel_kind (run->kernel) == MERCER_KERNEL_LEAF)
    note (b, MERCER_NOTE_WARNING,
          g_strdup_printf (_("“%s” spreads %s times as widely as “%s” and all but decides the picture. Give each column a length "
                             "scale of its own, as in RBF(lengthscale=[1, 2])."),
                           run->in.names[widest], number, run->in.names[narrowest]));
}

/* Inputs that are kernel values, or might be. */
static void
note_matrix (const PcaRun *run, MercerFigureBuilder *b)
{
  if (run->kernel != NULL && !run->numbers && run->values->show == PCA_SHOW_DENOISED)
    note (b, MERCER_NOTE_INFO,
          g_strdup (_("Pre-images lie between points, and between categories there is nothing; the projection is drawn instead.")));
  if (run->kernel == NULL && run->values->show == PCA_SHOW_DENOISED)
    note (b, MERCER_NOTE_INFO,
          g_strdup (_("Pre-images lie among the points themselves, which a kernel matrix does not hold; the projection is drawn instead.")));
  if (run->kernel == NULL)
    mercer_figure_note (b, MERCER_NOTE_INFO, _("The inputs are taken as kernel values, so the kernel beside is not used."),
                        _("Take them as coordinates"), "precomputed", 0);
  if (run->kernel == NULL && run->values->landmarks > 0)
    note (b, MERCER_NOTE_INFO, g_strdup (_("Landmarks save the computing of kernel values; these are given, so all of them are used.")));
  if (run->numbers && run->in.d == run->in.n && pca_looks_like_kernel_matrix (run->recipe))
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("There are as many inputs as rows, and they are symmetric like a kernel matrix, but are taken as coordinates here."),
                        _("Take them as kernel values"), "precomputed", 1);
}

/* Kernels that are positive definite against polynomials only: centring the matrix takes out constants, and no more. */
static void
note_conditional (const PcaRun *run, MercerFigureBuilder *b)
{
  unsigned order = run->kernel != NULL ? mercer_kernel_conditional_order (run->kernel) : MERCER_KERNEL_INDEFINITE;
  if (order == 0 || order == MERCER_KERNEL_INDEFINITE || (order == 1 && run->values->center))
    return;
  if (order == 1)
    {
      mercer_figure_note (b, MERCER_NOTE_INFO, _("This kernel is positive definite only where the mean is subtracted."), _("Subtract the mean"),
                          "center", 1);
      return;
    }
  g_autofree char *kernel = mercer_kernel_show (run->kernel);
  note (b, MERCER_NOTE_INFO,
        g_strdup_printf (_("This kernel is positive definite only against polynomials of a degree below %u: write Centre(%s, order=%u), which takes "
                           "those out."),
                         order, kernel, order));
}

static void
note_definite (const PcaRun *run, MercerFigureBuilder *b)
{
  const MercerProjection *p = run->p;
  char least[MERCER_NUMBER_SIZE], share[MERCER_NUMBER_SIZE], shift[MERCER_NUMBER_SIZE];
  if (!mercer_projection_is_indefinite (p) || real_components (p) == 0)
    return;
  note_conditional (run, b);
  double wanted = run->values->shift - 1.01 * p->least, unit = pow (10, floor (log10 (wanted)) - 1);
  wanted = ceil (wanted / unit) * unit;
  g_autofree char *sentence = g_strdup_printf (
      _("The kernel is not positive definite on these points: its least eigenvalue is %s, %s %% of the largest in size. Components "
        "with negative eigenvalues have no place in a picture, and shares are of the sum of the positive ones; a shift of the diagonal by %s "
        "makes all zero or more."),
      mercer_number_show (p->least, 3, least), mercer_number_show (-100 * p->least / p->values[0], 2, share),
      mercer_number_show (wanted, 3, shift));
  g_autofree char *title = g_strdup_printf (_("Shift by %s"), shift);
  mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, title, "shift", wanted);
}

static void
note_components (const PcaRun *run, MercerFigureBuilder *b)
{
  const MercerProjection *p = run->p;
  size_t asked = (size_t) run->values->components, real = real_components (p);
  if (real == 0)
    note (b, MERCER_NOTE_WARNING,
          g_strdup (has_length (run->kernel, false)
                        ? _("To this kernel all rows are the same, so there is no direction in which they spread. Choose other columns or "
                            "a shorter length scale.")
                        : _("To this kernel all rows are the same, so there is no direction in which they spread. Choose other columns or "
                            "another kernel.")));
  else if (p->k < asked)
    note (b, MERCER_NOTE_INFO,
          p->frequencies.data != NULL
              ? g_strdup_printf (_("%zu components were asked for, but %zu random features have only %zu."), asked, p->basis.rows, p->k)
          : p->basis.rows < p->n
              ? g_strdup_printf (_("%zu components were asked for, but %zu landmarks span only %zu."), asked, p->basis.rows, p->k)
              : g_strdup_printf (_("%zu components were asked for, but %zu rows have only %zu."), asked, p->n, p->k));
  else if (real < p->k)
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (ngettext ("Only %zu component has a positive eigenvalue; the others are zero.",
                                     "Only %zu components have a positive eigenvalue; the others are zero.", real),
                           real));
  bool space = run->values->show == PCA_SHOW_SPACE;
  size_t highest = (size_t) MAX (run->values->horizontal, run->values->vertical);
  if (space)
    highest = MAX (highest, (size_t) run->values->depth);
  if (highest > p->k && (space || run->values->show == PCA_SHOW_SCORES))
    {
      g_autofree char *sentence
          = g_strdup_printf (_("Component %zu is not among the %zu that were computed; the last one is drawn."), highest, p->k);
      g_autofree char *title = p->k == asked ? g_strdup_printf (_("Compute %zu"), highest) : NULL; /* else there are no more */
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, title, title != NULL ? "components" : NULL, (double) highest);
    }
}

static void
note_ways (const PcaRun *run, MercerFigureBuilder *b)
{
  const MercerProjection *p = run->p;
  char number[MERCER_NUMBER_SIZE];
  if (p->updated > 0)
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (ngettext ("Updated for the %zu row that has changed, without computing all kernel values again.",
                                     "Updated for the %zu rows that have changed, without computing all kernel values again.", p->updated),
                           p->updated));
  if (run->no_features != NULL)
    note (b, MERCER_NOTE_INFO, g_strdup_printf (_("%s Landmarks take the place of random features."), run->no_features));
  if (isfinite (p->off))
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (_("Projected by %zu random features: on %zu of the rows kernel values are off by %s %% of their size. Landmarks "
                             "are mostly nearer for the same number."),
                           p->basis.rows, p->judges, mercer_number_show (100 * p->off, 2, number)));
  else if (p->basis.rows < p->n)
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (_("Projected in the span of %zu landmarks, which leaves out %s %% of the variance."), p->basis.rows,
                           p->lost < 1e-4 ? "< 0.01" : mercer_number_show (100 * p->lost, 2, number)));
  g_autofree char *refused = run->kernel != NULL ? mercer_kernel_check_points (run->kernel, run->problem.x) : NULL;
  if (refused != NULL)
    mercer_figure_note (b, MERCER_NOTE_WARNING, refused, NULL, NULL, 0);
  if (run->denoised.data == NULL)
    return;
  if (run->by_map && run->values->pre_image == PCA_FIXED_POINT)
    note (b, MERCER_NOTE_INFO,
          g_strdup (_("The fixed-point iteration is made for a single RBF kernel and points; here the pre-images come from a kernel "
                      "ridge regression of the inputs on the components.")));
  if (run->lost > 0)
    note (b, MERCER_NOTE_INFO,
          g_strdup_printf (ngettext ("The iteration for %zu point left the data; that point is shown where it was.",
                                     "The iteration for %zu points left the data; those are shown where they were.", run->lost),
                           run->lost));
}

/* --- Tables ------------------------------------------------------------------------------------------------------------------ */

static void
scores_table (const PcaRun *run, MercerFigureBuilder *b, const char *id)
{
  int table = mercer_figure_table (b, id, _("Scores"), run->in.n);
  mercer_inputs_row_column (&run->in, b, table);
  for (size_t j = 0; j < run->p->k; j++)
    {
      g_autofree char *name = g_strdup_printf ("pc%zu", j + 1);
      mercer_figure_table_column (b, table, name, "", mercer_matrix_column (run->p->scores, j));
    }
}

static void
tables (const PcaRun *run, MercerFigureBuilder *b)
{
  const MercerProjection *p = run->p;
  double number[PCA_MOST_COMPONENTS], share[PCA_MOST_COMPONENTS], sum[PCA_MOST_COMPONENTS];
  if (run->at.data != NULL)
    pca_at_scores_table (run, b, "scores");
  scores_table (run, b, run->at.data != NULL ? "scores_data" : "scores");
  int spectrum = mercer_figure_table (b, "spectrum", _("Spectrum"), p->k);
  for (size_t j = 0; j < p->k; j++)
    {
      number[j] = (double) j + 1;
      share[j] = mercer_projection_share (p, j);
      sum[j] = share[j] + (j > 0 ? sum[j - 1] : 0);
    }
  mercer_figure_table_column (b, spectrum, "component", "", number);
  mercer_figure_table_column (b, spectrum, "eigenvalue", "", p->values);
  mercer_figure_table_column (b, spectrum, "explained", "", share);
  mercer_figure_table_column (b, spectrum, "cumulative", "", sum);
  int error = mercer_figure_table (b, "reconstruction", _("Squared reconstruction errors in feature space"), run->in.n);
  mercer_inputs_row_column (&run->in, b, error);
  mercer_figure_table_column (b, error, "error", "", p->error);
  pca_beside_table (run, b);
  pca_at_tables (run, b);
  if (run->denoised.data == NULL)
    return;
  int denoised = mercer_figure_table (b, "denoised", _("Denoised data"), run->in.n);
  mercer_inputs_row_column (&run->in, b, denoised);
  for (size_t c = 0; c < run->in.d; c++)
    mercer_figure_table_column (b, denoised, run->in.names[c], "", mercer_matrix_column (run->denoised, c));
}

void
pca_run_words (const PcaRun *run, MercerFigureBuilder *b, bool final)
{
  readouts (run, b, final);
  if (!final)
    return;
  if (run->kernel != NULL)
    {
      mercer_inputs_note (&run->in, b);
      note_scales (run, b);
    }
  note_matrix (run, b);
  note_components (run, b);
  note_definite (run, b);
  note_ways (run, b);
  pca_beside_notes (run, b);
  tables (run, b);
  g_autofree char *kernel = run->kernel != NULL ? mercer_kernel_print (run->kernel) : NULL;
  if (kernel != NULL)
    mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}
