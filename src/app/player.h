/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <stdbool.h>

#include "engine.h"

/* The bar below the picture of a flow: play and pause, one step, from the start, how fast, and a slider over all
 * frames so far. Looking back at them does not stop the flow.
 *
 * Signals: "frame" (MercerFigure *figure), this one shall be shown; "restart", the flow shall run again; "paused" (gboolean), a
 * person holds the flow or lets it go on. */
#define MERCER_TYPE_PLAYER (mercer_player_get_type ())
G_DECLARE_FINAL_TYPE (MercerPlayer, mercer_player, MERCER, PLAYER, GtkBox)

GtkWidget *mercer_player_new (void);
/* The slot whose flow this is; NULL: there is none (now), and the slot before goes on unpaused. Borrowed. */
void mercer_player_set_slot (MercerPlayer *player, MercerSlot *slot);
/* Another flow than before stands here, which plays from its start even where the one before was held. */
void mercer_player_begin (MercerPlayer *player);
/* A recipe was submitted: a flow that had ended runs again, and the end of one before it says nothing. */
void mercer_player_submitted (MercerPlayer *player, uint64_t serial);
/* Something arrived. True if its figure is to be shown; false while the person looks back. */
bool mercer_player_take (MercerPlayer *player, const MercerResult *result);
/* Shows the frame that is nearest to a step of the flow, as the slider does. */
void mercer_player_look (MercerPlayer *player, double step);
void mercer_player_toggle (MercerPlayer *player);
bool mercer_player_is_playing (MercerPlayer *player);
