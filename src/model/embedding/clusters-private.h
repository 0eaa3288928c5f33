/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clusters.h"

/* What the parts of clusters.h share: clusters.c (spectral, comparing), clusters-means.c, clusters-contrastive.c. */
enum { CLUSTERS_MOST_LABELS = 256 };

/* k-means of points: kernel k-means with a linear kernel, without its matrix. O(n k^2) a round. */
MercerStatus clusters_of_points (MercerMatrix points, size_t k, const uint64_t *ids, uint64_t seed, size_t *labels, MercerWork *work);
/* Rows scaled to length 1; rows of 0 stay. */
void clusters_unit_rows (MercerMatrix a);
