/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pool.h"

#include <cblas.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __x86_64__
#include <xmmintrin.h>
#endif

#define BACKGROUND_NICE 3 /* about half the share of a window that wants the same core */

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
mercer_pool_prepare_thread (int background)
{
  flush_denormals ();
  openblas_set_num_threads (1);
  if (background)
    {
      int nice = getpriority (PRIO_PROCESS, (id_t) getpid ()) + BACKGROUND_NICE; /* below that of the program's first thread */
      setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), nice < 19 ? nice : 19);
    }
}
