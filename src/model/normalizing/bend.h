/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A bend is an increasing map of the line onto itself, y = g (u; a), that a handful of raw numbers a, each of them any real,
 * shape: what a coupling layer does to one coordinate. With a = 0 it is the identity. */
enum { MERCER_BEND_MOST = 64 }; /* numbers of one bend */

typedef struct _MercerBend MercerBend;
struct _MercerBend
{
  size_t numbers; /* length of a */
  size_t bins;    /* of splines; ramps */
  size_t gate;    /* of ramps: which raw number says how much of the bend is a straight line; 0: none does */
  double reach;   /* of splines: the identity beyond +- reach */
  bool bounded;   /* a map of [0, 1] onto itself */
  bool circle;    /* whose ends are one point: u may be any number, y is in [0, 1) */
  /* y and log g' (u). by_y, by_slope (may be NULL, both or none; length 1 + numbers): derivatives of y and of log g' in u and
   * in each of a. */
  void (*forward) (const MercerBend *bend, double u, const double *a, double *y, double *log_slope, double *by_y, double *by_slope);
  /* u with g (u; a) = y, and log g' (u). */
  void (*inverse) (const MercerBend *bend, double y, const double *a, double *u, double *log_slope);
  /* b (to->numbers) with which `to`, a bend of the same kind with other bins or reach, is as near as it can be to this one with a: its
   * new knots lie on the old spline, its new ramps share the old ones. b depends smoothly on a. NULL: there is one of the kind. */
  void (*become) (const MercerBend *bend, const double *a, const MercerBend *to, double *b);
};

/* y = u exp (s) + t, s = S tanh (a0 / S), t = a1: Dinh, Sohl-Dickstein and Bengio (2017), Density estimation using Real NVP,
 * with s held within +- S = 3 so that no layer can run away. */
MercerBend mercer_bend_affine (void);

/* A monotone rational-quadratic spline of so many bins from (-reach, -reach) to (reach, reach), the identity beyond: Durkan, Bekasov,
 * Murray and Papamakarios (2019), Neural spline flows, whose bins are those of Gregory and Delbourgo (1982), Piecewise rational quadratic
 * interpolation to monotonic data: at theta in [0, 1] of a bin from f0 to f1 with slopes d0, d1 at its ends and D between them
 *   f0 + (f1 - f0) (D theta^2 + d0 theta (1 - theta)) / (D + (d0 + d1 - 2 D) theta (1 - theta)).
 * a: widths and heights of the bins by softmax, slopes at inner knots by softplus; the outer slopes are 1. 3 bins - 1 numbers;
 * 2 <= bins <= 21. A knot that a point stands on belongs to both bins, whose values and slopes agree there. */
MercerBend mercer_bend_spline (size_t bins, double reach);
/* An affine bend, then such a spline: bins <= 20. */
MercerBend mercer_bend_affine_spline (size_t bins, double reach);

/* A mixture of smooth ramps of the interval [0, 1] onto itself, infinitely often differentiable:
 *   g (u) = c u + (1 - c) sum_k p_k (S_k (u) - S_k (0)) / (S_k (1) - S_k (0)), S_k (u) = S (a_k (u - b_k) + 1/2),
 *   S (s) = rho (s) / (rho (s) + rho (1 - s)), rho (s) = exp (-1 / s) for s > 0 and 0 otherwise:
 * Koehler, Kraemer and Noe (2021), Smooth normalizing flows. a: shares of the ramps by softmax, places b_k by the
 * logistic function, steepnesses a_k >= 1 by softplus, and c; 3 ramps + 1 numbers, ramps <= 20. Raw numbers of 0 are even ramps, near
 * the identity but not the identity. Outside the interval it is the identity. The inverse by Newton's steps in a bracket. */
MercerBend mercer_bend_smooth (size_t ramps);

/* The same on the circle of circumference 1, where each ramp is repeated in each turn, as its bump of a slope wrapped around:
 *   g (u) = c u + (1 - c) sum_k p_k sum_j (S_k (u - j) - [j < 0]) mod 1, over all whole numbers j.
 * Slopes of every order agree where the circle closes. Ramps have their whole rise in one turn (a_k >= 1) and may stand anywhere
 * around, so that the map also turns the circle. As many numbers as on the interval; the same source, which does so for tori. */
MercerBend mercer_bend_smooth_circle (size_t ramps);
