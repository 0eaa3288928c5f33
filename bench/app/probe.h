/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

/* A probe in the main loop: for how long the window's thread was away at a time, by the wall's clock and by the thread's own
 * processor clock. Only the second is the program's alone on a machine that is shared. It looks every millisecond, before
 * anything else that is due. */
typedef struct
{
  double wall, cpu;             /* seconds, when it last looked */
  double worst_wall, worst_cpu; /* the longest it could not look */
  double began, spent;          /* processor seconds of the window's thread */
  unsigned source;
} Probe;

void probe_start (Probe *probe);
void probe_stop (Probe *probe);
/* Of this thread. */
double probe_cpu_seconds (void);
/* On one line: what machine these figures are of. */
void probe_say_load (void);
