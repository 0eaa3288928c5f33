/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-shape.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "param.h"

/* Orders of magnitude below its top that a spectrum is shown. */
static const double decades_shown = 6;
enum { FREQUENCIES = 240 };

/* --- What is computed --------------------------------------------------------------------------------- */

static void
find_lines (const MercerKernelSpectrum *known, double highest, ShapeSpectrum *s)
{
  s->n_lines = mercer_kernel_spectrum_lines (known, highest, FREQUENCIES, s->line, s->weight);
  if (s->n_lines == 0 || s->line[0] > 0)
    return;
  s->steady = s->weight[0];
  s->n_lines--;
  memmove (s->line, s->line + 1, s->n_lines * sizeof *s->line);
  memmove (s->weight, s->weight + 1, s->n_lines * sizeof *s->weight);
}

/* From a tenth of a cycle in the picture to what `points` across it can just show. */
static MercerStatus
open_spectrum (ShapeRun *run, const MercerKernelSpectrum *known, size_t c, size_t points)
{
  ShapeSpectrum *s = &run->spectrum[c];
  double width = run->high[c] - run->low[c], **arrays[] = { &s->frequency, &s->density, &s->line, &s->weight };

  s->parts = mercer_kernel_spectrum_parts (known);
  s->least = 0.1 / width;
  s->most = 0.5 * (double) points / width;
  s->pending = (s->parts & MERCER_SPECTRUM_DENSITY) != 0;
  for (size_t i = 0; i < G_N_ELEMENTS (arrays); i++)
    if ((*arrays[i] = mercer_work_doubles (run->work, FREQUENCIES)) == NULL)
      return MERCER_OUT_OF_MEMORY;
  find_lines (known, s->most, s);
  return MERCER_OK;
}

/* Most take a millisecond; integrals for each of many lines take longer, and then all else is shown first. */
static void
show_so_far (ShapeRun *run, bool *shown)
{
  if (*shown || !mercer_job_is_live (run->job) || mercer_job_seconds (run->job) < 0.02)
    return;
  *shown = true;
  mercer_job_emit (run->job, MERCER_EMIT_DRAFT, shape_run_figure (run, _("The spectrum is being computed")));
}

static MercerStatus
compute_density (ShapeRun *run, const MercerKernelSpectrum *known, ShapeSpectrum *s, bool *shown)
{
  double least = log (s->least), most = log (s->most);
  for (size_t i = 0; s->pending && i < FREQUENCIES; i++)
    {
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      s->frequency[i] = exp (least + (most - least) * (double) i / (FREQUENCIES - 1));
      s->density[i] = mercer_kernel_spectrum_density (known, s->frequency[i]);
      s->n = i + 1;
      show_so_far (run, shown);
    }
  s->pending = false;
  return MERCER_OK;
}

MercerStatus
shape_spectrum_compute (ShapeRun *run, size_t points)
{
  MercerKernelSpectrum *known[G_N_ELEMENTS (run->spectrum)] = { NULL };
  MercerStatus status = MERCER_OK;
  bool shown = false;

  for (size_t c = 0; c < run->d && status == MERCER_OK; c++)
    {
      known[c] = mercer_kernel_spectrum_new (run->kernel, c);
      status = open_spectrum (run, known[c], c, points);
    }
  for (size_t c = 0; c < run->d && status == MERCER_OK; c++)
    status = compute_density (run, known[c], &run->spectrum[c], &shown);
  for (size_t c = 0; c < run->d; c++)
    mercer_kernel_spectrum_free (known[c]);
  return status;
}

bool
shape_spectrum_is_known (const ShapeRun *run)
{
  for (size_t c = 0; c < run->d; c++)
    if ((run->spectrum[c].parts & (MERCER_SPECTRUM_DENSITY | MERCER_SPECTRUM_LINES)) != 0)
      return true;
  return false;
}

/* --- What is drawn ------------------------------------------------------------------------------------ */

static double
greatest (const double *x, size_t n)
{
  double top = 0;
  for (size_t i = 0; i < n; i++)
    top = fmax (top, x[i]);
  return top;
}

static const char *
unit_of (const ShapeRun *run, size_t c)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  return mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, run->names[c]))->unit;
}

static void
frequency_axis (const ShapeRun *run, MercerFigureBuilder *b, int panel, size_t c, MercerAxisScale scale, double low, double high)
{
  const char *unit = unit_of (run, c);
  g_autofree char *per = unit[0] != '\0' ? g_strdup_printf (_("cycles per %s"), unit) : g_strdup ("");
  g_autofree char *label = unit[0] != '\0' ? g_strdup (_("Frequency"))
                                           : g_strdup_printf (_("Cycles per unit of %s"), run->names[c]);
  mercer_figure_x_axis (b, panel, label, per, scale, low, high, NULL);
}

/* Each line a stem as high as its weight, whose top stands for the heaviest. */
static void
draw_stems (MercerFigureBuilder *b, int panel, const ShapeSpectrum *s, MercerColourRole role, double top)
{
  double floor = top * pow (10, -decades_shown), heaviest = greatest (s->weight, s->n_lines);
  g_autofree double *from = g_new (double, s->n_lines), *to = g_new (double, s->n_lines);
  for (size_t k = 0; k < s->n_lines; k++)
    {
      from[k] = floor;
      to[k] = fmax (top * s->weight[k] / heaviest, floor);
    }
  bool many = s->n_lines > 24; /* which would grow together */
  MercerStyle style = { .role = role, .width = many ? 1 : 2, .size = many ? 3 : 5 };
  mercer_figure_segments (b, panel, &style, s->n_lines, s->line, from, s->line, to);
  mercer_figure_points (b, panel, &style, s->n_lines, s->line, to, NULL);
}

static void
add_sentence (GString *words, const char *sentence)
{
  g_string_append_printf (words, "%s%s", words->len > 0 ? ". " : "", sentence);
}

/* What the picture cannot say by itself: the dashed rule, lines beside a density, the line at 0. */
static void
caption (MercerFigureBuilder *b, int panel, const ShapeSpectrum *s, bool ruled)
{
  char number[MERCER_NUMBER_SIZE];
  double heaviest = greatest (s->weight, s->n_lines);
  g_autofree char *stems = g_strdup_printf (_("Stems: lines, weight up to %s"), mercer_number_show (heaviest, 3, number));
  g_autofree char *at_0 = g_strdup_printf (_("Line at 0: weight %s"), mercer_number_show (s->steady, 3, number));
  GString *words = g_string_new (NULL);
  if (ruled)
    add_sentence (words, _("Dashed: one cycle in view"));
  if (s->n > 0 && s->n_lines > 0)
    add_sentence (words, stems);
  if (s->steady > 0)
    add_sentence (words, at_0);
  if (words->len > 0)
    mercer_figure_caption (b, panel, words->str);
  g_string_free (words, TRUE);
}

static const char *
why_nothing (const ShapeRun *run, const ShapeSpectrum *s)
{
  if ((mercer_kernel_flags (run->kernel) & MERCER_KERNEL_STATIONARY) == 0)
    return _("None: it is not stationary");
  if ((s->parts & MERCER_SPECTRUM_UNKNOWN) != 0)
    return _("None is known");
  if (s->pending)
    return _("Being computed");
  if ((s->parts & MERCER_SPECTRUM_DENSITY) != 0)
    return _("Nothing at frequencies that are seen here");
  if (s->steady > 0)
    return _("A line at 0 alone: it is constant");
  return (s->parts & MERCER_SPECTRUM_NOISE) != 0 ? _("White noise: as much at every frequency")
                                                 : _("Lines, at higher frequencies than are seen here");
}

static void
draw_nothing (const ShapeRun *run, MercerFigureBuilder *b, int panel, size_t c)
{
  frequency_axis (run, b, panel, c, MERCER_AXIS_LINEAR, 0, 1);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_caption (b, panel, why_nothing (run, &run->spectrum[c]));
}

static void
draw_density (const ShapeRun *run, MercerFigureBuilder *b, int panel, size_t c, double top)
{
  const ShapeSpectrum *s = &run->spectrum[c];
  frequency_axis (run, b, panel, c, MERCER_AXIS_LOG, s->least, s->most);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LOG, top * pow (10, -decades_shown), 3 * top, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, s->n, s->frequency, s->density);
  if (s->n_lines > 0)
    draw_stems (b, panel, s, MERCER_ROLE_SERIES_N (1), top);
}

static void
draw_lines (const ShapeRun *run, MercerFigureBuilder *b, int panel, size_t c, double top)
{
  const ShapeSpectrum *s = &run->spectrum[c];
  frequency_axis (run, b, panel, c, MERCER_AXIS_LOG, fmin (s->least, 0.7 * s->line[0]),
                  fmax (100 * s->least, 1.4 * s->line[s->n_lines - 1]));
  mercer_figure_y_axis (b, panel, _("Weight of the line"), "", MERCER_AXIS_LOG, top * pow (10, -decades_shown), 3 * top, NULL);
  draw_stems (b, panel, s, MERCER_ROLE_PRIMARY, top);
}

static char *
title_of (const ShapeRun *run, size_t c)
{
  unsigned parts = run->spectrum[c].parts;
  if (run->d > 1)
    return g_strdup_printf (_("Spectrum along %s"), run->names[c]);
  return g_strdup ((parts & MERCER_SPECTRUM_GENERALIZED) != 0 ? _("Spectral density of differences")
                   : parts == MERCER_SPECTRUM_LINES           ? _("Spectral lines")
                                                              : _("Spectral density"));
}

static void
draw_along (const ShapeRun *run, MercerFigureBuilder *b, int row, size_t c)
{
  const ShapeSpectrum *s = &run->spectrum[c];
  g_autofree char *title = title_of (run, c);
  int panel = mercer_figure_panel (b, title, (int) c, row, 1, 1);
  double top = s->n > 0 ? greatest (s->density, s->n) : greatest (s->weight, s->n_lines);
  if (!(top > 1e-290))
    {
      draw_nothing (run, b, panel, c);
      return;
    }
  (s->n > 0 ? draw_density : draw_lines) (run, b, panel, c, top);
  bool ruled = run->d == 1; /* two small pictures say what they must */
  if (ruled)
    mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 1, .dashed = true }, true, 10 * s->least);
  caption (b, panel, s, ruled);
}

void
shape_spectrum_draw (const ShapeRun *run, MercerFigureBuilder *b, int row)
{
  for (size_t c = 0; c < run->d; c++)
    draw_along (run, b, row, c);
}

/* --- Tables ------------------------------------------------------------------------------------------- */

/* "spectrum" and "lines"; of a second column "spectrum2" and "lines2". */
static void
table (const ShapeRun *run, MercerFigureBuilder *b, size_t c, const char *id, const char *title, const char *second, size_t n,
       const double *frequency, const double *values)
{
  if (n == 0)
    return;
  const char *unit = unit_of (run, c);
  g_autofree char *per = unit[0] != '\0' ? g_strdup_printf ("1/%s", unit) : g_strdup ("");
  g_autofree char *name = g_strdup_printf (c > 0 ? "%s%zu" : "%s", id, c + 1);
  int index = mercer_figure_table (b, name, title, n);
  mercer_figure_table_column (b, index, "frequency", per, frequency);
  mercer_figure_table_column (b, index, second, "", values);
}

void
shape_spectrum_tables (const ShapeRun *run, MercerFigureBuilder *b)
{
  for (size_t c = 0; c < run->d; c++)
    {
      const ShapeSpectrum *s = &run->spectrum[c];
      g_autofree char *title = run->d > 1 ? g_strdup_printf (_("Spectral density along %s"), run->names[c]) : g_strdup (_("Spectral density"));
      g_autofree char *lines = run->d > 1 ? g_strdup_printf (_("Spectral lines along %s"), run->names[c]) : g_strdup (_("Spectral lines"));
      table (run, b, c, "spectrum", title, "density", s->n, s->frequency, s->density);
      table (run, b, c, "lines", lines, "weight", s->n_lines, s->line, s->weight);
    }
}
