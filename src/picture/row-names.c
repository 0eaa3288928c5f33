/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "row-names.h"

#include <glib/gi18n-lib.h>

enum { MOST_COLUMNS = 3 };

static char *
name_of (MercerMatrix x, size_t point, const size_t *rows, size_t more)
{
  GString *text = g_string_new (NULL);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  if (rows != NULL)
    g_string_append_printf (text, _("row %zu "), rows[point] + 1);
  for (size_t c = 0; c < MIN (x.cols, (size_t) MOST_COLUMNS); c++)
    g_string_append_printf (text, "%s%s", c > 0 ? "; " : "(",
                            g_ascii_formatd (digits, sizeof digits, "%.4g", *mercer_matrix_at (x, point, c)));
  g_string_append (text, x.cols > MOST_COLUMNS ? "…)" : ")");
  if (more > 0)
    g_string_append_printf (text, ngettext (" and %zu more", " and %zu more", more), more);
  return g_string_free (text, FALSE);
}

char **
mercer_picture_row_names (MercerMatrix x, const size_t *order, const size_t *rows, size_t block)
{
  size_t cells = (x.rows + block - 1) / block;
  char **labels = g_new0 (char *, cells + 1);
  for (size_t c = 0; c < cells; c++)
    labels[c] = name_of (x, order[c * block], rows, MIN (block, x.rows - c * block) - 1);
  return labels;
}

void
mercer_picture_count_along_x (MercerFigureBuilder *b, int panel, size_t n)
{
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  for (size_t k = 0; k < n; k++)
    names[k] = g_strdup_printf ("%zu", k + 1);
  mercer_figure_x_names (b, panel, n, (const char *const *) names);
}
