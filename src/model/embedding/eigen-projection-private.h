/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>

#include "eigen-projection.h"

/* The parts of the eigen-projection among themselves: eigen-projection.c (store), -exact.c, -solve.c with -basis.c, -low.c (in the
 * span of landmarks), -landmarks.c and -means.c (which), -features.c (of random features), -follow.c (signs and starts), -stream.c (rows that
 * change), -signs.c (kernels that are not positive definite), -space.c (where their search starts), -points.c (new points), -preimage.c. */

/* Zeroed arrays of the right shapes. */
MercerProjection *projection_new (size_t n, size_t d, size_t k, size_t basis);
/* For one that is not shared yet. */
void projection_free (MercerProjection *p);

/* What norm and trace of K' can be where rounding is all that centring left of K, whose mean is `grand_mean`: of a part of it that summing n
 * numbers may be off by. */
static inline double
projection_rounding (size_t n, double grand_mean)
{
  return 1e-13 * (double) n * fabs (grand_mean);
}

/* K' in its lower triangle, and what was seen on the way. Scratch of the work. */
typedef struct
{
  size_t n;
  MercerMatrix k;      /* .data NULL: factor */
  MercerMatrix factor; /* m x n, K' = factor' factor; .data NULL: k */
  double *row_means, *diagonal;       /* n: means of the rows of K (zeros where it is not centred), diagonal of K' */
  double grand_mean, trace, squares; /* the latter two of K' */
} MercerProjectionGram;

/* room: n x n doubles for K', or NULL: scratch of the work. DIVERGED where K is not finite. */
MercerStatus projection_gram (const MercerProjectionProblem *problem, double *room, MercerProjectionGram *gram, MercerWork *work);

/* K' in the span of landmarks, as a factor. */
typedef struct
{
  MercerMatrix landmarks; /* m x d */
  MercerMatrix chol;      /* m x m: C C' = k (L, L) + jitter I */
  double *mean;           /* m: mean over the data of C^-1 k (L, x); zeros where it is not centred */
  double jitter;
} ProjectionFactor;
/* -low.c: O(n m d + n m^2), m n doubles. gram->row_means is NULL. */
MercerStatus projection_factor (const MercerProjectionProblem *problem, ProjectionFactor *factor, MercerProjectionGram *gram,
                                MercerWork *work);

/* Of an answer in the span of landmarks or features, before it projects: where rounding is all that centring left, values, weights and
 * squares become zeros, and so does a trace that is none. */
void projection_clear_rounding (MercerProjection *p);

/* With signs as they come. */
MercerStatus projection_exact (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work);
MercerStatus projection_low (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work);
MercerStatus projection_features (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work);
/* phi (z), rows of z x m. */
MercerStatus projection_fill_features (const MercerProjection *p, MercerMatrix z, MercerMatrix phi, MercerWork *work);

/* Up to landmarks.rows points, into `landmarks` (m x d); *count of them, fewer where they span everything. */
MercerStatus projection_landmarks (const MercerProjectionProblem *problem, MercerMatrix landmarks, size_t *count,
                                   MercerWork *work);

/* -means.c: moves landmarks (m x d) among the rows of `pool` to where they hold more of them, if they do. */
MercerStatus projection_settle_landmarks (const MercerProjectionProblem *problem, MercerMatrix pool, MercerMatrix landmarks,
                                          MercerWork *work);

/* A symmetric n x n operator: y = A x for blocks of columns. parts: scratch of n cols MERCER_SYMMETRIC_PARTS. */
typedef struct _ProjectionOperator ProjectionOperator;
struct _ProjectionOperator
{
  size_t n;
  MercerStatus (*multiply) (const ProjectionOperator *op, MercerMatrix x, MercerMatrix y, double *parts, MercerWork *work);
  MercerMatrix a;   /* the lower triangle of a dense one; or */
  const void *data; /* whatever else multiplies */
};

/* Vectors that span a space, and their images under the operator (.data NULL: not known); both n x columns. */
typedef struct
{
  MercerMatrix vectors, images;
} ProjectionSpace;
/* So many columns beyond the wanted ones make the next search short. */
enum { PROJECTION_SPACE_MORE = 10 };

/* -solve.c: the k largest eigenpairs, from `start` (NULL: cold; its vectors need not be orthonormal, columns of zeros are passed over);
 * tolerance as in the problem. space (may be NULL) receives leading Ritz vectors with images, orthonormal, as many as it has columns
 * and there are; none where n is small. */
MercerStatus projection_solve_operator (const ProjectionOperator *op, size_t k, double tolerance, const ProjectionSpace *start,
                                        double *values, MercerMatrix vectors, ProjectionSpace *space, MercerWork *work);
/* Room for it. */
bool projection_space_open (ProjectionSpace *space, size_t n, size_t k, MercerWork *work);
/* The same of a symmetric A (lower triangle), from `vectors` if warm. */
MercerStatus projection_solve (MercerMatrix a, size_t k, double tolerance, bool warm, double *values, MercerMatrix vectors,
                               MercerWork *work);

/* -stream.c: K' of the last exact answer of a thread, so that a few rows can change. Where it will be kept: room for it, else NULL. */
double *projection_stream_room (const MercerProjectionProblem *problem, MercerWork *work);
/* Keeps what stands in `room` (taken). */
void projection_stream_keep (const MercerProjectionProblem *problem, double *room, const MercerProjectionGram *gram,
                             MercerWork *work);
/* The answer from the kept K' and what few rows are other now. *out NULL: no such thing is kept, or too much is other. */
MercerStatus projection_stream (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work);
/* Kernel, centring and shift; the identity of a row. */
MercerHash projection_setting (const MercerProjectionProblem *problem);
uint64_t projection_row (const MercerProjectionProblem *problem, size_t i);
double projection_mean (const double *column, size_t n);

/* -space.c: so many rows can be other for images to follow. */
enum { PROJECTION_MOST_MOVED = 8 };
/* Keeps it for the problem's thread. */
void projection_space_keep (const MercerProjectionProblem *problem, const ProjectionSpace *space, MercerWork *work);
/* What is kept, with images under the problem's K', whose K has these row means. start->vectors.data NULL: nothing that fits. O(n) for each
 * vector and row that is other. */
MercerStatus projection_space_start (const MercerProjectionProblem *problem, const double *row_means, ProjectionSpace *start,
                                     MercerWork *work);
/* -exact.c: scores, errors and the map for new points, from unit vectors (n x k) of K'. */
void projection_fill (MercerProjection *p, MercerMatrix vectors, const double *row_means, const double *diagonal, bool centred);
double projection_tolerance (const MercerProjectionProblem *problem);

/* -signs.c: the least eigenvalue of K', of which -K' is left, and, where it is negative, what the positive ones sum to: 4 n^3 / 3 flops. */
MercerStatus projection_find_negative (MercerMatrix gram, MercerProjection *p, MercerWork *work);
/* The latter alone, by some of the rows: for a draft. K' stays. */
MercerStatus projection_guess_negative (MercerMatrix gram, MercerProjection *p, MercerWork *work);
/* A draft of a kernel that need not be positive definite: the components of so many rows as there are to be landmarks, evenly taken, onto
 * which all are projected. O(n m d + m^3). */
MercerStatus projection_some (const MercerProjectionProblem *problem, MercerProjection **out, MercerWork *work);

/* -follow.c */
/* The last answer of the problem's thread that is not passing, or else the last of all (NULL: none); release it. */
MercerStoreItem *projection_last (const MercerProjectionProblem *problem, MercerWork *work);
/* Unit vectors of the last answer where rows are the same, 0 elsewhere, into `vectors` (n x k). False if too few are. */
bool projection_start (const MercerProjectionProblem *problem, MercerMatrix vectors, MercerWork *work);
/* What p (the problem's answer) continues: of the last answer of its thread and the last passing one that which it is more like (NULL:
 * neither is); release it. */
MercerStoreItem *projection_guide (const MercerProjectionProblem *problem, const MercerProjection *p, MercerWork *work);
/* The sum of the squared cosines between columns of scores in the same place; 0 where too few rows are shared. */
double projection_likeness (const MercerProjection *p, const MercerProjection *last);
/* Turns p (not shared yet) so that it continues `last` (may be NULL); the columns of `beside` (rows x k; rows 0: none) likewise. */
void projection_follow (MercerProjection *p, const MercerProjection *last, MercerMatrix beside, MercerWork *work);
/* Makes p (a further reference is taken) the last of the problem's thread, or the last passing one, if there is a thread and a store. */
void projection_keep_last (const MercerProjectionProblem *problem, MercerProjection *p, MercerWork *work);
/* Whether projection_follow () would change p. */
bool projection_would_turn (const MercerProjection *p, const MercerProjection *last);
