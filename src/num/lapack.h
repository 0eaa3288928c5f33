/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The Fortran routines of OpenBLAS's LAPACK that Mercer calls, with the hidden lengths of their
 * character arguments, which compilers may rely on. Private to num/. */

#include <cblas.h>
#include <stddef.h>

#include "matrix.h"

typedef size_t FortranLength;

void dpotrf_ (const char *uplo, const int *n, double *a, const int *lda, int *info, FortranLength);
void dtrtri_ (const char *uplo, const char *diag, const int *n, double *a, const int *lda, int *info,
              FortranLength, FortranLength);
void dlauum_ (const char *uplo, const int *n, double *a, const int *lda, int *info, FortranLength);
void dlacn2_ (const int *n, double *v, double *x, int *isgn, double *est, int *kase, int *isave);
void dsyevd_ (const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
              double *work, const int *lwork, int *iwork, const int *liwork, int *info, FortranLength,
              FortranLength);
void dlarfg_ (const int *n, double *alpha, double *x, const int *incx, double *tau);
void dsytd2_ (const char *uplo, const int *n, double *a, const int *lda, double *d, double *e,
              double *tau, int *info, FortranLength);
void dlarft_ (const char *direct, const char *storev, const int *n, const int *k, const double *v,
              const int *ldv, const double *tau, double *t, const int *ldt, FortranLength,
              FortranLength);
void dsteqr_ (const char *compz, const int *n, double *d, double *e, double *z, const int *ldz,
              double *work, int *info, FortranLength);
void dlaed2_ (int *k, const int *n, const int *n1, double *d, double *q, const int *ldq, int *indxq,
              double *rho, double *z, double *dlamda, double *w, double *q2, int *indx, int *indxc,
              int *indxp, int *coltyp, int *info);
void dlaed4_ (const int *n, const int *i, const double *d, const double *z, double *delta,
              const double *rho, double *dlam, int *info);
void dlamrg_ (const int *n1, const int *n2, const double *a, const int *dtrd1, const int *dtrd2,
              int *index);
