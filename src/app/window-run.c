/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include <glib/gi18n.h>

#include "steady-text.h"

/* Work that is over sooner than this shows no sign of being under way: it would only flicker. */
#define PATIENCE_MS 250
/* Longer than any frame of a window that is seen. */
#define UNSEEN_MS 200

/* --- Showing that something is under way -------------------------------------------------------- */

/* A binding to “spinning” would do the opposite: GTK 4.8 tells of that before it has changed. */
static void
spin (MercerWindow *self, bool spinning)
{
  gtk_spinner_set_spinning (self->spinner, spinning);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), spinning);
}

static gboolean
still_busy_cb (void *data)
{
  MercerWindow *self = data;
  self->busy_timeout = 0;
  spin (self, true);
  return G_SOURCE_REMOVE;
}

/* At rest the bar says what is on show: the header has no room for it beside the pages. */
static void
show_subject (MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  g_autofree char *text = recipe != NULL ? g_strdup_printf ("%s · %s", mercer_dataset_title (mercer_recipe_dataset (recipe)),
                                                            _(mercer_recipe_method (recipe)->title))
                                         : g_strdup ("");
  mercer_steady_text_set (self->status, text);
}

static bool
is_flow (MercerWindow *self)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  return recipe != NULL && (mercer_recipe_method (recipe)->flags & MERCER_METHOD_FLOW) != 0;
}

static void
set_busy (MercerWindow *self, bool busy)
{
  self->busy = busy;
  /* of a flow the player says what goes on */
  if (busy && !is_flow (self) && self->busy_timeout == 0 && !gtk_spinner_get_spinning (self->spinner))
    self->busy_timeout = g_timeout_add (PATIENCE_MS, still_busy_cb, self);
  if (busy)
    return;
  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  spin (self, false);
  show_subject (self);
}

static void
show_progress (MercerWindow *self, const MercerResult *result)
{
  /* what a job before had to say may come late; the bar has spoken of the new one since */
  if (result->doing == NULL || result->ended || result->serial != self->serial)
    return;
  if (is_flow (self) && !mercer_player_is_playing (self->player))
    return; /* paused_cb () has said so */
  g_autofree char *text = result->progress >= 0
                            ? g_strdup_printf (_("%s, %.0f %%"), result->doing, 100 * result->progress)
                            : g_strdup (result->doing);
  mercer_steady_text_set (self->status, text);
  if (self->action_serial != 0 && result->serial == self->action_serial)
    mercer_control_panel_set_busy (self->panel, self->action, result->progress, result->doing);
}

static void
show_message (MercerWindow *self, const char *sentence)
{
  if (sentence != NULL)
    gtk_label_set_text (self->message, sentence);
  gtk_revealer_set_reveal_child (self->message_revealer, sentence != NULL);
  /* what is still on show belongs to a recipe that ran: neither picture nor numbers may be taken for this one's */
  self->stale = sentence != NULL;
  GtkWidget *shown[] = { GTK_WIDGET (self->canvas), GTK_WIDGET (self->readouts_bin), GTK_WIDGET (self->numbers_view) };
  for (size_t i = 0; i < G_N_ELEMENTS (shown); i++)
    if (self->stale)
      gtk_widget_add_css_class (shown[i], "stale");
    else
      gtk_widget_remove_css_class (shown[i], "stale");
  mercer_window_update_actions (self);
}

static void
end_action (MercerWindow *self)
{
  if (self->action_serial == 0)
    return;
  self->action_serial = 0;
  mercer_control_panel_set_busy (self->panel, NULL, -1, NULL);
  mercer_window_update_actions (self);
}

/* --- A figure ----------------------------------------------------------------------------------- */

static void
show_figure (MercerWindow *self, MercerFigure *figure, double seconds)
{
  self->seconds = seconds;
  mercer_canvas_set_figure (self->canvas, figure);
  mercer_readouts_show (self->readouts, figure, seconds);
  mercer_control_panel_mark (self->panel, figure);
  mercer_numbers_view_show (self->numbers_view, figure);
  gtk_widget_set_visible (GTK_WIDGET (self->motion_button), mercer_figure_swings (figure));
  mercer_window_update_actions (self);
}

/* --- What a fit proposes ---------------------------------------------------------------------------- */

void
mercer_window_drop_proposal (MercerWindow *self)
{
  g_clear_handle_id (&self->proposal_timeout, g_source_remove);
  if (self->proposal_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->proposal_tick);
  self->proposal_tick = 0;
  g_clear_pointer (&self->proposal, mercer_recipe_unref);
  g_clear_pointer (&self->proposal_done, g_free);
  g_clear_pointer (&self->proposal_sentence, g_free);
}

static void
take_proposal (MercerWindow *self)
{
  g_autoptr (MercerRecipe) proposal = g_steal_pointer (&self->proposal);
  g_autofree char *done = g_steal_pointer (&self->proposal_done), *sentence = g_steal_pointer (&self->proposal_sentence);
  const char *said = sentence != NULL && *sentence != '\0' ? sentence : done;
  const MercerRecipe *before = mercer_window_recipe (self);
  mercer_window_drop_proposal (self);
  mercer_session_settle (self->session);
  mercer_canvas_refit (self->canvas);
  mercer_session_set (self->session, PANEL, proposal, done, NULL);
  if (mercer_window_recipe (self) != before)
    {
      mercer_window_toast (self, said, _("Undo"), "win.undo");
      return;
    }
  /* All was so already: nobody is told of a change, and what is on show is still the action's, without a film to play. */
  mercer_feed_stop (self->feed);
  mercer_window_start_running (self);
  mercer_window_toast (self, said, NULL, NULL);
}

static gboolean
take_at_frame_cb (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  MercerWindow *self = MERCER_WINDOW (widget);
  self->proposal_tick = 0;
  take_proposal (self);
  return G_SOURCE_REMOVE;
}

static gboolean
take_unseen_cb (void *data)
{
  MercerWindow *self = data;
  self->proposal_timeout = 0;
  take_proposal (self);
  return G_SOURCE_REMOVE;
}

/* At the next frame, which shows the new values; the picture made of them comes with the one after. Everything in one frame
 * would be felt. A window that nobody sees has no frames. */
static void
take_proposal_soon (MercerWindow *self, const MercerResult *result)
{
  g_autoptr (MercerRecipe) proposal = mercer_recipe_without_picture (result->proposal);
  mercer_window_drop_proposal (self);
  self->proposal = mercer_recipe_with_action (proposal, NULL);
  self->proposal_done = g_strdup (result->proposal_done != NULL ? result->proposal_done : _("Fit"));
  self->proposal_sentence = g_strdup (result->proposal_sentence);
  self->proposal_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), take_at_frame_cb, NULL, NULL);
  self->proposal_timeout = g_timeout_add (UNSEEN_MS, take_unseen_cb, self);
}

/* --- What comes back ---------------------------------------------------------------------------- */

static void
end_run (MercerWindow *self, const MercerResult *result)
{
  if (self->action_serial == result->serial)
    end_action (self);
  set_busy (self, false);
  bool failed = result->status != MERCER_OK && result->status != MERCER_STOPPED;
  show_message (self, !failed                    ? NULL
                      : result->sentence != NULL ? result->sentence
                                                 : mercer_status_text (result->status));
}

static void
arrived_cb (const MercerResult *result, void *data)
{
  MercerWindow *self = data;
  bool newest = mercer_player_take (self->player, result);
  if (result->figure != NULL && self->method_serial != 0 && result->serial >= self->method_serial)
    {
      mercer_readouts_forget (self->readouts);
      self->method_serial = 0;
    }
  if (result->figure != NULL && newest)
    show_figure (self, result->figure, result->seconds);
  /* it may be long before a flow ends */
  if (result->figure != NULL && result->serial == self->serial && is_flow (self))
    show_message (self, NULL);
  show_progress (self, result);
  if (result->proposal != NULL && self->action_serial != 0 && result->serial == self->action_serial)
    {
      end_action (self);
      take_proposal_soon (self, result);
    }
  else if (result->ended && result->serial == self->serial)
    end_run (self, result);
}

/* --- Flows ---------------------------------------------------------------------------------------- */

static void
frame_cb (MercerPlayer *player, MercerFigure *frame, MercerWindow *self)
{
  show_figure (self, frame, self->seconds);
}

/* Stopped first: the same recipe would be no news to the flow that runs. */
static void
restart_cb (MercerPlayer *player, MercerWindow *self)
{
  mercer_feed_stop (self->feed);
  mercer_window_start_running (self);
}

static void
paused_cb (MercerPlayer *player, gboolean paused, MercerWindow *self)
{
  if (paused)
    mercer_steady_text_set (self->status, _("Paused"));
  else
    show_subject (self);
}

void
mercer_window_connect_player (MercerWindow *self)
{
  g_signal_connect (self->player, "paused", G_CALLBACK (paused_cb), self);
  g_signal_connect (self->player, "frame", G_CALLBACK (frame_cb), self);
  g_signal_connect (self->player, "restart", G_CALLBACK (restart_cb), self);
}

/* --- What goes out ------------------------------------------------------------------------------ */

static uint64_t
submit (MercerWindow *self, MercerRecipe *recipe)
{
  if (self->feed == NULL)
    {
      GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
      MercerEngine *engine = mercer_application_get_engine (MERCER_APPLICATION (application));
      self->feed = mercer_feed_new (engine, arrived_cb, self);
    }
  mercer_player_set_slot (self->player, is_flow (self) ? mercer_feed_slot (self->feed) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->player), is_flow (self));
  set_busy (self, true);
  g_autoptr (MercerRecipe) seen = mercer_window_with_picture (self, recipe);
  self->serial = mercer_feed_submit (self->feed, seen);
  mercer_player_submitted (self->player, self->serial);
  if (self->method != mercer_recipe_method (recipe))
    {
      self->method_serial = self->serial;
      mercer_player_begin (self->player);
    }
  self->method = mercer_recipe_method (recipe);
  return self->serial;
}

void
mercer_window_start_running (MercerWindow *self)
{
  mercer_window_drop_proposal (self);
  end_action (self);
  submit (self, mercer_window_recipe (self));
  show_subject (self);
}

void
mercer_window_stop_running (MercerWindow *self)
{
  if (self->feed != NULL)
    mercer_feed_stop (self->feed);
  mercer_window_drop_proposal (self);
  end_action (self);
  set_busy (self, false);
  show_message (self, NULL);
}

void
mercer_window_act (MercerWindow *self, const char *action_id)
{
  if (!mercer_control_panel_confirm (self->panel))
    {
      mercer_window_toast (self, _("The text of the kernel has a mistake; correct it or press Escape in it first"), NULL, NULL);
      return;
    }
  MercerRecipe *recipe = mercer_window_recipe (self); /* after the text was taken */
  if (recipe == NULL)
    return;
  MercerRecipe *asked = mercer_recipe_with_action (recipe, action_id);
  end_action (self);
  self->action_serial = submit (self, asked);
  mercer_recipe_unref (asked);
  self->action = g_intern_string (action_id);
  mercer_control_panel_set_busy (self->panel, self->action, -1, NULL);
  mercer_window_update_actions (self);
}

/* What was shown of the fit under way goes too: the picture returns to the recipe as it stands. */
void
mercer_window_cancel_action (MercerWindow *self)
{
  if (self->action_serial == 0)
    return;
  mercer_feed_stop (self->feed);
  mercer_window_start_running (self);
  mercer_window_toast (self, _("Cancelled"), NULL, NULL);
}
