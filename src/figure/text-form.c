/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure as stable text for golden files: six significant digits, and of long arrays what
 * identifies them. */
#include <math.h>

#include "scene.h"
#include "write.h"

#define SHOWN_WHOLE 8

static void
number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (isnan (value))
    g_string_append (out, " nan");
  else if (isinf (value))
    g_string_append (out, value > 0 ? " inf" : " -inf");
  else
    /* Adding 0 turns -0, which differs between machines, into 0. */
    g_string_append_printf (out, " %s", g_ascii_formatd (text, sizeof text, "%.6g", value + 0.0));
}

/* Short arrays whole; of long ones lowest, highest, gaps and nine samples. */
static void
numbers (GString *out, const char *name, size_t n, const double *v)
{
  g_string_append_printf (out, "    %s:", name);
  if (n <= SHOWN_WHOLE)
    for (size_t i = 0; i < n; i++)
      number (out, v[i]);
  else
    {
      double low = INFINITY, high = -INFINITY;
      size_t gaps = 0;
      for (size_t i = 0; i < n; i++)
        {
          low = fmin (low, v[i]);
          high = fmax (high, v[i]);
          gaps += !isfinite (v[i]);
        }
      g_string_append_printf (out, " %zu values, %zu gaps, from", n, gaps);
      number (out, low);
      g_string_append (out, " to");
      number (out, high);
      g_string_append (out, ";");
      for (size_t k = 0; k <= 8; k++)
        number (out, v[k * (n - 1) / 8]);
    }
  g_string_append_c (out, '\n');
}

static const char *const role_names[]
    = { "ink", "faint", "data", "primary", "secondary", "accent", "warning", "series" };

static void
append_style (GString *out, const MercerStyle *s)
{
  int k = (int) s->role - MERCER_ROLE_SERIES;
  g_string_append_printf (out, " %s", role_names[MIN ((int) s->role, MERCER_ROLE_SERIES)]);
  if (k >= 0)
    g_string_append_printf (out, " %d", k);
  if (s->dashed)
    g_string_append (out, " dashed");
  if (s->hollow)
    g_string_append (out, " hollow");
  if (s->opacity > 0)
    {
      g_string_append (out, " opacity");
      number (out, s->opacity);
    }
  if (s->legend != NULL)
    g_string_append_printf (out, " \"%s\"", s->legend);
}

static void
append_mark (GString *out, const Mark *m)
{
  g_string_append_printf (out, "  %s", mark_traits[m->kind].name);
  append_style (out, &m->style);
  if (m->kind == MARK_RULE)
    g_string_append (out, m->vertical ? " vertical" : " horizontal");
  if (m->rows != NULL)
    g_string_append (out, " rows");
  if (m->sizes != NULL)
    g_string_append (out, " sized");
  if (m->told != NULL)
    g_string_append_printf (out, " tells %s", m->told_label);
  if (m->bump != NULL)
    g_string_append_printf (out, " bump %zu", m->bump->n);
  if (m->kind == MARK_POINTS && m->mapped && m->raster->bar_label != NULL)
    g_string_append_printf (out, " bar %s", m->raster->bar_label);
  if (m->text != NULL)
    g_string_append_printf (out, " text \"%s\"", m->text);
  g_string_append_c (out, '\n');
  for (int c = 0; c < MARK_COLUMNS_MAX; c++)
    if (m->column[c] != NULL)
      {
        char name[2] = { mark_traits[m->kind].columns[c], '\0' };
        numbers (out, name, mark_column_length (m, c), m->column[c]);
      }
  if (m->kind == MARK_RASTER || m->kind == MARK_SURFACE)
    {
      const Raster *r = m->raster;
      g_string_append_printf (out, "    %zu x %zu over", r->nx, r->ny);
      const double box[] = { r->x0, r->x1, r->y0, r->y1, r->min, r->max };
      for (size_t k = 0; k < G_N_ELEMENTS (box); k++)
        number (out, box[k]);
      g_string_append_printf (out, "%s%s%s\n", r->smooth ? " smooth" : "",
                              r->bar_label != NULL ? " bar " : "",
                              r->bar_label != NULL ? r->bar_label : "");
      if (r->value != NULL) /* a surface may be coloured by its heights alone */
        numbers (out, "values", r->nx * r->ny, r->value);
    }
  if (m->kind == MARK_CONTOURS)
    numbers (out, "levels", m->contours->n_levels, m->contours->levels);
}

static void
append_handle (GString *out, const MercerHandle *h)
{
  static const char *const kinds[] = { "vertical", "horizontal", "point", "width", "ellipse", "field" };
  g_string_append_printf (out, "  handle %s \"%s\" sets %s %s at", kinds[h->kind], h->title,
                          h->value.id != NULL ? h->value.id : "-", h->value_y.id != NULL ? h->value_y.id : "-");
  const double numbers_of[] = { h->x, h->y, h->extent, h->scale, h->a[0], h->a[1], h->a[2], h->level };
  for (size_t k = 0; k < G_N_ELEMENTS (numbers_of); k++)
    number (out, numbers_of[k]);
  g_string_append_c (out, '\n');
}

static void
append_panel (GString *out, const Panel *p)
{
  g_string_append_printf (out, "panel \"%s\" at %d %d size %d %d%s\n",
                          p->title != NULL ? p->title : "", p->column, p->row, p->width, p->height,
                          p->equal ? " equal" : "");
  for (int a = 0; a < 2; a++)
    {
      const Axis *axis = &p->axis[a];
      g_string_append_printf (out, "  %c \"%s\" \"%s\"%s%s", "xy"[a], axis -> label, axis -> unit,
                              axis -> scale == MERCER_AXIS_LOG ? " log" : "",
                              axis->fixed ? " fixed" : "");
      number (out, axis->low);
      number (out, axis->high);
      if (axis->link != NULL)
        g_string_append_printf (out, " link %s", axis->link);
      if (axis->names != NULL)
        {
          g_autofree char *names = g_strdelimit (g_strdup (axis->names), "\n", '|');
          g_string_append_printf (out, " names %s", names);
        }
      g_string_append_c (out, '\n');
    }
  for (int a = 0; a < 3 && p->in_space; a++)
    {
      g_string_append_printf (out, "  space %c \"%s\" \"%s\"%s", "xyz"[a], p->space[a].label, p->space[a].unit,
                              p->space[a].fixed ? " fixed" : "");
      number (out, p->space[a].low);
      number (out, p->space[a].high);
      g_string_append_c (out, '\n');
    }
  if (p->bare)
    g_string_append (out, "  bare\n");
  for (int a = 0; a < 2; a++)
    if (p->follows[a] != NULL)
      g_string_append_printf (out, "  %c follows %s\n", "xy"[a], p->follows[a]);
  for (guint k = 0; k < p->handles->len; k++)
    append_handle (out, &panel_handle (p, k)->given);
  if (p->editable)
    g_string_append_printf (out, "  edits %s %s\n", p->edits[0] != NULL ? p->edits[0] : "-",
                            p->edits[1] != NULL ? p->edits[1] : "-");
  if (p->caption != NULL)
    g_string_append_printf (out, "  caption \"%s\"\n", p->caption);
  for (guint k = 0; k < p->marks->len; k++)
    append_mark (out, panel_mark (p, k));
}

static void
append_table (GString *out, const MercerTable *t)
{
  g_string_append_printf (out, "table %s \"%s\" %zu rows\n", t->id, t->title, t->rows);
  for (size_t c = 0; c < t->columns; c++)
    {
      char *name
          = g_strdup_printf ("%s%s%s%s", t->column[c].name, *t->column[c].unit != '\0' ? " (" : "",
                             t->column[c].unit, *t->column[c].unit != '\0' ? ")" : "");
      numbers (out, name, t->rows, t->column[c].values);
      g_free (name);
    }
}

char *
mercer_figure_to_text (const MercerFigure *f)
{
  g_return_val_if_fail (f != NULL, NULL);
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "figure \"%s\"\n", f->title);
  if (*f->description != '\0')
    g_string_append_printf (out, "description \"%s\"\n", f->description);
  if (f->draft != NULL)
    g_string_append_printf (out, "draft \"%s\"\n", f->draft);
  for (guint i = 0; i < f->panels->len; i++)
    append_panel (out, figure_panel (f, i));
  for (guint i = 0; i < f->readouts->len; i++)
    {
      const MercerReadout *r = &g_array_index (f->readouts, MercerReadout, i);
      g_string_append_printf (out, "readout %s \"%s\"", r->id, r->title);
      number (out, r->value);
      g_string_append_printf (out, "%s%s\n", *r->unit != '\0' ? " " : "", r->unit);
    }
  for (guint i = 0; i < f->notes->len; i++)
    {
      const MercerNote *n = &g_array_index (f->notes, MercerNote, i);
      g_string_append_printf (out, "note %s \"%s\"",
                              n->kind == MERCER_NOTE_WARNING ? "warning" : "info", n->sentence);
      if (n->remedy_param != NULL)
        {
          g_string_append_printf (out, " remedy %s", n->remedy_param);
          number (out, n->remedy_value);
        }
      g_string_append_c (out, '\n');
    }
  for (guint i = 0; i < f->texts->len; i++)
    {
      const TextOutput *t = &g_array_index (f->texts, TextOutput, i);
      g_string_append_printf (out, "text %s \"%s\" \"%s\"\n", t->id, t->title, t->text);
    }
  for (guint i = 0; i < f->tables->len; i++)
    append_table (out, &g_array_index (f->tables, Table, i).head);
  return g_string_free (out, FALSE);
}
