/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feature.h"

/* The files of this folder among themselves. */

/* Streams of the generator, apart from one another for one seed. */
enum
{
  FEATURE_STREAM_LAW = 0x4c41 << 16,      /* + the number of a draw in the expression */
  FEATURE_STREAM_SHIFT = 0x5348 << 16,    /* of the low-discrepancy sequence */
  FEATURE_STREAM_PHASE = 0x5048 << 16,    /* of sigma-delta */
  FEATURE_STREAM_LANDMARK = 0x4c4d << 16  /* + the rule */
};

/* What the measure of one family is, beside its length scale. */
typedef struct
{
  const char *family;
  /* Gaussian of random width: w = z sqrt (2 s) / l, z ~ N(0, I), with s = spread (p, u, v), u and v uniform. In any number
   * of dimensions, for the kernel is E exp (-s r^2 / l^2) (Schoenberg). */
  double (*spread) (const double *p, double u, double v);
  /* Of one column: w = frequency (p, z, u). */
  double (*frequency) (const double *p, double z, double u);
} FeatureFamily;

/* NULL: not known. p: the family's parameters in the order of its specs, of a list the first. */
const FeatureFamily *feature_family_find (const char *id);

/* Which of the d columns `columns` (NULL: all) names: their indices; returns how many. */
size_t feature_columns (const char *const *columns, const char *const *names, size_t d, size_t *index);
/* The leaf's parameters p (at most 8), and its length scale in each of the n columns that it sees. */
void feature_leaf_params (const MercerKernel *leaf, size_t n, double *p, double *lengthscale);
