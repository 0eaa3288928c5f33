/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdlib.h>

#include "kde.h"
#include "random.h"
#include "testing.h"

/* A column of a sample that comes with the program. */
typedef struct
{
  double *x;
  size_t n;
  double low, high;
} Column;

static inline Column
sample_column (const char *name)
{
  const char *data = g_getenv ("MERCER_DATA");
  bool galaxies = g_str_equal (name, "galaxies");
  int which = g_str_equal (name, "waiting") ? 1 : 0;
  g_autofree char *path = g_build_filename (data != NULL ? data : "data", "samples",
                                            galaxies ? "galaxies.csv" : "faithful.csv", NULL);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Column column = { g_new (double, g_strv_length (lines)), 0, INFINITY, -INFINITY };
  for (char **line = lines + 1; *line != NULL; line++)
    {
      g_auto (GStrv) cells = g_strsplit (*line, ",", -1);
      if (**line == '\0')
        continue;
      double value = g_ascii_strtod (cells[which], NULL);
      column.x[column.n++] = value;
      column.low = MIN (column.low, value);
      column.high = MAX (column.high, value);
    }
  return column;
}

static inline GKeyFile *
golden_file (const char *name)
{
  g_autofree char *path = golden_path (name);
  GKeyFile *file = g_key_file_new ();
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  return file;
}

static inline MercerKde
gaussian (MercerMatrix x, const double *h)
{
  MercerKde kde = { .x = x };
  for (size_t a = 0; a < x.cols; a++)
    kde.axis[a] = (MercerKdeAxis){ .shape = &mercer_kde_shapes[0], .bandwidth = h[a], .low = -INFINITY, .high = INFINITY };
  return kde;
}

/* Two clumps and a bridge, deterministic; column-major. */
static inline void
clumps (size_t n, size_t d, double *x)
{
  mercer_random_normals (11, 3, 0, n * d, x);
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < d; c++)
      x[i + c * n] = (i % 3 == 0 ? 3 + 0.4 * x[i + c * n] : x[i + c * n]) + (c == 1 ? 0.5 * x[i] : 0);
}

static inline void
spread (size_t m, double low, double high, double *at)
{
  for (size_t k = 0; k < m; k++)
    at[k] = low + (high - low) * (double) k / (double) (m - 1);
}
