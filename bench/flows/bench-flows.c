/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "density-target.h"
#include "discrepancy.h"
#include "flow.h"
#include "pool.h"
#include "random.h"
#include "sliced.h"
#include "stein.h"

/* Discrepancies and steps of flows against numpy. Both sides run in turns within this one run, on the same number of cores; a
 * figure is the median of the rounds' ratios; the ratio of the shortest times stands beside it, because others may be at work on the
 * machine. Arguments: a Python with numpy and scipy, the peer's script and, if wanted, the name of one task. */

enum { PERMUTATIONS = 500, SLICES = 100, MOST_ROUNDS = 15 };

typedef struct
{
  FILE *to, *from;
} Peer;

static bool
start_peer (Peer *peer, char *python, char *script)
{
  char *arguments[] = { python, script, NULL }, greeting[128];
  int in, out;
  if (!g_spawn_async_with_pipes (NULL, arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, &in,
                                 &out, NULL, NULL))
    return false;
  peer->to = fdopen (in, "w");
  peer->from = fdopen (out, "r");
  if (fgets (greeting, sizeof greeting, peer->from) == NULL)
    return false;
  printf ("peer: %s", greeting);
  return true;
}

static double
ask_peer (Peer *peer, const char *task, size_t n)
{
  char line[64];
  fprintf (peer->to, "%s %zu\n", task, n);
  fflush (peer->to);
  return fgets (line, sizeof line, peer->from) != NULL ? g_ascii_strtod (line, NULL) : NAN;
}

typedef struct
{
  MercerKernel *kernel;
  MercerMatrix x, y;
  MercerWork *work;
  MercerMatrix directions;
  MercerSliced sliced;
} Setting;

static void
unbiased (const Setting *s)
{
  MercerDiscrepancy sums;
  mercer_discrepancy (s->kernel, s->x, s->y, &sums, s->work);
}

static void
step (const Setting *s)
{
  MercerMark mark = mercer_work_mark (s->work);
  MercerFlow flow = { .kernel = s->kernel, .x = s->x, .target = s->y };
  MercerMatrix velocity = mercer_work_matrix (s->work, s->x.rows, 2);
  mercer_flow_velocity (&flow, s->x, velocity, s->work);
  mercer_work_release (s->work, mark);
}

/* Of a flow that runs: the target has been sorted before its first step. */
static void
sliced (const Setting *s)
{
  MercerMark mark = mercer_work_mark (s->work);
  MercerFlowTerms terms;
  MercerMatrix velocity = mercer_work_matrix (s->work, s->x.rows, 2);
  mercer_sliced_evaluate (&s->sliced, s->x, velocity, &terms, s->work);
  mercer_work_release (s->work, mark);
}

/* Scores of a mixture of three, bandwidth by the median heuristic, velocities. */
static void
svgd (const Setting *s)
{
  static double means[] = { -2, 2, 0, -1, -1, 2 };
  MercerMark mark = mercer_work_mark (s->work);
  MercerTarget target = { .kind = MERCER_TARGET_MIXTURE, .means = mercer_matrix (means, 3, 2), .width = 0.6 };
  MercerMatrix scores = mercer_work_matrix (s->work, s->x.rows, 2), velocity = mercer_work_matrix (s->work, s->x.rows, 2);
  mercer_target_evaluate (&target, s->x, NULL, scores, (MercerMatrix){ 0 }, s->work);
  mercer_stein_velocity (s->kernel, mercer_stein_scale (s->x, s->work), s->x, scores, velocity, (MercerMatrix){ 0 }, s->work);
  mercer_work_release (s->work, mark);
}

/* Gram matrix, observed value and all permutations, as the peer. */
static void
permutations (const Setting *s)
{
  MercerDiscrepancy sums;
  double statistics[PERMUTATIONS], p;
  mercer_discrepancy (s->kernel, s->x, s->y, &sums, s->work);
  mercer_discrepancy_permutations (s->kernel, s->x, s->y, &sums, 1, PERMUTATIONS, statistics, &p, s->work);
}

static const struct
{
  const char *name, *title;
  size_t n;
  int rounds;
  double bar;
  void (*run) (const Setting *);
} tasks[] = {
  { "unbiased", "unbiased MMD, n = m = 5000", 5000, 9, 12, unbiased },
  { "step", "Gaussian MMD step, M = N = 10000", 10000, 5, 15, step },
  { "sliced", "sliced Riesz step, P = 100, M = N = 10000", 10000, 5, 20, sliced },
  { "sliced", "sliced Riesz step, P = 100, M = N = 100000", 100000, 3, 35, sliced },
  { "svgd", "SVGD step, 1000 particles in the plane", 1000, 15, 10, svgd },
  { "permutations", "500 permutations, n = m = 5000", 5000, 3, 4, permutations },
  { "loop", "the same against a loop (four timed, scaled)", 5000, 2, 500, permutations },
};

static int
compare (const void *a, const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static double
median (double *values, int n)
{
  qsort (values, (size_t) n, sizeof *values, compare);
  return values[n / 2];
}

static double
milliseconds (const Setting *s, void (*run) (const Setting *))
{
  gint64 start = g_get_monotonic_time ();
  run (s);
  return (double) (g_get_monotonic_time () - start) / 1e3;
}

int
main (int argc, char **argv)
{
  Peer peer;
  if (argc < 3 || !start_peer (&peer, argv[1], argv[2]))
    {
      printf ("SKIPPED: no numpy and scipy to compare with (Debian: python3-scipy)\n");
      return argc < 3 ? 0 : 77;
    }
  printf ("%d threads\n", mercer_pool_threads ());
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse ("RBF(lengthscale=1)", NULL, NULL, NULL);
  for (size_t t = 0; t < G_N_ELEMENTS (tasks); t++)
    {
      if (argc > 3 && strcmp (argv[3], tasks[t].name) != 0)
        continue;
      size_t n = tasks[t].n;
      double ours[MOST_ROUNDS], theirs[MOST_ROUNDS], ratios[MOST_ROUNDS];
      Setting s = { .kernel = mercer_kernel_bind (parsed, (const char *const[]){ "a", "b" }, 2, NULL),
                    .x = mercer_matrix (g_new (double, 2 * n), n, 2),
                    .y = mercer_matrix (g_new (double, 2 * n), n, 2),
                    .work = mercer_work_new (0, NULL) };
      mercer_random_normals (1, 1, 0, 2 * n, s.x.data);
      mercer_random_normals (1, 2, 0, 2 * n, s.y.data);
      s.directions = mercer_work_matrix (s.work, SLICES, 2);
      mercer_slices (MERCER_SLICES_QUASI, 1, 0, s.directions, s.work);
      mercer_sliced_open (&s.sliced, s.directions, (const double[]){ 0, 0 }, s.y, s.work);
      for (int k = 0; k < tasks[t].rounds; k++)
        {
          theirs[k] = ask_peer (&peer, tasks[t].name, n);
          ours[k] = milliseconds (&s, tasks[t].run);
          ratios[k] = theirs[k] / ours[k];
        }
      double ratio = median (ratios, tasks[t].rounds), own = median (ours, tasks[t].rounds), other = median (theirs, tasks[t].rounds);
      printf ("%-44s %9.2f ms against %9.2f ms  %6.2f, shortest %9.2f against %9.2f  %6.2f  (bar %.0f) %s\n", tasks[t].title, own, other,
              ratio, ours[0], theirs[0], theirs[0] / ours[0], tasks[t].bar, ratio >= tasks[t].bar ? "" : "BELOW THE BAR");
      fflush (stdout);
      mercer_kernel_unref (s.kernel);
      mercer_work_free (s.work);
      g_free (s.x.data);
      g_free (s.y.data);
    }
  return 0;
}
