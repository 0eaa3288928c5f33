/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lapack.h"

const char *
mercer_blas_core (void)
{
  return openblas_get_corename ();
}

/* The best of OpenBLAS's kernels that this processor can run and every release of the last decade
 * has. */
static const char *
best_core (void)
{
#if defined __x86_64__
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw")
      && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl"))
    return "SkylakeX";
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return "Haswell";
#endif
  return NULL;
}

const char *
mercer_blas_better_core (const char *core, const char *variable)
{
  return variable == NULL && strcmp (core, "Prescott") == 0 ? best_core () : NULL;
}

/* OpenBLAS reads the variable while it is being loaded, so only a fresh process image helps. The
 * variable that is then set also keeps the second image from trying again. */
void
mercer_blas_choose_core (char **argv)
{
  const char *better
      = mercer_blas_better_core (openblas_get_corename (), getenv ("OPENBLAS_CORETYPE"));
  if (better != NULL && setenv ("OPENBLAS_CORETYPE", better, 1) == 0)
    execv ("/proc/self/exe", argv); /* where that fails, slow kernels still give right answers */
}

void
mercer_gemv (bool transpose, double alpha, MercerMatrix a, const double *x, double beta, double *y)
{
  if (a.rows == 0 || a.cols == 0)
    {
      size_t n = transpose ? a.cols : a.rows;
      for (size_t i = 0; i < n; i++)
        y[i] = beta == 0.0 ? 0.0 : beta * y[i];
      return;
    }
  cblas_dgemv (CblasColMajor, transpose ? CblasTrans : CblasNoTrans, (int) a.rows, (int) a.cols,
               alpha, a.data, (int) a.stride, x, 1, beta, y, 1);
}
