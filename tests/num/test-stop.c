/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "linalg.h"
#include "optimize.h"
#include "pool.h"
#include "sample.h"

/* Every function that can be stopped: stopped at its poll 0, 1, 2 ... it says so, leaks nothing
 * (the sanitizers watch) and harms nothing; left alone it gives the same bits on one thread as on
 * four. */
typedef struct
{
  size_t n;
  MercerMatrix a, b, c; /* inputs: kernel matrix, its factor, right-hand sides */
  MercerMatrix out;     /* n x n */
  double *values;       /* n */
} Bench;

typedef MercerStatus (*Action) (Bench *bench, MercerWork *work);

static MercerStatus
run_cholesky (Bench *b, MercerWork *work)
{
  mercer_matrix_copy (b->a, b->out);
  return mercer_cholesky (b->out, work);
}

static MercerStatus
run_jitter (Bench *b, MercerWork *work)
{
  mercer_matrix_copy (b->a, b->out);
  for (size_t i = 0; i < b->n; i++)
    b->values[i] = *mercer_matrix_at (b->a, i, i) - 0.1;
  double jitter;
  return mercer_cholesky_jitter (b->out, b->values, &jitter, work);
}

static MercerStatus
run_solve (Bench *b, MercerWork *work)
{
  mercer_matrix_copy (b->c, b->out);
  return mercer_solve_lower (b->b, false, b->out, work);
}

static MercerStatus
run_solve_transposed (Bench *b, MercerWork *work)
{
  mercer_matrix_copy (b->c, b->out);
  return mercer_solve_lower (b->b, true, b->out, work);
}

static MercerStatus
run_solve_narrow (Bench *b, MercerWork *work)
{
  MercerMatrix x = mercer_matrix_block (b->out, 0, 0, b->n, 2);
  mercer_matrix_copy (mercer_matrix_block (b->c, 0, 0, b->n, 2), x);
  MercerStatus status = mercer_solve_lower (b->b, false, x, work);
  return status == MERCER_OK ? mercer_solve_lower (b->b, true, x, work) : status;
}

static MercerStatus
run_inverse (Bench *b, MercerWork *work)
{
  return mercer_cholesky_inverse (b->b, b->out, work);
}

static MercerStatus
run_inverse_diagonal (Bench *b, MercerWork *work)
{
  return mercer_cholesky_inverse_diagonal (b->b, b->values, work);
}

static MercerStatus
run_condition (Bench *b, MercerWork *work)
{
  return mercer_cholesky_condition_estimate (b->b, mercer_symmetric_norm1 (b->a), &b->values[0],
                                             work);
}

static MercerStatus
run_gemm (Bench *b, MercerWork *work)
{
  return mercer_gemm (true, false, 1.0, b->a, b->c, 0.0, b->out, work);
}

static MercerStatus
run_syrk (Bench *b, MercerWork *work)
{
  return mercer_syrk (true, 1.0, b->c, 0.0, b->out, work);
}

static MercerStatus
run_symv (Bench *b, MercerWork *work)
{
  mercer_symv (b->a, b->c.data, b->values);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

static MercerStatus
run_eigen (Bench *b, MercerWork *work)
{
  MercerMatrix copy = mercer_work_matrix (work, b->n, b->n);
  mercer_matrix_copy (b->a, copy);
  return mercer_eigen (copy, b->values, b->out, work);
}

static MercerStatus
run_eigen_top (Bench *b, MercerWork *work)
{
  return mercer_eigen_top_dense (b->a, 5, 1e-9, false, b->values,
                                 mercer_matrix_block (b->out, 0, 0, b->n, 5), work);
}

static Bench
bench_new (size_t n)
{
  Bench b = { .n = n,
              .a = sample_kernel (n, 0.1),
              .c = sample_normal (n, n, 1),
              .out = sample_new (n, n),
              .values = g_new0 (double, n) };
  b.b = sample_copy (b.a);
  g_assert_cmpint (mercer_cholesky (b.b, NULL), ==, MERCER_OK);
  return b;
}

static void
bench_free (Bench *b)
{
  sample_free (b->a);
  sample_free (b->b);
  sample_free (b->c);
  sample_free (b->out);
  g_free (b->values);
}

/* Each run on one thread, so that the number of polls is the same every time. */
static void
check_stops (Action action, Bench *bench)
{
  mercer_pool_init (1);
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (action (bench, work), ==, MERCER_OK);
  long polls = mercer_work_polls (work);
  mercer_work_free (work);
  g_assert_cmpint (polls, >=, 1);
  for (long stop = 0; stop < polls; stop += 1 + stop * stop / 40 / (1 + polls / 200))
    for (int threads = 1; threads <= 3; threads += 2)
      {
        mercer_pool_init (threads);
        work = mercer_work_new (0, NULL);
        mercer_work_stop_after (work, stop);
        MercerStatus status = action (bench, work);
        if (threads == 1 || stop == 0)
          g_assert_cmpint (status, ==, MERCER_STOPPED);
        else
          g_assert_true (status == MERCER_STOPPED || status == MERCER_OK);
        mercer_work_free (work);
      }
}

static void
check_threads (Action action, Bench *bench)
{
  size_t bytes = (bench->n + SAMPLE_GAP) * bench->n * sizeof (double);
  double *kept = g_new0 (double, (bench->n + SAMPLE_GAP) * bench->n),
         *values = g_new0 (double, bench->n);
  for (int threads = 1; threads <= 4; threads++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_pool_init (threads);
      mercer_matrix_fill (bench->out, 0.0);
      memset (bench->values, 0, bench->n * sizeof (double));
      g_assert_cmpint (action (bench, work), ==, MERCER_OK);
      mercer_work_free (work);
      if (threads == 1)
        {
          memcpy (kept, bench->out.data, bytes);
          memcpy (values, bench->values, bench->n * sizeof (double));
        }
      g_assert_true (memcmp (kept, bench->out.data, bytes) == 0);
      g_assert_true (memcmp (values, bench->values, bench->n * sizeof (double)) == 0);
    }
  g_free (kept);
  g_free (values);
}

static const struct
{
  const char *name;
  Action action;
} actions[] = {
  { "cholesky", run_cholesky },
  { "jitter", run_jitter },
  { "solve", run_solve },
  { "solve-transposed", run_solve_transposed },
  { "solve-narrow", run_solve_narrow },
  { "inverse", run_inverse },
  { "inverse-diagonal", run_inverse_diagonal },
  { "condition", run_condition },
  { "gemm", run_gemm },
  { "syrk", run_syrk },
  { "symv", run_symv },
  { "eigen", run_eigen },
  { "eigen-top", run_eigen_top },
};

static void
test_action (gconstpointer data)
{
  Action action = actions[GPOINTER_TO_SIZE (data)].action;
  const size_t sizes[] = { 100, 620 };
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      Bench bench = bench_new (sizes[k]);
      check_stops (action, &bench);
      check_threads (action, &bench);
      bench_free (&bench);
    }
}

/* Memory that is refused is a status, and the work is usable afterwards. */
static void
test_memory (void)
{
  Bench bench = bench_new (300);
  MercerWork *work = mercer_work_new (300 * 300 * 4, NULL);
  g_assert_cmpint (mercer_eigen (bench.c, bench.values, bench.out, work), ==, MERCER_OUT_OF_MEMORY);
  g_assert_cmpuint (mercer_work_refused_bytes (work), >, 0);
  g_assert_nonnull (mercer_work_doubles (work, 300 * 100));
  g_assert_cmpint (mercer_eigen_top_dense (bench.a, 30, 1e-9, false, bench.values,
                                           mercer_matrix_block (bench.out, 0, 0, 300, 30), work),
                   ==, MERCER_OUT_OF_MEMORY);
  mercer_work_free (work);
  bench_free (&bench);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      char *path = g_strconcat ("/num/stop/", actions[i].name, NULL);
      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_action);
      g_free (path);
    }
  g_test_add_func ("/num/stop/memory", test_memory);
  return g_test_run ();
}
