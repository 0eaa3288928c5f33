/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "pool.h"

/* Products of a Gram matrix and a vector without the matrix, against numpy by blocks, in turns within
 * one run and on the same number of cores; figures are medians of the rounds' ratios. Arguments: a
 * Python with numpy, and the peer's script; then a number of points (30000). */

#define ROUNDS 5

static int
compare (const void *a, const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static double
median (double *values, size_t n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

typedef struct
{
  FILE *to, *from;
} Peer;

static bool
start_peer (Peer *peer, const char *python, const char *script)
{
  int in, out;
  char core[256];
  char *arguments[] = { (char *) python, (char *) script, NULL };

  if (!g_spawn_async_with_pipes (NULL, arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                                 NULL, NULL, &in, &out, NULL, NULL))
    return false;
  peer->to = fdopen (in, "w");
  peer->from = fdopen (out, "r");
  if (fgets (core, sizeof core, peer->from) == NULL)
    return false;
  printf ("OpenBLAS core: Mercer %s, peer %s", openblas_get_corename (), core);
  return true;
}

static double
ask_peer (Peer *peer, size_t n, size_t d, const char *precision, double *sum)
{
  char line[128], *end;

  fprintf (peer->to, "%zu %zu %s\n", n, d, precision);
  fflush (peer->to);
  if (fgets (line, sizeof line, peer->from) == NULL)
    return NAN;
  double time = g_ascii_strtod (line, &end);
  *sum = g_ascii_strtod (end, NULL);
  return time;
}

static void
against_peer (Peer *peer, const char *expression, size_t n, size_t d, MercerKernelPrecision precision, double bar)
{
  static const char *const names[] = { "a", "b", "c" };
  MercerKernel *parsed = mercer_kernel_parse (expression, NULL, NULL, NULL),
               *kernel = mercer_kernel_bind (parsed, names, d, NULL);
  MercerMatrix x = mercer_matrix (g_new (double, n *d), n, d), v = mercer_matrix (g_new (double, n), n, 1),
               out = mercer_matrix (g_new (double, n), n, 1);
  double ratios[ROUNDS], ours[ROUNDS], theirs[ROUNDS], sum = 0, their_sum = 0;

  for (size_t i = 0; i < n * d; i++)
    x.data[i] = 3 * fmod ((double) i * 0.6180339887498949, 1);
  for (size_t i = 0; i < n; i++)
    v.data[i] = cos ((double) i);
  for (size_t round = 0; round < ROUNDS; round++)
    {
      theirs[round] = peer != NULL
                          ? ask_peer (peer, n, d, precision == MERCER_KERNEL_SINGLE ? "single" : "double", &their_sum)
                          : NAN;
      gint64 start = g_get_monotonic_time ();
      mercer_kernel_multiply (kernel, x, NULL, v, out, precision, NULL);
      ours[round] = (double) (g_get_monotonic_time () - start) / 1e3;
      ratios[round] = theirs[round] / ours[round];
    }
  for (size_t i = 0; i < n; i++)
    sum += fabs (out.data[i]);
  double ratio = median (ratios, ROUNDS);
  printf ("%-14s %s, n = %zu, d = %zu: %8.1f ms against %8.1f ms: %6.2f  (bar %.0f) %s; sums differ by %.1e\n",
          expression, precision == MERCER_KERNEL_SINGLE ? "single" : "double", n, d, median (ours, ROUNDS),
          median (theirs, ROUNDS), ratio, bar, ratio >= bar ? "" : "BELOW THE BAR", fabs (sum / their_sum - 1));
  g_free (x.data);
  g_free (v.data);
  g_free (out.data);
  mercer_kernel_unref (parsed);
  mercer_kernel_unref (kernel);
}

int
main (int argc, char **argv)
{
  Peer peer;
  bool have_peer = argc > 2 && start_peer (&peer, argv[1], argv[2]);
  size_t n = argc > 3 ? (size_t) atol (argv[3]) : 30000;

  printf ("%d threads\n", mercer_pool_threads ());
  if (!have_peer)
    {
      printf ("SKIPPED: no numpy to compare with (Debian: python3-numpy)\n");
      return argc < 3 ? 0 : 77;
    }
  against_peer (&peer, "RBF()", n, 3, MERCER_KERNEL_DOUBLE, 5);
  against_peer (&peer, "RBF()", n, 3, MERCER_KERNEL_SINGLE, 8);
  return 0;
}
