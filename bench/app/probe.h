/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

/* A probe in the main loop: for how long the window's thread was away at a time, and what it did meanwhile. It looks every
 * millisecond, before anything else that is due. With PROBE_LONGER_MS=5 in the environment it says of each longer absence
 * when it began and ended (CLOCK_MONOTONIC), so that a scheduler trace can be read at that place. */

/* Seconds of one absence. What is left of `wall` the thread was blocked: on the display, on a lock, in a page fault. */
typedef struct
{
  double wall;
  double own;     /* on a processor */
  double waiting; /* ready to run, but no processor was given to it; 0 where the system does not tell */
} ProbeGap;

typedef struct
{
  ProbeGap last;   /* the three clocks when it last looked */
  ProbeGap worst;  /* the longest absence */
  double worst_own; /* the most work in one absence; only this is the program's alone on a machine that is shared */
  double began, spent; /* processor seconds of the window's thread */
  int schedstat;   /* file of the system on this thread */
  double longer;   /* seconds; absences above this are said */
  unsigned source;
} Probe;

void probe_start (Probe *probe);
void probe_stop (Probe *probe);
/* Of this thread. */
double probe_cpu_seconds (void);
/* On one line: what machine these figures are of. */
void probe_say_load (void);
