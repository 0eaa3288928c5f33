/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The array store: what one job computed and another can use again (a Gram matrix, a factor, an
 * eigen-decomposition), keyed by a 128-bit hash of everything the array depends on. Bounded in bytes:
 * the least recently used items go first. Items are immutable once put and reference counted, so an
 * item in use survives its eviction. All calls are thread safe.
 *
 * Keys are built with MercerHash:  hash = mercer_hash_start ("gram"); mercer_hash_add (...). */
typedef struct
{
  uint64_t a, b;
} MercerHash;

/* A fresh hash for things of one kind; kind keeps different uses of equal bytes apart. */
MercerHash mercer_hash_start (const char *kind);
/* Mixes in `size` bytes. O(size), about 1 byte a cycle or better. */
void mercer_hash_add (MercerHash *hash, const void *bytes, size_t size);
void mercer_hash_add_double (MercerHash *hash, double value);
void mercer_hash_add_size (MercerHash *hash, size_t value);
void mercer_hash_add_string (MercerHash *hash, const char *text);
void mercer_hash_add_hash (MercerHash *hash, MercerHash other);
bool mercer_hash_equal (MercerHash a, MercerHash b);

typedef struct _MercerStore MercerStore;
typedef void (*MercerFreeFunc) (void *item);

/* limit: bytes kept at most (items in use elsewhere do not count once evicted). */
MercerStore *mercer_store_new (size_t limit);
void mercer_store_free (MercerStore *store);

/* A handle keeps its item alive; give it back with mercer_store_release (). */
typedef struct _MercerStoreItem MercerStoreItem;
void *mercer_store_item_data (const MercerStoreItem *item);
/* NULL if the key is unknown (or store is NULL). Marks the item as recently used. */
MercerStoreItem *mercer_store_get (MercerStore *store, MercerHash key);
/* Gives `data` to the store, which will call free_func on it once nobody holds it. An item with the
 * same key is replaced. Returns a handle. With store == NULL the handle is the only owner.
 * An item larger than the limit is handed out but not kept. */
MercerStoreItem *mercer_store_put (MercerStore *store, MercerHash key, void *data, size_t bytes,
                                   MercerFreeFunc free_func);
void mercer_store_release (MercerStoreItem *item);
void mercer_store_drop (MercerStore *store, MercerHash key);
size_t mercer_store_bytes (MercerStore *store);
