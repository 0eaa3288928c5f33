/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* Gauss and Legendre's rule: int_a^b f(x) dx ~ sum_i weight_i f(x_i), exact for polynomials up to degree 2 n - 1. Rules are made
 * once for each n (from 1 to MERCER_LEGENDRE_MOST) and kept; any thread. */
#define MERCER_LEGENDRE_MOST 256

typedef double (*MercerIntegrand) (double x, void *data);

/* O(n). */
double mercer_legendre (size_t n, double a, double b, MercerIntegrand f, void *data);
/* All nodes, ascending, with their weights: n of each. O(n). */
void mercer_legendre_nodes (size_t n, double a, double b, double *x, double *weight);
/* By 12 nodes, the interval halved where that changes the sum by more than 1e-11 of it and of `known`, at most 40 times over: the
 * error is far below that where f is smooth on a few scales. known: what is known of a greater whole, or 0. */
double mercer_legendre_halving (double a, double b, double known, MercerIntegrand f, void *data);
