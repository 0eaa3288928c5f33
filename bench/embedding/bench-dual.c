/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dual, without eigenvectors of the Gram matrix. */
#include <glib.h>
#include <math.h>

#include "bench-projections.h"
#include "dual-projection.h"

/* Two components by one loss and way, Gram matrix included. */
typedef struct
{
  double seconds[MOST_RUNS], objective;
  size_t products;
} Dual;

static void
run_dual (Dual *dual, int k, double *x, size_t n, double length, MercerDualLoss loss, MercerDualWay way, double tolerance, MercerStore *store)
{
  g_autoptr (MercerKernel) kernel = rbf (length);
  MercerDualProblem problem = { .of = { .x = mercer_matrix (x, n, D), .kernel = kernel, .centred = true, .components = 2 },
                                .loss = loss, .way = way, .threshold = 0.5, .tolerance = tolerance };
  if (store != NULL)
    problem.of.thread = mercer_hash_start ("bench");
  MercerWork *work = mercer_work_new (0, store);
  MercerDualProjection *answer = NULL;
  double begin = seconds ();
  if (mercer_dual_projection (&problem, &answer, work) != MERCER_OK)
    g_error ("the dual failed");
  dual->seconds[k] = seconds () - begin;
  dual->products = answer->products;
  dual->objective = answer->objective;
  mercer_dual_projection_free (answer);
  mercer_work_free (work);
}

/* The length scale moved by 5 % to and fro: from the last answer, and from nothing. */
static void
drag (double *x, size_t n, int runs, double tolerance)
{
  static const struct
  {
    const char *name;
    MercerDualLoss loss;
  } losses[] = { { "square", MERCER_DUAL_SQUARE }, { "Huber", MERCER_DUAL_HUBER }, { "insensitive", MERCER_DUAL_INSENSITIVE } };
  double length = sqrt (0.5 / gamma_rbf);
  for (size_t l = 0; l < G_N_ELEMENTS (losses); l++)
    {
      Dual warm, cold;
      MercerStore *store = mercer_store_new (1 << 28);
      run_dual (&warm, 0, x, n, length, losses[l].loss, MERCER_DUAL_SPAN, tolerance, store);
      for (int k = 0; k < runs; k++)
        {
          double to = length * (k % 2 ? 1 : 1.05);
          run_dual (&cold, k, x, n, to, losses[l].loss, MERCER_DUAL_SPAN, tolerance, NULL);
          run_dual (&warm, k, x, n, to, losses[l].loss, MERCER_DUAL_SPAN, tolerance, store);
        }
      double dragged = median (warm.seconds, runs);
      g_print ("  drag, %-11s %8.1f ms, %3zu products; from nothing %.1f ms, %zu products: %.2f x\n", losses[l].name, 1e3 * dragged,
               warm.products, 1e3 * median (cold.seconds, runs), cold.products, median (cold.seconds, runs) / dragged);
      mercer_store_free (store);
    }
}

/* Seconds of the square loss by each way against eigen-solvers on the same matrix, as the paper compares: Mercer's own Lanczos,
 * scikit-learn's dense and ARPACK's. tolerance: relative gradient; 1e-2 is where a picture stops to change. */
void
bench_dual (size_t n, int runs, double tolerance)
{
  static const char *const ways[] = { "span", "DCA", "L-BFGS" };
  double eigen[MOST_RUNS], dense[MOST_RUNS], arpack[MOST_RUNS], value, length = sqrt (0.5 / gamma_rbf), top = 0;
  Dual dual[G_N_ELEMENTS (ways)];
  g_autofree double *x = clouds (n);
  for (int k = 0; k < runs; k++)
    {
      dense[k] = n > 2500 ? NAN : peer_run ("top2", "dense", n, 1, &value);
      arpack[k] = peer_run ("top2", "arpack", n, 1, &value);
      rest ();
      Run run = project (x, n, length, 0, false, NULL);
      eigen[k] = run.seconds;
      top = run.first + run.second;
      for (size_t way = 0; way < G_N_ELEMENTS (ways); way++)
        run_dual (&dual[way], k, x, n, length, MERCER_DUAL_SQUARE, (MercerDualWay) way, tolerance, NULL);
    }
  double lanczos = median (eigen, runs);
  g_print ("dual  n=%-6zu tolerance %.0e; Lanczos %.1f ms\n", n, tolerance, 1e3 * lanczos);
  for (size_t way = 0; way < G_N_ELEMENTS (ways); way++)
    {
      double mine = median (dual[way].seconds, runs);
      g_print ("  %-7s %8.1f ms, %3zu products, value short by %7.1e: %.2f x Lanczos", ways[way], 1e3 * mine, dual[way].products,
               1 - 2 * dual[way].objective / top, lanczos / mine);
      if (!isnan (dense[0]))
        g_print (", %.1f x dense", median (dense, runs) / mine);
      if (!isnan (arpack[0]))
        g_print (", %.2f x arpack", median (arpack, runs) / mine);
      g_print ("\n");
    }
  drag (x, n, runs, tolerance);
}
