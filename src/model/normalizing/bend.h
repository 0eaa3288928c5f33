/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* A bend is an increasing map of the line onto itself, y = g (u; a), that a handful of raw numbers a, each of them any real,
 * shape: what a coupling layer does to one coordinate. With a = 0 it is the identity. */
enum { MERCER_BEND_MOST = 64 }; /* numbers of one bend */

typedef struct _MercerBend MercerBend;
struct _MercerBend
{
  size_t numbers; /* length of a */
  size_t bins;    /* of splines */
  double reach;   /* of splines: the identity beyond +- reach */
  /* y and log g' (u). by_y, by_slope (may be NULL, both or none; length 1 + numbers): derivatives of y and of log g' in u and
   * in each of a. */
  void (*forward) (const MercerBend *bend, double u, const double *a, double *y, double *log_slope, double *by_y, double *by_slope);
  /* u with g (u; a) = y, and log g' (u). */
  void (*inverse) (const MercerBend *bend, double y, const double *a, double *u, double *log_slope);
};

/* y = u exp (s) + t, s = S tanh (a0 / S), t = a1: Dinh, Sohl-Dickstein and Bengio (2017), Density estimation using Real NVP,
 * eq. (4), with s held within +- S = 3 so that no layer can run away. */
MercerBend mercer_bend_affine (void);

/* A monotone rational-quadratic spline of so many bins from (-reach, -reach) to (reach, reach), the identity beyond: Durkan, Bekasov,
 * Murray and Papamakarios (2019), Neural spline flows, eqs. (4) to (8). a: widths and heights of the bins by softmax, slopes at
 * inner knots by softplus; the outer slopes are 1. 3 bins - 1 numbers; 2 <= bins <= 21. A knot that a point stands on belongs to
 * both bins, whose values and slopes agree there. */
MercerBend mercer_bend_spline (size_t bins, double reach);
/* An affine bend, then such a spline: bins <= 20. */
MercerBend mercer_bend_affine_spline (size_t bins, double reach);
