/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "matrix.h"
#include "work.h"

/* A sample as two-sample methods see a table: named columns, categories as the numbers of their levels from 0, without the rows that
 * miss one of them, in the order of the rows' identities, so that nothing random depends on how the table is sorted. */
typedef struct
{
  MercerMatrix x; /* n x d; g_malloc'd */
  uint64_t *ids;  /* n */
  size_t dropped; /* rows with a missing value */
} MercerPoints;

/* Every name must be a column of the table: see mercer_points_refuse (). */
void mercer_points_open (MercerPoints *sample, MercerDataset *table, const char *const *names);
/* The same beside another table, which says what number a level has: mercer_points_levels (). */
void mercer_points_open_like (MercerPoints *sample, MercerDataset *table, MercerDataset *like, const char *const *names);
/* All levels that a column of categories has in either table, those of `like` first; free with g_strfreev. */
char **mercer_points_levels (MercerDataset *table, MercerDataset *like, const char *name);
/* At most so many rows, the first whole one of each of even stretches of the table; for starts, which need no more. O(most d) where
 * no value is missing. */
void mercer_points_peek (MercerPoints *sample, MercerDataset *table, const char *const *names, size_t most);
void mercer_points_clear (MercerPoints *sample);
/* NULL, or one translated sentence why the table cannot stand beside one with these columns; g_malloc'd. */
char *mercer_points_refuse (MercerDataset *table, const char *const *names);
/* The same where `like` says which of the columns hold categories. */
char *mercer_points_refuse_like (MercerDataset *table, MercerDataset *like, const char *const *names);

/* Where a sample lies: centre (d), principal axes as columns (d x d, each with its largest component positive) with their
 * standard deviations (d, descending, n - 1). n = 0: the unit axes and 0. Scratch of the work. O(n d^2 + d^3). */
typedef struct
{
  double *centre, *sd;
  MercerMatrix axes;
} MercerCloud;
MercerStatus mercer_cloud_open (MercerMatrix x, MercerCloud *cloud, MercerWork *work);
/* Root of the sum of the variances: one number for the size of the cloud. */
double mercer_cloud_spread (const MercerCloud *cloud, size_t d);

/* The line or plane that points of any dimension are drawn in: the columns themselves if there are one or two, else the
 * plane through the centre along the two leading axes. */
typedef struct
{
  size_t dims;        /* 1 or 2 */
  bool principal;     /* axes are principal components */
  const double *origin; /* d; NULL: zero */
  MercerMatrix axes;  /* d x dims */
  double low[2], high[2]; /* what is seen of it */
  size_t grid[2];     /* lattice points from low to high; grid[1] is 1 if dims is 1 */
} MercerPlane;

/* Of columns or of the cloud, which must outlive it; nothing is seen yet. */
MercerStatus mercer_plane_open (MercerPlane *plane, size_t d, const MercerCloud *cloud, MercerWork *work);
/* Coordinates of the rows of x along axis a (0 or 1). */
void mercer_plane_project (const MercerPlane *plane, MercerMatrix x, size_t a, double *out);
/* Widens what is seen to these points; and by a part of it, a range of nothing becoming one of about 1. */
void mercer_plane_show (MercerPlane *plane, MercerMatrix x);
void mercer_plane_widen (MercerPlane *plane, double part);
/* The points of the lattice, in d dimensions, first axis fastest: z is grid[0] grid[1] x d. */
void mercer_plane_lattice (const MercerPlane *plane, MercerMatrix z);
