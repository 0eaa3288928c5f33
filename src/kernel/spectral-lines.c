/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-lines.h"

#include <math.h>
#include <stdlib.h>

/* Lines that carry less than this of the whole are none. */
#define LEAST_SHARE 1e-12

static int
by_weight (const void *a, const void *b)
{
  double x = ((const KernelLine *) a)->weight, y = ((const KernelLine *) b)->weight;
  return (x < y) - (x > y);
}

static int
by_frequency (const void *a, const void *b)
{
  double x = ((const KernelLine *) a)->frequency, y = ((const KernelLine *) b)->frequency;
  return (x > y) - (x < y);
}

void
kernel_lines_keep_heaviest (GArray *lines, size_t most)
{
  if (lines->len <= most)
    return;
  qsort (lines->data, lines->len, sizeof (KernelLine), by_weight);
  g_array_set_size (lines, (guint) most);
  qsort (lines->data, lines->len, sizeof (KernelLine), by_frequency);
}

void
kernel_lines_tidy (GArray *lines)
{
  KernelLine *line = (KernelLine *) lines->data;
  double all = 0;
  guint kept = 0;

  if (lines->len == 0)
    return;
  qsort (line, lines->len, sizeof *line, by_frequency);
  for (guint k = 0; k < lines->len; k++)
    {
      all += line[k].weight;
      if (kept > 0 && line[k].frequency - line[kept - 1].frequency <= 1e-12 * line[k].frequency)
        line[kept - 1].weight += line[k].weight;
      else
        line[kept++] = line[k];
    }
  g_array_set_size (lines, kept);
  for (guint k = lines->len; k-- > 0;)
    if (!(line[k].weight > LEAST_SHARE * all))
      g_array_remove_index (lines, k);
  kernel_lines_keep_heaviest (lines, KERNEL_MOST_LINES);
}

void
kernel_lines_add (GArray *lines, double frequency, double weight)
{
  KernelLine line = { fabs (frequency), weight };
  g_array_append_val (lines, line);
}

void
kernel_lines_multiply (const GArray *a, const GArray *b, GArray *out)
{
  for (guint i = 0; i < a->len; i++)
    for (guint j = 0; j < b->len; j++)
      {
        KernelLine p = g_array_index (a, KernelLine, i), q = g_array_index (b, KernelLine, j);
        kernel_lines_add (out, p.frequency + q.frequency, 0.5 * p.weight * q.weight);
        kernel_lines_add (out, p.frequency - q.frequency, 0.5 * p.weight * q.weight);
      }
  kernel_lines_tidy (out);
}
