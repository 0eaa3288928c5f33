/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pool.h"

#include <cblas.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined __x86_64__
#include <xmmintrin.h>
#endif

/* The window comes first, and yet a person who compiles something beside it wants to see the picture follow. Both are decided
 * here, in two parts.
 *
 * Priorities are a little lower: where all want the same processor a worker has a third of the window's share, and what
 * paints the pictures, for which the display server has to wait too, half. Much lower ones (nice 19, SCHED_IDLE) would let the
 * window through as well, but beside one busy program in the same group of the scheduler a fit would get 1.4 % or 0.3 %
 * of a processor instead of a quarter, and a lock that a worker holds when it is preempted would be held for as long.
 * SCHED_BATCH changes nothing here: workers seldom wake up.
 *
 * A share alone still costs the window a whole tick of the scheduler now and then: a worker that it has displaced is owed its
 * part, is switched to at the next tick and keeps the processor until the one after, 4 ms at 250 Hz. So workers also give way
 * by themselves, between pieces of work, as long as the window says that it works. That is a fraction of the time, whatever
 * else the machine does, and costs the others nothing. */
static const int nice_of_place[] = { [MERCER_THREAD_FIRST] = 0, [MERCER_THREAD_PAINTER] = 3, [MERCER_THREAD_WORKER] = 5 };
#define GIVE_WAY_NS 200000 /* a call to the system every so often is not felt */

static atomic_bool window_works;
static _Thread_local bool is_worker;
static _Thread_local int64_t gave_way; /* when it last did, monotonic */

/* Denormal results cost a hundred times a normal one and mean nothing in a kernel matrix. */
static void
flush_denormals (void)
{
#if defined __x86_64__
  _mm_setcsr (_mm_getcsr () | 0x8040); /* FTZ and DAZ */
#elif defined __aarch64__
  uint64_t fpcr;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  __asm__ volatile("msr fpcr, %0" : : "r"(fpcr | UINT64_C (1) << 24));
#endif
}

void
mercer_pool_window_works (bool works)
{
  atomic_store_explicit (&window_works, works, memory_order_relaxed);
}

bool
mercer_pool_give_way (void)
{
  if (!atomic_load_explicit (&window_works, memory_order_relaxed) || !is_worker)
    return false;
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  int64_t now = (int64_t) t.tv_sec * 1000000000 + t.tv_nsec;
  if (now - gave_way < GIVE_WAY_NS)
    return false;
  gave_way = now;
  sched_yield ();
  return true;
}

void
mercer_pool_prepare_thread (MercerThreadPlace place)
{
  is_worker = place == MERCER_THREAD_WORKER;
  flush_denormals ();
  openblas_set_num_threads (1);
  if (nice_of_place[place] > 0)
    {
      int nice = getpriority (PRIO_PROCESS, (id_t) getpid ()) + nice_of_place[place]; /* behind the program's first thread */
      setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), nice < 19 ? nice : 19);
    }
}
