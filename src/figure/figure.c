/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include <math.h>
#include <string.h>

#include "cache.h"

const MarkTraits mark_traits[N_MARK_KINDS] = {
  [MARK_LINE] = { "line", "xy", true },
  [MARK_SWING] = { "swing", "xyvv", true },
  [MARK_BAND] = { "band", "xyy", true },
  [MARK_POINTS] = { "points", "xyc", false },
  [MARK_BARS] = { "bars", "xy", true },
  [MARK_RASTER] = { "raster", "", true },
  [MARK_CONTOURS] = { "contours", "", true },
  [MARK_ARROWS] = { "arrows", "xyuv", false },
  [MARK_SEGMENTS] = { "segments", "xyxy", false },
  [MARK_RULE] = { "rule", "c", false },
  [MARK_TEXT] = { "text", "xy", false },
  [MARK_SURFACE] = { "surface", "z", true },
  [MARK_SPACE_POINTS] = { "points in space", "xyzc", false },
  [MARK_SPACE_LINE] = { "line in space", "xyz", false },
};

size_t
mark_column_length (const Mark *m, int column)
{
  return m->kind == MARK_BARS && column == 0 ? m->n + 1 : m->n;
}

const char *
figure_string (MercerFigure *f, const char *text)
{
  if (text == NULL)
    return NULL;
  if (g_utf8_validate (text, -1, NULL))
    return g_string_chunk_insert_const (f->strings, text);
  char *valid = g_utf8_make_valid (text, -1);
  const char *kept = g_string_chunk_insert_const (f->strings, valid);
  g_free (valid);
  return kept;
}

static void
raster_free (Raster *r)
{
  if (r == NULL)
    return;
  g_free (r->names[0]);
  g_free (r->names[1]);
  g_free (r->level);
  g_free (r->value);
  g_free (r);
}

static void
bump_free (Bump *bump)
{
  if (bump == NULL)
    return;
  g_free (bump->dx);
  g_free (bump->dy);
  g_free (bump->stretch);
  g_free (bump->scale);
  g_free (bump);
}

static void
mark_clear (void *data)
{
  Mark *m = data;
  for (int c = 0; c < MARK_COLUMNS_MAX; c++)
    g_free (m->column[c]);
  g_free (m->rows);
  g_free (m->sizes);
  g_free (m->told);
  bump_free (m->bump);
  raster_free (m->raster);
  contours_free (m->contours);
}

static void
handle_clear (void *data)
{
  Handle *h = data;
  g_free ((double *) h->given.values);
  contours_free (h->contours);
}

static void
panel_clear (void *data)
{
  Panel *p = data;
  g_array_unref (p->marks);
  g_array_unref (p->handles);
}

static void
table_clear (void *data)
{
  Table *t = data;
  for (guint c = 0; c < t->columns->len; c++)
    {
      MercerTableColumn *column = &g_array_index (t->columns, MercerTableColumn, c);
      g_free ((double *) column->values);
      g_free (column->names);
    }
  g_array_unref (t->columns);
}

static GArray *
array_new (size_t size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, size);
  g_array_set_clear_func (array, clear);
  return array;
}

MercerFigure *
figure_alloc (void)
{
  MercerFigure *f = g_new0 (MercerFigure, 1);
  atomic_init (&f->refs, 1);
  f->strings = g_string_chunk_new (256);
  f->panels = array_new (sizeof (Panel), panel_clear);
  f->readouts = array_new (sizeof (MercerReadout), NULL);
  f->slider_marks = array_new (sizeof (MercerSliderMark), NULL);
  f->notes = array_new (sizeof (MercerNote), NULL);
  f->tables = array_new (sizeof (Table), table_clear);
  f->texts = array_new (sizeof (TextOutput), NULL);
  f->stretch[0] = array_new (sizeof (double), NULL);
  f->stretch[1] = array_new (sizeof (double), NULL);
  static atomic_uint_fast64_t last_serial = 0;
  f->serial = atomic_fetch_add (&last_serial, 1) + 1;
  return f;
}

MercerFigure *
mercer_figure_ref (MercerFigure *f)
{
  g_return_val_if_fail (f != NULL, NULL);
  atomic_fetch_add_explicit (&f->refs, 1, memory_order_relaxed);
  return f;
}

void
mercer_figure_unref (MercerFigure *f)
{
  if (f == NULL || atomic_fetch_sub_explicit (&f->refs, 1, memory_order_acq_rel) != 1)
    return;
  cache_forget (f->serial);
  GArray *arrays[]
      = { f->panels, f->readouts, f->slider_marks, f->notes, f->tables, f->texts, f->stretch[0], f->stretch[1] };
  for (size_t i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_array_unref (arrays[i]);
  g_string_chunk_free (f->strings);
  g_free (f);
}

GArray *
mark_array_new (void)
{
  return array_new (sizeof (Mark), mark_clear);
}

GArray *
handle_array_new (void)
{
  return array_new (sizeof (Handle), handle_clear);
}

const double *
mark_values (const Mark *m)
{
  return !m->mapped ? NULL : m->column[m->kind == MARK_SPACE_POINTS ? 3 : 2];
}

/* --- Reading ---------------------------------------------------------------------------------- */

const char *
mercer_figure_get_title (const MercerFigure *f)
{
  return f->title;
}

const char *
mercer_figure_get_description (const MercerFigure *f)
{
  return f->description;
}

const char *
mercer_figure_get_draft (const MercerFigure *f)
{
  return f->draft;
}

size_t
mercer_figure_n_slider_marks (const MercerFigure *f)
{
  return f->slider_marks->len;
}

const MercerSliderMark *
mercer_figure_get_slider_mark (const MercerFigure *f, size_t i)
{
  g_return_val_if_fail (i < f->slider_marks->len, NULL);
  return &g_array_index (f->slider_marks, MercerSliderMark, i);
}

size_t
mercer_figure_n_readouts (const MercerFigure *f)
{
  return f->readouts->len;
}

const MercerReadout *
mercer_figure_get_readout (const MercerFigure *f, size_t i)
{
  g_return_val_if_fail (i < f->readouts->len, NULL);
  return &g_array_index (f->readouts, MercerReadout, i);
}

const MercerReadout *
mercer_figure_find_readout (const MercerFigure *f, const char *id)
{
  for (guint i = 0; i < f->readouts->len; i++)
    if (strcmp (g_array_index (f->readouts, MercerReadout, i).id, id) == 0)
      return &g_array_index (f->readouts, MercerReadout, i);
  return NULL;
}

size_t
mercer_figure_n_notes (const MercerFigure *f)
{
  return f->notes->len;
}

const MercerNote *
mercer_figure_get_note (const MercerFigure *f, size_t i)
{
  g_return_val_if_fail (i < f->notes->len, NULL);
  return &g_array_index (f->notes, MercerNote, i);
}

size_t
mercer_figure_n_tables (const MercerFigure *f)
{
  return f->tables->len;
}

const MercerTable *
mercer_figure_get_table (const MercerFigure *f, size_t i)
{
  g_return_val_if_fail (i < f->tables->len, NULL);
  return &g_array_index (f->tables, Table, i).head;
}

size_t
mercer_figure_n_texts (const MercerFigure *f)
{
  return f->texts->len;
}

void
mercer_figure_get_text (const MercerFigure *f, size_t i, const char **id, const char **title,
                        const char **text)
{
  g_return_if_fail (i < f->texts->len);
  const TextOutput *t = &g_array_index (f->texts, TextOutput, i);
  *id = t->id;
  *title = t->title;
  *text = t->text;
}

size_t
mercer_figure_n_panels (const MercerFigure *f)
{
  return f->panels->len;
}

bool
mercer_figure_swings (const MercerFigure *f)
{
  return f->swings;
}

bool
mercer_figure_get_edits (const MercerFigure *f, int panel, const char **x_column,
                         const char **y_column)
{
  *x_column = *y_column = NULL;
  if (panel < 0 || (guint) panel >= f->panels->len)
    return false;
  const Panel *p = figure_panel (f, panel);
  *x_column = p->edits[AXIS_X];
  *y_column = p->edits[AXIS_Y];
  return p->editable;
}

size_t
mercer_figure_n_handles (const MercerFigure *f)
{
  size_t n = 0;
  for (guint i = 0; i < f->panels->len; i++)
    n += figure_panel (f, i)->handles->len;
  return n;
}

const MercerHandle *
mercer_figure_get_handle (const MercerFigure *f, size_t handle, int *panel)
{
  for (guint i = 0; i < f->panels->len; i++)
    {
      const Panel *p = figure_panel (f, i);
      if (handle < p->handles->len)
        {
          if (panel != NULL)
            *panel = (int) i;
          return &panel_handle (p, handle)->given;
        }
      handle -= p->handles->len;
    }
  return NULL;
}

const char *
mercer_figure_get_follows (const MercerFigure *f, int panel, int axis)
{
  g_return_val_if_fail (panel >= 0 && (guint) panel < f->panels->len && (axis == 0 || axis == 1), NULL);
  return figure_panel (f, panel)->follows[axis];
}

bool
mercer_figure_is_in_space (const MercerFigure *f, int panel)
{
  return panel >= 0 && (guint) panel < f->panels->len && figure_panel (f, panel)->in_space;
}

size_t
mercer_figure_bytes (const MercerFigure *f)
{
  return f->bytes;
}
