/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench-peers.h"
#include "eigen-projection.h"

/* What the benchmarks of projections share. */
enum { D = 10, MOST_RUNS = 15 };
extern const double gamma_rbf;

double median (double *values, int n);
/* The numbers that peers.py makes too: three clouds of unit normals. g_free. */
double *clouds (size_t n);
MercerKernel *rbf (double length);

typedef struct
{
  double seconds, first, second, lost, off;
} Run;
/* Two components, by landmarks or random features if there are any. store: may be NULL. */
Run project (const double *x, size_t n, double length, size_t landmarks, bool features, MercerStore *store);
/* theirs NaN: there is no peer; bar 0: none. */
void print_ratio (const char *peer, double theirs, double ours, double bar);

/* bench-dual.c */
void bench_dual (size_t n, int runs, double tolerance);
