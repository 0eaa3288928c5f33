/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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

static gboolean
look_cb (void *data)
{
  Probe *probe = data;
  double wall = clock_seconds (CLOCK_MONOTONIC), cpu = probe_cpu_seconds ();
  if (probe->wall > 0)
    {
      probe->worst_wall = MAX (probe->worst_wall, wall - probe->wall);
      probe->worst_cpu = MAX (probe->worst_cpu, cpu - probe->cpu);
    }
  probe->wall = wall;
  probe->cpu = cpu;
  return G_SOURCE_CONTINUE;
}

void
probe_start (Probe *probe)
{
  *probe = (Probe) { .began = probe_cpu_seconds () };
  probe->source = g_timeout_add_full (G_PRIORITY_HIGH, 1, look_cb, probe, NULL);
}

void
probe_stop (Probe *probe)
{
  g_source_remove (probe->source);
  probe->spent = probe_cpu_seconds () - probe->began;
}

void
probe_say_load (void)
{
  double load[1] = { -1 };
  getloadavg (load, 1);
  printf ("load of the machine %.1f on %d processors\n", load[0], g_get_num_processors ());
}
