/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed.h"

struct _MercerFeed
{
  MercerSlot *slot;
  MercerFeedFunc arrived;
  void *data;
  GMutex lock;
  guint idle; /* under the lock: a worker sets it, the main thread clears it */
};

static gboolean
arrived_cb (void *data)
{
  MercerFeed *feed = data;
  g_mutex_lock (&feed->lock);
  feed->idle = 0;
  g_mutex_unlock (&feed->lock);

  MercerResult result;
  if (mercer_slot_take (feed->slot, &result))
    {
      feed->arrived (&result, feed->data);
      mercer_result_clear (&result);
    }
  return G_SOURCE_REMOVE;
}

static void
notify_cb (MercerSlot *slot, void *data)
{
  MercerFeed *feed = data;
  g_mutex_lock (&feed->lock);
  if (feed->idle == 0)
    feed->idle = g_idle_add_full (G_PRIORITY_DEFAULT, arrived_cb, feed, NULL);
  g_mutex_unlock (&feed->lock);
}

MercerFeed *
mercer_feed_new (MercerEngine *engine, MercerFeedFunc arrived, void *data)
{
  MercerFeed *feed = g_new0 (MercerFeed, 1);
  feed->arrived = arrived;
  feed->data = data;
  g_mutex_init (&feed->lock);
  feed->slot = mercer_slot_open (engine, notify_cb, feed);
  return feed;
}

void
mercer_feed_free (MercerFeed *feed)
{
  if (feed == NULL)
    return;
  mercer_slot_close (feed->slot); /* from here on no worker calls */
  if (feed->idle != 0)
    g_source_remove (feed->idle);
  g_mutex_clear (&feed->lock);
  g_free (feed);
}

uint64_t
mercer_feed_submit (MercerFeed *feed, MercerRecipe *recipe)
{
  return mercer_slot_submit (feed->slot, recipe);
}

void
mercer_feed_stop (MercerFeed *feed)
{
  mercer_slot_stop (feed->slot);
}

bool
mercer_feed_is_busy (MercerFeed *feed)
{
  return mercer_slot_is_busy (feed->slot);
}

MercerSlot *
mercer_feed_slot (MercerFeed *feed)
{
  return feed->slot;
}
