/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gram.h"
#include "inputs.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What rounding leaves of 0, in units of its usual bound; a ridge that makes a factorisation safe, of the largest
 * eigenvalue; the share of the trace whose components are counted. */
static const double noise = 10, safe_ridge = 1e-10, share = 0.99;
/* Above this condition number fewer than four digits of a solution are to be relied on. */
static const double worst_condition = 1e12;

static double
least (const GramRun *run)
{
  return run->eigen[run->n_eigen - 1];
}

static size_t
count_negative (const GramRun *run)
{
  size_t count = 0;
  double rounding = noise * mercer_spectrum_rounding (run->eigen, run->n_eigen);
  while (count < run->n_eigen && run->eigen[run->n_eigen - 1 - count] < -rounding)
    count++;
  return count;
}

/* --- Readouts ----------------------------------------------------------------------------------------- */

static void
readout_condition (MercerFigureBuilder *b, const char *id, const char *title, double condition)
{
  if (isfinite (condition))
    mercer_figure_readout (b, id, title, condition, "");
}

static void
readouts (const GramRun *run, MercerFigureBuilder *b, bool final)
{
  mercer_figure_readout (b, "n", _("Rows"), (double) run->n, "");
  if (run->n_eigen == 0)
    return;
  const double *eigen = run->eigen;
  size_t n = run->n_eigen;
  double trace = 0;
  for (size_t i = n; i-- > 0;)
    trace += eigen[i];
  mercer_figure_readout (b, "effective_dimension", _("Effective dimension"),
                         mercer_effective_dimension (eigen, n, run->values->ridge), "");
  mercer_figure_readout (b, "largest", _("Largest eigenvalue"), eigen[0], "");
  if (!final)
    return; /* of some rows the small ones say nothing */
  mercer_figure_readout (b, "smallest", _("Smallest eigenvalue"), least (run), "");
  mercer_figure_readout (b, "trace", _("Trace"), trace, "");
  readout_condition (b, "condition", _("Condition number"), mercer_spectrum_condition (eigen, n, 0));
  if (isfinite (run->shift))
    mercer_figure_readout (b, "shift", _("Least constant to add"), run->shift, "");
  readout_condition (b, "condition_ridge", _("Condition with the ridge"),
                     mercer_spectrum_condition (eigen, n, run->values->ridge));
  mercer_figure_readout (b, "negative", _("Negative eigenvalues"), (double) count_negative (run), "");
  if (count_negative (run) == 0 && eigen[0] > 0)
    mercer_figure_readout (b, "components", _("Components for 99 %"),
                           (double) mercer_spectrum_components (eigen, n, share), "");
}

/* --- What the smallest eigenvalue means ----------------------------------------------------------------- */

/* To two digits, upwards. */
static double
rounded_up (double value)
{
  double unit = pow (10, floor (log10 (value)) - 1);
  return ceil (value / unit) * unit;
}

static void
note_ridge (MercerFigureBuilder *b, MercerNoteKind kind, const char *sentence, double ridge)
{
  char number[MERCER_NUMBER_SIZE];
  bool possible = ridge >= 1e-12 && ridge <= 1e12;
  g_autofree char *title = g_strdup_printf (_("Set ridge to %s"), mercer_number_show (ridge, 2, number));
  mercer_figure_note (b, kind, sentence, possible ? title : NULL, possible ? "ridge" : NULL, possible ? ridge : 0);
}

/* What makes a conditionally positive definite kernel a covariance. */
static void
note_shift (const GramRun *run, MercerFigureBuilder *b)
{
  if (!isfinite (run->shift))
    return;
  char number[MERCER_NUMBER_SIZE];
  double shift = run->shift > 0 ? rounded_up (run->shift) : 0;
  g_autofree char *kernel = mercer_kernel_show (run->kernel);
  g_autofree char *sentence = g_strdup_printf (
      _("A constant of %s or more, added to it, makes it positive definite on these rows; where a covariance is needed, write "
        "Shift(%s), which is one everywhere."),
      mercer_number_show (shift, 2, number), kernel);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

/* Centring takes constants out, and no polynomials. */
static void
note_conditional (const GramRun *run, MercerFigureBuilder *b)
{
  unsigned order = mercer_kernel_conditional_order (run->kernel);
  if (order == 1)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("This kernel is only conditionally positive definite, so a negative eigenvalue is as it should be: "
                          "methods that use it centre the matrix first."),
                        run->values->centre ? NULL : _("Centre the matrix"), run->values->centre ? NULL : "centre", 1);
  if (order <= 1 || order == MERCER_KERNEL_INDEFINITE)
    return;
  g_autofree char *kernel = mercer_kernel_show (run->kernel);
  g_autofree char *sentence = g_strdup_printf (
      _("This kernel is positive definite only against polynomials of a degree below %u, so negative eigenvalues are as they "
        "should be; where a covariance is needed, write Centre(%s, order=%u), which takes those out of the function."),
      order, kernel, order);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

static void
note_negative (const GramRun *run, MercerFigureBuilder *b, size_t count)
{
  char number[MERCER_NUMBER_SIZE];
  mercer_number_show (least (run), 3, number);
  g_autofree char *sentence = g_strdup_printf (
      ngettext ("%zu eigenvalue is negative, down to %s: the matrix is not positive definite, and no covariance. A greater "
                "ridge than that makes it one.",
                "%zu eigenvalues are negative, down to %s: the matrix is not positive definite, and no covariance. A greater "
                "ridge than that makes it one.",
                count),
      count, number);
  double ridge = rounded_up (-1.1 * least (run));
  note_shift (run, b);
  note_conditional (run, b);
  if (run->values->ridge > -least (run))
    mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
  else
    note_ridge (b, MERCER_NOTE_WARNING, sentence, ridge);
}

/* Digits that a solve may lose are those of the condition number (Golub and Van Loan, section 2.6). */
static int
digits_lost (double condition)
{
  return (int) ceil (log10 (fmax (condition, 1)));
}

static void
note_sound (const GramRun *run, MercerFigureBuilder *b)
{
  char smallest[MERCER_NUMBER_SIZE], condition[MERCER_NUMBER_SIZE];
  const double ratio = run->eigen[0] / least (run), ridge = run->values->ridge;
  const int alone = digits_lost (ratio), with_ridge = digits_lost ((run->eigen[0] + ridge) / (least (run) + ridge));
  g_autofree char *sentence = g_strdup_printf (
      ngettext ("The smallest eigenvalue, %s, is that of the combination of rows which the kernel tells apart worst. The condition "
                "number is %s: a solve loses about %d of 16 digits, and with the ridge about %d.",
                "The smallest eigenvalue, %s, is that of the combination of rows which the kernel tells apart worst. The condition "
                "number is %s: a solve loses about %d of 16 digits, and with the ridge about %d.",
                (gulong) alone),
      mercer_number_show (least (run), 3, smallest), mercer_number_show (ratio, 2, condition), alone, with_ridge);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

static void
note_smallest (const GramRun *run, MercerFigureBuilder *b)
{
  if (run->n_eigen == 0 || !(mercer_spectrum_rounding (run->eigen, run->n_eigen) > 0))
    return;
  char number[MERCER_NUMBER_SIZE];
  size_t negative = count_negative (run);
  double rounding = noise * mercer_spectrum_rounding (run->eigen, run->n_eigen);
  double with_ridge = mercer_spectrum_condition (run->eigen, run->n_eigen, run->values->ridge);
  g_autofree char *sentence = NULL;
  if (negative > 0)
    {
      note_negative (run, b, negative);
      return;
    }
  if (run->values->centre)
    {
      mercer_figure_note (b, MERCER_NOTE_INFO,
                          _("Rows of a centred matrix add up to 0, so that one eigenvalue is 0 and only the others say something."),
                          NULL, NULL, 0);
      return;
    }
  if (least (run) <= rounding)
    sentence = g_strdup (_("The smallest eigenvalue is 0 to rounding: without a ridge (or jitter) a Cholesky factorisation "
                           "may fail, and the condition number is only what it is at least."));
  else if (run->eigen[0] / least (run) > worst_condition)
    sentence = g_strdup_printf (_("The matrix is ill-conditioned (%s): solved without a ridge, few digits are certain."),
                                mercer_number_show (run->eigen[0] / least (run), 2, number));
  if (sentence == NULL)
    {
      note_sound (run, b);
      return;
    }
  if (with_ridge < worst_condition)
    mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
  else
    note_ridge (b, MERCER_NOTE_WARNING, sentence, rounded_up (safe_ridge * run->eigen[0]));
}

static void
note_rows (const GramRun *run, MercerFigureBuilder *b)
{
  g_autofree char *refused = run->n > 0 ? mercer_kernel_check_points (run->kernel, run->points) : NULL;
  if (refused != NULL)
    mercer_figure_note (b, MERCER_NOTE_WARNING, refused, NULL, NULL, 0);
  if (run->n == 0)
    {
      mercer_figure_note (b, MERCER_NOTE_INFO, run->dropped > 0
                                                   ? _("Every row has a missing value. Choose other columns.")
                                                   : _("The table has no rows. Choose another one or add some."),
                          NULL, NULL, 0);
      return;
    }
  mercer_inputs_note_dropped (run->dropped, run->dropped + run->complete, b);
  mercer_inputs_note_sample (run->n, run->complete, b);
  mercer_inputs_note_reference (run->recipe, b);
}

/* --- Table ---------------------------------------------------------------------------------------------- */

static void
eigenvalue_table (const GramRun *run, MercerFigureBuilder *b)
{
  size_t n = run->n_eigen;
  g_autofree double *column = g_new (double, n + 1);
  int table = mercer_figure_table (b, "eigenvalues", _("Eigenvalues"), n);
  for (size_t i = 0; i < n; i++)
    column[i] = (double) (i + 1);
  mercer_figure_table_column (b, table, "number", "", column);
  mercer_figure_table_column (b, table, "eigenvalue", "", run->eigen);
  for (size_t i = 0; i < n; i++)
    column[i] = run->eigen[i] > 0 ? run->eigen[i] / (run->eigen[i] + run->values->ridge) : 0;
  mercer_figure_table_column (b, table, "left_free", "", column);
}

/* Which row of the data stands where in the image. */
static void
rows_table (const GramRun *run, MercerFigureBuilder *b)
{
  g_autofree double *column = g_new (double, run->n + 1);
  int table = mercer_figure_table (b, "rows", _("Rows as drawn"), run->n);
  for (size_t i = 0; i < run->n; i++)
    column[i] = (double) (i + 1);
  mercer_figure_table_column (b, table, "place", "", column);
  for (size_t i = 0; i < run->n; i++)
    column[i] = (double) (run->rows[run->order[i]] + 1);
  mercer_figure_table_column (b, table, "row", "", column);
}

void
gram_run_words (const GramRun *run, MercerFigureBuilder *b, bool final)
{
  readouts (run, b, final);
  note_rows (run, b);
  if (!final)
    return;
  note_smallest (run, b);
  eigenvalue_table (run, b);
  rows_table (run, b);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}
