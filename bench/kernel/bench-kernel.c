/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare-exp.h"
#include "kernel.h"
#include "pool.h"
#include "random.h"

/* Gram matrices against scikit-learn and against the time that the exponentials alone take. Both
 * sides run in turns within this one run, on the same number of cores; a figure is the median of
 * the rounds' ratios, so that a load that comes and goes meets both sides. Arguments: a Python with
 * scikit-learn, and the peer's script. */

#define ROUNDS 25

static int
compare (const void *a, const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

/* Sorts. */
static double
median (double *values, size_t n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

static void
report (const char *what, double ratio, double bar)
{
  printf ("%-64s %6.2f  (bar %.2f) %s\n", what, ratio, bar, ratio >= bar ? "" : "BELOW THE BAR");
}

/* --- The peer ---------------------------------------------------------------------------- */

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

  if (!g_spawn_async_with_pipes (NULL, arguments, NULL,
                                 G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                                 &in, &out, NULL, NULL))
    return false;
  peer->to = fdopen (in, "w");
  peer->from = fdopen (out, "r");
  if (fgets (core, sizeof core, peer->from) == NULL)
    return false;
  printf ("OpenBLAS core: Mercer %s, peer %s", openblas_get_corename (), core);
  return true;
}

static double
ask_peer (Peer *peer, size_t n, size_t d, const char *name)
{
  char line[64];

  fprintf (peer->to, "%zu %zu %s\n", n, d, name);
  fflush (peer->to);
  return fgets (line, sizeof line, peer->from) != NULL ? g_ascii_strtod (line, NULL) : NAN;
}

/* --- Mercer ------------------------------------------------------------------------------ */

typedef struct
{
  MercerKernel *kernel;
  MercerMatrix x, k;
} Case;

static Case
new_case (const char *expression, size_t n, size_t d)
{
  static const char *const names[] = { "a", "b", "c" };
  MercerKernel *parsed = mercer_kernel_parse (expression, NULL, NULL, NULL);
  Case made = { .x = mercer_matrix (g_new (double, n *d), n, d),
                .k = mercer_matrix (aligned_alloc (64, (n * n + 7) / 8 * 64), n, n) };
  mercer_random_uniforms (1, 0, 0, n * d, made.x.data);
  made.kernel = mercer_kernel_bind_rows (parsed, names, made.x, NULL);
  mercer_kernel_unref (parsed);
  memset (made.k.data, 0, n * n * sizeof (double));
  return made;
}

static void
free_case (Case *made)
{
  mercer_kernel_unref (made->kernel);
  g_free (made->x.data);
  free (made->k.data);
}

static double
time_gram (const Case *made)
{
  gint64 start = g_get_monotonic_time ();
  int calls = 0;

  do
    {
      mercer_kernel_gram (made->kernel, made->x, made->k, NULL);
      calls++;
    }
  while (g_get_monotonic_time () - start < 4000);
  return (double) (g_get_monotonic_time () - start) / 1e3 / calls;
}

typedef struct
{
  const char *name, *expression;
  size_t n, d;
  double bar;
} Comparison;

static const Comparison comparisons[] = {
  { "rbf", "RBF()", 2000, 3, 8 },
  { "matern52", "Matern(nu=2.5)", 2000, 3, 8 },
  { "matern32", "Matern(nu=1.5)", 2000, 3, 8 },
  { "matern12", "Matern(nu=0.5)", 2000, 3, 8 },
  { "matern-general", "Matern(nu=1.7)", 2000, 3, 30 },
  { "rq", "RationalQuadratic()", 2000, 3, 1 },
  { "periodic", "Periodic()", 2000, 3, 1 },
  { "periodic", "Periodic()", 2000, 1, 1 },
  { "dot", "Linear()", 2000, 3, 1 },
  { "rbf-ard", "RBF(lengthscale=[1, 2, 3])", 2000, 3, 1 },
  { "matern52-ard", "Matern(nu=2.5, lengthscale=[1, 2, 3])", 2000, 3, 1 },
  { "power", "RBF() ^ 2", 2000, 3, 1 },
  { "polynomial", "Polynomial(degree=3, offset=1)", 2000, 3, 1 },
  { "sigmoid", "Sigmoid(slope=0.5, offset=0.1)", 2000, 3, 1 },
  { "cosine", "Normalize(Linear(offset=0))", 2000, 3, 1 },
  { "laplacian", "Laplacian()", 2000, 3, 1 },
  { "chi2", "Chi2()", 2000, 3, 1 },
  { "additive-chi2", "AdditiveChi2()", 2000, 3, 1 },
  { "centre", "Centre(RBF())", 1000, 3, 1 },
  { "sum", "2 * RBF() + RBF(lengthscale=3) * Matern(lengthscale=2) + White(variance=0.1)", 2000, 3,
    8 },
  { "rbf", "RBF()", 200, 1, 3 },
};

static void
against_peer (Peer *peer, const Comparison *what)
{
  Case made = new_case (what->expression, what->n, what->d);
  double ours[ROUNDS], theirs[ROUNDS], ratios[ROUNDS];
  char line[128];

  for (size_t i = 0; i < ROUNDS; i++)
    {
      theirs[i] = ask_peer (peer, what->n, what->d, what->name);
      ours[i] = time_gram (&made);
      ratios[i] = theirs[i] / ours[i];
    }
  g_snprintf (line, sizeof line, "%s, n = %zu, d = %zu: %.3f ms against %.3f ms", what->name,
              what->n, what->d, median (ours, ROUNDS), median (theirs, ROUNDS));
  report (line, median (ratios, ROUNDS), what->bar);
  free_case (&made);
}

/* --- The bound --------------------------------------------------------------------------- */

#define ROW 1024

typedef struct
{
  double x[ROW], *out;
} Bare;

static void
bare_task (void *data, size_t task)
{
  const Bare *bare = data;
  for (size_t i = 0; i < 64; i++)
    bare_exp (ROW, bare->x, bare->out + (task * 64 + i) * ROW);
}

/* As many exponentials as the lower triangle has entries, written once to a matrix of their own. */
static double
time_bare (const Bare *bare, size_t count)
{
  gint64 start = g_get_monotonic_time ();
  int calls = 0;

  do
    {
      mercer_pool_for (count / (64 * ROW), bare_task, (void *) bare);
      calls++;
    }
  while (g_get_monotonic_time () - start < 4000);
  return (double) (g_get_monotonic_time () - start) / 1e3 / calls;
}

static void
against_bound (size_t n, size_t d)
{
  Case made = new_case ("RBF(lengthscale=0.5)", n, d);
  size_t pairs = n * (n + 1) / 2, count = pairs / (64 * ROW) * (64 * ROW);
  Bare bare = { .out = aligned_alloc (64, count * sizeof (double)) };
  double ours[ROUNDS], bound[ROUNDS], ratios[ROUNDS];
  char what[128];

  for (size_t i = 0; i < ROW; i++)
    bare.x[i] = -5.0 * (double) i / ROW;
  for (size_t i = 0; i < ROUNDS; i++)
    {
      bound[i] = time_bare (&bare, count) * (double) pairs / (double) count;
      ours[i] = time_gram (&made);
      ratios[i] = bound[i] / ours[i];
    }
  g_snprintf (what, sizeof what, "RBF fill, n = %zu, d = %zu: %.2f of %.2f Gexp/s (libmvec)", n, d,
              pairs / median (ours, ROUNDS) / 1e6, pairs / median (bound, ROUNDS) / 1e6);
  report (what, median (ratios, ROUNDS), 0.75);
  free_case (&made);
  free (bare.out);
}

int
main (int argc, char **argv)
{
  Peer peer;

  printf ("%d threads\n", mercer_pool_threads ());
  against_bound (2000, 1);
  against_bound (2000, 3);
  if (argc < 3 || !start_peer (&peer, argv[1], argv[2]))
    {
      printf ("SKIPPED: no scikit-learn to compare with (Debian: python3-sklearn)\n");
      return argc < 3 ? 0 : 77;
    }
  for (size_t i = 0; i < G_N_ELEMENTS (comparisons); i++)
    against_peer (&peer, &comparisons[i]);
  return 0;
}
