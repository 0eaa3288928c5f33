/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "param-row-list.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "compat.h"
#include "param-row-spec.h"
#include "slider-marks.h"

/* A pause after which a change counts as done. */
#define SETTLE_MS 600
/* More sliders than this would be a wall. */
#define SLIDERS_MAX 6

struct _MercerListRow
{
  AdwPreferencesRow parent_instance;

  const MercerParam *param;
  MercerRecipe *recipe;
  MercerRowSpec *spec; /* of every component: the span of its slider, its text */
  MercerList list;
  MercerList in_use; /* what the picture shows while the list is empty; n = 0: not known */
  bool showing;
  guint settle_timer;

  GtkWidget *entry, *automatic, *mistake, *sliders;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_SETTLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerListRow, mercer_list_row, ADW_TYPE_PREFERENCES_ROW)

static void show_list (MercerListRow *self);

/* --- What a person says --------------------------------------------------------------------------- */

static gboolean
settle_cb (void *data)
{
  MercerListRow *self = data;
  self->settle_timer = 0;
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
  return G_SOURCE_REMOVE;
}

static bool
same (const MercerList *a, const MercerList *b)
{
  return a->n == b->n && memcmp (a->at, b->at, (size_t) a->n * sizeof a->at[0]) == 0;
}

static void
choose (MercerListRow *self, const MercerList *list)
{
  MercerList chosen = *list;
  bool changed = !same (&chosen, &self->list);
  self->list = chosen;
  show_list (self);
  if (!changed)
    return;
  g_clear_handle_id (&self->settle_timer, g_source_remove);
  self->settle_timer = g_timeout_add (SETTLE_MS, settle_cb, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, &chosen);
}

static void
show_mistake (MercerListRow *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->mistake), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->mistake, sentence != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               sentence != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (sentence == NULL)
    gtk_widget_remove_css_class (self->entry, "error");
  else
    {
      gtk_widget_add_css_class (self->entry, "error");
      mercer_announce (self->entry, sentence);
    }
}

/* Reads what was typed; a mistake stays to be mended. */
static void
entry_activate_cb (GtkEntry *entry, MercerListRow *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree void *values = g_memdup2 (mercer_recipe_values (self->recipe),
                                       mercer_recipe_method (self->recipe)->values_size);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  if (mercer_param_parse (self->param, values, text, &error))
    choose (self, mercer_param_get_list (self->param, values));
  else
    show_mistake (self, error->message);
}

/* What was typed and not confirmed gives way to what holds. */
static void
entry_leave_cb (GtkEventControllerFocus *focus, MercerListRow *self)
{
  show_list (self);
}

static size_t
inputs (MercerListRow *self)
{
  return g_strv_length ((GStrv) mercer_recipe_role (self->recipe, "x"));
}

/* Where the sliders stand. */
static const MercerList *
shown (MercerListRow *self)
{
  return self->list.n > 0 ? &self->list : &self->in_use;
}

/* By hand begins with what is in use; where that is not known, in the middle of what the slider spans, one number for each input. */
static void
automatic_cb (GtkButton *button, MercerListRow *self)
{
  MercerList list = { .n = 0 };
  const MercerRowSpec *spec = self->spec;
  if (self->list.n == 0 && self->in_use.n > 0)
    list = self->in_use;
  else if (self->list.n == 0)
    {
      double low = mercer_row_spec_to_slider (spec, spec->low), high = mercer_row_spec_to_slider (spec, spec->high);
      list.n = CLAMP ((int) inputs (self), 1, MERCER_LIST_MAX);
      for (int i = 0; i < list.n; i++)
        list.at[i] = mercer_row_spec_from_slider (spec, (low + high) / 2);
    }
  choose (self, &list);
}

static void
slider_cb (GtkRange *slider, MercerListRow *self)
{
  int i = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (slider), "component"));
  MercerList list = *shown (self);
  if (self->showing || i >= list.n)
    return;
  list.at[i] = CLAMP (mercer_row_spec_from_slider (self->spec, gtk_range_get_value (slider)), self->param->min,
                      self->param->max);
  choose (self, &list);
}

/* --- What is shown -------------------------------------------------------------------------------- */

/* Called by its column where there is one for each. */
static char *
component_name (MercerListRow *self, int i)
{
  const char *const *columns = mercer_recipe_role (self->recipe, "x");
  int n = shown (self)->n;
  if (n > 1 && (size_t) n == inputs (self))
    return g_strdup_printf (_("%s, %s"), self->spec->title, columns[i]);
  return n > 1 ? g_strdup_printf ("%s %d", self->spec->title, i + 1) : g_strdup (self->spec->title);
}

static void
span_slider (MercerListRow *self, GtkWidget *slider)
{
  double step, page;
  mercer_row_spec_steps (self->spec, &step, &page);
  gtk_range_set_range (GTK_RANGE (slider), mercer_row_spec_to_slider (self->spec, self->spec->low),
                       mercer_row_spec_to_slider (self->spec, self->spec->high));
  gtk_range_set_increments (GTK_RANGE (slider), step, page);
  mercer_slider_marks_clear (slider, self->spec);
}

/* Every slider holds every number, so that all of them mean the same. */
static void
stretch_sliders (MercerListRow *self)
{
  bool wider = false;
  for (int i = 0; i < shown (self)->n; i++)
    wider |= mercer_row_spec_stretch (self->spec, shown (self)->at[i]);
  for (GtkWidget *s = gtk_widget_get_first_child (self->sliders); s != NULL && wider; s = gtk_widget_get_next_sibling (s))
    span_slider (self, s);
}

static void
add_slider (MercerListRow *self, int i)
{
  GtkWidget *slider = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, NULL);
  gtk_scale_set_draw_value (GTK_SCALE (slider), FALSE);
  gtk_range_set_round_digits (GTK_RANGE (slider), -1);
  span_slider (self, slider);
  mercer_guard_scroll (slider);
  g_object_set_data (G_OBJECT (slider), "component", GINT_TO_POINTER (i));
  g_signal_connect (slider, "value-changed", G_CALLBACK (slider_cb), self);
  gtk_box_append (GTK_BOX (self->sliders), slider);
}

static void
show_sliders (MercerListRow *self)
{
  const MercerList *list = shown (self);
  int wanted = list->n <= SLIDERS_MAX ? list->n : 0, there = 0;
  GtkWidget *last;
  for (GtkWidget *s = gtk_widget_get_first_child (self->sliders); s != NULL; s = gtk_widget_get_next_sibling (s))
    there++;
  for (; there > wanted && (last = gtk_widget_get_last_child (self->sliders)) != NULL; there--)
    gtk_box_remove (GTK_BOX (self->sliders), last);
  for (; there < wanted; there++)
    add_slider (self, there);
  stretch_sliders (self);
  int i = 0;
  for (GtkWidget *s = gtk_widget_get_first_child (self->sliders); s != NULL; s = gtk_widget_get_next_sibling (s), i++)
    {
      g_autofree char *name = component_name (self, i);
      g_autofree char *text = mercer_row_spec_show (self->spec, list->at[i]);
      gtk_range_set_value (GTK_RANGE (s), mercer_row_spec_to_slider (self->spec, list->at[i]));
      mercer_set_accessible_label (s, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (s), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
    }
  gtk_widget_set_visible (self->sliders, wanted > 0);
}

static void
show_list (MercerListRow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  bool automatic = self->list.n == 0, was_showing = self->showing;
  self->showing = true;
  for (int i = 0; i < self->list.n; i++)
    {
      g_autofree char *number = mercer_row_spec_print (self->spec, self->list.at[i]);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", number);
    }
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text->str) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text->str);
  show_mistake (self, NULL);
  show_sliders (self);
  const char *label = automatic ? _("Set by hand") : _("Automatic");
  gtk_button_set_icon_name (GTK_BUTTON (self->automatic),
                            automatic ? "document-edit-symbolic" : "edit-clear-symbolic");
  mercer_set_tooltip (self->automatic, label);
  mercer_set_accessible_label (self->automatic, label);
  self->showing = was_showing;
}

void
mercer_list_row_show (MercerListRow *self, MercerRecipe *recipe)
{
  MercerList list = *mercer_param_get_list (self->param, mercer_recipe_values (recipe));
  mercer_recipe_ref (recipe);
  mercer_recipe_unref (self->recipe);
  self->recipe = recipe;
  if (same (&list, &self->list))
    return;
  self->list = list;
  show_list (self);
}

void
mercer_list_row_mark (MercerListRow *self, const MercerFigure *figure)
{
  MercerList in_use = mercer_slider_marks_in_use (figure, self->param->id);
  bool moved = !same (&in_use, &self->in_use), was_showing = self->showing;
  self->in_use = in_use;
  self->showing = true;
  if (moved && self->list.n == 0)
    show_sliders (self);
  int i = 0;
  for (GtkWidget *s = gtk_widget_get_first_child (self->sliders); s != NULL; s = gtk_widget_get_next_sibling (s), i++)
    {
      g_autofree char *name = component_name (self, i);
      mercer_slider_marks_show (s, self->spec, name, figure, self->param->id, i);
    }
  self->showing = was_showing;
}

const MercerParam *
mercer_list_row_param (MercerListRow *self)
{
  return self->param;
}

/* --- The widget --------------------------------------------------------------------------------- */

static GtkWidget *
line_new (MercerListRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *title = gtk_label_new (self->spec->title);
  GtkWidget *unit = gtk_label_new (self->spec->unit);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (unit, TRUE);
  gtk_widget_set_halign (unit, GTK_ALIGN_START);
  gtk_widget_add_css_class (unit, "dim-label");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _("Automatic"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 9);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 14);
  mercer_set_accessible_label (self->entry, self->spec->title);
  mercer_set_accessible_description (self->entry, _("Numbers with commas between them"));
  gtk_widget_set_visible (self->automatic, isnan (self->param->start));
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), unit);
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), self->automatic);
  return line;
}

GtkWidget *
mercer_list_row_new (const MercerParam *param, MercerRecipe *recipe)
{
  MercerRowSpec *spec = mercer_row_spec_new_param (param, recipe, recipe);
  MercerListRow *self = g_object_new (MERCER_TYPE_LIST_ROW, "activatable", FALSE, "selectable", FALSE, "focusable",
                                      FALSE, "title", spec->title, NULL);
  self->param = param;
  self->spec = spec;
  self->recipe = mercer_recipe_ref (recipe);
  self->list = *mercer_param_get_list (param, mercer_recipe_values (recipe));
  mercer_set_tooltip (GTK_WIDGET (self), *spec->hint != '\0' ? spec->hint : spec->title);

  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (column, "list-row");
  gtk_box_append (GTK_BOX (column), line_new (self));
  gtk_box_append (GTK_BOX (column), self->mistake);
  gtk_box_append (GTK_BOX (column), self->sliders);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), column);
  show_list (self);
  return GTK_WIDGET (self);
}

static void
dispose (GObject *object)
{
  g_clear_handle_id (&MERCER_LIST_ROW (object)->settle_timer, g_source_remove);
  G_OBJECT_CLASS (mercer_list_row_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  MercerListRow *self = MERCER_LIST_ROW (object);
  mercer_row_spec_free (self->spec);
  mercer_recipe_unref (self->recipe);
  G_OBJECT_CLASS (mercer_list_row_parent_class)->finalize (object);
}

static void
mercer_list_row_class_init (MercerListRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MERCER_TYPE_LIST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", MERCER_TYPE_LIST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
mercer_list_row_init (MercerListRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  self->entry = gtk_entry_new ();
  self->automatic = gtk_button_new ();
  self->mistake = gtk_label_new ("");
  self->sliders = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_valign (self->automatic, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->automatic, "flat");
  gtk_label_set_wrap (GTK_LABEL (self->mistake), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->mistake), 0);
  gtk_widget_add_css_class (self->mistake, "error");
  gtk_widget_add_css_class (self->mistake, "caption");
  g_signal_connect (self->entry, "activate", G_CALLBACK (entry_activate_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (entry_leave_cb), self);
  gtk_widget_add_controller (self->entry, focus);
  g_signal_connect (self->automatic, "clicked", G_CALLBACK (automatic_cb), self);
}
