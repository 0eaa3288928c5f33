/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include <glib/gi18n.h>

#include "command.h"
#include "table-chooser.h"

/* What menus, buttons and keys do. */

/* --- Files -------------------------------------------------------------------------------------- */

static void
open_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_window_open_dialog (data);
}

static void
open_spec_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  MercerWindow *self = data;
  MercerRecipe *recipe = mercer_window_recipe (self);
  g_autoptr (MercerStart) start = mercer_start_new (g_variant_get_string (parameter, NULL),
                                                    recipe != NULL ? mercer_recipe_method (recipe)->id : NULL);
  mercer_window_load (self, start);
}

static void
open_table_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  const char *id, *spec;
  g_variant_get (parameter, "(&s&s)", &id, &spec);
  mercer_window_open_table (data, id, spec);
}

static void
remove_table_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  MercerWindow *self = data;
  MercerRecipe *recipe = mercer_window_recipe (self);
  const char *id = g_variant_get_string (parameter, NULL);
  if (recipe == NULL || !mercer_method_has_table (mercer_recipe_method (recipe), id))
    return;
  MercerRecipe *without = mercer_recipe_with_table (recipe, id, NULL);
  mercer_session_set (self->session, PANEL, without, _("Remove table"), NULL);
  mercer_recipe_unref (without);
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_window_save (data, false);
}

static void
save_as_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_window_save (data, true);
}

static void
close_table_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  MercerWindow *self = data;
  mercer_session_reset (self->session, NULL, 0);
  g_clear_pointer (&self->session_path, g_free);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_window_export_dialog (data, g_variant_get_string (parameter, NULL));
}

/* The panel as a line for a script. */
static void
copy_command_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  MercerWindow *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *command = mercer_command_print (mercer_window_recipe (self), &error);
  if (command != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), command);
  mercer_window_toast (self, command != NULL ? _("The command that gives these numbers is copied") : error->message, NULL, NULL);
}

static void
export_film_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_window_export_dialog (data, "gif");
}

static void
cancel_film_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_window_cancel_film (data);
}

static void
cancel_load_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_window_stop_load (data);
}

/* --- Undo --------------------------------------------------------------------------------------- */

static void
undo_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  MercerWindow *self = data;
  if (!mercer_session_can_undo (self->session))
    return;
  g_autofree char *text = g_strdup_printf (_("Undid “%s”"), mercer_session_undo_name (self->session));
  mercer_canvas_refit (self->canvas);
  mercer_session_undo (self->session);
  mercer_window_toast (self, text, _("Redo"), "win.redo");
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  MercerWindow *self = data;
  if (!mercer_session_can_redo (self->session))
    return;
  g_autofree char *text = g_strdup_printf (_("Redid “%s”"), mercer_session_redo_name (self->session));
  mercer_canvas_refit (self->canvas);
  mercer_session_redo (self->session);
  mercer_window_toast (self, text, _("Undo"), "win.undo");
}

/* --- Canvas and pages ----------------------------------------------------------------------------- */

static void
fit_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  MercerWindow *self = data;
  MercerRecipe *recipe = mercer_window_recipe (self);
  const MercerAction *actions = recipe != NULL ? mercer_recipe_method (recipe)->actions : NULL;
  if (self->action_serial != 0)
    mercer_window_cancel_action (self);
  else if (actions != NULL && actions[0].id != NULL)
    mercer_window_act (self, actions[0].id);
}

/* "win.zoom-in" is the canvas's own "canvas.zoom-in", reachable from anywhere in the window. */
static void
zoom_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  g_autofree char *name = g_strconcat ("canvas.", g_action_get_name (G_ACTION (action)), NULL);
  gtk_widget_activate_action (GTK_WIDGET (MERCER_WINDOW (data)->canvas), name, NULL);
}

static void
motion_cb (GSimpleAction *action, GVariant *state, void *data)
{
  MercerWindow *self = data;
  bool moving = g_variant_get_boolean (state);
  g_simple_action_set_state (action, state);
  mercer_canvas_set_motion (self->canvas, moving);
  const char *label = moving ? _("Hold the samples still") : _("Let the samples move");
  gtk_button_set_icon_name (self->motion_button,
                            moving ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->motion_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->motion_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
edit_points_cb (GSimpleAction *action, GVariant *state, void *data)
{
  g_simple_action_set_state (action, state);
  mercer_canvas_set_editing (MERCER_WINDOW (data)->canvas, g_variant_get_boolean (state));
}

static void
toggle_pane_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  AdwFlap *flap = MERCER_WINDOW (data)->flap;
  if (mercer_window_recipe (data) != NULL)
    adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

/* A list that pops up from what still slides in would hang outside of every monitor, so it waits until the pane is
 * there and one frame has been laid out with it. */
static gboolean
open_methods_cb (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  MercerWindow *self = MERCER_WINDOW (widget);
  bool there = adw_flap_get_reveal_progress (self->flap) >= 1 && gtk_widget_get_mapped (GTK_WIDGET (self->methods));
  bool wanted = adw_flap_get_reveal_flap (self->flap);
  self->methods_frames = there ? self->methods_frames + 1 : 0;
  if (wanted && self->methods_frames < 3)
    return G_SOURCE_CONTINUE;
  if (wanted)
    mercer_method_chooser_open (self->methods);
  self->methods_tick = 0;
  return G_SOURCE_REMOVE;
}

static void
methods_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  MercerWindow *self = data;
  adw_flap_set_reveal_flap (self->flap, TRUE);
  self->methods_frames = 0;
  if (self->methods_tick == 0)
    self->methods_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), open_methods_cb, NULL, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
page_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  adw_view_stack_set_visible_child_name (MERCER_WINDOW (data)->pages, g_variant_get_string (parameter, NULL));
}

/* Round and round. */
static void
turn_page_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  AdwViewStack *pages = MERCER_WINDOW (data)->pages;
  g_autoptr (GtkSelectionModel) model = adw_view_stack_get_pages (pages);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model)), present = 0;
  while (present < n && !gtk_selection_model_is_selected (model, present))
    present++;
  bool forwards = g_str_equal (g_action_get_name (G_ACTION (action)), "next-page");
  gtk_selection_model_select_item (model, (present + (forwards ? 1 : n - 1)) % n, TRUE);
}

static void
fullscreen_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  GtkWindow *window = GTK_WINDOW (data);
  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

static const GActionEntry entries[] = {
  { "open", open_cb },
  { "open-spec", open_spec_cb, "s" },
  { "open-table", open_table_cb, "(ss)" },
  { "remove-table", remove_table_cb, "s" },
  { "save", save_cb },
  { "save-as", save_as_cb },
  { "close-table", close_table_cb },
  { "export", export_cb, "s" },
  { "export-film", export_film_cb },
  { "copy-command", copy_command_cb },
  { "cancel-film", cancel_film_cb },
  { "cancel-load", cancel_load_cb },
  { "undo", undo_cb },
  { "redo", redo_cb },
  { "fit", fit_cb },
  { "zoom-in", zoom_cb },
  { "zoom-out", zoom_cb },
  { "zoom-reset", zoom_cb },
  { "motion", NULL, NULL, "true", motion_cb },
  { "edit-points", NULL, NULL, "true", edit_points_cb },
  { "toggle-pane", toggle_pane_cb },
  { "methods", methods_cb },
  { "page", page_cb, "s" },
  { "next-page", turn_page_cb },
  { "previous-page", turn_page_cb },
  { "fullscreen", fullscreen_cb },
};

static void
enable (MercerWindow *self, const char *name, bool enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
mercer_window_update_actions (MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  bool open = recipe != NULL;
  bool figure = open && mercer_canvas_get_figure (self->canvas) != NULL;
  const MercerAction *actions = open ? mercer_recipe_method (recipe)->actions : NULL;
  enable (self, "save", open);
  enable (self, "save-as", open);
  enable (self, "close-table", open);
  enable (self, "methods", open);
  enable (self, "export", figure && !self->stale);
  enable (self, "export-film", figure && (mercer_recipe_method (recipe)->flags & MERCER_METHOD_FLOW) != 0 && self->film_saving == NULL);
  enable (self, "copy-command", open);
  enable (self, "cancel-load", self->load != NULL);
  enable (self, "undo", mercer_session_can_undo (self->session));
  enable (self, "redo", mercer_session_can_redo (self->session));
  enable (self, "fit", actions != NULL && actions[0].id != NULL);
  enable (self, "zoom-in", figure);
  enable (self, "zoom-out", figure);
  enable (self, "zoom-reset", figure);
}

void
mercer_window_add_actions (MercerWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
