/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bandwidth-matrix.h" /* brings bandwidth.h and, through it, kde.h of model/, whose name is the same as this one's */
#include "job.h"

/* The parts of this one method among themselves: kde.c (tables, what cannot run, order of events), -data.c (rows, bins), -bounds.c, -rules.c
 * (bandwidths), -numbers.c (densities), -picture.c and -surface.c (what is drawn), -words.c (readouts, notes, tables). */

typedef enum { KDE_SHOW_DENSITY, KDE_SHOW_LOG, KDE_SHOW_CUMULATIVE, KDE_SHOW_RULES, KDE_SHOW_SPACE, KDE_SHOW_DIFFERENCE,
               KDE_SHOW_PAIRS, KDE_SHOW_STACKED } KdeShow;
typedef enum { KDE_FIXED, KDE_ABRAMSON, KDE_BALLOON } KdeAdaptive;
typedef enum { KDE_SCALE_AUTOMATIC, KDE_SCALE_SAME, KDE_SCALE_FREE } KdeScale;
typedef enum { KDE_IS_SD, KDE_IS_SUPPORT } KdeConvention;
typedef enum { KDE_PRODUCT, KDE_RADIAL } KdeProfile;
typedef enum { KDE_FORM_FULL, KDE_FORM_DIAGONAL, KDE_FORM_COLUMNS } KdeForm;
/* What a difference is taken to; from KDE_AGAINST_RULES on the bandwidth of a MercerRule. */
typedef enum { KDE_AGAINST_GROUP, KDE_AGAINST_BINNED, KDE_AGAINST_FIXED, KDE_AGAINST_GAUSSIAN, KDE_AGAINST_UNBOUNDED,
               KDE_AGAINST_RULES } KdeAgainst;
enum { KDE_MANUAL = 0, KDE_MAX_GROUPS = 12, KDE_LEVELS = MERCER_LIST_MAX, KDE_BRUSH_LEVELS = 2 };

typedef struct
{
  MercerList bandwidth, matrix, bounds, mass;
  MercerText compared;
  double smoothing;
  int rule, form, adaptive, neighbours, convention, shape, profile, boundary, show, against, grid, scale; /* rule: 0 manual, else 1 + MercerRule */
} KdeValues;

/* Rows of the table, ascending; every: one in so many. */
typedef struct
{
  size_t n, every, *row;
} KdeDots;

/* Rows of one group, and the density made of them. */
typedef struct
{
  const char *name;    /* NULL: there are no groups */
  MercerRows rows;     /* of the drawn columns */
  MercerStoreItem *item;
  const MercerBins *bins;
  size_t n;
  double divisor;      /* that made the density's integral 1, where the boundary does not by itself */
  double h[MERCER_KDE_MAX_D];
  double matrix[3];    /* of a full bandwidth: 11, 12, 22 */
  MercerMatrix x;      /* all columns, complete rows, if they are few enough or asked for */
  double *weights;     /* of those, sum 1 */
  uint64_t *ids;       /* of those, the rows of the table */
  double *widths;      /* of complete rows, adaptive; NULL */
  MercerKde kde;       /* of the drawn columns */
  double *f;           /* on the lattice */
  double *enclosed;    /* the mass where the density is greater, at each point of the lattice; NULL: not made */
  double levels[KDE_LEVELS];
  MercerStoreItem *dots_item;
  const KdeDots *dots; /* shown; NULL: not chosen */
  double *at;          /* at the points asked for */
  double *brushed;     /* what the selected rows put into f */
  size_t n_brushed;    /* of them are in this group */
  double brushed_levels[KDE_BRUSH_LEVELS];
} KdeGroup;

/* The density of one or two columns among several. */
enum { KDE_MOST_PAIRS = 6 };
typedef struct
{
  size_t m[2];
  double low[2], high[2], *at[2], *f;
  double *brushed; /* of one column: what the selected rows put into f; NULL: none are */
} KdePanel;

enum { KDE_CURVE = 81, KDE_SCALES = 41 };
/* What rules make small or solve, over bandwidths; for the picture. */
typedef struct
{
  double n; /* effective */
  double h[KDE_CURVE], y[MERCER_N_RULES][KDE_CURVE];
  bool has[MERCER_N_RULES];
} KdeCriteria;
/* The same over matrices, as long as `scale` times one. */
typedef struct
{
  double scale[KDE_SCALES], y[MERCER_N_RULES][KDE_SCALES];
  bool has[MERCER_N_RULES];
} KdeMatrixCriteria;

typedef double KdeRules[MERCER_N_RULES];
typedef double KdeMatrices[MERCER_N_RULES][2][3]; /* of each rule that has them, diagonal and full; NAN */

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  const MercerRecipe *recipe;
  const KdeValues *values;
  const char *const *names;
  size_t d;
  const MercerColumn *whole[MERCER_KDE_MAX_D], *weight, *group_column;
  const MercerColumn *column[MERCER_KDE_MAX_D]; /* those, without what lies beyond the bounds */
  MercerColumn clipped[MERCER_KDE_MAX_D];
  MercerStoreItem *clip_item, *transformed[MERCER_KDE_MAX_D];
  size_t beyond, turned; /* rows beyond the bounds: left out; taken round a circle */

  size_t along[2], n_along;
  const double *drawn[2]; /* the columns as binned: transformed where the boundary asks for it */
  double ratio[MERCER_KDE_MAX_D]; /* sd of transformed values over that of the values */
  double view_low[2], view_high[2]; /* of the axes: the data and room about them, whatever the bounds */
  double low[2], high[2], step[2], *at[2]; /* of the lattice: what the bounds leave of that */
  size_t m[2], cells;

  KdeGroup group[KDE_MAX_GROUPS];
  size_t n_groups, n, dropped;
  KdeRules rules[MERCER_KDE_MAX_D]; /* of all rows, for this many columns */
  double h[MERCER_KDE_MAX_D]; /* of all groups, or what the rule in use says of all rows where each group has its own */
  KdePanel panel[KDE_MOST_PAIRS][KDE_MOST_PAIRS]; /* of columns p <= q */
  KdeMatrices matrices; /* of all rows, for two columns */
  MercerStoreItem *criteria_item[2], *matrix_criteria_item[2];
  const KdeCriteria *criteria[2];              /* of the drawn columns; NULL: not made */
  const KdeMatrixCriteria *matrix_criteria[2]; /* of the rules' own matrices; of that in use, where a hand chose it */
  bool has_rules, recalling, fell_back, no_reach; /* recalling: rules are taken from the store alone */
  bool full, exact;
  bool quick;        /* adaptive widths from bins: few of them, for a first figure */
  double error;      /* of the binned density, in parts of its peak */
  double masses[KDE_LEVELS]; /* that contours enclose, and how many */
  size_t n_masses;
  size_t compared;     /* the group that another density is taken from */
  const double *rival; /* that density: another group's, that of the rest, or the same group's by another way; NULL: there is none */
  const char *rival_name; /* of the other group; NULL: of the rest */
  double rival_h;
  size_t brushed;    /* selected rows in all groups; 0: nothing is drawn of them */
  double inside;     /* the least mass of a group within the frame */
  double likelihood, left_out; /* NAN: not known */
  MercerMatrix points; /* asked for */
} KdeRun;

/* -check.c: what cannot run */
char *kde_check (const MercerRecipe *recipe);

/* -data.c */
MercerStatus kde_run_open (KdeRun *run, MercerJob *job, const KdeValues *values, const MercerRecipe *recipe);
void kde_run_close (KdeRun *run);
MercerStatus kde_run_place (KdeRun *run);
MercerStatus kde_run_bin (KdeRun *run);
/* Complete rows of each group. */
MercerStatus kde_run_gather (KdeRun *run);
bool kde_row_is_complete (const KdeRun *run, const KdeGroup *group, size_t i, double *weight);

/* -bounds.c */
MercerKdeAxis kde_run_axis (const KdeRun *run, size_t column);
/* The bounds of a column: infinite where there are none. False if the boundary wants more than is given. */
bool kde_bounds (const KdeValues *values, const MercerColumn *column, size_t index, double *low, double *high);
/* Takes values beyond the bounds out of the columns. */
MercerStatus kde_run_clip (KdeRun *run);
/* The lines that the bounds of a drawn column are drawn by. */
void kde_add_bounds (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t a, bool vertical);
/* Rows beyond the bounds, as rings; on a line at the height y. */
void kde_draw_beyond (const KdeRun *run, MercerFigureBuilder *b, int panel, double y);
void kde_note_bounds (const KdeRun *run, MercerFigureBuilder *b);

/* -transform.c: the drawn columns, transformed where the boundary says so */
MercerStatus kde_run_transform (KdeRun *run);

/* -rules.c */
MercerStatus kde_run_rules (KdeRun *run);
/* What is known of them already: during a drag that is all, and a first figure shows it too. */
void kde_run_recall_rules (KdeRun *run);
/* h of each group and of all; makes the rules if they are needed. */
MercerStatus kde_run_bandwidths (KdeRun *run);
bool kde_groups_differ (const KdeRun *run);

/* -criteria.c: what the rules make small or solve */
/* From the least to the most that a rule says of the column, with room; false: nothing. */
bool kde_rules_range (const KdeRun *run, size_t column, double *low, double *high);
/* Whether the bandwidth is a matrix, and what rules say is of matrices. */
bool kde_rules_choose_matrix (const KdeRun *run);
/* Of each drawn column; or of the rules' own matrices. */
MercerStatus kde_run_criteria (KdeRun *run);
/* Of the matrix in use, which changes under the hand. */
MercerStatus kde_run_criteria_in_use (KdeRun *run);
void kde_release_criteria (KdeRun *run);
/* -criteria-picture.c */
void kde_draw_rules (const KdeRun *run, MercerFigureBuilder *b);
void kde_criteria_tables (const KdeRun *run, MercerFigureBuilder *b);

/* -hands.c */
/* On a curve of one column, at the height y. */
void kde_add_width_handle (const KdeRun *run, MercerFigureBuilder *b, int panel, double y);
/* Half as high as a normal density of these points: a height that the bandwidth does not change under the hand. */
double kde_width_height (const KdeRun *run);
void kde_add_rule_handle (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t column);
/* What each rule would choose, and what is in use, as marks on the sliders. */
void kde_mark_sliders (const KdeRun *run, MercerFigureBuilder *b);
/* The ellipse of one standard deviation of the kernel about a place. */
void kde_add_ellipse (const KdeRun *run, MercerFigureBuilder *b, int panel, double x, double y);
void kde_add_surface_handles (const KdeRun *run, MercerFigureBuilder *b, int panel);

/* -adaptive.c: kernels of different widths */
/* Of the complete rows, by Abramson's law. */
MercerStatus kde_find_widths (KdeRun *run, KdeGroup *group, const MercerKde *pilot);
MercerStatus kde_adaptive_of_bins (KdeRun *run, KdeGroup *group);
/* The balloon estimate of the complete rows on the lattice, divided by its integral; at the points asked for. */
MercerStatus kde_balloon_on_lattice (KdeRun *run, KdeGroup *group, const MercerKde *whole);
MercerStatus kde_balloon_at (KdeRun *run, KdeGroup *group, const MercerKde *whole);

/* -numbers.c */
/* Whether the kernel is one of the distance alone: in several columns, and not the Gaussian, which is a product as well. */
bool kde_is_radial (const KdeValues *values, size_t d);
/* Its sd for a bandwidth given as 1. */
double kde_given_sd (const KdeValues *values, size_t d);
MercerStatus kde_run_binned (KdeRun *run);
bool kde_run_can_be_exact (const KdeRun *run);
MercerStatus kde_run_exact (KdeRun *run);
MercerStatus kde_run_likelihood (KdeRun *run);
MercerStatus kde_run_at (KdeRun *run);

/* -picture.c (curves, the whole), -surface.c */
MercerFigure *kde_run_figure (const KdeRun *run, const char *draft);
void kde_draw_curves (const KdeRun *run, MercerFigureBuilder *b);
void kde_draw_surface (const KdeRun *run, MercerFigureBuilder *b);
/* -dots.c: the rows that are shown */
void kde_run_dots (KdeRun *run);
/* Where they stand along the a-th drawn column, and (not NULL) their identities. */
void kde_dots_places (const KdeRun *run, const KdeGroup *group, size_t a, double *x, uint64_t *ids);
/* The dots added last show their kernels where they are pointed at: as curves, as ellipses of one standard deviation. */
void kde_bump_on_line (const KdeRun *run, MercerFigureBuilder *b, int panel, const KdeGroup *group, double times);
/* How many times as high as it is, a power of ten, a kernel must be drawn to be seen beside this peak. */
double kde_bump_times (const KdeRun *run, const KdeGroup *group, double peak);
void kde_bump_in_plane (const KdeRun *run, MercerFigureBuilder *b, int panel, const KdeGroup *group);
/* -rival.c: one density less another */
/* What cannot be compared; NULL: all is well. */
char *kde_refuse_comparison (const KdeValues *values, const MercerColumn *groups);
MercerStatus kde_run_rival (KdeRun *run, bool exact);
bool kde_has_difference (const KdeRun *run);
void kde_difference (const KdeRun *run, double *out);
/* The higher of the two, at a point of the lattice. */
double kde_higher (const KdeRun *run, size_t k);
char *kde_difference_words (const KdeRun *run);
void kde_readout_difference (const KdeRun *run, MercerFigureBuilder *b);
void kde_note_difference (const KdeRun *run, MercerFigureBuilder *b);
/* -view.c: the surface in space; one density less another, as a map or as curves */
void kde_draw_space (const KdeRun *run, MercerFigureBuilder *b);
void kde_draw_difference (const KdeRun *run, MercerFigureBuilder *b);
/* Groups of one column upon each other, each as large as its share of the rows. */
void kde_draw_stack (const KdeRun *run, MercerFigureBuilder *b);
/* -scale.c: whether a unit is to be equally long on both axes. */
bool kde_run_same_scale (const KdeRun *run);
/* Whether two columns are drawn without bounds, so that a matrix can be the bandwidth. */
bool kde_run_is_plane (const KdeRun *run);
/* -pairs.c: all pairs of three to six columns */
bool kde_run_has_pairs (const KdeRun *run);
MercerStatus kde_run_pairs (KdeRun *run);
void kde_draw_pairs (const KdeRun *run, MercerFigureBuilder *b);
/* -brush.c: the selected rows */
MercerStatus kde_run_brush (KdeRun *run);
MercerStatus kde_run_brush_levels (KdeRun *run);
/* The same of each column of all pairs. */
MercerStatus kde_run_brush_pairs (KdeRun *run);
void kde_draw_brushed_line (const KdeRun *run, MercerFigureBuilder *b, int panel);
void kde_draw_brushed_plane (const KdeRun *run, MercerFigureBuilder *b, int panel);
void kde_readout_brushed (const KdeRun *run, MercerFigureBuilder *b);
/* -words.c */
void kde_run_words (const KdeRun *run, MercerFigureBuilder *b, bool final);
