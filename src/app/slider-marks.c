/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "slider-marks.h"

#include <string.h>

#include "compat.h"

/* What the slider shows, as text: the same text is the same ticks. */
#define SHOWN "mercer-slider-marks"

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const MercerSliderMark *const *left = a, *const *right = b;

  return ((*left)->value > (*right)->value) - ((*left)->value < (*right)->value);
}

/* The marks of this slider in the order in which they stand on it. */
static GPtrArray *
marks_of (const MercerFigure *figure, const char *param, int component)
{
  GPtrArray *marks = g_ptr_array_new ();

  for (size_t i = 0; i < mercer_figure_n_slider_marks (figure); i++)
    {
      const MercerSliderMark *mark = mercer_figure_get_slider_mark (figure, i);
      if (!mark->in_use && mark->component == component && strcmp (mark->param, param) == 0)
        g_ptr_array_add (marks, (gpointer) mark);
    }
  g_ptr_array_sort (marks, compare_values);
  return marks;
}

static char *
text_of (const GPtrArray *marks, const MercerRowSpec *spec)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < marks->len; i++)
    {
      const MercerSliderMark *mark = marks->pdata[i];
      g_autofree char *value = mercer_row_spec_show (spec, mark->value);
      g_string_append_printf (text, "%s%s  %s", i > 0 ? "\n" : "", value, mark->title);
    }
  return g_string_free (text, FALSE);
}

static void
put_tick (GtkWidget *slider, const MercerRowSpec *spec, double value)
{
  if (value >= spec->low && value <= spec->high)
    gtk_scale_add_mark (GTK_SCALE (slider), mercer_row_spec_to_slider (spec, value), GTK_POS_BOTTOM, NULL);
}

void
mercer_slider_marks_clear (GtkWidget *slider, const MercerRowSpec *spec)
{
  gtk_scale_clear_marks (GTK_SCALE (slider));
  put_tick (slider, spec, spec->start);
  g_object_set_data (G_OBJECT (slider), SHOWN, NULL);
}

void
mercer_slider_marks_show (GtkWidget *slider, const MercerRowSpec *spec, const char *name, const MercerFigure *figure,
                          const char *param, int component)
{
  g_autoptr (GPtrArray) marks = marks_of (figure, param, component);
  g_autofree char *text = text_of (marks, spec);
  g_autofree char *tip = name == NULL ? g_strdup (text) : *text == '\0' ? g_strdup (name) : g_strdup_printf ("%s\n%s", name, text);

  if (g_strcmp0 (g_object_get_data (G_OBJECT (slider), SHOWN), tip) == 0)
    return;
  mercer_slider_marks_clear (slider, spec);
  for (guint i = 0; i < marks->len; i++)
    put_tick (slider, spec, ((const MercerSliderMark *) marks->pdata[i])->value);
  (marks->len > 0 ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (slider, "marked");
  mercer_set_tooltip (slider, *tip != '\0' ? tip : NULL);
  mercer_set_accessible_description (slider, text);
  g_object_set_data_full (G_OBJECT (slider), SHOWN, g_steal_pointer (&tip), g_free);
}

MercerList
mercer_slider_marks_in_use (const MercerFigure *figure, const char *param)
{
  MercerList list = { .n = 0 };

  for (size_t i = 0; i < mercer_figure_n_slider_marks (figure); i++)
    {
      const MercerSliderMark *mark = mercer_figure_get_slider_mark (figure, i);
      if (mark->in_use && mark->component == list.n && list.n < MERCER_LIST_MAX && strcmp (mark->param, param) == 0)
        list.at[list.n++] = mark->value;
    }
  return list;
}
