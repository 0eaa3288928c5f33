/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the control panel: what all kinds have in common, and the kinds that are one control. */

#include "param-row-private.h"

#include <glib/gi18n.h>

#include "compat.h"

/* A pause after which a change without an end of its own counts as done. */
#define SETTLE_MS 600

enum
{
  SIGNAL_CHANGED,
  SIGNAL_SETTLED,
  SIGNAL_PINNED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerParamRow, mercer_param_row, ADW_TYPE_PREFERENCES_ROW)

/* --- Kinds ------------------------------------------------------------------------------------ */

static void
switch_cb (GObject *control, GParamSpec *pspec, gpointer data)
{
  MercerParamRow *row = data;

  if (row->showing)
    return;
  mercer_param_row_choose (row, gtk_switch_get_active (GTK_SWITCH (control)));
  mercer_param_row_settle (row);
}

static void
append_control (MercerParamRow *row, GtkWidget *control)
{
  row->control = control;
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row->line), control);
  mercer_set_accessible_label (control, row->spec->title);
}

static void
build_switch (MercerParamRow *row)
{
  append_control (row, gtk_switch_new ());
  g_signal_connect (row->control, "notify::active", G_CALLBACK (switch_cb), row);
}

static void
show_switch (MercerParamRow *row)
{
  gtk_switch_set_active (GTK_SWITCH (row->control), row->value != 0);
}

static void
build_choice (MercerParamRow *row)
{
  append_control (row, mercer_param_row_build_choice (row));
}

static const struct
{
  void (*build) (MercerParamRow *row);
  void (*show) (MercerParamRow *row);
} kinds[MERCER_N_ROW_KINDS] = {
  [MERCER_ROW_NUMBER] = { mercer_param_row_build_number, mercer_param_row_show_number },
  [MERCER_ROW_SWITCH] = { build_switch, show_switch },
  [MERCER_ROW_CHOICE] = { build_choice, mercer_param_row_show_choice },
  [MERCER_ROW_SEED] = { mercer_param_row_build_seed, mercer_param_row_show_seed },
};

/* --- Values ----------------------------------------------------------------------------------- */

static void
show (MercerParamRow *row)
{
  row->showing = true;
  kinds[row->spec->kind].show (row);
  row->showing = false;
}

void
mercer_param_row_choose (MercerParamRow *row, double value)
{
  if (value == row->value)
    return;
  row->value = value;
  row->unsettled = true;
  show (row);
  g_signal_emit (row, signals[SIGNAL_CHANGED], 0, value);
}

void
mercer_param_row_settle (MercerParamRow *row)
{
  g_clear_handle_id (&row->settle_timer, g_source_remove);
  if (!row->unsettled)
    return;
  row->unsettled = false;
  g_signal_emit (row, signals[SIGNAL_SETTLED], 0);
}

static gboolean
settle_timeout_cb (gpointer data)
{
  MercerParamRow *row = data;

  row->settle_timer = 0;
  mercer_param_row_settle (row);
  return G_SOURCE_REMOVE;
}

void
mercer_param_row_settle_soon (MercerParamRow *row)
{
  g_clear_handle_id (&row->settle_timer, g_source_remove);
  row->settle_timer = g_timeout_add (SETTLE_MS, settle_timeout_cb, row);
}

const MercerRowSpec *
mercer_param_row_spec (MercerParamRow *row)
{
  return row->spec;
}

double
mercer_param_row_value (MercerParamRow *row)
{
  return row->value;
}

void
mercer_param_row_set_value (MercerParamRow *row, double value)
{
  g_return_if_fail (MERCER_IS_PARAM_ROW (row));

  if (value == row->value)
    return;
  row->value = value;
  show (row);
}

/* --- Pin -------------------------------------------------------------------------------------- */

static void
name_pin (MercerParamRow *row)
{
  bool fixed = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (row->pin));
  g_autofree char *label = g_strdup_printf (_ ("Fix %s"), row->spec->title);

  mercer_set_tooltip (row->pin, fixed ? _ ("Fixed: fits leave it as it is") : _ ("Free: fits may change it"));
  mercer_set_accessible_label (row->pin, label);
}

static void
pin_cb (GtkToggleButton *pin, gpointer data)
{
  MercerParamRow *row = data;

  name_pin (row);
  if (!row->showing)
    g_signal_emit (row, signals[SIGNAL_PINNED], 0, gtk_toggle_button_get_active (pin));
}

static void
build_pin (MercerParamRow *row)
{
  row->pin = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (row->pin), "view-pin-symbolic");
  gtk_widget_add_css_class (row->pin, "flat");
  gtk_widget_set_valign (row->pin, GTK_ALIGN_CENTER);
  g_signal_connect (row->pin, "toggled", G_CALLBACK (pin_cb), row);
  gtk_box_append (GTK_BOX (row->line), row->pin);
  name_pin (row);
}

void
mercer_param_row_add_suffix (MercerParamRow *row, GtkWidget *suffix)
{
  g_return_if_fail (MERCER_IS_PARAM_ROW (row));

  gtk_widget_insert_before (suffix, row->line, row->pin);
}

void
mercer_param_row_set_pinned (MercerParamRow *row, bool fixed)
{
  g_return_if_fail (MERCER_IS_PARAM_ROW (row));

  if (row->pin == NULL)
    return;
  row->showing = true;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (row->pin), fixed);
  row->showing = false;
}

/* --- The row ---------------------------------------------------------------------------------- */

/* Of a flow most values can be dragged while it plays; of the others it is said before they are. */
static void
append_anew (MercerParamRow *row, GtkBox *names)
{
  GtkWidget *label = gtk_label_new (_ ("starts anew"));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  mercer_set_tooltip (label, _ ("A change starts the flow anew"));
  gtk_box_append (names, label);
}

static void
build_line (MercerParamRow *row)
{
  const char *brief = row->spec->brief != NULL ? row->spec->brief : row->spec->title;
  GtkWidget *title = gtk_label_new (brief), *unit = gtk_label_new (row->spec->unit);
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  row->column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_margin_start (row->column, 12);
  gtk_widget_set_margin_end (row->column, 6);
  gtk_widget_set_margin_top (row->column, 4);
  gtk_widget_set_margin_bottom (row->column, row->spec->kind == MERCER_ROW_NUMBER ? 0 : 6);
  row->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (unit), PANGO_ELLIPSIZE_END);
  mercer_set_tooltip (unit, *row->spec->unit != '\0' ? row->spec->unit : NULL);
  gtk_widget_add_css_class (unit, "dim-label");
  gtk_widget_set_visible (unit, *row->spec->unit != '\0');
  gtk_widget_set_hexpand (names, TRUE);
  gtk_box_append (GTK_BOX (names), title);
  gtk_box_append (GTK_BOX (names), unit);
  if (row->spec->anew)
    append_anew (row, GTK_BOX (names));
  gtk_box_append (GTK_BOX (row->line), names);
  gtk_box_append (GTK_BOX (row->column), row->line);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), row->column);
}

GtkWidget *
mercer_param_row_new (MercerRowSpec *spec, double value)
{
  MercerParamRow *row = g_object_new (MERCER_TYPE_PARAM_ROW, "activatable", FALSE, "selectable", FALSE, "focusable",
                                      FALSE, "title", spec->title, NULL);

  row->spec = spec;
  row->value = value;
  mercer_set_tooltip (GTK_WIDGET (row), *spec->hint != '\0' ? spec->hint : spec->title);
  build_line (row);
  row->showing = true;
  kinds[spec->kind].build (row);
  row->showing = false;
  if (spec->pinnable)
    build_pin (row);
  mercer_param_row_add_menu (row);
  show (row);
  return GTK_WIDGET (row);
}

static void
mercer_param_row_dispose (GObject *object)
{
  MercerParamRow *row = MERCER_PARAM_ROW (object);

  g_clear_handle_id (&row->settle_timer, g_source_remove);
  g_clear_pointer (&row->menu, gtk_widget_unparent);
  G_OBJECT_CLASS (mercer_param_row_parent_class)->dispose (object);
}

static void
mercer_param_row_finalize (GObject *object)
{
  mercer_row_spec_free (MERCER_PARAM_ROW (object)->spec);
  G_OBJECT_CLASS (mercer_param_row_parent_class)->finalize (object);
}

static void
mercer_param_row_class_init (MercerParamRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = mercer_param_row_dispose;
  object_class->finalize = mercer_param_row_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MERCER_TYPE_PARAM_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", MERCER_TYPE_PARAM_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_PINNED] = g_signal_new ("pinned", MERCER_TYPE_PARAM_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  mercer_param_row_install_menu (GTK_WIDGET_CLASS (class));
}

static void
mercer_param_row_init (MercerParamRow *row)
{
}
