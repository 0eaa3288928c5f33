/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Densities beside R (MASS::kde2d, KernSmooth, bw.SJ) and scipy, in one run: peer, Mercer, peer; the faster of the peer's two runs counts.
 * Arguments: peers.R peers.py */
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bandwidth-matrix.h"
#include "kde.h"
#include "linalg.h"
#include "mean-shift.h"
#include "random.h"

enum { SIDE = 256, LINE = 1024, MILLION = 1000000 };
static const double frame_low[2] = { -4, -4 }, frame_high[2] = { 6, 6 };

static double
seconds (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

/* --- Peers --------------------------------------------------------------------------------------------- */

typedef struct
{
  FILE *to, *from;
} Peer;

static Peer
start_peer (const char *program, const char *script)
{
  char *argv[] = { (char *) program, (char *) script, NULL };
  int in, out;
  if (!g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, &in, &out, NULL,
                                 NULL))
    return (Peer){ NULL, NULL };
  return (Peer){ fdopen (in, "w"), fdopen (out, "r") };
}

/* NAN: the peer is not there. */
static double
ask (Peer *peer, const char *task, size_t n, const char *path)
{
  char answer[100];
  if (peer->to == NULL)
    return NAN;
  fprintf (peer->to, "%s %zu %s\n", task, n, path);
  fflush (peer->to);
  if (fgets (answer, sizeof answer, peer->from) == NULL || g_ascii_isalpha (answer[0]))
    return NAN;
  return g_ascii_strtod (answer, NULL);
}

/* --- Our side --------------------------------------------------------------------------------------------- */

typedef struct
{
  size_t n, m[2];
  double *x;           /* n x 2 */
  double at[2][LINE], *f;
  MercerBins bins;
  MercerKde kde;
} Case;

/* A mixture of two clumps, as wide as the frame. */
static void
case_open (Case *c, size_t n, size_t d)
{
  *c = (Case){ .n = n, .m = { d == 1 ? LINE : SIDE, d == 1 ? 1 : SIDE }, .x = g_new (double, 2 * n), .f = g_new (double, SIDE * SIDE) };
  mercer_random_normals (3, 1, 0, 2 * n, c->x);
  for (size_t i = 0; i < 2 * n; i++)
    c->x[i] = i % n % 3 == 0 ? 2.5 + 0.6 * c->x[i] : 0.8 * c->x[i];
  for (int a = 0; a < 2; a++)
    for (size_t k = 0; k < c->m[a]; k++)
      c->at[a][k] = frame_low[a] + (frame_high[a] - frame_low[a]) * (double) k / (double) (MAX (c->m[a], 2) - 1);
  c->kde.x = mercer_matrix (c->x, n, d);
  for (int a = 0; a < 2; a++)
    c->kde.axis[a] = (MercerKdeAxis){ .shape = &mercer_kde_shapes[0], .bandwidth = 0.3, .low = -INFINITY, .high = INFINITY };
}

static void
case_close (Case *c)
{
  mercer_bins_clear (&c->bins);
  g_free (c->x);
  g_free (c->f);
}

static MercerStatus
bin (Case *c)
{
  MercerRows rows = { .n = c->n, .d = c->kde.x.cols, .x = { c->x, c->x + c->n } };
  mercer_bins_clear (&c->bins);
  MercerStatus status = mercer_bins_init (&c->bins, rows.d, frame_low, frame_high, c->m);
  return status == MERCER_OK ? mercer_bins_add (&c->bins, &rows, NULL) : status;
}

static MercerStatus
drag (Case *c)
{
  MercerWork *work = mercer_work_new (0, NULL);
  bool matrix = c->kde.full || c->kde.radial > 0;
  MercerStatus status = matrix ? mercer_kde_binned_full (&c->kde, &c->bins, c->f, work)
                               : mercer_kde_binned (&c->kde, &c->bins, c->m, (const double *[]){ c->at[0], c->at[1] }, c->f, work);
  mercer_work_free (work);
  return status;
}

static MercerStatus
first_surface (Case *c)
{
  MercerStatus status = bin (c);
  return status == MERCER_OK ? drag (c) : status;
}

static MercerStatus
exact (Case *c)
{
  MercerWork *work = mercer_work_new (0, NULL);
  MercerStatus status = mercer_kde_grid (&c->kde, c->m, (const double *[]){ c->at[0], c->at[1] }, c->f, work);
  mercer_work_free (work);
  return status;
}

static MercerStatus
sheather_jones (Case *c)
{
  MercerDensitySample sample;
  MercerRows rows = { .n = c->n, .d = 1, .x = { c->x } };
  MercerWork *work = mercer_work_new (0, NULL);
  double h, low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < c->n; i++)
    {
      low = MIN (low, c->x[i]);
      high = MAX (high, c->x[i]);
    }
  MercerStatus status = mercer_density_sample_init (&sample, &rows, low, high, work);
  if (status == MERCER_OK)
    status = mercer_bandwidth (&sample, MERCER_RULE_SHEATHER_JONES, &h, work);
  mercer_density_sample_clear (&sample);
  mercer_work_free (work);
  return status;
}

static MercerStatus
matrix_by (Case *c, MercerRule rule)
{
  double h[3];
  MercerRows rows = { .n = c->n, .d = 2, .x = { c->x, c->x + c->n } };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerStatus status = mercer_bandwidth_matrix (&rows, rule, true, h, work);
  mercer_work_free (work);
  return isnan (h[0]) ? MERCER_DIVERGED : status;
}

static MercerStatus
matrix_plug_in (Case *c)
{
  return matrix_by (c, MERCER_RULE_PLUG_IN);
}

static MercerStatus
matrix_smoothed (Case *c)
{
  return matrix_by (c, MERCER_RULE_S_CV);
}

static MercerStatus
matrix_likelihood (Case *c)
{
  double h[3];
  MercerRows rows = { .n = c->n, .d = 2, .x = { c->x, c->x + c->n } };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerStatus status = mercer_bandwidth_matrix (&rows, MERCER_RULE_ML_CV, false, h, work);
  mercer_work_free (work);
  return status;
}

static MercerStatus
matrix_least_squares (Case *c)
{
  return matrix_by (c, MERCER_RULE_LS_CV);
}

/* The best of some runs. */
static double
best_of (int runs, MercerStatus (*task) (Case *), Case *c)
{
  double best = INFINITY;
  for (int k = 0; k < runs; k++)
    {
      double start = seconds ();
      if (task (c) != MERCER_OK)
        return NAN;
      best = MIN (best, seconds () - start);
    }
  return best;
}

/* --- Tasks -------------------------------------------------------------------------------------------------- */

static void
beside (Peer *peer, const char *peer_task, const char *title, MercerStatus (*task) (Case *), size_t n, size_t d, double bar)
{
  Case c;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("mercer-bench-XXXXXX", &path, NULL);
  case_open (&c, n, d);
  if (fd < 0 || !g_close (fd, NULL) || !g_file_set_contents (path, (const char *) c.x, (gssize) (2 * n * sizeof (double)), NULL))
    return;
  double before = ask (peer, peer_task, n, path), ours = best_of (n > 50000 ? 3 : 10, task, &c);
  double peers = n > 50000 || isnan (before) ? before : MIN (before, ask (peer, peer_task, n, path));
  if (isnan (peers))
    printf ("%-34s n %8zu  %9.3f ms  %s is missing\n", title, n, 1e3 * ours, peer_task);
  else
    printf ("%-34s n %8zu  %9.3f ms  %8.1f x %-10s (bar %g)%s\n", title, n, 1e3 * ours, peers / ours, peer_task, bar,
            peers / ours < bar ? "  BELOW" : "");
  fflush (stdout);
  case_close (&c);
  g_unlink (path);
}

static MercerStatus
read_once (Case *c)
{
  static volatile double sink;
  double sum = 0;
  for (size_t i = 0; i < 2 * c->n; i++)
    sum += c->x[i];
  sink = sum;
  (void) sink;
  return MERCER_OK;
}

static void
drags (size_t n)
{
  Case c;
  case_open (&c, n, 2);
  double reading = best_of (3, read_once, &c), first = best_of (3, first_surface, &c), diagonal = best_of (20, drag, &c);
  c.kde.full = true;
  memcpy (c.kde.h, (double[]){ 0.09, 0.05, 0.09 }, sizeof c.kde.h);
  double full = best_of (20, drag, &c);
  printf ("first surface n %8zu  %.1f ms, %.1f x reading once; drag %.2f ms (bar 1.5), full matrix %.2f ms (bar 5)\n", n, 1e3 * first,
          first / reading, 1e3 * diagonal, 1e3 * full);
  double most = 0;
  const char *worst = "";
  c.kde.radial = 2;
  for (const MercerKdeShape *shape = mercer_kde_shapes + 1; shape->id != NULL; shape++)
    {
      c.kde.axis[0].shape = c.kde.axis[1].shape = shape;
      double taken = best_of (10, drag, &c);
      worst = taken > most ? shape->id : worst;
      most = MAX (most, taken);
    }
  printf ("radial kernels by a full matrix, drag: at most %.2f ms, %s (bar 5)\n", 1e3 * most, worst);
  case_close (&c);
}

/* Modes of 10,000 points in the plane, the basin of each point and of 180 x 180 cells; the kernel is the case's. */
static void
modes (void)
{
  enum { N = 10000, CELLS = 180 };
  Case c;
  double fastest = INFINITY;
  size_t found = 0;
  case_open (&c, N, 2);
  for (int round = 0; round < 5; round++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      MercerShift sample = { mercer_work_matrix (work, N, 2), NULL, mercer_work_doubles (work, N) };
      MercerMatrix cells = mercer_work_matrix (work, CELLS * CELLS, 2);
      int *basin = mercer_work_alloc (work, CELLS * CELLS, sizeof *basin);
      MercerShiftField field;
      MercerModes modes;
      double begin = seconds ();
      for (size_t i = 0; i < 2 * N; i++)
        sample.z.data[i] = c.x[i] / c.kde.axis[0].bandwidth;
      if (mercer_shift_field (&sample, 384, &field, work) != MERCER_OK || mercer_modes_of_plane (&sample, &field, &modes, work) != MERCER_OK)
        g_error ("no modes");
      for (size_t k = 0; k < CELLS * CELLS; k++)
        for (size_t a = 0; a < 2; a++)
          {
            double share = ((double) (a == 0 ? k % CELLS : k / CELLS) + 0.5) / CELLS;
            *mercer_matrix_at (cells, k, a) = (frame_low[a] + share * (frame_high[a] - frame_low[a])) / c.kde.axis[a].bandwidth;
          }
      if (mercer_modes_basins (&field, &modes, cells, basin, work) != MERCER_OK
          || mercer_modes_basins (&field, &modes, sample.z, basin, work) != MERCER_OK)
        g_error ("no basins");
      fastest = MIN (fastest, seconds () - begin);
      found = modes.count;
      mercer_work_free (work);
    }
  printf ("%zu modes of 10,000 points in the plane with basins %.1f ms (bar 1000)\n", found, 1e3 * fastest);
  case_close (&c);
}

int
main (int argc, char **argv)
{
  if (argc < 3)
    return 2;
  mercer_blas_choose_core (argv);
  signal (SIGPIPE, SIG_IGN); /* a peer that is not there */
  Peer r = start_peer ("Rscript", argv[1]), python = start_peer ("/usr/bin/python3", argv[2]);
  for (size_t n = 1000; n <= 100000; n *= 10)
    beside (&r, "kde2d", "exact, 256 x 256", exact, n, 2, n == 1000 ? 15 : 35);
  beside (&python, "gaussian_kde", "exact, 256 x 256", exact, 1000, 2, 400);
  beside (&r, "bkde2D", "first binned surface", first_surface, MILLION, 2, 8);
  beside (&r, "bkde", "first binned curve, 1,024", first_surface, MILLION, 1, 4);
  beside (&r, "bw.SJ", "Sheather-Jones", sheather_jones, 100000, 1, 3);
  beside (&r, "Hpi", "plug-in matrix", matrix_plug_in, 10000, 2, 30);
  beside (&r, "Hscv", "smoothed cross-validation matrix", matrix_smoothed, 10000, 2, 45);
  beside (&r, "Hlscv", "least-squares matrix", matrix_least_squares, 10000, 2, 40);
  beside (&python, "cv_ml", "likelihood, diagonal", matrix_likelihood, 1000, 2, 100);
  drags (1000);
  drags (MILLION);
  drags (10 * MILLION);
  Case c;
  case_open (&c, MILLION, 1);
  bin (&c);
  printf ("curve of 1,024 points, drag %.3f ms (bar 0.1)\n", 1e3 * best_of (50, drag, &c));
  case_close (&c);
  modes ();
  return 0;
}
