/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-peers.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

double
seconds (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

/* Jiffies of work and of all time since boot. */
static void
jiffies (double *busy, double *all)
{
  double value[8] = { 0 };
  FILE *file = fopen ("/proc/stat", "r");
  if (file != NULL)
    {
      if (fscanf (file, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &value[0], &value[1], &value[2], &value[3], &value[4], &value[5],
                  &value[6], &value[7])
          < 8)
        value[3] = 0;
      fclose (file);
    }
  *all = 0;
  for (int k = 0; k < 8; k++)
    *all += value[k];
  *busy = *all - value[3] - value[4];
}

/* Waits, 0.4 seconds at most, until the machine is idle: OpenBLAS's threads spin for a tenth of a second after a peer's
 * run, and whoever comes next would pay for it. */
void
rest (void)
{
  double end = seconds () + 0.4, busy, all, busy_then, all_then;
  do
    {
      jiffies (&busy_then, &all_then);
      g_usleep (60000);
      jiffies (&busy, &all);
    }
  while (busy - busy_then > 0.15 * (all - all_then) && seconds () < end);
}

/* --- The peers, in a process of their own ------------------------------------------------------------ */

static FILE *to_peers, *from_peers;

void
start_peers (const char *script, const char *fits)
{
  const char *python = g_file_test ("/usr/bin/python3", G_FILE_TEST_IS_EXECUTABLE) ? "/usr/bin/python3" : "python3";
  char *argv[] = { (char *) python, (char *) script, (char *) fits, NULL };
  int in, out;
  if (!g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &in, &out, NULL, NULL))
    return;
  to_peers = fdopen (in, "w");
  from_peers = fdopen (out, "r");
  char line[512];
  if (fgets (line, sizeof line, from_peers) == NULL)
    {
      fclose (to_peers);
      to_peers = NULL;
      g_print ("peers: none (scikit-learn is not installed)\n");
      return;
    }
  g_print ("peers: %s", line);
}

double
peer_run (const char *task, const char *peer, size_t n, int times, double *value)
{
  char line[512];
  if (to_peers == NULL)
    return NAN;
  rest ();
  fprintf (to_peers, "%s %s %zu %d\n", task, peer, n, times);
  fflush (to_peers);
  if (fgets (line, sizeof line, from_peers) == NULL)
    return NAN;
  char *end;
  double taken = g_ascii_strtod (line, &end);
  *value = g_ascii_strtod (end, NULL);
  return taken;
}
