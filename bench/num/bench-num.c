/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Linear algebra and vector loops against what they are built on, as ratios within one run. Numbers
 * above 1 mean that Mercer is faster. Rounds alternate between both sides, with a pause after
 * OpenBLAS has used threads of its own, which go on spinning for a while. */

#include <cblas.h>
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "block.h"
#include "linalg.h"
#include "pool.h"
#include "random.h"
#include "vexp.h"

void
dpotrf_ (const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
void
dsyevd_ (const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
         double *work, const int *lwork, int *iwork, const int *liwork, int *info, size_t, size_t);

#define ROUNDS 5

typedef struct
{
  int n;
  double *a, *b, *c, *values, *room;
  int *integers;
} Arrays;

typedef void (*Task) (Arrays *arrays);

static double
seconds (Task prepare, Task task, Arrays *arrays)
{
  if (prepare != NULL)
    prepare (arrays);
  gint64 start = g_get_monotonic_time ();
  task (arrays);
  return (double) (g_get_monotonic_time () - start) * 1e-6;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
median (double *times, size_t count)
{
  qsort (times, count, sizeof *times, compare_doubles);
  return times[count / 2];
}

/* Medians of both, ours and theirs taking turns; `threads` is what OpenBLAS may use for theirs. */
static void
compare (Arrays *arrays, Task prepare, Task ours, Task theirs, int threads, double *our_time,
         double *their_time)
{
  double mine[ROUNDS], other[ROUNDS];
  seconds (prepare, ours, arrays); /* first touch of the pages */
  for (int round = 0; round < ROUNDS; round++)
    {
      mine[round] = seconds (prepare, ours, arrays);
      openblas_set_num_threads (threads);
      other[round] = seconds (prepare, theirs, arrays);
      openblas_set_num_threads (1);
      if (threads > 1)
        g_usleep (60000);
    }
  *our_time = median (mine, ROUNDS);
  *their_time = median (other, ROUNDS);
}

static Arrays
arrays_new (int n)
{
  size_t count = (size_t) n * (size_t) n;
  Arrays arrays = { .n = n };
  arrays.a = mercer_block_new (count * sizeof (double));
  arrays.b = mercer_block_new (count * sizeof (double));
  arrays.c = mercer_block_new (count * sizeof (double));
  arrays.values = g_new (double, n);
  for (size_t j = 0; j < (size_t) n; j++)
    for (size_t i = 0; i < (size_t) n; i++)
      {
        double r = 10.0 * ((double) i - (double) j) / n;
        arrays.a[i + j * (size_t) n] = exp (-0.5 * r * r) + (i == j ? 0.1 : 0.0);
      }
  return arrays;
}

static void
arrays_free (Arrays *arrays)
{
  mercer_block_free (arrays->a);
  mercer_block_free (arrays->b);
  mercer_block_free (arrays->c);
  g_free (arrays->values);
}

static MercerMatrix
view (const Arrays *arrays, double *data)
{
  return mercer_matrix (data, (size_t) arrays->n, (size_t) arrays->n);
}

static void
copy_task (Arrays *arrays)
{
  memcpy (arrays->b, arrays->a, (size_t) arrays->n * (size_t) arrays->n * sizeof (double));
}

static void
cholesky_task (Arrays *arrays)
{
  g_assert_cmpint (mercer_cholesky (view (arrays, arrays->b), NULL), ==, MERCER_OK);
}

static void
dpotrf_task (Arrays *arrays)
{
  int info;
  dpotrf_ ("L", &arrays->n, arrays->b, &arrays->n, &info, 1);
}

static void
gemm_task (Arrays *arrays)
{
  MercerMatrix a = view (arrays, arrays->a);
  mercer_gemm (false, true, 1.0, a, a, 0.0, view (arrays, arrays->c), NULL);
}

static void
dgemm_task (Arrays *arrays)
{
  int n = arrays->n;
  cblas_dgemm (CblasColMajor, CblasNoTrans, CblasTrans, n, n, n, 1.0, arrays->a, n, arrays->a, n,
               0.0, arrays->c, n);
}

static void
eigen_task (Arrays *arrays)
{
  mercer_eigen (view (arrays, arrays->b), arrays->values, view (arrays, arrays->c), NULL);
}

static void
dsyevd_task (Arrays *arrays)
{
  int n = arrays->n, lwork = 1 + 6 * n + 2 * n * n, liwork = 3 + 5 * n, info;
  double *room = mercer_block_new ((size_t) lwork * sizeof *room);
  int *integers = g_new (int, liwork);
  dsyevd_ ("V", "L", &n, arrays->b, &n, arrays->values, room, &lwork, integers, &liwork, &info, 1,
           1);
  mercer_block_free (room);
  g_free (integers);
}

static void
bench_cholesky (int threads)
{
  Arrays g = arrays_new (2048);
  double ours, theirs;
  compare (&g, NULL, gemm_task, dgemm_task, threads, &ours, &theirs);
  double rate = 2.0 * pow (2048, 3) / fmin (ours, theirs);
  printf ("dgemm rate %.1f GFLOP/s on %d threads (gemm on the pool / OpenBLAS's own: %.2f)\n",
          rate * 1e-9, threads, theirs / ours);
  arrays_free (&g);
  const int sizes[] = { 200, 500, 1000, 2000, 5000 };
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      Arrays a = arrays_new (sizes[k]);
      compare (&a, copy_task, cholesky_task, dpotrf_task, threads, &ours, &theirs);
      printf (
          "cholesky  n=%-5d %9.3f ms   to dpotrf %.2f   time over flops at the dgemm rate %.2f\n",
          sizes[k], ours * 1e3, theirs / ours, ours * rate / (pow (sizes[k], 3) / 3.0));
      arrays_free (&a);
    }
}

static void
bench_eigen (int threads)
{
  const int sizes[] = { 200, 500, 1000, 2000 };
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    for (int noise = 0; noise < 2; noise++)
      {
        Arrays a = arrays_new (sizes[k]);
        double ours, theirs;
        for (size_t j = 0; noise && j < (size_t) a.n; j++)
          mercer_random_normals (1, j, 0, (size_t) a.n, a.a + j * (size_t) a.n);
        compare (&a, copy_task, eigen_task, dsyevd_task, threads, &ours, &theirs);
        printf ("eigen     n=%-5d %9.3f ms   to dsyevd %.2f   (%s)\n", sizes[k], ours * 1e3,
                theirs / ours, noise ? "random matrix" : "RBF kernel");
        arrays_free (&a);
      }
}

/* The loops that anyone gets from glibc's vector library: the peers for the vector exponentials.
 * They come from a file of their own, compiled with -ffast-math, without which the compiler does
 * not call it. */
void
bench_libmvec_exp (size_t n, const double *x, double *y);
void
bench_libmvec_expf (size_t n, const float *x, float *y);

#define COUNT  4096
#define PASSES 300

/* One macro for both precisions: G/s of LOOP over a vector that stays in the first-level cache. */
#define RATE(loop, x, y, rate)                                                                     \
  do                                                                                               \
    {                                                                                              \
      gint64 start = g_get_monotonic_time ();                                                      \
      for (int pass = 0; pass < PASSES; pass++)                                                    \
        loop (COUNT, x, y);                                                                        \
      rate = PASSES * 1e-3 * COUNT / (double) (g_get_monotonic_time () - start);                   \
    }                                                                                              \
  while (0)

static void
bench_exp (void)
{
  double x[COUNT], y[COUNT], rates[4][ROUNDS];
  float xf[COUNT], yf[COUNT];
  mercer_random_uniforms (1, 1, 0, COUNT, x);
  for (size_t i = 0; i < COUNT; i++)
    xf[i] = (float) (x[i] *= -30.0);
  for (int round = 0; round < ROUNDS; round++)
    {
      RATE (mercer_vexp, x, y, rates[0][round]);
      RATE (bench_libmvec_exp, x, y, rates[1][round]);
      RATE (mercer_vexpf, xf, yf, rates[2][round]);
      RATE (bench_libmvec_expf, xf, yf, rates[3][round]);
    }
  for (int single = 0; single < 2; single++)
    {
      double ours = median (rates[2 * single], ROUNDS),
             theirs = median (rates[2 * single + 1], ROUNDS);
      printf ("exp %s %.2f G/s on one thread   to libmvec %.2f\n", single ? "float " : "double",
              ours, ours / theirs);
    }
}

/* How long after the order to stop a factorisation lets go. */
static gpointer
stop_cb (gpointer data)
{
  g_usleep (200000);
  mercer_work_stop (data);
  return g_memdup2 (&(gint64){ g_get_monotonic_time () }, sizeof (gint64));
}

static void
bench_stop (void)
{
  Arrays a = arrays_new (8000);
  double worst = 0.0;
  for (int eigen = 0; eigen < 2; eigen++, worst = 0.0)
    {
      for (int round = 0; round < ROUNDS; round++)
        {
          MercerWork *work = mercer_work_new (0, NULL);
          copy_task (&a);
          GThread *thread = g_thread_new ("stop", stop_cb, work);
          if (eigen)
            mercer_eigen (view (&a, a.b), a.values, view (&a, a.c), work);
          else
            mercer_cholesky (view (&a, a.b), work);
          gint64 end = g_get_monotonic_time (), *told = g_thread_join (thread);
          worst = fmax (worst, (double) (end - *told) * 1e-3);
          g_free (told);
          mercer_work_free (work);
        }
      printf ("stop      n=8000  %s lets go within %.1f ms\n", eigen ? "eigen" : "cholesky", worst);
    }
  arrays_free (&a);
}

int
main (int argc, char **argv)
{
  mercer_blas_choose_core (argv);
  mercer_pool_init (0);
  mercer_pool_prepare_thread (MERCER_THREAD_FIRST);
  setvbuf (stdout, NULL, _IOLBF, 0);
  printf ("OpenBLAS core %s, %d threads\n", mercer_blas_core (), mercer_pool_threads ());
  bench_exp ();
  bench_cholesky (mercer_pool_threads ());
  bench_eigen (mercer_pool_threads ());
  bench_stop ();
  return 0;
}
