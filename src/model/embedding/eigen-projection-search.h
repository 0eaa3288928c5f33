/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "eigen-projection-private.h"

/* The search for the largest eigenpairs of an operator: -basis.c (what it grows), -solve.c (its steps).
 *
 * A growing basis V with its image A V (Rayleigh and Ritz): each step takes in the residuals of those wanted vectors that have not
 * converged, which from a cold start spans what block Lanczos spans (Golub and Van Loan, Matrix Computations, section 10.3.6), and
 * costs no product for the others. Because images are kept, a start whose images are known costs no product either, and an
 * answer leaves one behind for the next problem. A basis that is full is cut down to its leading Ritz vectors: thick restart (Wu
 * and Simon, SIAM J. Matrix Anal. Appl. 22, 2000). */

/* Products take at least so many columns at once. */
enum { SEARCH_LEAST_START = 3 };

typedef struct
{
  size_t n, k, most, size; /* most, size: columns of the basis that there is room for, that are in use */
  const ProjectionOperator *op;
  MercerMatrix basis, image; /* n x most */
  MercerMatrix small;        /* most x most: V' A V */
  MercerMatrix ritz, spare;  /* most x most: its eigenvectors, ascending; destroyed by each of their computations */
  MercerMatrix room;         /* n x search_kept () */
  double *values, *parts;    /* most, ascending; for products */
  uint64_t drawn;            /* random columns so far */
  MercerWork *work;
} Search;

/* Ritz vectors that a restart keeps, and that are handed on. */
static inline size_t
search_kept (const Search *s)
{
  return s->k + PROJECTION_SPACE_MORE;
}

static inline MercerMatrix
search_columns (MercerMatrix a, size_t first, size_t count)
{
  return mercer_matrix_block (a, 0, first, a.rows, count);
}

bool search_allocate (Search *s);
/* C = alpha op (A) B + beta C on this thread: all are slim. */
void search_product (bool transposed, double alpha, MercerMatrix a, MercerMatrix b, double beta, MercerMatrix c);
void search_move_column (Search *s, size_t from, size_t to, bool with_image);
/* The `count` columns behind the basis become orthonormal to it and to each other, with_image: their images likewise; those that depend on
 * others are left out. Returns how many remain. */
size_t search_orthonormalise (Search *s, size_t count, bool with_image);
/* The images of the `count` columns behind the basis, by products. */
MercerStatus search_multiply (Search *s, size_t count);
/* V' A V with the `count` columns behind the basis, whose images are there; then its eigenpairs. */
MercerStatus search_take_in (Search *s, size_t count);
