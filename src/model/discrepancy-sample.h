/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "matrix.h"
#include "work.h"

/* A sample as two-sample methods see a table: named numeric columns, without the rows that miss one of them, in the order
 * of the rows' identities, so that nothing random depends on how the table is sorted. */
typedef struct
{
  MercerMatrix x; /* n x d; g_malloc'd */
  uint64_t *ids;  /* n */
  size_t dropped; /* rows with a missing value */
} MercerSample;

/* Every name must be a numeric column of the table: see mercer_sample_refuse (). */
void mercer_sample_open (MercerSample *sample, MercerDataset *table, const char *const *names);
void mercer_sample_clear (MercerSample *sample);
/* NULL, or one translated sentence why the table cannot stand beside one with these columns; g_malloc'd. */
char *mercer_sample_refuse (MercerDataset *table, const char *const *names);

/* Where a sample lies: centre (d), principal axes as columns (d x d, each with its largest component positive) with their
 * standard deviations (d, descending, n - 1). n = 0: the unit axes and 0. Scratch of the work. O(n d^2 + d^3). */
typedef struct
{
  double *centre, *sd;
  MercerMatrix axes;
} MercerCloud;
MercerStatus mercer_sample_cloud (MercerMatrix x, MercerCloud *cloud, MercerWork *work);
/* Root of the sum of the variances: one number for the size of the cloud. */
double mercer_sample_spread (const MercerCloud *cloud, size_t d);
