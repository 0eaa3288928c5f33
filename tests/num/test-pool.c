/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pool.h"

#define COUNT 1000

typedef struct
{
  atomic_int hits[COUNT];
} Hits;

static void
hit_cb (void *data, size_t index)
{
  Hits *hits = data;
  atomic_fetch_add (&hits->hits[index], 1);
}

static void
assert_hits (Hits *hits, size_t count, int expected)
{
  for (size_t i = 0; i < COUNT; i++)
    g_assert_cmpint (atomic_load (&hits->hits[i]), ==, i < count ? expected : 0);
}

static void
test_each_once (void)
{
  const size_t counts[] = { 0, 1, 2, 3, 17, COUNT };
  for (size_t k = 0; k < G_N_ELEMENTS (counts); k++)
    {
      Hits *hits = g_new0 (Hits, 1);
      for (int round = 0; round < 50; round++)
        mercer_pool_for (counts[k], hit_cb, hits);
      assert_hits (hits, counts[k], 50);
      g_free (hits);
    }
}

static void
nested_cb (void *data, size_t index)
{
  mercer_pool_for (COUNT, hit_cb, data);
}

static void
test_nested (void)
{
  Hits *hits = g_new0 (Hits, 1);
  mercer_pool_for (8, nested_cb, hits);
  assert_hits (hits, COUNT, 8);
  g_free (hits);
}

static void *
caller_cb (void *data)
{
  Hits *hits = g_new0 (Hits, 1);
  for (int round = 0; round < 200; round++)
    mercer_pool_for (20, hit_cb, hits);
  assert_hits (hits, 20, 200);
  g_free (hits);
  return NULL;
}

static void
test_many_callers (void)
{
  pthread_t threads[6];
  for (int i = 0; i < 6; i++)
    pthread_create (&threads[i], NULL, caller_cb, NULL);
  for (int i = 0; i < 6; i++)
    pthread_join (threads[i], NULL);
}

/* Two tasks that wait for each other only end if they really run at the same time. */
static void
meet_cb (void *data, size_t index)
{
  atomic_int *present = data;
  atomic_fetch_add (present, 1);
  while (atomic_load (present) < 2)
    g_thread_yield ();
}

static void
test_parallel (void)
{
  mercer_pool_init (3);
  g_assert_cmpint (mercer_pool_threads (), ==, 3);
  atomic_int present = 0;
  mercer_pool_for (2, meet_cb, &present);
  g_usleep (2000); /* the workers are asleep by now and have to be woken */
  atomic_store (&present, 0);
  mercer_pool_for (2, meet_cb, &present);
}

static void
denormal_cb (void *data, size_t index)
{
  volatile double tiny = 1e-200, *out = data;
  out[index] = 0.0;
  out[index] = tiny * 1e-115; /* 1e-315 without flush-to-zero */
}

static void
test_denormals (void)
{
  double out[64];
  mercer_pool_prepare_thread (MERCER_THREAD_FIRST);
  mercer_pool_for (G_N_ELEMENTS (out), denormal_cb, out);
  for (size_t i = 0; i < G_N_ELEMENTS (out); i++)
    g_assert_true (out[i] == 0.0);
}

static void
test_restart (void)
{
  for (int threads = 1; threads <= 4; threads++)
    {
      mercer_pool_init (threads);
      g_assert_cmpint (mercer_pool_threads (), ==, threads);
      test_each_once ();
    }
}

typedef struct
{
  atomic_int present, nice[2];
} Meeting;

/* Both tasks wait for each other, so that two threads take part. */
static void
ask_nice_cb (void *data, size_t index)
{
  Meeting *meeting = data;
  atomic_store (&meeting->nice[index], getpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid)));
  meet_cb (&meeting->present, index);
}

/* The pool steps back for a window, and without one keeps the priority that the program was started with. */
static void
test_priority (void)
{
  int own = getpriority (PRIO_PROCESS, 0);
  mercer_pool_init (1);
  mercer_pool_init (2);
  for (int window = 0; window < 2; window++)
    {
      if (window)
        mercer_pool_yield_to_window ();
      Meeting meeting = { 0 };
      mercer_pool_for (2, ask_nice_cb, &meeting);
      int a = atomic_load (&meeting.nice[0]), b = atomic_load (&meeting.nice[1]);
      g_assert_cmpint (MIN (a, b), ==, own); /* the caller's */
      if (window && own < 19)
        g_assert_cmpint (MAX (a, b), >, own);
      else
        g_assert_cmpint (MAX (a, b), ==, own);
    }
}

/* --- Where workers wake up ------------------------------------------------------------------------------ */

typedef struct
{
  atomic_int present;
  pthread_t caller;
  int processor; /* the caller's */
  cpu_set_t allowed;
} Place;

static void
note_place_cb (void *data, size_t index)
{
  Place *place = data;
  if (!pthread_equal (pthread_self (), place->caller))
    {
      g_assert_cmpint (sched_getcpu (), !=, place->processor);
      g_assert_cmpint (sched_getaffinity (0, sizeof place->allowed, &place->allowed), ==, 0);
    }
  meet_cb (&place->present, index);
}

/* Whatever the system thinks best, a worker does not wake up behind its caller, wherever that runs: else both would share a
 * processor for milliseconds while another one idles. It may run everywhere else. */
static void
test_places (void)
{
  cpu_set_t all, one;
  g_assert_cmpint (sched_getaffinity (0, sizeof all, &all), ==, 0);
  if (CPU_COUNT (&all) < 2)
    {
      g_test_skip ("there is one processor");
      return;
    }
  mercer_pool_init (1);
  mercer_pool_init (2);
  for (int processor = 0; processor < CPU_SETSIZE; processor++)
    if (CPU_ISSET (processor, &all))
      {
        Place place = { .caller = pthread_self (), .processor = processor };
        CPU_ZERO (&one);
        CPU_SET (processor, &one);
        g_assert_cmpint (sched_setaffinity (0, sizeof one, &one), ==, 0);
        g_usleep (20000); /* the worker is asleep */
        mercer_pool_for (2, note_place_cb, &place);
        CPU_OR (&one, &one, &place.allowed);
        g_assert_cmpint (CPU_ISSET (processor, &place.allowed), ==, 0);
        g_assert_true (CPU_EQUAL (&one, &all));
      }
  g_assert_cmpint (sched_setaffinity (0, sizeof all, &all), ==, 0);
}

/* Workers give way while the window works and not otherwise, each at most once in 200 us; other threads never do. */
static void *
give_way_cb (void *data)
{
  int *gave = data;
  mercer_pool_prepare_thread (MERCER_THREAD_WORKER);
  g_assert_false (mercer_pool_give_way ());
  mercer_pool_window_works (true);
  g_assert_true (mercer_pool_give_way ());
  for (gint64 end = g_get_monotonic_time () + 20000; g_get_monotonic_time () < end;)
    *gave += mercer_pool_give_way ();
  mercer_pool_window_works (false);
  g_usleep (1000);
  g_assert_false (mercer_pool_give_way ());
  return NULL;
}

static void
test_give_way (void)
{
  int gave = 0;
  GThread *worker = g_thread_new ("worker", give_way_cb, &gave);
  g_thread_join (worker);
  g_assert_cmpint (gave, >=, 1);
  g_assert_cmpint (gave, <=, 100); /* 20 ms in 200 us */
  mercer_pool_window_works (true);
  g_assert_false (mercer_pool_give_way ()); /* the window's own */
  mercer_pool_window_works (false);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/pool/each-once", test_each_once);
  g_test_add_func ("/num/pool/nested", test_nested);
  g_test_add_func ("/num/pool/many-callers", test_many_callers);
  g_test_add_func ("/num/pool/parallel", test_parallel);
  g_test_add_func ("/num/pool/denormals", test_denormals);
  g_test_add_func ("/num/pool/restart", test_restart);
  g_test_add_func ("/num/pool/places", test_places);
  g_test_add_func ("/num/pool/window", test_priority);
  g_test_add_func ("/num/pool/give-way", test_give_way);
  return g_test_run ();
}
