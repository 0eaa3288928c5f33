/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "steady-text.h"

/* How many steps each second; 0: as fast as they are computed. Those are let through one by one while the slot is
 * paused. */
static const struct
{
  const char *title;
  int rate;
} speeds[] = {
  { N_("Full"), 0 },
  { N_("25/s"), 25 },
  { N_("5/s"), 5 },
  { N_("1/s"), 1 },
};
/* Of frames seen again at full speed. */
#define REPLAY_RATE 30
/* Room for “300 / 300” from the first step on; longer flows take more. */
#define PLACE_CHARS 9

struct _MercerPlayer
{
  GtkBox parent_instance;

  MercerSlot *slot;
  uint64_t serial; /* of the newest recipe */
  bool playing;   /* the flow may go on */
  bool ended;     /* it has come to its end */
  bool back;      /* an older frame is on show */
  bool replaying; /* and leads on to the next one by itself */
  bool showing;   /* what the slider says now is not a person speaking */
  bool offers_pause; /* what the first button does now */
  guint timer;
  int timer_rate; /* of the timer; 0: there is none */

  GtkWidget *play, *step, *restart, *slider, *place, *speed;
};

enum
{
  SIGNAL_FRAME,
  SIGNAL_RESTART,
  SIGNAL_PAUSED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerPlayer, mercer_player, GTK_TYPE_BOX)

static void update (MercerPlayer *self);

/* --- Frames ------------------------------------------------------------------------------------- */

static size_t
frames (MercerPlayer *self)
{
  size_t step, count = 0;
  if (self->slot != NULL)
    mercer_figure_unref (mercer_slot_frame (self->slot, SIZE_MAX, &step, &count));
  return count;
}

static size_t
place (MercerPlayer *self)
{
  return (size_t) (gtk_range_get_value (GTK_RANGE (self->slider)) + 0.5);
}

static size_t
step_at (MercerPlayer *self, size_t index)
{
  size_t step = 0, count;
  if (self->slot != NULL)
    mercer_figure_unref (mercer_slot_frame (self->slot, index, &step, &count));
  return step;
}

/* The slider goes from frame to frame; people count in steps, of which a long flow keeps every few. */
static void
show_place (MercerPlayer *self, size_t index, size_t count)
{
  size_t step = count > 0 ? step_at (self, index) : 0, last = count > 0 ? step_at (self, count - 1) : 0;
  g_autofree char *text = count > 0 ? g_strdup_printf ("%zu / %zu", step, last) : g_strdup ("");
  g_autofree char *spoken = g_strdup_printf (_("Step %zu of %zu"), step, last);
  self->showing = true;
  gtk_range_set_range (GTK_RANGE (self->slider), 0, count > 1 ? (double) (count - 1) : 1);
  gtk_range_set_value (GTK_RANGE (self->slider), (double) index);
  self->showing = false;
  gtk_widget_set_sensitive (self->slider, count > 1);
  mercer_steady_text_set (self->place, text);
  /* as wide as it will be when the last step shown is the present one: the slider keeps its length */
  g_autofree char *widest = g_strdup_printf ("%zu / %zu", last, last);
  guint wide = (guint) MAX (g_utf8_strlen (widest, -1), PLACE_CHARS);
  if (wide != gtk_inscription_get_min_chars (GTK_INSCRIPTION (self->place)))
    mercer_steady_text_set_chars (self->place, wide);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->slider), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, spoken, -1);
}

/* The newest frame is where the present is: from there on the picture follows the flow again. */
static void
go_to (MercerPlayer *self, size_t index)
{
  size_t step, count;
  MercerFigure *frame = self->slot != NULL ? mercer_slot_frame (self->slot, index, &step, &count) : NULL;
  if (frame == NULL)
    {
      self->back = self->replaying = false; /* the reel has begun anew */
      update (self);
      return;
    }
  self->back = index + 1 < count;
  self->replaying = self->replaying && self->back;
  show_place (self, index, count);
  g_signal_emit (self, signals[SIGNAL_FRAME], 0, frame);
  mercer_figure_unref (frame);
  update (self);
}

/* --- Going on ----------------------------------------------------------------------------------- */

static int
rate (MercerPlayer *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->speed));
  return chosen < G_N_ELEMENTS (speeds) ? speeds[chosen].rate : 0;
}

static gboolean
tick_cb (void *data)
{
  MercerPlayer *self = data;
  if (self->playing && !self->ended && rate (self) > 0)
    mercer_slot_step (self->slot);
  if (self->replaying)
    go_to (self, place (self) + 1); /* may make the timer anew */
  return G_SOURCE_CONTINUE;
}

/* Only where it has changed: a new icon has the whole window laid out anew and a new hint asks the display where the pointer
 * is, and this is called for every picture. */
static void
show_moving (MercerPlayer *self, bool moving)
{
  if (moving == self->offers_pause)
    return;
  const char *label = moving ? _("Pause") : _("Play");
  self->offers_pause = moving;
  gtk_button_set_icon_name (GTK_BUTTON (self->play),
                            moving ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play, label);
  mercer_set_accessible_label (self->play, label);
}

/* The slot, the timer and the button say what holds now. */
static void
update (MercerPlayer *self)
{
  bool stepped = self->playing && !self->ended && rate (self) > 0;
  bool moving = self->replaying || (self->playing && !self->back && !self->ended);
  int wanted = stepped || self->replaying ? (rate (self) > 0 ? rate (self) : REPLAY_RATE) : 0;
  if (wanted != self->timer_rate)
    {
      g_clear_handle_id (&self->timer, g_source_remove);
      if (wanted > 0)
        self->timer = g_timeout_add (1000 / (guint) wanted, tick_cb, self);
      self->timer_rate = wanted;
    }
  show_moving (self, moving);
  gtk_widget_set_sensitive (self->step, self->back || !self->ended);
}

static void
set_playing (MercerPlayer *self, bool playing)
{
  bool changed = playing != self->playing;
  self->playing = playing;
  if (self->slot != NULL)
    mercer_slot_pause (self->slot, !playing || rate (self) > 0);
  update (self);
  if (changed && !self->ended)
    g_signal_emit (self, signals[SIGNAL_PAUSED], 0, !playing);
}

static void
restart_cb (MercerPlayer *self)
{
  mercer_player_begin (self);
  g_signal_emit (self, signals[SIGNAL_RESTART], 0);
}

/* From an older frame on, those after it are seen again; at the end of all it starts anew. */
void
mercer_player_toggle (MercerPlayer *self)
{
  if (self->slot == NULL)
    return;
  if (self->replaying)
    {
      self->replaying = false;
      set_playing (self, false);
    }
  else if (self->back)
    {
      self->replaying = true;
      set_playing (self, true);
    }
  else if (self->ended)
    restart_cb (self);
  else
    set_playing (self, !self->playing);
}

static void
step_cb (MercerPlayer *self)
{
  bool back = self->back;
  self->replaying = false;
  set_playing (self, false);
  if (back)
    go_to (self, place (self) + 1);
  else if (!self->ended)
    mercer_slot_step (self->slot);
}

static void
speed_cb (MercerPlayer *self)
{
  set_playing (self, self->playing);
}

static void
slider_cb (MercerPlayer *self)
{
  if (self->showing)
    return;
  self->replaying = false;
  go_to (self, place (self));
}

void
mercer_player_look (MercerPlayer *self, double step)
{
  size_t count = frames (self), index = 0;
  while (index + 1 < count && (double) step_at (self, index) + (double) step_at (self, index + 1) < 2 * step)
    index++;
  self->replaying = false;
  go_to (self, index);
}

/* --- What the window tells ---------------------------------------------------------------------- */

bool
mercer_player_is_playing (MercerPlayer *self)
{
  return self->playing && !self->ended;
}

void
mercer_player_begin (MercerPlayer *self)
{
  self->back = self->replaying = self->ended = false;
  set_playing (self, self->slot != NULL);
}

void
mercer_player_submitted (MercerPlayer *self, uint64_t serial)
{
  self->serial = serial;
  self->ended = false;
  update (self);
}

bool
mercer_player_take (MercerPlayer *self, const MercerResult *result)
{
  if (self->slot == NULL)
    return true;
  size_t count = frames (self);
  /* a reel that is shorter than the place looked at is a new one */
  if (self->back && place (self) >= count)
    self->back = self->replaying = false;
  if (result->ended && result->serial == self->serial)
    self->ended = true;
  if (self->back && result->revised)
    go_to (self, place (self));
  show_place (self, self->back ? place (self) : count > 0 ? count - 1 : 0, count);
  update (self);
  return !self->back;
}

void
mercer_player_set_slot (MercerPlayer *self, MercerSlot *slot)
{
  if (slot == self->slot)
    return;
  if (self->slot != NULL)
    mercer_slot_pause (self->slot, false);
  self->slot = slot;
  show_place (self, 0, 0);
  mercer_player_begin (self);
}

/* --- The widget --------------------------------------------------------------------------------- */

static gboolean
space_cb (GtkWidget *slider, GVariant *arguments, gpointer player)
{
  mercer_player_toggle (player);
  return GDK_EVENT_STOP;
}

/* The slider has the focus after a look back; the space bar plays on from there as it does elsewhere. */
static void
add_space (MercerPlayer *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcut *space = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_space, 0), gtk_callback_action_new (space_cb, self, NULL));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), space);
  gtk_widget_add_controller (self->slider, keys);
}

static GtkWidget *
button_new (MercerPlayer *self, const char *icon, const char *label, void (*clicked) (MercerPlayer *))
{
  GtkWidget *button = mercer_icon_button_new (icon, label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), button);
  return button;
}

static void
dispose (GObject *object)
{
  g_clear_handle_id (&MERCER_PLAYER (object)->timer, g_source_remove);
  MERCER_PLAYER (object)->slot = NULL;
  G_OBJECT_CLASS (mercer_player_parent_class)->dispose (object);
}

static void
mercer_player_class_init (MercerPlayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  signals[SIGNAL_FRAME] = g_signal_new ("frame", MERCER_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_RESTART] = g_signal_new ("restart", MERCER_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_PAUSED] = g_signal_new ("paused", MERCER_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static GtkWidget *
speed_new (void)
{
  const char *titles[G_N_ELEMENTS (speeds) + 1] = { NULL };
  for (size_t i = 0; i < G_N_ELEMENTS (speeds); i++)
    titles[i] = _(speeds[i].title);
  GtkWidget *speed = gtk_drop_down_new_from_strings (titles);
  gtk_widget_set_valign (speed, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (speed, _("How many steps each second"));
  mercer_set_accessible_label (speed, _("Speed"));
  return speed;
}

static void
mercer_player_init (MercerPlayer *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "player");
  gtk_box_set_spacing (GTK_BOX (self), 2);
  self->play = button_new (self, "media-playback-pause-symbolic", _("Pause"), mercer_player_toggle);
  self->offers_pause = true;
  self->step = button_new (self, "media-skip-forward-symbolic", _("One step"), step_cb);
  self->restart = button_new (self, "view-refresh-symbolic", _("From the start"), restart_cb);
  self->slider = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1);
  gtk_range_set_round_digits (GTK_RANGE (self->slider), 0);
  gtk_scale_set_draw_value (GTK_SCALE (self->slider), FALSE);
  gtk_widget_set_hexpand (self->slider, TRUE);
  gtk_widget_set_size_request (self->slider, 60, -1);
  gtk_widget_set_sensitive (self->slider, FALSE);
  mercer_set_accessible_label (self->slider, _("Step"));
  gtk_widget_set_tooltip_text (self->slider, _("Look back at earlier steps"));
  g_signal_connect_object (self->slider, "value-changed", G_CALLBACK (slider_cb), self, G_CONNECT_SWAPPED);
  add_space (self);
  self->place = mercer_steady_text_new (PLACE_CHARS, 1);
  gtk_widget_add_css_class (self->place, "numeric");
  gtk_widget_add_css_class (self->place, "caption");
  gtk_widget_set_margin_end (self->place, 8);
  self->speed = speed_new ();
  g_signal_connect_object (self->speed, "notify::selected", G_CALLBACK (speed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), self->slider);
  gtk_box_append (GTK_BOX (self), self->place);
  gtk_box_append (GTK_BOX (self), self->speed);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
mercer_player_new (void)
{
  return g_object_new (MERCER_TYPE_PLAYER, NULL);
}
