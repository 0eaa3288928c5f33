/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a figure says in numbers and words, the end of building, and whether what was built is
 * sound. */
#include "scene.h"

#include <math.h>

void
mercer_figure_describe (MercerFigureBuilder *b, const char *sentence)
{
  b->f->description = figure_string (b->f, sentence != NULL ? sentence : "");
}

void
mercer_figure_draft (MercerFigureBuilder *b, const char *what)
{
  b->f->draft = figure_string (b->f, what);
}

void
mercer_figure_slider_mark (MercerFigureBuilder *b, const MercerSliderMark *mark)
{
  g_return_if_fail (b != NULL && mark->param != NULL && mark->title != NULL && isfinite (mark->value));
  MercerSliderMark m = *mark;
  m.param = figure_string (b->f, mark->param);
  m.title = figure_string (b->f, mark->title);
  g_array_append_val (b->f->slider_marks, m);
}

void
mercer_figure_readout (MercerFigureBuilder *b, const char *id, const char *title, double value,
                       const char *unit)
{
  g_return_if_fail (b != NULL && id != NULL);
  MercerReadout r = { figure_string (b->f, id), figure_string (b->f, title != NULL ? title : id),
                      figure_string (b->f, unit != NULL ? unit : ""), value };
  g_array_append_val (b->f->readouts, r);
}

void
mercer_figure_note (MercerFigureBuilder *b, MercerNoteKind kind, const char *sentence,
                    const char *remedy_title, const char *remedy_param, double remedy_value)
{
  g_return_if_fail (b != NULL && sentence != NULL);
  MercerNote n = { kind, figure_string (b->f, sentence), figure_string (b->f, remedy_title),
                   figure_string (b->f, remedy_param), remedy_value };
  g_array_append_val (b->f->notes, n);
}

int
mercer_figure_table (MercerFigureBuilder *b, const char *id, const char *title, size_t rows)
{
  g_return_val_if_fail (b != NULL && id != NULL, -1);
  Table t = { .head = { .id = figure_string (b->f, id),
                        .rows = rows,
                        .title = figure_string (b->f, title != NULL ? title : id) },
              .columns = g_array_new (FALSE, TRUE, sizeof (MercerTableColumn)) };
  g_array_append_val (b->f->tables, t);
  return (int) b->f->tables->len - 1;
}

void
mercer_figure_table_column (MercerFigureBuilder *b, int table, const char *name, const char *unit,
                            const double *values)
{
  g_return_if_fail (b != NULL && table >= 0 && (guint) table < b->f->tables->len);
  Table *t = &g_array_index (b->f->tables, Table, table);
  size_t rows = t->head.rows;
  MercerTableColumn c = { .name = figure_string (b->f, name != NULL ? name : ""),
                          .unit = figure_string (b->f, unit != NULL ? unit : ""),
                          .values = rows > 0 ? g_memdup2 (values, rows * sizeof *values) : NULL };
  g_array_append_val (t->columns, c);
  t->head.columns = t->columns->len;
  t->head.column = (const MercerTableColumn *) (void *) t->columns->data;
  b->f->bytes += rows * sizeof *values;
}

void
mercer_figure_table_names (MercerFigureBuilder *b, int table, size_t n, const char *const *names)
{
  g_return_if_fail (b != NULL && table >= 0 && (guint) table < b->f->tables->len);
  Table *t = &g_array_index (b->f->tables, Table, table);
  g_return_if_fail (t->columns->len > 0);
  MercerTableColumn *c = &g_array_index (t->columns, MercerTableColumn, t->columns->len - 1);
  g_free (c->names);
  c->n_names = n;
  c->names = g_new (const char *, n + 1);
  for (size_t k = 0; k < n; k++)
    c->names[k] = figure_string (b->f, names[k]);
  b->f->bytes += n * sizeof *names;
}

const char *
mercer_table_column_word (const MercerTableColumn *column, size_t row)
{
  double value = column->values[row];
  return value >= 0 && value < (double) column->n_names && value == floor (value) ? column->names[(size_t) value] : NULL;
}

void
mercer_figure_text_output (MercerFigureBuilder *b, const char *id, const char *title,
                           const char *text)
{
  g_return_if_fail (b != NULL && id != NULL);
  TextOutput t = { figure_string (b->f, id), figure_string (b->f, title != NULL ? title : id),
                   figure_string (b->f, text != NULL ? text : "") };
  g_array_append_val (b->f->texts, t);
}

MercerFigure *
mercer_figure_builder_finish (MercerFigureBuilder *b)
{
  g_return_val_if_fail (b != NULL, NULL);
  MercerFigure *f = b->f;
  g_free (b);
  figure_fit_axes (f);
  f->bytes += sizeof *f + f->panels->len * sizeof (Panel);
  return f;
}

/* --- Soundness -------------------------------------------------------------------------------- */

/* NaN is a gap; an infinity is an accident. */
static bool
no_infinity (const double *v, size_t n)
{
  for (size_t i = 0; v != NULL && i < n; i++)
    if (isinf (v[i]))
      return false;
  return true;
}

static bool
some_finite (const double *v, size_t n)
{
  for (size_t i = 0; v != NULL && i < n; i++)
    if (isfinite (v[i]))
      return true;
  return v == NULL || n == 0;
}

static bool
mark_is_sound (const Mark *m)
{
  for (int c = 0; c < MARK_COLUMNS_MAX; c++)
    {
      size_t n = mark_column_length (m, c);
      if (!no_infinity (m->column[c], n) || !some_finite (m->column[c], n))
        return false;
    }
  const Raster *r = m->raster;
  if (r != NULL && r->value != NULL
      && (!no_infinity (r->value, r->nx * r->ny) || !some_finite (r->value, r->nx * r->ny)))
    return false;
  return r == NULL || (isfinite (r->x0 + r->x1 + r->y0 + r->y1) && isfinite (r->min + r->max));
}

static bool
handle_is_sound (const MercerHandle *h)
{
  return isfinite (h->x + h->y + h->extent + h->scale + h->a[0] + h->a[1] + h->a[2] + h->level)
         && no_infinity (h->values, h->nx * h->ny);
}

bool
mercer_figure_is_sound (const MercerFigure *f, const char **what)
{
  const char *none;
  what = what != NULL ? what : &none;
  *what = NULL;
  for (guint i = 0; i < f->panels->len; i++)
    for (guint k = 0; k < figure_panel (f, i)->marks->len; k++)
      {
        const Mark *m = panel_mark (figure_panel (f, i), k);
        if (!mark_is_sound (m))
          *what = mark_traits[m->kind].name;
      }
  for (size_t i = 0; i < mercer_figure_n_handles (f); i++)
    if (!handle_is_sound (mercer_figure_get_handle (f, i, NULL)))
      *what = "handle";
  for (guint i = 0; i < f->readouts->len; i++)
    {
      const MercerReadout *r = &g_array_index (f->readouts, MercerReadout, i);
      if (!isfinite (r->value))
        *what = r->id;
    }
  for (guint i = 0; i < f->tables->len; i++)
    {
      const MercerTable *t = &g_array_index (f->tables, Table, i).head;
      for (size_t c = 0; c < t->columns; c++)
        if (!no_infinity (t->column[c].values, t->rows))
          *what = t->column[c].name;
    }
  return *what == NULL;
}
