/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "block.h"
#include "random.h"
#include "store.h"
#include "work.h"

static atomic_int alive;

static void
count_free (void *item)
{
  atomic_fetch_sub (&alive, 1);
  g_free (item);
}

static MercerHash
key_of (size_t number)
{
  MercerHash hash = mercer_hash_start ("test");
  mercer_hash_add_size (&hash, number);
  return hash;
}

static MercerStoreItem *
put (MercerStore *store, size_t number, size_t bytes)
{
  size_t *data = g_new (size_t, 1);
  *data = number;
  atomic_fetch_add (&alive, 1);
  return mercer_store_put (store, key_of (number), data, bytes, count_free);
}

static bool
holds (MercerStore *store, size_t number)
{
  MercerStoreItem *item = mercer_store_get (store, key_of (number));
  bool found = item != NULL;
  if (found)
    g_assert_cmpuint (*(size_t *) mercer_store_item_data (item), ==, number);
  mercer_store_release (item);
  return found;
}

static void
test_eviction (void)
{
  MercerStore *store = mercer_store_new (100);
  for (size_t i = 0; i < 4; i++)
    mercer_store_release (put (store, i, 25));
  g_assert_cmpuint (mercer_store_bytes (store), ==, 100);
  g_assert_true (holds (store, 0)); /* now 1 is the least recently used */
  mercer_store_release (put (store, 4, 30));
  g_assert_false (holds (store, 1));
  g_assert_false (holds (store, 2)); /* 30 bytes need the room of two */
  g_assert_true (holds (store, 0) && holds (store, 3) && holds (store, 4));
  g_assert_cmpint (atomic_load (&alive), ==, 3);

  mercer_store_drop (store, key_of (3));
  g_assert_false (holds (store, 3));
  g_assert_cmpuint (mercer_store_bytes (store), ==, 55);
  mercer_store_free (store);
  g_assert_cmpint (atomic_load (&alive), ==, 0);
}

static void
test_ownership (void)
{
  MercerStore *store = mercer_store_new (100);
  MercerStoreItem *held = put (store, 1, 60);
  mercer_store_release (put (store, 2, 60)); /* evicts 1, which is in use */
  g_assert_false (holds (store, 1));
  g_assert_cmpuint (*(size_t *) mercer_store_item_data (held), ==, 1);
  g_assert_cmpint (atomic_load (&alive), ==, 2);
  mercer_store_release (held);
  g_assert_cmpint (atomic_load (&alive), ==, 1);

  MercerStoreItem *replaced = mercer_store_get (store, key_of (2));
  mercer_store_release (put (store, 2, 10));
  g_assert_cmpuint (mercer_store_bytes (store), ==, 10);
  g_assert_cmpint (atomic_load (&alive), ==, 2);
  mercer_store_release (replaced);

  MercerStoreItem *large = put (store, 3, 101);
  g_assert_false (holds (store, 3));
  g_assert_true (holds (store, 2));
  mercer_store_release (large);

  MercerStoreItem *loose = put (NULL, 4, 10);
  g_assert_cmpuint (*(size_t *) mercer_store_item_data (loose), ==, 4);
  mercer_store_release (loose);
  g_assert_null (mercer_store_get (NULL, key_of (4)));
  mercer_store_free (store);
  g_assert_cmpint (atomic_load (&alive), ==, 0);
}

static void *
churn_cb (void *data)
{
  MercerStore *store = data;
  static atomic_uint threads;
  uint64_t stream = atomic_fetch_add (&threads, 1);
  for (size_t i = 0; i < 4000; i++)
    {
      size_t number = mercer_random_below (1, stream, i, 40);
      MercerStoreItem *item = mercer_store_get (store, key_of (number));
      if (item == NULL)
        item = put (store, number, 10);
      g_assert_cmpuint (*(size_t *) mercer_store_item_data (item), ==, number);
      if (i % 97 == 0)
        mercer_store_drop (store, key_of (number));
      mercer_store_release (item);
    }
  return NULL;
}

static void
test_threads (void)
{
  MercerStore *store = mercer_store_new (200);
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    pthread_create (&threads[i], NULL, churn_cb, store);
  for (int i = 0; i < 4; i++)
    pthread_join (threads[i], NULL);
  g_assert_cmpuint (mercer_store_bytes (store), <=, 200);
  mercer_store_free (store);
  g_assert_cmpint (atomic_load (&alive), ==, 0);
}

static int
bits_apart (MercerHash x, MercerHash y)
{
  return __builtin_popcountll (x.a ^ y.a) + __builtin_popcountll (x.b ^ y.b);
}

/* A good hash of 128 bits changes 64 of them, give or take 5.7, for any change of the input; 28 is
 * six standard deviations below, and over 9,000 trials chance reaches it once in a hundred thousand
 * runs. */
static void
test_hash_avalanche (void)
{
  double total = 0.0;
  int trials = 0;
  for (size_t size = 1; size <= 40; size += 3)
    {
      unsigned char bytes[40];
      for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char) mercer_random_below (2, size, i, 256);
      MercerHash plain = mercer_hash_start ("avalanche");
      mercer_hash_add (&plain, bytes, size);
      for (size_t bit = 0; bit < 8 * size; bit++)
        {
          bytes[bit / 8] ^= (unsigned char) (1u << bit % 8);
          MercerHash flipped = mercer_hash_start ("avalanche");
          mercer_hash_add (&flipped, bytes, size);
          bytes[bit / 8] ^= (unsigned char) (1u << bit % 8);
          g_assert_cmpint (bits_apart (plain, flipped), >, 28);
          total += bits_apart (plain, flipped);
          trials++;
        }
    }
  g_assert_cmpfloat_with_epsilon (total / trials, 64.0, 1.0);
}

static void
test_hash_meaning (void)
{
  MercerHash a = mercer_hash_start ("gram"), b = mercer_hash_start ("gram");
  mercer_hash_add_double (&a, 0.0);
  mercer_hash_add_double (&b, -0.0);
  g_assert_true (mercer_hash_equal (a, b)); /* the same number */
  mercer_hash_add_string (&a, "x");
  mercer_hash_add_string (&a, "yz");
  mercer_hash_add_string (&b, "xy");
  mercer_hash_add_string (&b, "z");
  g_assert_false (mercer_hash_equal (a, b)); /* the cut between two texts counts */
  MercerHash c = mercer_hash_start ("gram"), d = mercer_hash_start ("factor");
  g_assert_false (mercer_hash_equal (c, d));
  const unsigned char zeros[48] = { 0 };
  MercerHash seen[48];
  for (size_t size = 0; size < 48; size++)
    {
      seen[size] = mercer_hash_start ("zeros");
      mercer_hash_add (&seen[size], zeros, size);
      for (size_t other = 0; other < size; other++)
        g_assert_false (mercer_hash_equal (seen[size], seen[other]));
    }
}

static void
test_scratch (void)
{
  MercerWork *work = mercer_work_new (1 << 20, NULL);
  double *kept = mercer_work_doubles (work, 1000);
  g_assert_cmpuint ((uintptr_t) kept % 64, ==, 0);
  MercerMark mark = mercer_work_mark (work);
  for (int round = 0; round < 100; round++)
    {
      /* 0.76 of the limit each time: only works if release gives it back. */
      double *scratch = mercer_work_doubles (work, 100000);
      g_assert_nonnull (scratch);
      scratch[99999] = 1.0;
      mercer_work_release (work, mark);
    }
  g_assert_null (mercer_work_matrix (work, 1000, 1000).data);
  g_assert_cmpuint (mercer_work_refused_bytes (work), ==, 8000000);
  g_assert_null (mercer_work_alloc (work, SIZE_MAX / 2, 16));
  g_assert_null (mercer_work_matrix (work, SIZE_MAX / 4, 1000).data);
  g_assert_nonnull (mercer_work_doubles (work, 0));
  kept[999] = 1.0;
  mercer_work_free (work);
  mercer_work_free (NULL);
}

static void
test_stop (void)
{
  MercerWork *work = mercer_work_new (0, NULL);
  for (int i = 0; i < 5; i++)
    g_assert_true (mercer_work_wanted (work));
  g_assert_cmpint (mercer_work_polls (work), ==, 5);
  mercer_work_stop_after (work, 7);
  g_assert_true (mercer_work_wanted (work) && mercer_work_wanted (work));
  g_assert_false (mercer_work_wanted (work));
  g_assert_false (mercer_work_wanted (work)); /* stopped stays stopped */
  g_assert_true (mercer_work_wanted (NULL));
  g_assert_cmpuint (mercer_work_memory_limit (work), >, 1 << 28);
  mercer_work_free (work);
}

static void
test_blocks (void)
{
  for (size_t bytes = 1; bytes < (size_t) 40 << 20; bytes = 3 * bytes + 1)
    {
      unsigned char *first = mercer_block_new (bytes), *second = mercer_block_new (bytes);
      g_assert_cmpuint ((uintptr_t) first % 64, ==, 0);
      memset (first, 1, bytes);
      memset (second, 2, bytes);
      g_assert_cmpint (first[bytes - 1], ==, 1);
      mercer_block_free (first);
      g_assert_cmpint (second[0], ==, 2);
      mercer_block_free (second);
    }
  g_assert_null (mercer_block_new (SIZE_MAX - 100));
  mercer_block_trim ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/store/eviction", test_eviction);
  g_test_add_func ("/num/store/ownership", test_ownership);
  g_test_add_func ("/num/store/threads", test_threads);
  g_test_add_func ("/num/hash/avalanche", test_hash_avalanche);
  g_test_add_func ("/num/hash/meaning", test_hash_meaning);
  g_test_add_func ("/num/work/scratch", test_scratch);
  g_test_add_func ("/num/work/stop", test_stop);
  g_test_add_func ("/num/block/blocks", test_blocks);
  return g_test_run ();
}
