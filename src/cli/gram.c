/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gram: the matrix of a kernel expression on a table. */

#include "cli.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reader.h"
#include "write.h"

/* The columns that --role x names, or all there are with numbers; NULL-terminated copies. */
static char **
choose_columns (const MercerRequest *request, const MercerDataset *dataset)
{
  for (guint i = 0; i < request->roles->len; i++)
    {
      const char *role = g_ptr_array_index (request->roles, i);
      if (g_str_has_prefix (role, "x="))
        return g_strsplit (role + 2, ",", -1);
    }
  GPtrArray *names = g_ptr_array_new ();
  for (size_t c = 0; c < mercer_dataset_columns (dataset); c++)
    if (mercer_dataset_column (dataset, c)->kind == MERCER_COLUMN_NUMERIC)
      g_ptr_array_add (names, g_strdup (mercer_dataset_column (dataset, c)->name));
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

/* Categories by their codes. */
static void
copy_column (const MercerColumn *column, size_t n, double *to)
{
  for (size_t i = 0; i < n; i++)
    to[i] = column->kind == MERCER_COLUMN_NUMERIC ? column->values[i] : column->codes[i];
}

/* NULL, or what is wrong with a column of a second table: its codes must mean the same levels. */
static char *
check_levels (const MercerDataset *dataset, const MercerDataset *at, const char *name)
{
  int a = mercer_dataset_find (dataset, name), b = mercer_dataset_find (at, name);
  if (a < 0 || b < 0)
    return NULL;
  const MercerColumn *ours = mercer_dataset_column (dataset, (size_t) a),
                     *theirs = mercer_dataset_column (at, (size_t) b);
  bool good = ours->kind == theirs->kind;
  if (good && ours->kind == MERCER_COLUMN_CATEGORICAL)
    for (size_t i = 0; i < MIN (ours->n_levels, theirs->n_levels); i++)
      good = good && strcmp (ours->levels[i], theirs->levels[i]) == 0;
  return good ? NULL
              : g_strdup_printf (_("The column “%s” has other categories, or in another order, in “%s” than in “%s”; "
                                   "let the rows begin in the same order of categories."),
                                 name, mercer_dataset_title (at), mercer_dataset_title (dataset));
}

/* NULL, or why the kernel cannot look at one of its columns. */
static char *
check_categories (const MercerKernel *kernel, const MercerDataset *dataset, char **columns)
{
  g_autofree bool *categories = g_new0 (bool, g_strv_length (columns) + 1);
  for (size_t k = 0; columns[k] != NULL; k++)
    {
      int c = mercer_dataset_find (dataset, columns[k]);
      categories[k] = c >= 0 && mercer_dataset_column (dataset, (size_t) c)->kind == MERCER_COLUMN_CATEGORICAL;
    }
  return mercer_kernel_check_categories (kernel, categories, (const char *const *) columns);
}

/* n x d, column-major, g_malloc'd; NULL after a complaint. */
static double *
gather (const MercerDataset *dataset, char **columns)
{
  size_t n = mercer_dataset_rows (dataset);
  double *x = g_new (double, MAX (n * g_strv_length (columns), 1));
  for (size_t k = 0; columns[k] != NULL; k++)
    {
      int c = mercer_dataset_find (dataset, columns[k]);
      const MercerColumn *column = c >= 0 ? mercer_dataset_column (dataset, (size_t) c) : NULL;
      const char *format = column == NULL ? _("The table “%s” has no column “%s”.")
                           : column->n_missing > 0
                               ? _("In “%s” the column “%s” has missing values; remove those rows first.")
                               : NULL;
      if (format != NULL)
        {
          g_autofree char *sentence = g_strdup_printf (format, mercer_dataset_title (dataset), columns[k]);
          cli_complain (CLI_BAD_INPUT, sentence);
          g_free (x);
          return NULL;
        }
      copy_column (column, n, x + k * n);
    }
  return x;
}

static CliExit
write_matrix (const MercerRequest *request, MercerMatrix k)
{
  GString *text = g_string_sized_new (k.rows * k.cols * 20);
  char number[MERCER_NUMBER_SIZE];
  for (size_t i = 0; i < k.rows; i++)
    for (size_t j = 0; j < k.cols; j++)
      {
        g_string_append (text, mercer_number_print (*mercer_matrix_at (k, i, j), number));
        g_string_append_c (text, j + 1 < k.cols ? ',' : '\n');
      }
  CliExit code = CLI_OK;
  if (request->out->len == 0)
    fwrite (text->str, 1, text->len, stdout);
  for (guint i = 0; i < request->out->len && code == CLI_OK; i++)
    {
      g_autoptr (GError) error = NULL;
      if (!mercer_write_file (g_ptr_array_index (request->out, i), text->str, text->len, &error))
        code = cli_complain (CLI_FAILURE, error->message);
    }
  g_string_free (text, TRUE);
  return code;
}

static MercerStatus
evaluate (const MercerKernel *kernel, MercerMatrix x, const MercerMatrix *z, MercerMatrix k, MercerWork *work)
{
  if (z != NULL)
    return mercer_kernel_cross (kernel, x, *z, k, work);
  MercerStatus status = mercer_kernel_gram (kernel, x, k, work);
  if (status == MERCER_OK)
    mercer_matrix_mirror_lower (k);
  return status;
}

static CliExit
compute (const MercerRequest *request, const MercerKernel *kernel, MercerMatrix x, const MercerMatrix *z)
{
  g_autofree char *refusal = mercer_kernel_check_points (kernel, x);
  if (refusal == NULL && z != NULL)
    refusal = mercer_kernel_check_points (kernel, *z);
  if (refusal != NULL)
    return cli_complain (CLI_BAD_INPUT, refusal);
  MercerWork *work = mercer_work_new (0, NULL);
  cli_set_work (work);
  MercerMatrix k = mercer_work_matrix (work, x.rows, z != NULL ? z->rows : x.rows);
  MercerStatus status = k.data != NULL ? evaluate (kernel, x, z, k, work) : MERCER_OUT_OF_MEMORY;
  CliExit code = status == MERCER_OK ? write_matrix (request, k)
                                     : cli_complain (CLI_FAILURE, mercer_status_text (status));
  cli_set_work (NULL);
  mercer_work_free (work);
  return code;
}

CliExit
cli_gram (const MercerRequest *request)
{
  g_autoptr (GError) error = NULL;
  const char *text = request->subject != NULL ? request->subject : request->kernel;
  if (text == NULL)
    return cli_complain (CLI_BAD_INPUT, _("Name a kernel: mercer-cli gram EXPR --data FILE."));
  g_autoptr (MercerKernel) kernel = mercer_request_kernel (text, NULL, &error);
  if (kernel == NULL)
    return cli_complain (CLI_BAD_INPUT, error->message);
  CliExit code;
  g_autoptr (MercerDataset) dataset = cli_open_data (request, NULL, &code);
  if (dataset == NULL)
    return code;
  g_autoptr (MercerDataset) at = NULL;
  if (request->at != NULL && (at = mercer_dataset_open (request->at, NULL, &error)) == NULL)
    return cli_complain (CLI_BAD_INPUT, error->message);

  g_auto (GStrv) columns = choose_columns (request, dataset);
  size_t d = g_strv_length (columns);
  g_autoptr (MercerKernel) fits = mercer_request_kernel (text, (const char *const *) columns, &error);
  g_autoptr (MercerKernel) bound = fits != NULL ? mercer_kernel_bind (fits, (const char *const *) columns, d, &error) : NULL;
  if (bound == NULL)
    return cli_complain (CLI_BAD_INPUT, error->message);
  g_autofree char *refusal = check_categories (bound, dataset, columns);
  for (size_t k = 0; refusal == NULL && at != NULL && columns[k] != NULL; k++)
    refusal = check_levels (dataset, at, columns[k]);
  if (refusal != NULL)
    return cli_complain (CLI_BAD_INPUT, refusal);
  g_autofree double *x = gather (dataset, columns);
  g_autofree double *z = x != NULL && at != NULL ? gather (at, columns) : NULL;
  if (x == NULL || (at != NULL && z == NULL))
    return CLI_BAD_INPUT;
  MercerMatrix points = mercer_matrix (x, mercer_dataset_rows (dataset), d);
  g_autoptr (MercerKernel) referring = mercer_kernel_with_reference (bound, points, &error);
  if (referring == NULL)
    return cli_complain (CLI_BAD_INPUT, error->message);
  MercerMatrix others = mercer_matrix (z, at != NULL ? mercer_dataset_rows (at) : 0, d);
  return compute (request, referring, points, at != NULL ? &others : NULL);
}
