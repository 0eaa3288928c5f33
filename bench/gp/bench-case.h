/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gp.h"
#include "store.h"

/* The data and the runs that are timed, and what is said of them. */

enum { POINTS = 400, MOST_RUNS = 15 };
static const double noise2 = 0.05;
static const MercerMatrix none = { 0 };

/* The peers' kernel, and one as dear whose Gram matrix is of full rank: what is asked of drags and edits is asked of the
 * dense way. */
extern const char smooth[], rough[];

typedef struct
{
  size_t n;
  double *x, *y, *z, *mean, *variance;
  uint64_t *rows;
  MercerKernel *kernel;
  MercerGpProblem problem;
} Case;

MercerKernel *kernel_of (const char *text, size_t d);
/* The numbers that peers.py makes too. */
Case case_new (size_t n, const char *kernel);
void case_free (Case *c);
uint64_t next (uint64_t *state);
/* Mean and sd at the points: seconds. */
double posterior (Case *c, MercerStore *store, MercerGpWay *way);
/* Likelihood and gradient: seconds. */
double evidence (Case *c, double *value);
/* Sorts the values. */
double median (double *values, int n);
void verdict (const char *what, double ratio, double bar, bool at_most);

/* bench-itself.c */
void drags (size_t n, const char *kernel, double bar);
void edits (size_t n, const char *kernel, double bar);
void exact_large (size_t n);
void drafts (size_t n);
