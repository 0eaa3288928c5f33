/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"
#include "procrustes.h"

/* What stands beside the projection of kernel-pca: another map of the same rows, laid over it, or a partition of them. */

typedef enum
{
  PCA_BESIDE_NOTHING,
  PCA_BESIDE_LINEAR,
  PCA_BESIDE_LAPLACIAN,
  PCA_BESIDE_DIFFUSION,
  PCA_BESIDE_SUPERVISED,
  PCA_BESIDE_ROBUST,
  PCA_BESIDE_SPARSE,
  PCA_BESIDE_MEANS,
  PCA_BESIDE_SPECTRAL
} PcaBesideKind;

#define PCA_MOST_CLUSTERS 8 /* that colours tell apart */

/* One such answer; immutable, what stands in the store. */
typedef struct
{
  size_t n, k, from;     /* rows and columns; rows that it was found from, fewer where there are many */
  size_t landmarks;      /* in whose span, where there are many rows; 0: all */
  MercerMatrix points;   /* n x k, its own coordinates; .data NULL: a partition */
  double *values, whole; /* linear PCA: k squares along the columns, the sum of all; else NULL */
  bool standardised;     /* linear PCA: of columns over their spread */
  size_t negative, pieces; /* of a graph: similarities taken for 0, pieces that nothing joins */
  size_t *labels;        /* n: a partition; else NULL */
} PcaRelative;

typedef struct
{
  MercerInputs in, own;     /* the rows that it has: the run's, or for a draft some, which are own */
  struct _MercerStoreItem *item;
  const PcaRelative *found; /* NULL: nothing */
  char *why_not;            /* a sentence: why there is nothing although it is asked for */
  MercerMatrix laid;        /* rows x 2: a map over the projection that is drawn, a partition's dots on it */
  MercerProcrustes fit;
} PcaBeside;
