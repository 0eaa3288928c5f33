/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What the generators make. A shape computes one row from its number alone, so rows can be made in
 * any order. */

#define SHAPE_MAX_PARAMS  6
#define SHAPE_MAX_COLUMNS 5

typedef struct
{
  const char *id;
  double start, min, max;
  int whole;
} ShapeParam;

typedef struct
{
  const char *name;
  const char *const *levels; /* NULL: numbers */
} ShapeColumn;

typedef struct
{
  const char *id, *title, *summary;
  ShapeParam params[SHAPE_MAX_PARAMS]; /* of shapes with rows the first three are n, noise, seed */
  ShapeColumn columns[SHAPE_MAX_COLUMNS];
  /* Cells of row i of n; p holds the parameters in their order. A code for a column with levels. */
  void (*row) (const double *p, uint64_t seed, size_t i, size_t n, double *cells);
  double ground[2]; /* of shapes without rows: what the columns are painted in */
  /* Shapes that are written have one more parameter, "text", and this function for rows. */
  const char *text; /* at first */
  void (*write) (const char *text, const double *p, uint64_t seed, size_t i, double *cells);
  const char *also; /* another name that people know it by, or NULL */
} Shape;

/* Ends with an id of NULL. */
extern const Shape mercer_shapes[];
