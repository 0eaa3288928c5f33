/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The terms of a kernel that is a sum: what each of them says of the function, and how much of the variance is its. */

enum { MOST_TERMS = 16, AT_BLOCK = 1024 };
/* Terms that vary together so much that their variances do not add up, as a part of the whole, get a note. */
static const double together = 0.05;

/* --- Names ---------------------------------------------------------------------------------------- */

/* "RBF*Periodic": the families, without numbers. */
static void
add_families (const MercerKernel *kernel, GString *name)
{
  if (mercer_kernel_kind (kernel) != MERCER_KERNEL_LEAF)
    {
      for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
        add_families (mercer_kernel_child (kernel, i), name);
      return;
    }
  const char *id = mercer_kernel_leaf_family (kernel)->id;
  if (strcmp (id, "Constant") != 0)
    g_string_append_printf (name, "%s%s", name->len > 0 ? "*" : "", id);
}

/* A number behind the names that occur twice. */
static char **
name_terms (MercerKernel *const *terms, size_t count)
{
  char **names = g_new0 (char *, count + 1);
  g_autofree size_t *alike = g_new0 (size_t, count + 1);
  for (size_t i = 0; i < count; i++)
    {
      GString *name = g_string_new (NULL);
      add_families (terms[i], name);
      names[i] = name->len > 0 ? g_string_free (name, FALSE) : (g_string_free (name, TRUE), g_strdup ("Constant"));
    }
  for (size_t i = count; i-- > 0;)
    for (size_t j = 0; j < i; j++)
      alike[i] += g_str_equal (names[i], names[j]);
  for (size_t i = 0; i < count; i++)
    if (alike[i] > 0)
      {
        g_autofree char *plain = names[i];
        names[i] = g_strdup_printf ("%s%zu", plain, alike[i] + 1);
      }
  return names;
}

/* --- Numbers ---------------------------------------------------------------------------------------- */

void
gp_run_find_terms (GpRun *run)
{
  if (!run->values->decompose || run->terms != NULL)
    return;
  run->terms = g_new0 (MercerKernel *, MOST_TERMS + 1);
  run->n_terms = mercer_gp_terms (run->kernel, run->terms, MOST_TERMS);
  run->term_names = name_terms (run->terms, run->n_terms);
}

void
gp_run_clear_terms (GpRun *run)
{
  for (size_t i = 0; i < run->n_terms; i++)
    mercer_kernel_unref (run->terms[i]);
  g_free (run->terms);
  g_strfreev (run->term_names);
}

bool
gp_run_wants_terms (const GpRun *run)
{
  return run->n_terms > 1 && run->n > 0 && run->values->show == GP_SHOW_POSTERIOR;
}

/* share(i) = cov (f_i, y) / var (y); together(i, j) = cov (f_i, f_j) / var (y), over the rows, of the terms, the mean
 * function and what is left. The shares add up to 1. */
static MercerStatus
find_shares (GpRun *run)
{
  size_t n = run->n, parts = run->n_terms + 2;
  MercerMatrix f = mercer_work_matrix (run->work, n, parts);
  run->together = mercer_work_matrix (run->work, parts, parts);
  run->share = mercer_work_doubles (run->work, parts);
  if (f.data == NULL || run->together.data == NULL || run->share == NULL)
    return MERCER_OUT_OF_MEMORY;
  double *left = mercer_matrix_column (f, parts - 1);
  memcpy (f.data, run->term_fitted.data, n * (parts - 1) * sizeof (double));
  memcpy (left, run->y, n * sizeof (double));
  for (size_t c = 0; c + 1 < parts; c++)
    for (size_t i = 0; i < n; i++)
      left[i] -= f.data[i + c * n];
  for (size_t c = 0; c < parts; c++)
    {
      double *column = mercer_matrix_column (f, c), mean = 0;
      for (size_t i = 0; i < n; i++)
        mean += column[i] / (double) n;
      for (size_t i = 0; i < n; i++)
        column[i] -= mean;
    }
  double whole = 0;
  for (size_t a = 0; a < parts; a++)
    for (size_t b = 0; b < parts; b++)
      {
        double product = 0;
        for (size_t i = 0; i < n; i++)
          product += f.data[i + a * n] * f.data[i + b * n];
        *mercer_matrix_at (run->together, a, b) = product;
        whole += product;
      }
  for (size_t a = 0; a < parts; a++)
    {
      run->share[a] = 0;
      for (size_t b = 0; b < parts; b++)
        {
          double *at = mercer_matrix_at (run->together, a, b);
          *at = whole > 0 ? *at / whole : 0;
          run->share[a] += *at;
        }
    }
  return MERCER_OK;
}

static MercerStatus
decompose (GpRun *run, const MercerGpProblem *problem, bool shares)
{
  size_t m = run->z.rows, columns = run->n_terms + 1;
  run->term_mean = mercer_work_matrix (run->work, m, columns);
  run->term_variance = mercer_work_matrix (run->work, m, columns);
  run->term_fitted = shares ? mercer_work_matrix (run->work, run->n, columns) : (MercerMatrix){ 0 };
  if (run->term_mean.data == NULL || run->term_variance.data == NULL || (shares && run->term_fitted.data == NULL))
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gp_decompose (problem, run->terms, run->n_terms, run->z, run->term_mean, run->term_variance,
                                             run->term_fitted, run->work);
  return status == MERCER_OK && shares ? find_shares (run) : status;
}

MercerStatus
gp_run_terms (GpRun *run)
{
  run->has_terms = false;
  if (!gp_run_wants_terms (run))
    return MERCER_OK;
  MercerStatus status = decompose (run, &run->problem, true);
  run->has_terms = status == MERCER_OK;
  run->terms_refused = status == MERCER_OUT_OF_MEMORY;
  return run->terms_refused ? MERCER_OK : status; /* the whole is there all the same */
}

MercerStatus
gp_run_thin_terms (GpRun *run, size_t rows)
{
  MercerGpProblem some;
  run->has_terms = false;
  if (!gp_run_wants_terms (run))
    return MERCER_OK;
  MercerStatus status = gp_run_thin (run, rows, &some);
  if (status == MERCER_OK)
    status = decompose (run, &some, false);
  run->has_terms = status == MERCER_OK;
  run->share = NULL;
  return status;
}

MercerStatus
gp_run_terms_at (GpRun *run)
{
  size_t m = run->at.rows, columns = run->n_terms + 1;
  if (!run->has_terms || run->at_mean == NULL)
    return MERCER_OK;
  run->at_term_mean = mercer_work_matrix (run->work, m, columns);
  run->at_term_variance = mercer_work_matrix (run->work, m, columns);
  if (run->at_term_mean.data == NULL || run->at_term_variance.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = MERCER_OK;
  for (size_t first = 0; first < m && status == MERCER_OK; first += AT_BLOCK)
    {
      size_t rows = MIN (m - first, (size_t) AT_BLOCK);
      status = mercer_gp_decompose (&run->problem, run->terms, run->n_terms,
                                    mercer_matrix_block (run->at, first, 0, rows, run->d),
                                    mercer_matrix_block (run->at_term_mean, first, 0, rows, columns),
                                    mercer_matrix_block (run->at_term_variance, first, 0, rows, columns),
                                    (MercerMatrix){ 0 }, run->work);
    }
  return status;
}

/* --- Words and tables --------------------------------------------------------------------------------- */

void
gp_run_term_columns (const GpRun *run, MercerFigureBuilder *b, int table, const char *unit)
{
  if (!run->has_terms)
    return;
  bool asked = run->at_mean != NULL;
  MercerMatrix mean = asked ? run->at_term_mean : run->term_mean, variance = asked ? run->at_term_variance : run->term_variance;
  g_autofree double *sd = g_new (double, mean.rows + 1);
  for (size_t t = 0; t < run->n_terms + (run->report.n_beta > 0); t++)
    {
      const char *name = t < run->n_terms ? run->term_names[t] : "function";
      g_autofree char *mean_id = g_strconcat ("mean_", name, NULL), *sd_id = g_strconcat ("sd_", name, NULL);
      for (size_t k = 0; k < mean.rows; k++)
        sd[k] = sqrt (*mercer_matrix_at (variance, k, t));
      mercer_figure_table_column (b, table, mean_id, unit, mercer_matrix_column (mean, t));
      mercer_figure_table_column (b, table, sd_id, unit, sd);
    }
}

/* What the k-th part is called: the terms, the mean function, what is left. */
static const char *
part_name (const GpRun *run, size_t part)
{
  return part < run->n_terms ? run->term_names[part] : part == run->n_terms ? "mean_function" : "residual";
}

static void
terms_table (const GpRun *run, MercerFigureBuilder *b)
{
  size_t parts = run->n_terms + 2;
  g_autofree double *column = g_new (double, parts);
  int table = mercer_figure_table (b, "terms", _("Terms, as parts of the variance of the observations"), parts);
  for (size_t a = 0; a < parts; a++)
    column[a] = (double) (a + 1);
  mercer_figure_table_column (b, table, "part", "", column);
  mercer_figure_table_column (b, table, "share", "", run->share);
  for (size_t c = 0; c < parts; c++)
    {
      g_autofree char *id = g_strconcat ("covariance_", part_name (run, c), NULL);
      mercer_figure_table_column (b, table, id, "", mercer_matrix_column (run->together, c));
    }
  GString *text = g_string_new (NULL);
  for (size_t a = 0; a < parts; a++)
    {
      g_autofree char *kernel = a < run->n_terms ? mercer_kernel_print (run->terms[a]) : NULL;
      g_string_append_printf (text, "%s%zu: %s%s%s", a > 0 ? "\n" : "", a + 1, part_name (run, a), kernel != NULL ? " = " : "",
                              kernel != NULL ? kernel : "");
    }
  mercer_figure_text_output (b, "terms", _("Terms"), text->str);
  g_string_free (text, TRUE);
}

void
gp_run_term_words (const GpRun *run, MercerFigureBuilder *b)
{
  if (!run->values->decompose)
    return;
  const char *why_not = run->n_along == 2 ? _("Terms are drawn along one column: choose it in “Drawn along”.")
                        : run->n_terms < 2 ? _("The kernel has one term, so that there is nothing to take apart. Join kernels with +.")
                        : run->terms_refused ? _("The terms need a matrix of all rows, which does not fit into memory. Use fewer rows.")
                                             : NULL;
  if (why_not != NULL)
    mercer_figure_note (b, MERCER_NOTE_INFO, why_not, NULL, NULL, 0);
  if (!run->has_terms || run->share == NULL)
    return;
  double alone = 0;
  for (size_t t = 0; t <= run->n_terms + 1; t++)
    alone += *mercer_matrix_at (run->together, t, t);
  bool negative = false;
  for (size_t t = 0; t < run->n_terms; t++)
    {
      negative |= run->share[t] < 0;
      g_autofree char *id = g_strdup_printf ("share_%zu", t + 1), *title = g_strdup_printf (_("Share of %s"), run->term_names[t]);
      mercer_figure_readout (b, id, title, 100 * run->share[t], "%");
    }
  if (fabs (alone - 1) > together || negative)
    {
      char number[MERCER_NUMBER_SIZE];
      g_autofree char *sentence = g_strdup_printf (
          _("The terms vary together over these rows: alone their variances and that of what is left would make %s %% of the "
            "observations'. A share is a term's covariance with the observations; the table has all covariances."),
          mercer_number_show (100 * alone, 3, number));
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
}

void
gp_run_term_tables (const GpRun *run, MercerFigureBuilder *b)
{
  if (run->has_terms && run->share != NULL)
    terms_table (run, b);
}

/* --- Pictures ----------------------------------------------------------------------------------------- */

static void
draw_term (const GpRun *run, MercerFigureBuilder *b, size_t term, size_t place, size_t places)
{
  size_t m = run->z.rows;
  bool is_mean = term == run->n_terms, alone = places % 2 == 1 && place + 1 == places;
  const double *mean = mercer_matrix_column (run->term_mean, term);
  g_autofree double *half = g_new (double, m);
  for (size_t k = 0; k < m; k++)
    half[k] = run->values->width * sqrt (*mercer_matrix_at (run->term_variance, k, term));
  int panel = mercer_figure_panel (b, is_mean ? _("Mean function") : run->term_names[term], (int) (place % 2),
                                   1 + (int) (place / 2), alone ? 2 : 1, 1);
  gp_run_input_axis (run, b, panel, 0, false);
  mercer_figure_y_axis (b, panel, run->y_name, mercer_recipe_unit (run->recipe, "y"), MERCER_AXIS_LINEAR, 0, 0, NULL);
  MercerColourRole role = is_mean ? MERCER_ROLE_INK : MERCER_ROLE_SERIES_N ((int) term);
  gp_run_draw_band (run, b, panel, role, mean, half);
  gp_run_draw_mean (run, b, panel, role, mean, NULL);
  if (run->share != NULL && !is_mean)
    {
      char number[MERCER_NUMBER_SIZE];
      g_autofree char *words = g_strdup_printf (_("Share of the variance: %s %%"), mercer_number_show (100 * run->share[term], 3, number));
      mercer_figure_caption (b, panel, words);
    }
}

void
gp_run_draw_terms (const GpRun *run, MercerFigureBuilder *b)
{
  size_t places = run->n_terms + (run->report.n_beta > 1);
  if (!run->has_terms)
    return;
  mercer_figure_stretch_row (b, 0, 1.5);
  for (size_t t = 0; t < places; t++)
    draw_term (run, b, t, t, places);
}
