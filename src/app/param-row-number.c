/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slider and the entry of a row. */

#include "param-row-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "compat.h"
#include "slider-marks.h"

#define ENTRY_CHARS 8

/* --- Entry ------------------------------------------------------------------------------------ */

static bool
entry_has_focus (MercerParamRow *row)
{
  return (gtk_widget_get_state_flags (row->entry) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

/* In full while it is edited, short otherwise. */
static void
show_text (MercerParamRow *row, bool in_full)
{
  g_autofree char *text = in_full ? mercer_row_spec_print (row->spec, row->value)
                                  : mercer_row_spec_show (row->spec, row->value);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row->entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row->entry), text);
}

static void
show_mistake (MercerParamRow *row, const char *sentence)
{
  if (sentence == NULL && !gtk_widget_get_visible (row->mistake))
    return;
  gtk_label_set_label (GTK_LABEL (row->mistake), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (row->mistake, sentence != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               sentence != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (sentence == NULL)
    {
      gtk_widget_remove_css_class (row->entry, "error");
      return;
    }
  gtk_widget_add_css_class (row->entry, "error");
  mercer_announce (row->entry, sentence);
}

/* Reads what was typed. keep: a mistake stays to be mended; otherwise it gives way to the value. */
static void
commit_entry (MercerParamRow *row, bool keep)
{
  g_autofree char *sentence = NULL;
  g_autofree char *shown = mercer_row_spec_show (row->spec, row->value);
  g_autofree char *full = mercer_row_spec_print (row->spec, row->value);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row->entry));
  double value;

  /* Text that was only looked at must not round the value. */
  if (g_strcmp0 (text, shown) == 0 || g_strcmp0 (text, full) == 0)
    show_mistake (row, NULL);
  else if (mercer_row_spec_parse (row->spec, text, &value, &sentence))
    {
      show_mistake (row, NULL);
      mercer_param_row_choose (row, value);
    }
  else
    show_mistake (row, keep ? sentence : NULL);
  if (sentence == NULL || !keep)
    show_text (row, keep);
  mercer_param_row_settle (row);
}

static void
entry_activate_cb (GtkEntry *entry, gpointer data)
{
  commit_entry (data, true);
  gtk_editable_select_region (GTK_EDITABLE (entry), 0, -1);
}

static void
entry_enter_cb (GtkEventControllerFocus *focus, gpointer data)
{
  show_text (data, true);
}

static void
entry_leave_cb (GtkEventControllerFocus *focus, gpointer data)
{
  commit_entry (data, false);
}

static gboolean
entry_key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer data)
{
  MercerParamRow *row = data;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape)
    {
      bool edited = gtk_widget_get_visible (row->mistake);
      g_autofree char *full = mercer_row_spec_print (row->spec, row->value);
      edited |= g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row->entry)), full) != 0;
      show_mistake (row, NULL);
      show_text (row, true);
      return edited ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    }
  if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    {
      mercer_param_row_choose (row, mercer_row_spec_nudge (row->spec, row->value, key == GDK_KEY_Up ? 1 : -1));
      mercer_param_row_settle_soon (row);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
build_entry (MercerParamRow *row)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  row->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (row->entry), ENTRY_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (row->entry), ENTRY_CHARS);
  gtk_editable_set_alignment (GTK_EDITABLE (row->entry), 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (row->entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_add_css_class (row->entry, "numeric");
  gtk_widget_set_valign (row->entry, GTK_ALIGN_CENTER);
  /* Numbers read so in every script. */
  gtk_widget_set_direction (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (row->entry))), GTK_TEXT_DIR_LTR);
  g_signal_connect (row->entry, "activate", G_CALLBACK (entry_activate_cb), row);
  g_signal_connect (focus, "enter", G_CALLBACK (entry_enter_cb), row);
  g_signal_connect (focus, "leave", G_CALLBACK (entry_leave_cb), row);
  gtk_widget_add_controller (row->entry, focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (entry_key_cb), row);
  gtk_widget_add_controller (row->entry, keys);
  gtk_box_append (GTK_BOX (row->line), row->entry);

  row->mistake = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (row->mistake), TRUE);
  gtk_label_set_xalign (GTK_LABEL (row->mistake), 0);
  gtk_widget_add_css_class (row->mistake, "error");
  gtk_widget_add_css_class (row->mistake, "caption");
  gtk_widget_set_visible (row->mistake, FALSE);
  gtk_box_append (GTK_BOX (row->column), row->mistake);
}

static void
name_entry (MercerParamRow *row)
{
  g_autofree char *label = *row->spec->unit != '\0'
                             ? g_strdup_printf ("%s, %s", row->spec->title, row->spec->unit)
                             : g_strdup (row->spec->title);
  mercer_set_accessible_label (row->entry, label);
}

/* --- Slider ----------------------------------------------------------------------------------- */

/* The slider stands where the value has it: nobody moved it. Signals of adjustments start over when the value is set
 * within them, so a value that was put right (clamped by the kernel) comes back here after it was shown, and must
 * not be rounded. */
static bool
stands_at_value (MercerParamRow *row)
{
  GtkAdjustment *adjustment = gtk_range_get_adjustment (GTK_RANGE (row->scale));
  double place = mercer_row_spec_to_slider (row->spec, row->value);

  return gtk_adjustment_get_value (adjustment)
         == CLAMP (place, gtk_adjustment_get_lower (adjustment), gtk_adjustment_get_upper (adjustment));
}

static void
scale_changed_cb (GtkRange *range, gpointer data)
{
  MercerParamRow *row = data;

  if (row->showing || stands_at_value (row))
    return;
  mercer_param_row_choose (row, mercer_row_spec_from_slider (row->spec, gtk_range_get_value (range)));
  if (!row->pressed)
    mercer_param_row_settle_soon (row);
}

static gboolean
scale_event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer data)
{
  MercerParamRow *row = data;

  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
      row->pressed = true;
      break;
    case GDK_BUTTON_RELEASE:
    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
      row->pressed = false;
      mercer_param_row_settle (row);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
scale_leave_cb (GtkEventControllerFocus *focus, gpointer data)
{
  mercer_param_row_settle (data);
}

/* Ends, steps and the mark of the start. */
static void
span_slider (MercerParamRow *row)
{
  const MercerRowSpec *spec = row->spec;
  double low = mercer_row_spec_to_slider (spec, spec->low), high = mercer_row_spec_to_slider (spec, spec->high);
  double step, page;

  mercer_row_spec_steps (spec, &step, &page);
  gtk_range_set_range (GTK_RANGE (row->scale), low, high);
  gtk_range_set_increments (GTK_RANGE (row->scale), step, page);
  mercer_slider_marks_clear (row->scale, spec);
}

void
mercer_param_row_mark (MercerParamRow *row, const MercerFigure *figure, const char *param)
{
  if (row->scale != NULL)
    mercer_slider_marks_show (row->scale, row->spec, NULL, figure, param, -1);
}

static void
build_slider (MercerParamRow *row)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  row->scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, NULL);
  gtk_scale_set_draw_value (GTK_SCALE (row->scale), FALSE);
  gtk_range_set_round_digits (GTK_RANGE (row->scale), -1);
  gtk_widget_set_hexpand (row->scale, TRUE);
  mercer_guard_scroll (row->scale);
  span_slider (row);
  g_signal_connect (row->scale, "value-changed", G_CALLBACK (scale_changed_cb), row);
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (scale_event_cb), row);
  gtk_widget_add_controller (row->scale, events);
  g_signal_connect (focus, "leave", G_CALLBACK (scale_leave_cb), row);
  gtk_widget_add_controller (row->scale, focus);
  gtk_box_append (GTK_BOX (row->column), row->scale);
  mercer_set_accessible_label (row->scale, row->spec->title);
}

void
mercer_param_row_build_number (MercerParamRow *row)
{
  build_entry (row);
  name_entry (row);
  build_slider (row);
  gtk_box_reorder_child_after (GTK_BOX (row->column), row->mistake, row->line);
}

static void
speak_value (MercerParamRow *row)
{
  g_autofree char *shown = mercer_row_spec_show (row->spec, row->value);
  g_autofree char *spoken = g_strstrip (g_strdup_printf ("%s %s", shown, row->spec->unit));

  gtk_accessible_update_property (GTK_ACCESSIBLE (row->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, spoken, -1);
}

void
mercer_param_row_show_number (MercerParamRow *row)
{
  double position;

  if (mercer_row_spec_stretch (row->spec, row->value))
    span_slider (row);
  position = mercer_row_spec_to_slider (row->spec, row->value);
  /* The hand knows better where the slider is than the rounded value does. */
  if (!row->pressed || mercer_row_spec_from_slider (row->spec, gtk_range_get_value (GTK_RANGE (row->scale))) != row->value)
    gtk_range_set_value (GTK_RANGE (row->scale), position);
  show_mistake (row, NULL);
  show_text (row, entry_has_focus (row));
  speak_value (row);
}

/* --- Seed ------------------------------------------------------------------------------------- */

static void
shuffle_cb (GtkButton *button, gpointer data)
{
  MercerParamRow *row = data;
  double high = MIN (row->spec->max, 999999);
  double seed = row->value;

  while (seed == row->value && high > row->spec->min)
    seed = row->spec->min + floor (g_random_double () * (high - row->spec->min + 1));
  mercer_param_row_choose (row, seed);
  mercer_param_row_settle (row);
}

void
mercer_param_row_build_seed (MercerParamRow *row)
{
  g_autofree char *label = g_strdup_printf (_ ("Shuffle %s"), row->spec->title);
  GtkWidget *shuffle = mercer_icon_button_new ("media-playlist-shuffle-symbolic", label);

  build_entry (row);
  name_entry (row);
  gtk_widget_set_valign (shuffle, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (shuffle, "flat");
  g_signal_connect (shuffle, "clicked", G_CALLBACK (shuffle_cb), row);
  gtk_box_append (GTK_BOX (row->line), shuffle);
}

void
mercer_param_row_show_seed (MercerParamRow *row)
{
  show_mistake (row, NULL);
  show_text (row, entry_has_focus (row));
}
