/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include "compat.h"

/* Short messages about what has just been done. Beside the picture they stand in the bar below it, where they cover
 * nothing; on pages without that bar they are toasts. There is one at a time, and the next change takes it away: an
 * “Undo” that stays would undo something else. */

#define SECONDS 5
/* More for what is long: so many characters are read in a second, by a slow reader. */
#define CHARACTERS 12

static guint
seconds_for (const char *text)
{
  return MAX (SECONDS, (guint) (g_utf8_strlen (text, -1) / CHARACTERS));
}

/* --- In the bar ----------------------------------------------------------------------------------- */

static gboolean
notice_over_cb (void *data)
{
  MercerWindow *self = data;
  self->notice_timeout = 0;
  gtk_stack_set_visible_child_name (self->status_stack, "status");
  return G_SOURCE_REMOVE;
}

static void
end_notice (MercerWindow *self)
{
  g_clear_handle_id (&self->notice_timeout, g_source_remove);
  gtk_stack_set_visible_child_name (self->status_stack, "status");
}

static void
show_notice (MercerWindow *self, const char *text, const char *button, const char *action)
{
  gtk_label_set_text (self->notice, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->notice), text);
  gtk_widget_set_visible (GTK_WIDGET (self->notice_button), button != NULL);
  if (button != NULL)
    {
      gtk_button_set_label (self->notice_button, button);
      mercer_set_accessible_label (GTK_WIDGET (self->notice_button), button);
    }
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->notice_button), action);
  gtk_stack_set_visible_child_name (self->status_stack, "notice");
  g_clear_handle_id (&self->notice_timeout, g_source_remove);
  self->notice_timeout = g_timeout_add_seconds (seconds_for (text), notice_over_cb, self);
}

/* The bar is on the page of the plot, and a folded pane lies over it. */
static bool
has_bar (MercerWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->content), "work") == 0
         && g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "plot") == 0
         && !(adw_flap_get_folded (self->flap) && adw_flap_get_reveal_flap (self->flap));
}

/* --- As a toast ----------------------------------------------------------------------------------- */

static void
toast_gone_cb (MercerWindow *self, AdwToast *toast)
{
  if (self->toast == toast)
    self->toast = NULL;
}

/* A toast on show says what is new: libadwaita 1.2 crashes when a window is closed while one slides away under another. */
static void
show_toast (MercerWindow *self, const char *text, const char *button, const char *action)
{
  bool fresh = self->toast == NULL;
  AdwToast *toast = fresh ? adw_toast_new (text) : self->toast;
  adw_toast_set_title (toast, text);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_action_name (toast, action);
  if (!fresh)
    return;
  adw_toast_set_timeout (toast, seconds_for (text));
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_gone_cb), self, G_CONNECT_SWAPPED);
  self->toast = toast;
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- Both ----------------------------------------------------------------------------------------- */

void
mercer_window_toast (MercerWindow *self, const char *text, const char *button, const char *action)
{
  g_clear_handle_id (&self->notice_stale, g_source_remove);
  if (has_bar (self))
    {
      if (self->toast != NULL)
        adw_toast_dismiss (self->toast);
      show_notice (self, text, button, action);
    }
  else
    {
      end_notice (self);
      show_toast (self, text, button, action);
    }
  mercer_announce (GTK_WIDGET (self), text);
}

static gboolean
stale_cb (void *data)
{
  MercerWindow *self = data;
  self->notice_stale = 0;
  end_notice (self);
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  return G_SOURCE_REMOVE;
}

/* Not at once: what has changed may have something to say itself, and takes the place then. */
void
mercer_window_outdate_notice (MercerWindow *self)
{
  if (self->notice_stale == 0 && (self->notice_timeout != 0 || self->toast != NULL))
    self->notice_stale = g_idle_add_full (G_PRIORITY_DEFAULT, stale_cb, self, NULL);
}

void
mercer_window_drop_notice (MercerWindow *self)
{
  g_clear_handle_id (&self->notice_stale, g_source_remove);
  g_clear_handle_id (&self->notice_timeout, g_source_remove);
}
