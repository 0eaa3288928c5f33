/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <math.h>
#include <string.h>

#include "gp-private.h"

/* A pivot below this part of its diagonal entry means that the column adds nothing to those before it. */
static const double least_pivot = 1e-12;

/* Lower Cholesky factor of the p x p matrix in gls->chol, in place, dropping columns without a pivot. */
static void
factorise_small (GpGls *gls)
{
  size_t p = gls->p;
  double *c = gls->chol;
  for (size_t j = 0; j < p; j++)
    {
      double whole = c[j + j * p], pivot = whole;
      for (size_t k = 0; k < j; k++)
        pivot -= c[j + k * p] * c[j + k * p];
      gls->dropped[j] = !(pivot > least_pivot * whole);
      c[j + j * p] = gls->dropped[j] ? 1 : sqrt (pivot);
      for (size_t i = j + 1; i < p; i++)
        {
          double sum = c[i + j * p];
          for (size_t k = 0; k < j; k++)
            sum -= c[i + k * p] * c[j + k * p];
          c[i + j * p] = gls->dropped[j] ? 0 : sum / c[j + j * p];
        }
    }
}

void
gp_gls_solve (GpGls *gls)
{
  size_t p = gls->p;
  double *b = gls->beta;
  factorise_small (gls);
  for (size_t j = 0; j < p; j++)
    {
      for (size_t k = 0; k < j; k++)
        b[j] -= gls->chol[j + k * p] * b[k];
      b[j] = gls->dropped[j] ? 0 : b[j] / gls->chol[j + j * p];
    }
  for (size_t j = p; j-- > 0;)
    {
      for (size_t k = j + 1; k < p; k++)
        b[j] -= gls->chol[k + j * p] * b[k];
      b[j] = gls->dropped[j] ? 0 : b[j] / gls->chol[j + j * p];
    }
}

void
gp_gls_fit (GpGls *gls, double *y_w, MercerMatrix h_w)
{
  size_t p = gls->p = h_w.cols;
  int n = (int) h_w.rows;
  for (size_t j = 0; j < p; j++)
    {
      const double *column = mercer_matrix_column (h_w, j);
      for (size_t i = j; i < p; i++)
        gls->chol[i + j * p] = cblas_ddot (n, mercer_matrix_column (h_w, i), 1, column, 1);
      gls->beta[j] = cblas_ddot (n, column, 1, y_w, 1);
    }
  gp_gls_solve (gls);
  for (size_t j = 0; j < p; j++)
    cblas_daxpy (n, -gls->beta[j], mercer_matrix_column (h_w, j), 1, y_w, 1);
}

void
gp_gls_solve_rows (const GpGls *gls, MercerMatrix t)
{
  size_t p = gls->p;
  for (size_t j = 0; j < p; j++)
    {
      double *column = mercer_matrix_column (t, j);
      for (size_t k = 0; k < j; k++)
        cblas_daxpy ((int) t.rows, -gls->chol[j + k * p], mercer_matrix_column (t, k), 1, column, 1);
      cblas_dscal ((int) t.rows, gls->dropped[j] ? 0 : 1 / gls->chol[j + j * p], column, 1);
    }
}

void
gp_gls_report (const GpGls *gls, const double *centre, MercerGpReport *report)
{
  report->n_beta = gls->p;
  for (size_t k = 0; k < gls->p; k++)
    {
      report->beta[k] = gls->beta[k];
      report->dropped[k] = gls->dropped[k];
      if (k > 0) /* the constant at x = 0 instead of at the centre */
        report->beta[0] -= gls->beta[k] * centre[k - 1];
    }
}
