/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The Fortran routines of OpenBLAS's LAPACK that Mercer calls, with the hidden lengths of their character
 * arguments, which compilers may rely on. Private to num/. */

#include <cblas.h>
#include <stddef.h>

#include "matrix.h"

typedef size_t FortranLength;

void dpotrf_ (const char *uplo, const int *n, double *a, const int *lda, int *info, FortranLength);
void dpotri_ (const char *uplo, const int *n, double *a, const int *lda, int *info, FortranLength);
void dtrtri_ (const char *uplo, const char *diag, const int *n, double *a, const int *lda, int *info,
              FortranLength, FortranLength);
void dlauum_ (const char *uplo, const int *n, double *a, const int *lda, int *info, FortranLength);
void dpocon_ (const char *uplo, const int *n, const double *a, const int *lda, const double *anorm,
              double *rcond, double *work, int *iwork, int *info, FortranLength);
void dsyevd_ (const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
              double *work, const int *lwork, int *iwork, const int *liwork, int *info, FortranLength,
              FortranLength);
void dgeqrf_ (const int *m, const int *n, double *a, const int *lda, double *tau, double *work,
              const int *lwork, int *info);
void dorgqr_ (const int *m, const int *n, const int *k, double *a, const int *lda, const double *tau,
              double *work, const int *lwork, int *info);

/* Shapes as LAPACK counts them. */
static inline int
mercer_lapack_int (size_t value)
{
  return (int) value;
}
