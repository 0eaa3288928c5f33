/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clusters.h"
#include "inputs.h"
#include "job.h"

/* The parts of this one method among themselves: spectral-clustering.c (tables, order of events), -numbers.c, -picture.c. */

typedef enum { CLUSTER_SPECTRAL, CLUSTER_MEANS, CLUSTER_CONTRASTIVE } ClusterWay;

#define CLUSTERS_MOST 12
#define CLUSTERS_BEYOND 4 /* eigenvalues shown after the clusters' own */
#define CLUSTERS_STEP 2.0 /* from eigenvalue k to the next: what counts as showing k clusters */

typedef struct
{
  int way, clusters, neighbours, steps;
  double temperature;
} ClusterValues;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const ClusterValues *values;
  MercerKernel *kernel; /* bound */
  MercerInputs in;  /* the rows between which similarities are taken */
  MercerInputs all; /* those that are clustered: the same, or more */
  size_t k, negative;
  size_t *labels;           /* of the rows `in`: the partition that was asked for */
  size_t *label_all;        /* of all */
  MercerClusterRule rule;   /* by which other rows follow */
  size_t *spectral;         /* n: the spectral one beside the contrastive, its clusters numbered to match, or NULL */
  size_t elsewhere;         /* rows of which the two say different things */
  size_t steps;             /* of the walk between the contrastive one's pairs */
  MercerMatrix points;      /* n x k: where the partition was found; .data NULL for kernel k-means */
  double eigen[CLUSTERS_MOST + CLUSTERS_BEYOND]; /* of the spectral one, descending */
  size_t n_eigen;
  size_t colour[CLUSTERS_MOST]; /* of each cluster: what its rows had in the picture before */
  double objective, random_objective; /* kernel k-means' or InfoNCE, and that from random starts alone */
  double agreement;         /* with the spectral partition; NaN */
  double known;             /* with the column of known groups; NaN */
} ClusterRun;

/* At most so many rows for the graph; the others, where they are not to be left out, are clustered after them. */
MercerStatus cluster_run_open (ClusterRun *run, MercerJob *job, const ClusterValues *values, const MercerRecipe *recipe,
                               size_t most_rows, bool leave_others);
/* What suits the table: an RBF, and as many clusters as its graph shows. */
MercerRecipe *cluster_suggest (MercerRecipe *recipe);
void cluster_run_close (ClusterRun *run);
MercerStatus cluster_run_compute (ClusterRun *run);
/* draft NULL: the answer. */
MercerFigure *cluster_run_figure (const ClusterRun *run, const char *draft);
