/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readouts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "compat.h"
#include "param.h"
#include "readouts-notes.h"
#include "readouts-text.h"
#include "steady-text.h"

/* Digits of a value, and the room that every place has, so that values change without pushing others around. The
 * widest number of so many digits, "−1.23457e−10", fits, and a short unit beside most. */
#define DIGITS 6
#define CHARS  14
#define NAME_CHARS 22
#define TOOLTIP_CHARS 50

typedef struct
{
  char *id, *title, *unit;
  double value;
  bool known;
  GtkWidget *child, *line;
  char *shown; /* markup */
} Slot;

struct _MercerReadouts
{
  GtkBox parent_instance;

  GPtrArray *slots; /* Slot; the time comes last */
  GtkWidget *flow, *notes, *menu, *line;
  bool forget; /* before the next figure is shown */
};

enum
{
  SIGNAL_REMEDY,
  SIGNAL_RESHAPED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerReadouts, mercer_readouts, GTK_TYPE_BOX)

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_free (slot->id);
  g_free (slot->title);
  g_free (slot->unit);
  g_free (slot->shown);
  g_free (slot);
}

/* Where there is room the whole name is seen, but one long name does not take a column from all. */
static GtkWidget *
name_new (const char *title)
{
  GtkWidget *name = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (name), CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (name), NAME_CHARS);
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_add_css_class (name, "dim-label");
  return name;
}

static Slot *
slot_new (MercerReadouts *readouts, const char *id, const char *title, const char *unit, int position)
{
  Slot *slot = g_new0 (Slot, 1);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *meaning = mercer_readout_meaning (id);
  g_autofree char *wrapped = meaning != NULL ? mercer_wrap_words (meaning, TOOLTIP_CHARS) : NULL;
  g_autofree char *tooltip = meaning != NULL ? g_strdup_printf ("%s\n%s", title, wrapped) : g_strdup (title);

  slot->id = g_strdup (id);
  slot->title = g_strdup (title);
  slot->unit = g_strdup (unit);
  slot->line = mercer_steady_text_new (CHARS, 0);
  gtk_widget_add_css_class (slot->line, "numeric");
  gtk_box_append (GTK_BOX (column), name_new (title));
  gtk_box_append (GTK_BOX (column), slot->line);
  slot->child = gtk_flow_box_child_new ();
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (slot->child), column);
  gtk_widget_set_tooltip_text (slot->child, tooltip);
  if (meaning != NULL)
    mercer_set_accessible_description (slot->child, meaning);
  gtk_flow_box_insert (GTK_FLOW_BOX (readouts->flow), slot->child, position);
  g_ptr_array_insert (readouts->slots, position, slot);
  return slot;
}

static void
fill_slot (Slot *slot, bool known, double value, const char *text)
{
  g_autofree char *spoken = NULL, *marked = NULL;

  /* Between words of a script from right to left a minus sign would go to the other side. */
  const char *mark = gtk_widget_get_direction (slot->line) == GTK_TEXT_DIR_RTL ? "\u200e" : "";

  slot->known = known;
  slot->value = value;
  marked = known && *slot->unit != '\0'
             ? g_markup_printf_escaped ("%s%s <span size=\"smaller\" alpha=\"65%%\">%s</span>", mark, text, slot->unit)
             : g_markup_printf_escaped ("%s%s", mark, text);
  if (g_strcmp0 (slot->shown, marked) == 0)
    return;
  g_free (slot->shown);
  slot->shown = g_steal_pointer (&marked);
  mercer_steady_text_set_markup (slot->line, slot->shown);
  spoken = g_strdup_printf ("%s: %s %s", slot->title, text, slot->unit);
  mercer_set_accessible_label (slot->child, spoken);
}

/* Another table may measure the same in another unit. */
static void
set_unit (Slot *slot, const char *unit)
{
  if (g_strcmp0 (slot->unit, unit) == 0)
    return;
  g_free (slot->unit);
  slot->unit = g_strdup (unit);
}

static Slot *
find_slot (MercerReadouts *readouts, const MercerReadout *readout)
{
  for (guint i = 0; i < readouts->slots->len; i++)
    {
      Slot *slot = readouts->slots->pdata[i];
      if (g_strcmp0 (slot->id, readout->id) == 0 && g_strcmp0 (slot->title, readout->title) == 0)
        return slot;
    }
  return NULL;
}

static void
clear_slots (MercerReadouts *readouts)
{
  for (guint i = 0; i < readouts->slots->len; i++)
    gtk_flow_box_remove (GTK_FLOW_BOX (readouts->flow), ((Slot *) readouts->slots->pdata[i])->child);
  g_ptr_array_set_size (readouts->slots, 0);
}

/* A figure that shares no readout with what is shown is of another method, whether that was told or not. */
static bool
is_stranger (MercerReadouts *readouts, const MercerFigure *figure)
{
  for (size_t i = 0; i < mercer_figure_n_readouts (figure); i++)
    if (find_slot (readouts, mercer_figure_get_readout (figure, i)) != NULL)
      return false;
  return mercer_figure_n_readouts (figure) > 0;
}

static void
show_values (MercerReadouts *readouts, const MercerFigure *figure)
{
  for (guint i = 0; i + 1 < readouts->slots->len; i++)
    ((Slot *) readouts->slots->pdata[i])->known = false;
  for (size_t i = 0; i < mercer_figure_n_readouts (figure); i++)
    {
      const MercerReadout *readout = mercer_figure_get_readout (figure, i);
      Slot *slot = find_slot (readouts, readout);
      char text[MERCER_NUMBER_SIZE * 2];
      if (slot == NULL)
        slot = slot_new (readouts, readout->id, readout->title, readout->unit, (int) readouts->slots->len - 1);
      set_unit (slot, readout->unit);
      fill_slot (slot, true, readout->value, mercer_number_show (readout->value, mercer_value_digits (readout->value, DIGITS), text));
    }
  for (guint i = 0; i + 1 < readouts->slots->len; i++)
    {
      Slot *slot = readouts->slots->pdata[i];
      if (!slot->known)
        fill_slot (slot, false, 0, "–");
    }
}

void
mercer_readouts_show (MercerReadouts *readouts, const MercerFigure *figure, double seconds)
{
  g_autofree char *time = mercer_seconds_show (seconds);
  Slot *last;
  guint before = readouts->slots->len;

  g_return_if_fail (MERCER_IS_READOUTS (readouts));
  gtk_widget_set_visible (readouts->line, figure != NULL);
  mercer_readouts_notes_show (MERCER_READOUTS_NOTES (readouts->notes), figure);
  if (figure == NULL)
    return;
  bool stranger = readouts->forget || is_stranger (readouts, figure);
  readouts->forget = false;
  if (stranger)
    clear_slots (readouts);
  if (readouts->slots->len == 0)
    slot_new (readouts, "seconds", _ ("Time"), "", 0);
  show_values (readouts, figure);
  last = readouts->slots->pdata[readouts->slots->len - 1];
  fill_slot (last, seconds >= 0, seconds, time);
  if (stranger || readouts->slots->len != before)
    g_signal_emit (readouts, signals[SIGNAL_RESHAPED], 0);
}

void
mercer_readouts_forget (MercerReadouts *readouts)
{
  readouts->forget = true;
}

/* --- Room ------------------------------------------------------------------------------------- */

int
mercer_readouts_room (MercerReadouts *readouts, int width)
{
  g_autoptr (PangoLayout) lines = gtk_widget_create_pango_layout (GTK_WIDGET (readouts), "1\n2");
  int spacing = gtk_box_get_spacing (GTK_BOX (readouts)), numbers = 0, words;

  pango_layout_get_pixel_size (lines, NULL, &words);
  if (gtk_widget_get_visible (readouts->line))
    gtk_widget_measure (readouts->line, GTK_ORIENTATION_VERTICAL, width, NULL, &numbers, NULL, NULL);
  return numbers + spacing + words + gtk_box_get_spacing (GTK_BOX (readouts->notes));
}

void
mercer_readouts_set_notes_first (MercerReadouts *readouts, bool first)
{
  bool now = gtk_widget_get_first_child (GTK_WIDGET (readouts)) == readouts->notes;

  if (first != now)
    gtk_box_reorder_child_after (GTK_BOX (readouts), readouts->notes, first ? NULL : readouts->line);
}

char *
mercer_readouts_text (MercerReadouts *readouts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < readouts->slots->len; i++)
    {
      const Slot *slot = readouts->slots->pdata[i];
      bool time = i + 1 == readouts->slots->len;
      char number[MERCER_NUMBER_SIZE];
      if (slot->known)
        g_string_append_printf (text, "%s\t%s\t%s\n", slot->id, mercer_number_print (slot->value, number),
                                time ? "s" : slot->unit);
    }
  return g_string_free (text, FALSE);
}

/* --- Copying ---------------------------------------------------------------------------------- */

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *text = mercer_readouts_text (MERCER_READOUTS (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
secondary_click_cb (GtkGestureClick *click, int n, double x, double y, gpointer data)
{
  MercerReadouts *readouts = data;
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (readouts->menu == NULL)
    {
      g_autoptr (GMenu) menu = g_menu_new ();
      g_menu_append (menu, _ ("Copy All Values"), "readouts.copy");
      readouts->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
      gtk_popover_set_has_arrow (GTK_POPOVER (readouts->menu), FALSE);
      gtk_widget_set_parent (readouts->menu, readouts->line);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (readouts->menu), &place);
  gtk_popover_popup (GTK_POPOVER (readouts->menu));
}

/* --- The widget ------------------------------------------------------------------------------- */

/* Arrow keys go from value to value; Tab passes them by: it goes on as if from the end that it is heading for. */
static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer data)
{
  MercerReadouts *readouts = data;
  bool back = key == GDK_KEY_ISO_Left_Tab || (state & GDK_SHIFT_MASK) != 0;
  GtkWidget *end = back ? gtk_widget_get_first_child (readouts->flow) : gtk_widget_get_last_child (readouts->flow);

  if ((key == GDK_KEY_Tab || key == GDK_KEY_ISO_Left_Tab) && end != NULL)
    gtk_widget_grab_focus (end);
  return GDK_EVENT_PROPAGATE;
}

GtkWidget *
mercer_readouts_new (void)
{
  return g_object_new (MERCER_TYPE_READOUTS, NULL);
}

static void
remedy_cb (MercerReadoutsNotes *notes, const char *param, double value, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_REMEDY], 0, param, value);
}

static void
mercer_readouts_dispose (GObject *object)
{
  g_clear_pointer (&MERCER_READOUTS (object)->menu, gtk_widget_unparent);
  G_OBJECT_CLASS (mercer_readouts_parent_class)->dispose (object);
}

static void
mercer_readouts_finalize (GObject *object)
{
  g_ptr_array_unref (MERCER_READOUTS (object)->slots);
  G_OBJECT_CLASS (mercer_readouts_parent_class)->finalize (object);
}

static void
mercer_readouts_class_init (MercerReadoutsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mercer_readouts_dispose;
  G_OBJECT_CLASS (class)->finalize = mercer_readouts_finalize;
  signals[SIGNAL_REMEDY] = g_signal_new ("remedy", MERCER_TYPE_READOUTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_DOUBLE);
  signals[SIGNAL_RESHAPED] = g_signal_new ("reshaped", MERCER_TYPE_READOUTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "readouts.copy", NULL, copy_action);
}

static void
init_line (MercerReadouts *readouts)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *copy;

  readouts->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (readouts->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (readouts->flow), TRUE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (readouts->flow), 1);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (readouts->flow), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (readouts->flow), 3);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (readouts->flow), 6);
  gtk_widget_set_hexpand (readouts->flow, TRUE);
  mercer_set_accessible_label (readouts->flow, _ ("Values"));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), readouts);
  gtk_widget_add_controller (readouts->flow, keys);
  copy = mercer_icon_button_new ("edit-copy-symbolic", _ ("Copy All Values"));
  gtk_widget_set_valign (copy, GTK_ALIGN_START);
  gtk_widget_add_css_class (copy, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (copy), "readouts.copy");
  readouts->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (readouts->line), readouts->flow);
  gtk_box_append (GTK_BOX (readouts->line), copy);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (secondary_click_cb), readouts);
  gtk_widget_add_controller (readouts->line, GTK_EVENT_CONTROLLER (click));
}

static void
mercer_readouts_init (MercerReadouts *readouts)
{
  readouts->slots = g_ptr_array_new_with_free_func (slot_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (readouts), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (readouts), 6);
  init_line (readouts);
  gtk_widget_set_visible (readouts->line, FALSE);
  gtk_box_append (GTK_BOX (readouts), readouts->line);
  readouts->notes = mercer_readouts_notes_new ();
  g_signal_connect_object (readouts->notes, "remedy", G_CALLBACK (remedy_cb), readouts, 0);
  gtk_box_append (GTK_BOX (readouts), readouts->notes);
}
