/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include <glib/gi18n.h>

#include "alert.h"
#include "compat.h"
#include "open-start-page.h"
#include "settings.h"

G_DEFINE_FINAL_TYPE (MercerWindow, mercer_window, ADW_TYPE_APPLICATION_WINDOW)

MercerRecipe *
mercer_window_recipe (MercerWindow *self)
{
  return mercer_session_panels (self->session) > PANEL ? mercer_session_recipe (self->session, PANEL) : NULL;
}

/* --- Saying things ------------------------------------------------------------------------------ */

void
mercer_window_complain (MercerWindow *self, const char *heading, const char *sentence)
{
  const MercerAlertAnswer answers[] = { { "close", _("_Close"), false }, { NULL } };
  mercer_alert (GTK_WINDOW (self), heading, sentence, answers, NULL, NULL);
}

void
mercer_window_update_title (MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  if (recipe == NULL)
    {
      gtk_window_set_title (GTK_WINDOW (self), "Mercer");
      adw_view_switcher_title_set_title (self->switcher_title, "Mercer");
      adw_view_switcher_title_set_subtitle (self->switcher_title, NULL);
      return;
    }
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  g_autofree char *name = mercer_dataset_is_edited (dataset)
                            ? g_strdup_printf (_("%s (edited)"), mercer_dataset_title (dataset))
                            : g_strdup (mercer_dataset_title (dataset));
  g_autofree char *title = g_strdup_printf ("%s – Mercer", name);
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_view_switcher_title_set_title (self->switcher_title, name);
  adw_view_switcher_title_set_subtitle (self->switcher_title, _(mercer_recipe_method (recipe)->title));
}

/* --- A narrow window ---------------------------------------------------------------------------- */

/* What does not fit beside the title is in the main menu too. */
static gboolean
suit_width_cb (void *data)
{
  MercerWindow *self = data;
  bool roomy = !adw_flap_get_folded (self->flap), open = mercer_window_recipe (self) != NULL;
  self->suit_width = 0;
  if (roomy)
    adw_split_button_set_label (self->open_button, _("_Open"));
  else
    adw_split_button_set_icon_name (self->open_button, "document-open-symbolic");
  mercer_split_button_set_accessible_labels (self->open_button, _("Open"), _("Recent files, samples and generators"));
  gtk_widget_set_visible (self->undo_box, roomy);
  gtk_widget_set_visible (self->export_button, roomy && open);
  adw_view_switcher_bar_set_reveal (self->switcher_bar,
                                    adw_view_switcher_title_get_title_visible (self->switcher_title)
                                      && open);
  return G_SOURCE_REMOVE;
}

/* Both properties turn while sizes are being handed out, when nothing may change its own. */
static void
width_changed_cb (MercerWindow *self)
{
  if (self->suit_width == 0)
    self->suit_width = g_idle_add_full (G_PRIORITY_DEFAULT, suit_width_cb, self, NULL);
}

/* --- The session has changed -------------------------------------------------------------------- */

void
mercer_window_show_start (MercerWindow *self)
{
  adw_bin_set_child (self->empty_bin, mercer_start_page_new ());
  gtk_stack_set_visible_child_name (self->content, "empty");
}

static void
show_page (MercerWindow *self, bool open)
{
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher_title, open);
  adw_flap_set_locked (self->flap, !open);
  if (!open)
    {
      mercer_canvas_set_figure (self->canvas, NULL);
      mercer_numbers_view_show (self->numbers_view, NULL);
      mercer_window_show_start (self);
      adw_flap_set_reveal_flap (self->flap, FALSE);
    }
  else if (g_str_equal (gtk_stack_get_visible_child_name (self->content), "empty"))
    {
      gtk_stack_set_visible_child_name (self->content, "work");
      adw_flap_set_reveal_flap (self->flap, !adw_flap_get_folded (self->flap));
    }
  gtk_widget_set_visible (self->pane_button, open);
  width_changed_cb (self);
}

static void
session_changed_cb (MercerSession *session, int panel, void *data)
{
  MercerWindow *self = data;
  MercerRecipe *recipe = mercer_window_recipe (self);
  mercer_window_outdate_notice (self);
  show_page (self, recipe != NULL);
  if (panel == -1)
    mercer_control_panel_set_panel (self->panel, recipe != NULL ? PANEL : -1);
  mercer_control_panel_refresh (self->panel);
  mercer_data_view_set_recipe (self->data_view, recipe);
  size_t n_brushed;
  const uint64_t *brushed = mercer_session_brushed (self->session, PANEL, &n_brushed);
  mercer_canvas_set_brushed (self->canvas, brushed, n_brushed);
  mercer_window_suit_tool (self);
  if (recipe != NULL)
    {
      /* another method's picture has other axes */
      if (mercer_method_chooser_get (self->methods) != mercer_recipe_method (recipe))
        gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.zoom-reset", NULL);
      mercer_method_chooser_show (self->methods, mercer_recipe_method (recipe));
      mercer_window_start_running (self);
    }
  else
    mercer_window_stop_running (self);
  mercer_window_update_title (self);
  mercer_window_update_actions (self);
}

/* --- Size is remembered ------------------------------------------------------------------------- */

static void
restore_size (MercerWindow *self)
{
  GSettings *settings = mercer_settings ();
  int width = settings != NULL ? g_settings_get_int (settings, MERCER_SETTING_WIDTH) : 1200;
  int height = settings != NULL ? g_settings_get_int (settings, MERCER_SETTING_HEIGHT) : 780;
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (settings != NULL && g_settings_get_boolean (settings, MERCER_SETTING_MAXIMIZED))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
remember_size (MercerWindow *self)
{
  GSettings *settings = mercer_settings ();
  int width, height;
  if (settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, MERCER_SETTING_WIDTH, MAX (width, 360));
  g_settings_set_int (settings, MERCER_SETTING_HEIGHT, MAX (height, 294));
  g_settings_set_boolean (settings, MERCER_SETTING_MAXIMIZED, gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
close_request (GtkWindow *window)
{
  MercerWindow *self = MERCER_WINDOW (window);
  if (!mercer_window_may_close (self))
    return GDK_EVENT_STOP;
  remember_size (self);
  return GTK_WINDOW_CLASS (mercer_window_parent_class)->close_request (window);
}

/* --- Size and drawing ------------------------------------------------------------------------------------- */

static void
realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mercer_window_parent_class)->realize (widget);
  if (GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (widget))))
    gtk_widget_add_css_class (widget, "by-cairo");
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MercerWindow *self = MERCER_WINDOW (widget);
  GTK_WIDGET_CLASS (mercer_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->height != height)
    mercer_window_fit_readouts (self);
  self->height = height;
}

/* --- Life --------------------------------------------------------------------------------------- */

static void
dispose (GObject *object)
{
  MercerWindow *self = MERCER_WINDOW (object);
  mercer_window_stop_load (self);
  if (self->player != NULL)
    mercer_player_set_slot (self->player, NULL);
  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  g_clear_handle_id (&self->suit_width, g_source_remove);
  mercer_window_drop_notice (self);
  mercer_window_drop_proposal (self);
  g_clear_pointer (&self->feed, mercer_feed_free);
  G_OBJECT_CLASS (mercer_window_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  MercerWindow *self = MERCER_WINDOW (object);
  mercer_session_free (self->session);
  g_free (self->session_path);
  g_free (self->table_asked_for);
  g_free (self->tool_origin);
  G_OBJECT_CLASS (mercer_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
#define BIND(member) gtk_widget_class_bind_template_child (klass, MercerWindow, member)
  BIND (toasts);
  BIND (header);
  BIND (open_button);
  BIND (menu_button);
  BIND (undo_box);
  BIND (export_button);
  BIND (pane_button);
  BIND (switcher_title);
  BIND (switcher_bar);
  BIND (flap);
  BIND (method_bin);
  BIND (panel_bin);
  BIND (empty_bin);
  BIND (readouts_bin);
  BIND (readouts_scrolled);
  BIND (content);
  BIND (pages);
  BIND (load_revealer);
  BIND (message_revealer);
  BIND (load_label);
  BIND (message);
  BIND (status);
  BIND (status_stack);
  BIND (notice);
  BIND (notice_button);
  BIND (load_progress);
  BIND (spinner);
  BIND (motion_button);
  BIND (canvas);
  BIND (player);
  BIND (data_view);
  BIND (numbers_view);
#undef BIND
}

static void
mercer_window_class_init (MercerWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  GTK_WIDGET_CLASS (klass)->realize = realize;
  GTK_WIDGET_CLASS (klass)->size_allocate = size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;
  g_type_ensure (MERCER_TYPE_CANVAS);
  g_type_ensure (MERCER_TYPE_DATA_VIEW);
  g_type_ensure (MERCER_TYPE_NUMBERS_VIEW);
  g_type_ensure (MERCER_TYPE_PLAYER);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), MERCER_RESOURCES "/window.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
mercer_window_init (MercerWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  GtkWidget *menus[] = { GTK_WIDGET (self->menu_button), GTK_WIDGET (self->export_button) };
  for (size_t i = 0; i < G_N_ELEMENTS (menus); i++)
    {
      g_autofree char *hint = g_strdup (gtk_widget_get_tooltip_text (menus[i]));
      mercer_set_tooltip (menus[i], hint);
    }
  self->session = mercer_session_new ();
  self->methods = MERCER_METHOD_CHOOSER (mercer_method_chooser_new (mercer_methods));
  adw_bin_set_child (self->method_bin, GTK_WIDGET (self->methods));
  self->panel = MERCER_CONTROL_PANEL (mercer_control_panel_new (self->session));
  adw_bin_set_child (self->panel_bin, GTK_WIDGET (self->panel));
  self->readouts = MERCER_READOUTS (mercer_readouts_new ());
  adw_bin_set_child (self->readouts_bin, GTK_WIDGET (self->readouts));
  mercer_window_connect_readouts (self);

  mercer_window_add_actions (self);
  mercer_window_connect_edits (self);
  mercer_window_connect_paint (self);
  mercer_window_connect_player (self);
  mercer_window_setup_open (self);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->switcher_title, "notify::title-visible", G_CALLBACK (width_changed_cb), self,
                           G_CONNECT_SWAPPED);
  mercer_session_watch (self->session, session_changed_cb, self);
  restore_size (self);
}

MercerWindow *
mercer_window_new (MercerApplication *application)
{
  MercerWindow *self = g_object_new (MERCER_TYPE_WINDOW, "application", application, NULL);
  session_changed_cb (self->session, -1, self);
  return self;
}

MercerSession *
mercer_window_get_session (MercerWindow *self)
{
  return self->session;
}

MercerCanvas *
mercer_window_get_canvas (MercerWindow *self)
{
  return self->canvas;
}

bool
mercer_window_is_idle (MercerWindow *self)
{
  return self->load == NULL && self->exporting == 0 && !self->busy && self->proposal == NULL
         && (self->feed == NULL || !mercer_feed_is_busy (self->feed)) && mercer_canvas_is_settled (self->canvas);
}
