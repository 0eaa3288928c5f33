/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"

/* What the file of a family provides, and what it is given. One constant table for each family; the
 * evaluator knows nothing of families beyond this. To add one: write families/<name>.c, list it in
 * families.h and meson.build. */

/* What a family is a function of. The evaluator computes it once for each tile, and once for all
 * leaves that need the same on the same columns. */
typedef enum
{
  KERNEL_INPUT_NONE,     /* nothing: constants */
  KERNEL_INPUT_SCALED,   /* s = sum_c ((x_c - x'_c) / l_c)^2: tile->weight * tile->u */
  KERNEL_INPUT_DISTANCE, /* |x - x'|^2 in units of x: tile->u; the family has no lists */
  KERNEL_INPUT_DOT,      /* x.x': tile->u */
  KERNEL_INPUT_POINTS,   /* the coordinates themselves: tile->x, tile->z */
  KERNEL_INPUT_KERNEL    /* another kernel: operators, which have no value () of their own */
} KernelInput;

/* A tile: the pairs (x_i, z_j) of `rows` consecutive rows of X and `cols` of Z, the pair (i, j) at
 * i + j * rows; n = rows * cols <= KERNEL_TILE. */
#define KERNEL_TILE 1024
typedef struct
{
  const double *p; /* the leaf's parameters in the order of its specs; of a list the first */
  const double *slots; /* the same with all of the lists */
  const size_t *lengths; /* of the lists */
  size_t component;    /* of a list: which is derived by */
  double weight; /* SCALED: s = weight * u; 1 where a list has already been worked into u */
  const double *u;
  size_t n, rows, cols;
  MercerMatrix x, z;     /* the points of the tile, all columns */
  const size_t *columns; /* those that the leaf sees */
  size_t d;              /* how many */
  bool paired;           /* only the i-th of X with the i-th of Z: rows = n */
  bool same;             /* X and Z are the same points in the same order (a Gram matrix)... */
  void *prepared;        /* what the family's prepare () made of the parameters */
  ptrdiff_t diagonal;    /* ...and row i - diagonal == column j is a point with itself */
} KernelTile;

/* What an operator does to the kernel behind it. */
typedef enum
{
  KERNEL_NO_OPERATION, /* a family */
  KERNEL_NORMALIZE,
  KERNEL_WARP,
  KERNEL_ADDITIVE,
  KERNEL_SYMMETRIZE,
  KERNEL_EXCHANGE,
  KERNEL_SHIFT,
  KERNEL_CENTRE
} KernelOperation;

typedef struct _KernelWarp KernelWarp;

typedef struct
{
  MercerKernelFamily family; /* first: the public face */
  KernelInput input;
  KernelOperation operation;
  const KernelWarp *warp;
  unsigned lists; /* a bit for each parameter that may be a list, other than ARD's length scale */
  /* Positive definite in at most so many dimensions; 0: in all. */
  unsigned positive_dimensions;
  /* Conditionally so: weights are orthogonal to polynomials of a lower degree than this; 0 is 1. */
  unsigned conditional_order;
  unsigned (*order) (const double *slots); /* the same, where a parameter decides it */
  /* Mean-square derivatives where parameters decide: as the public smoothness. NULL: it is the family's. */
  double (*derivatives) (const double *slots);
  /* What is wrong with the parameters together, or with a value of a column that it sees: a sentence
   * (g_free) or NULL. Both may be NULL. */
  char *(*refuse) (const double *slots, const size_t *lengths);
  char *(*refuse_point) (const double *slots, const size_t *lengths, double x);

  /* What all tiles need of the parameters and is worth computing once: made with a program, finished
   * with it. Both NULL: nothing. */
  void *(*prepare) (const double *p);
  void (*finish) (void *prepared);
  /* v = k. For SCALED also slope = dk/ds unless it is NULL; s = 0 must give a finite slope, what
   * stands there is multiplied by a zero. v and u may be the same array, slope is another. Tiny
   * values must come out as 0 rather than as denormals. */
  void (*value) (const KernelTile *tile, double *v, double *slope);
  /* Of SCALED: v straight from the points, where nothing else wants s; weights as 1 / l^2 of each
   * column or NULL. false: not for so many columns. NULL: not worth it. */
  bool (*fused) (const KernelTile *tile, const double *weights, double *v);
  /* out = dk/dp for a parameter that is not the length scale of a SCALED family (the evaluator
   * derives that one from slope). v is what value () gave. NULL when there is no such parameter. */
  void (*partial) (const KernelTile *tile, size_t param, const double *v, double *out);
  /* Of DISTANCE and DOT: out = dk/du. Finite where u = 0; what a distance's derivative is there
   * does not matter, as it is multiplied by a zero. */
  void (*by_input) (const KernelTile *tile, const double *v, double *out);
  /* Of POINTS: g(i, columns[c]) += sum_j adjoint(i, j) dk/dx_ic; 0 where k has a kink. */
  void (*by_points) (const KernelTile *tile, const double *v, const double *adjoint,
                     MercerMatrix g);
  /* Density at a frequency (cycles per unit of x) along one of the d columns that the leaf sees, the others held. p: all
   * slots, of ARD's list that column's alone, then NaN. NaN: none with these parameters. NULL: none known. Of what is only
   * conditionally positive definite the density of differences: k(0) - k(r) = int (1 - cos (2 pi w r)) S(w) dw, and where
   * the order is above 1 that without the powers of r that the cosine's series begins with. */
  double (*spectral) (const double *p, size_t d, double w);
  /* Lines, alone or beside a density: the first `most` of increasing frequency (>= 0; the weight of both signs together), as
   * far as they weigh anything; returns how many. NULL: no lines. */
  size_t (*lines) (const double *p, size_t d, size_t most, double *frequency, double *weight);
} KernelFamily;

/* Index of the parameter that may be a list, or -1. */
int kernel_family_list (const KernelFamily *family);
bool kernel_param_may_be_list (const KernelFamily *family, size_t param);
size_t kernel_family_params (const KernelFamily *family);
int kernel_family_find_param (const KernelFamily *family, const char *id);

/* NULL if value is valid for the parameter, else a sentence (g_free). */
char *kernel_spec_check (const MercerKernelParamSpec *spec, double value);
/* The nearest valid value; NaN becomes the start. */
double kernel_spec_clamp (const MercerKernelParamSpec *spec, double value);
/* Whether a fit can move it at all; and whether a fit moves its logarithm. */
bool kernel_spec_continuous (const MercerKernelParamSpec *spec);
bool kernel_spec_logarithmic (const MercerKernelParamSpec *spec);

/* Bounds of fits that most parameters share: scikit-learn's. */
#define KERNEL_LOWER 1e-5
#define KERNEL_UPPER 1e5
/* What most families of distances are. */
#define KERNEL_RADIAL (MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC)
#define KERNEL_SCALED (KERNEL_RADIAL | MERCER_KERNEL_ARD)
/* Squares below this count as this where something is divided by them or their logarithm taken. */
#define KERNEL_LEAST_SQUARE 1e-300
#define KERNEL_LENGTHSCALE                                                                         \
  {                                                                                                \
    "lengthscale", N_ ("Length scale"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL     \
  }
