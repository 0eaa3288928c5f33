/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine.h"

/* A Feed brings the results of one engine slot to the main thread: newest only, at the default priority,
 * because an idle one would wait behind every redraw. */
typedef struct _MercerFeed MercerFeed;
typedef void (*MercerFeedFunc) (const MercerResult *result, void *data);

MercerFeed *mercer_feed_new (MercerEngine *engine, MercerFeedFunc arrived, void *data);
/* Stops the slot's job; nothing arrives after this returns. */
void mercer_feed_free (MercerFeed *feed);
/* Returns the recipe's serial number. Results of older ones still under way may arrive until then. */
uint64_t mercer_feed_submit (MercerFeed *feed, MercerRecipe *recipe);
void mercer_feed_stop (MercerFeed *feed);
bool mercer_feed_is_busy (MercerFeed *feed);
MercerSlot *mercer_feed_slot (MercerFeed *feed);
