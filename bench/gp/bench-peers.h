/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* Monotonic time. */
double seconds (void);
/* Waits until the machine is idle, so that one side does not pay for the other's spinning threads. */
void rest (void);
/* Starts peers.py; without Python or scikit-learn there are no peers and their times are NaN. */
void start_peers (const char *script, const char *fits);
/* Seconds of one of `times` runs in a row, NaN if there is no peer. *value: the first number it found. */
double peer_run (const char *task, const char *peer, size_t n, int times, double *value);
