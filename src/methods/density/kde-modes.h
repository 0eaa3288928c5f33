/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dip.h"
#include "inputs.h"
#include "job.h"
#include "mean-shift.h"
#include "mode-line.h"

/* The parts of this one method among themselves: kde-modes.c (tables, order of events), -numbers.c, -scales.c (one column), -line.c (its curve, map of
 * significance, tests), -plane.c (two and more: basins, paths), -words.c. */

typedef enum { MODES_FORM_FULL, MODES_FORM_DIAGONAL } ModesForm;
/* Whether paths climb in a projection first; automatically, of more columns than MODES_MANY. */
typedef enum { MODES_PROJECT_MANY, MODES_PROJECT_ALWAYS, MODES_PROJECT_NEVER } ModesProject;

typedef struct
{
  MercerList bandwidth, matrix;
  double smoothing, level;
  int form, shape, project, projection, paths, samples, starts; /* shape: the power of a kernel that ends; 0: Gaussian */
} ModesValues;

enum { MODES_LINE = 1024, MODES_MAP = 257, MODES_WIDTHS = 48, MODES_TESTS = 4, MODES_PIXELS = 180, MODES_PATH = 256,
       MODES_PATH_MORE = 64, MODES_MANY = 8, MODES_PANELS = 4 };

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const ModesValues *values;
  MercerInputs in;
  double *weights;           /* n, their sum is `total`; NULL: all alike */
  double total;              /* as many rows of one weight would say as much; n without weights */
  double centre[MERCER_SHIFT_MAX_D], spread[MERCER_SHIFT_MAX_D];
  double h[MERCER_SHIFT_MAX_D];                      /* sds of the kernel */
  double l[MERCER_SHIFT_MAX_D * MERCER_SHIFT_MAX_D]; /* H = L L', column-major */
  bool full;         /* L is not diagonal */
  bool singular;     /* a full matrix was asked for, and the columns do not allow one */
  bool widened;      /* one column: h is what the lattice resolves, not what was asked for */
  bool flat;         /* some column has no spread */

  /* one column */
  MercerBins bins, coarse;
  bool has_bins;
  double low, high;
  double *at, *f;          /* MODES_LINE */
  double *antimodes;
  double widths[MODES_WIDTHS];
  int *sizer;              /* MODES_MAP x MODES_WIDTHS; NULL: not made */
  size_t tree;             /* segments of the mode tree */
  double *tree_x0, *tree_h0, *tree_x1, *tree_h1;
  MercerDip dip;
  MercerSilverman test[MODES_TESTS];
  bool tested;

  /* two and more */
  MercerShift sample;
  MercerShiftField field;
  int *pixels;             /* MODES_PIXELS squared; NULL: not made */
  double pixel_low[2], pixel_high[2];
  size_t projected_to;     /* dimensions that paths climb in first; 0: all */
  size_t n_paths, path_most, *path_steps;
  double *path;            /* in units of the table: path_most places of d for each */

  MercerModes modes;       /* of one column in its own units, else in those of the kernel */
  int *basin;              /* n; NULL: not made */
  double *place, *density; /* modes: d numbers each in units of the table; height */
  size_t *points;          /* in each basin */
} ModesRun;

/* -numbers.c */
MercerStatus modes_run_open (ModesRun *run, MercerJob *job, const ModesValues *values, const MercerRecipe *recipe);
void modes_run_close (ModesRun *run);
/* Places, heights and points of the modes found, in units of the table. */
MercerStatus modes_run_tell (ModesRun *run);
/* -scales.c. One column: curve and modes; the map over bandwidths; the tests. */
MercerStatus modes_run_line (ModesRun *run);
MercerStatus modes_run_map (ModesRun *run);
MercerStatus modes_run_tests (ModesRun *run);
/* -numbers.c again. Two columns: modes by a lattice of at most `most` points a side; basins and paths. */
MercerStatus modes_run_plane (ModesRun *run, size_t most);
MercerStatus modes_run_basins (ModesRun *run);
/* More: by projection. */
MercerStatus modes_run_projected (ModesRun *run);

MercerFigure *modes_run_figure (const ModesRun *run, const char *draft);
void modes_draw_line (const ModesRun *run, MercerFigureBuilder *b);
void modes_draw_plane (const ModesRun *run, MercerFigureBuilder *b);
void modes_run_words (const ModesRun *run, MercerFigureBuilder *b);
