/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store.h"

#include <glib.h>
#include <pthread.h>
#include <stdatomic.h>

struct _MercerStoreItem
{
  atomic_int references; /* one of them the store's while the item is kept */
  MercerHash key;
  void *data;
  size_t bytes;
  MercerFreeFunc free_func;
  GList link; /* in MercerStore.recent */
};

struct _MercerStore
{
  pthread_mutex_t lock;
  GHashTable *items;
  GQueue recent; /* most recently used first */
  size_t bytes, limit;
};

static guint
key_hash (gconstpointer key)
{
  const MercerHash *hash = key;
  return (guint) (hash->a ^ hash->b >> 32);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return mercer_hash_equal (*(const MercerHash *) a, *(const MercerHash *) b);
}

MercerStore *
mercer_store_new (size_t limit)
{
  MercerStore *store = g_new0 (MercerStore, 1);
  pthread_mutex_init (&store->lock, NULL);
  store->items = g_hash_table_new (key_hash, key_equal);
  g_queue_init (&store->recent);
  store->limit = limit;
  return store;
}

/* Takes the item out of the tables. The store's reference moves to *removed, a chain through the
 * items' links, so that free functions run after the lock is given back. */
static void
unlink_locked (MercerStore *store, MercerStoreItem *item, GList **removed)
{
  g_hash_table_remove (store->items, &item->key);
  g_queue_unlink (&store->recent, &item->link);
  store->bytes -= item->bytes;
  item->link.next = *removed;
  *removed = &item->link;
}

static void
release_chain (GList *removed)
{
  while (removed != NULL)
    {
      GList *next = removed->next;
      mercer_store_release (removed->data);
      removed = next;
    }
}

static void
evict_locked (MercerStore *store, size_t limit, GList **removed)
{
  while (store->bytes > limit && store->recent.tail != NULL)
    unlink_locked (store, store->recent.tail->data, removed);
}

void
mercer_store_free (MercerStore *store)
{
  if (store == NULL)
    return;
  GList *removed = NULL;
  pthread_mutex_lock (&store->lock);
  while (store->recent.tail != NULL)
    unlink_locked (store, store->recent.tail->data, &removed);
  pthread_mutex_unlock (&store->lock);
  release_chain (removed);
  g_hash_table_unref (store->items);
  pthread_mutex_destroy (&store->lock);
  g_free (store);
}

void *
mercer_store_item_data (const MercerStoreItem *item)
{
  return item->data;
}

MercerStoreItem *
mercer_store_get (MercerStore *store, MercerHash key)
{
  if (store == NULL)
    return NULL;
  pthread_mutex_lock (&store->lock);
  MercerStoreItem *item = g_hash_table_lookup (store->items, &key);
  if (item != NULL)
    {
      atomic_fetch_add_explicit (&item->references, 1, memory_order_relaxed);
      g_queue_unlink (&store->recent, &item->link);
      g_queue_push_head_link (&store->recent, &item->link);
    }
  pthread_mutex_unlock (&store->lock);
  return item;
}

MercerStoreItem *
mercer_store_put (MercerStore *store, MercerHash key, void *data, size_t bytes,
                  MercerFreeFunc free_func)
{
  MercerStoreItem *item = g_new0 (MercerStoreItem, 1);
  atomic_init (&item->references, 1);
  item->key = key;
  item->data = data;
  item->bytes = bytes;
  item->free_func = free_func;
  item->link.data = item;
  if (store == NULL)
    return item;

  GList *removed = NULL;
  pthread_mutex_lock (&store->lock);
  MercerStoreItem *old = g_hash_table_lookup (store->items, &key);
  if (old != NULL)
    unlink_locked (store, old, &removed);
  if (bytes <= store->limit)
    {
      evict_locked (store, store->limit - bytes, &removed);
      atomic_fetch_add_explicit (&item->references, 1, memory_order_relaxed);
      g_hash_table_insert (store->items, &item->key, item);
      g_queue_push_head_link (&store->recent, &item->link);
      store->bytes += bytes;
    }
  pthread_mutex_unlock (&store->lock);
  release_chain (removed);
  return item;
}

void
mercer_store_release (MercerStoreItem *item)
{
  if (item == NULL || atomic_fetch_sub_explicit (&item->references, 1, memory_order_acq_rel) > 1)
    return;
  if (item->free_func != NULL)
    item->free_func (item->data);
  g_free (item);
}

void
mercer_store_drop (MercerStore *store, MercerHash key)
{
  if (store == NULL)
    return;
  GList *removed = NULL;
  pthread_mutex_lock (&store->lock);
  MercerStoreItem *item = g_hash_table_lookup (store->items, &key);
  if (item != NULL)
    unlink_locked (store, item, &removed);
  pthread_mutex_unlock (&store->lock);
  release_chain (removed);
}

size_t
mercer_store_bytes (MercerStore *store)
{
  if (store == NULL)
    return 0;
  pthread_mutex_lock (&store->lock);
  size_t bytes = store->bytes;
  pthread_mutex_unlock (&store->lock);
  return bytes;
}
