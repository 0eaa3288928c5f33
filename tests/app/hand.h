/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A real pointer and a real keyboard on the X server, through xdotool. */
#include "harness.h"

static inline bool
is_finished (void *process)
{
  return g_subprocess_get_identifier (process) == NULL; /* it has gone and been waited for */
}

/* Runs xdotool while the main loop turns; words are separated by blanks. */
static inline void
hand (const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *words = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *line = g_strconcat ("xdotool ", words, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_async (process, NULL, NULL, NULL);
  harness_wait (is_finished, process, "xdotool");
  harness_turn (0.03);
}
