/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <fcntl.h>
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double
clock_seconds (clockid_t clock)
{
  struct timespec t;
  clock_gettime (clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

double
probe_cpu_seconds (void)
{
  return clock_seconds (CLOCK_THREAD_CPUTIME_ID);
}

/* The second number of the file: nanoseconds on a run queue. */
static double
waited_seconds (int schedstat)
{
  char text[96];
  unsigned long long run, waited;
  ssize_t length = schedstat < 0 ? 0 : pread (schedstat, text, sizeof text - 1, 0);
  if (length <= 0)
    return 0;
  text[length] = '\0';
  return sscanf (text, "%llu %llu", &run, &waited) == 2 ? 1e-9 * waited : 0;
}

static gboolean
look_cb (void *data)
{
  Probe *probe = data;
  const ProbeGap now = { clock_seconds (CLOCK_MONOTONIC), probe_cpu_seconds (), waited_seconds (probe->schedstat) };
  if (probe->last.wall > 0)
    {
      const ProbeGap gap = { now.wall - probe->last.wall, now.own - probe->last.own, now.waiting - probe->last.waiting };
      if (gap.wall > probe->worst.wall)
        probe->worst = gap;
      probe->worst_own = fmax (probe->worst_own, gap.own);
      if (gap.wall > probe->longer)
        fprintf (stderr, "gap %.6f %.6f of %.1f ms, own %.1f, waiting %.1f\n", probe->last.wall, now.wall, 1e3 * gap.wall, 1e3 * gap.own,
                 1e3 * gap.waiting);
    }
  probe->last = now;
  return G_SOURCE_CONTINUE;
}

void
probe_start (Probe *probe)
{
  const char *longer = g_getenv ("PROBE_LONGER_MS");
  *probe = (Probe) { .began = probe_cpu_seconds (), .longer = longer != NULL ? 1e-3 * atof (longer) : INFINITY };
  probe->schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  probe->source = g_timeout_add_full (G_PRIORITY_HIGH, 1, look_cb, probe, NULL);
}

void
probe_stop (Probe *probe)
{
  g_source_remove (probe->source);
  probe->spent = probe_cpu_seconds () - probe->began;
  if (probe->schedstat >= 0)
    close (probe->schedstat);
}

void
probe_say_load (void)
{
  double load[1] = { -1 };
  getloadavg (load, 1);
  printf ("load of the machine %.1f on %d processors\n", load[0], g_get_num_processors ());
}
