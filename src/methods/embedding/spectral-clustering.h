/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clusters.h"
#include "inputs.h"
#include "job.h"

/* The parts of this one method among themselves: spectral-clustering.c (tables, order of events), -numbers.c, -picture.c. */

typedef enum { CLUSTER_SPECTRAL, CLUSTER_MEANS, CLUSTER_CONTRASTIVE } ClusterWay;

#define CLUSTERS_MOST 12
#define CLUSTERS_BEYOND 4 /* eigenvalues shown after the clusters' own */

typedef struct
{
  int way, clusters, neighbours;
  double temperature;
} ClusterValues;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const ClusterValues *values;
  MercerKernel *kernel; /* bound */
  MercerInputs in;
  size_t k, negative;
  size_t *labels;           /* n: the partition that was asked for */
  size_t *spectral;         /* n: the spectral one beside the contrastive, or NULL */
  MercerMatrix points;      /* n x k: where the partition was found; .data NULL for kernel k-means */
  double eigen[CLUSTERS_MOST + CLUSTERS_BEYOND]; /* of the spectral one, descending */
  size_t n_eigen;
  size_t colour[CLUSTERS_MOST]; /* of each cluster: what its rows had in the picture before */
  double objective, random_objective; /* kernel k-means' or InfoNCE, and that from random starts alone */
  double agreement;         /* with the spectral partition; NaN */
  double known;             /* with the column of known groups; NaN */
} ClusterRun;

MercerStatus cluster_run_open (ClusterRun *run, MercerJob *job, const ClusterValues *values, const MercerRecipe *recipe,
                               size_t most_rows);
void cluster_run_close (ClusterRun *run);
MercerStatus cluster_run_compute (ClusterRun *run);
/* draft NULL: the answer. */
MercerFigure *cluster_run_figure (const ClusterRun *run, const char *draft);
