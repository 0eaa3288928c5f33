/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A Figure is an immutable display list in data units: panels with axes and marks, readouts, notes
 * and numeric tables. It is built on a worker with a builder and then shared: reference counted
 * (atomically), readable from any thread. Colours are named by role and resolved when drawn. */
typedef struct _MercerFigure MercerFigure;
typedef struct _MercerFigureBuilder MercerFigureBuilder;

MercerFigure *mercer_figure_ref (MercerFigure *figure);
void mercer_figure_unref (MercerFigure *figure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerFigure, mercer_figure_unref)

typedef enum
{
  MERCER_ROLE_INK,       /* text, axes, plain lines */
  MERCER_ROLE_FAINT,     /* grid, rugs, what is behind */
  MERCER_ROLE_DATA,      /* the user's points */
  MERCER_ROLE_PRIMARY,   /* the answer: posterior mean, density */
  MERCER_ROLE_SECONDARY, /* a second answer beside it */
  MERCER_ROLE_ACCENT,    /* what is selected or asked for */
  MERCER_ROLE_WARNING,
  MERCER_ROLE_SERIES /* + k: the k-th of a qualitative series, repeating after 8 */
} MercerColourRole;
#define MERCER_ROLE_SERIES_N(k) ((MercerColourRole) (MERCER_ROLE_SERIES + (k)))

typedef enum
{
  MERCER_MAP_VIRIDIS,
  MERCER_MAP_MAGMA,
  MERCER_MAP_CIVIDIS,
  MERCER_MAP_DIVERGING, /* centred on 0 */
  MERCER_MAP_GREY,
  MERCER_MAP_SERIES /* value k in the colour of series k: basins, clusters, groups; no colour bar */
} MercerColourMap;

typedef enum
{
  MERCER_AXIS_LINEAR,
  MERCER_AXIS_LOG
} MercerAxisScale;

/* --- Building --------------------------------------------------------------------------------- */
/* All arrays are copied. Non-finite coordinates leave gaps. Text is UTF-8, translated by the
 * caller. */

MercerFigureBuilder *mercer_figure_builder_new (const char *title);
void mercer_figure_builder_free (MercerFigureBuilder *b);
/* Frees the builder. Never NULL. Contours and colour-mapped rasters are made here, on the worker.
 */
MercerFigure *mercer_figure_builder_finish (MercerFigureBuilder *b);

/* One sentence for people who hear the picture. */
void mercer_figure_describe (MercerFigureBuilder *b, const char *sentence);
/* Shown as a badge while the figure is not the exact answer: "Draft from 512 of 20 000 points".
 * NULL: exact. */
void mercer_figure_draft (MercerFigureBuilder *b, const char *what);

/* Panels stand on a grid; a panel takes `width` x `height` cells at (column, row). Returns its
 * index. */
int mercer_figure_panel (MercerFigureBuilder *b, const char *title, int column, int row, int width,
                         int height);
/* Stretch of a grid column or row, 1 if not said. */
void mercer_figure_stretch_column (MercerFigureBuilder *b, int column, double stretch);
void mercer_figure_stretch_row (MercerFigureBuilder *b, int row, double stretch);
/* unit may be "". min >= max: from the marks. link: axes of the same name move together (also
 * across figures); NULL: on its own. Without a call an axis is linear, nameless and fitted to its
 * marks. */
void mercer_figure_x_axis (MercerFigureBuilder *b, int panel, const char *label, const char *unit,
                           MercerAxisScale scale, double min, double max, const char *link);
void mercer_figure_y_axis (MercerFigureBuilder *b, int panel, const char *label, const char *unit,
                           MercerAxisScale scale, double min, double max, const char *link);
/* After the call above: names along the axis in place of numbers, the k-th (from 1) at k. As many as there is place for, of each up
 * to 47 bytes. */
void mercer_figure_x_names (MercerFigureBuilder *b, int panel, size_t n, const char *const *names);
void mercer_figure_y_names (MercerFigureBuilder *b, int panel, size_t n, const char *const *names);
/* One unit is equally long on both axes. */
void mercer_figure_equal_axes (MercerFigureBuilder *b, int panel);
/* A click on empty ground in this panel means a new row with these columns (names) = (x, y); a
 * dragged point changes them. NULL for an axis that stands for no column. */
void mercer_figure_edits (MercerFigureBuilder *b, int panel, const char *x_column,
                          const char *y_column);

typedef struct
{
  MercerColourRole role;
  double width;   /* of lines in points; 0: 1.5 */
  double size;    /* of dots, diameter in points; 0: 5 */
  double opacity; /* 0: 1, of bands 0.2, of bars 0.7 */
  bool dashed;
  bool hollow;        /* dots as rings */
  const char *legend; /* entry in the panel's legend; NULL: none */
} MercerStyle;

void mercer_figure_line (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                         const double *x, const double *y);
/* A line that swings along a great circle: y(phi) = mid + a cos phi + b sin phi. The look says phi.
 */
void mercer_figure_swing (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                          const double *x, const double *mid, const double *a, const double *bb);
void mercer_figure_band (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                         const double *x, const double *low, const double *high);
/* row_ids (may be NULL) name the data row behind each dot: hit test, tooltip, brushing and
 * dragging. */
void mercer_figure_points (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                           const double *x, const double *y, const uint64_t *row_ids);
/* Dots coloured by a value through a map. */
void mercer_figure_points_mapped (MercerFigureBuilder *b, int panel, const MercerStyle *style,
                                  size_t n, const double *x, const double *y,
                                  const uint64_t *row_ids, const double *value, MercerColourMap map,
                                  double min, double max);
/* A colour bar for the mapped dots added last. */
void mercer_figure_points_bar (MercerFigureBuilder *b, int panel, const char *label, const char *unit);
/* A value for each of the dots added last that is told where one is pointed at and drawn nowhere; NaN: none. */
void mercer_figure_points_tell (MercerFigureBuilder *b, int panel, const char *label, const char *unit, const double *values);
/* What each of the dots added last has to itself, shown while it is pointed at: the curve (x_i + stretch_i dx[k], base + scale_i dy[k]), k < n,
 * base 0, or y_i if it lies about the dot. stretch and scale, one for each dot, may be NULL: 1. */
void mercer_figure_points_bump (MercerFigureBuilder *b, int panel, size_t n, const double *dx, const double *dy, const double *stretch,
                                const double *scale, bool about);
/* A diameter in points for each of the dots added last; NaN: the style's. */
void mercer_figure_points_sized (MercerFigureBuilder *b, int panel, const double *sizes);
/* Entries of the legend that say what a diameter (in points) stands for: a dot of each size with its label. */
void mercer_figure_size_key (MercerFigureBuilder *b, int panel, MercerColourRole role, size_t n, const double *sizes,
                             const char *const *labels);
/* n bars between edges[0..n]. */
void mercer_figure_bars (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                         const double *edges, const double *heights);
/* values[i + j nx] at the centre of cell (i, j) of nx x ny cells over the rectangle; NaN is left
 * transparent. min >= max: from the values. bar_label: a colour bar with this label (and unit),
 * NULL: none. smooth: upscale bilinearly. */
void mercer_figure_raster (MercerFigureBuilder *b, int panel, size_t nx, size_t ny, double x0,
                           double x1, double y0, double y1, const double *values,
                           MercerColourMap map, double min, double max, bool smooth,
                           const char *bar_label, const char *bar_unit);
/* Names of the columns (nx) and rows (ny) of the raster added last, for what is said of the cell under the pointer; either
 * may be NULL: the coordinate is said. */
void mercer_figure_raster_labels (MercerFigureBuilder *b, int panel, const char *const *x_labels,
                                  const char *const *y_labels);
/* Contours of a field given at nx x ny points spanning the rectangle edge to edge; labels[k] (may
 * be NULL) is written on level k. */
void mercer_figure_contours (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t nx,
                             size_t ny, double x0, double x1, double y0, double y1,
                             const double *values, size_t n_levels, const double *levels,
                             const char *const *labels);
void mercer_figure_arrows (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                           const double *x, const double *y, const double *dx, const double *dy);
/* Separate segments (edges of a graph, error bars, a rug): (x0, y0)-(x1, y1). */
void mercer_figure_segments (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                             const double *x0, const double *y0, const double *x1,
                             const double *y1);
/* A rule across the whole panel. */
void mercer_figure_rule (MercerFigureBuilder *b, int panel, const MercerStyle *style, bool vertical,
                         double at);
void mercer_figure_text (MercerFigureBuilder *b, int panel, MercerColourRole role, double x,
                         double y, const char *text);
/* A sentence in the corner of the panel: what the band means. */
void mercer_figure_caption (MercerFigureBuilder *b, int panel, const char *text);

/* --- Space: a panel that turns under the pointer ---------------------------------------------- */
/* Makes the panel a box seen from outside; its own x and y axes are not drawn. min >= max: from the marks. The
 * person turns it (azimuth, elevation belong to the view, not to the recipe). Lines, points and rasters of the plane
 * do not show in such a panel. */
typedef struct
{
  const char *label, *unit;
  double min, max;
} MercerSpaceAxis;
void mercer_figure_space (MercerFigureBuilder *b, int panel, const MercerSpaceAxis axes[3]);
/* heights[i + j nx] at nx x ny points spanning the rectangle edge to edge; coloured by values (NULL: by height)
 * through the map over [min, max] (min >= max: from them). NaN leaves a hole. */
void mercer_figure_surface (MercerFigureBuilder *b, int panel, size_t nx, size_t ny, double x0, double x1, double y0,
                            double y1, const double *heights, const double *values, MercerColourMap map, double min,
                            double max, const char *bar_label, const char *bar_unit);
/* values NULL: all in the style's colour. */
void mercer_figure_points_in_space (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                                    const double *x, const double *y, const double *z, const uint64_t *row_ids,
                                    const double *values, MercerColourMap map, double min, double max);
void mercer_figure_line_in_space (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                                  const double *x, const double *y, const double *z);

/* --- Hands: what a person can take hold of ---------------------------------------------------- */
/* A handle stands for values of the recipe. Dragging one sets them as a slider would: the picture follows during the
 * drag, the whole drag is one step of undo. Text is translated by the caller and copied. */
typedef enum
{
  MERCER_HANDLE_VERTICAL,   /* a rule at x; value = x */
  MERCER_HANDLE_HORIZONTAL, /* a rule at y; value = y */
  MERCER_HANDLE_POINT,      /* a knob at (x, y); value = x, value_y = y */
  MERCER_HANDLE_WIDTH,      /* a bar from (x, y) to (x + extent scale, y) with a knob at its end; value = extent > 0 */
  MERCER_HANDLE_ELLIPSE,    /* of (p - c)' A^-1 (p - c) = 1, c = (x, y), A = [a0 a1; a1 a2]: knobs on both axes turn and
                               stretch it; the list param `value` becomes a0, a1, a2 */
  MERCER_HANDLE_FIELD       /* anywhere on the panel's contour at the present value; value = the field under the pointer */
} MercerHandleKind;

/* What a handle sets: a param by its id (component of a list, or -1), with id "position" the slice's place in a
 * column of the data, or with MERCER_HANDLE_FILM the step of the film that is looked at. id NULL: nothing. */
#define MERCER_HANDLE_FILM "@film" /* is no param's id */
typedef struct
{
  const char *id;
  int component;
  const char *column; /* of "position" */
  double list[4];     /* what the first n_list components are, where the list is shorter than the one set */
  size_t n_list;
} MercerHandleTarget;

typedef struct
{
  MercerHandleKind kind;
  const char *title; /* "Bandwidth": tooltip and screen reader */
  MercerHandleTarget value, value_y;
  MercerColourRole role;
  double x, y;
  double extent, scale;      /* WIDTH; scale 0: 1 */
  bool bent;                 /* WIDTH: extent scale is a length of log (x - low), or if high is finite of log ((x - low) / (high - x)) */
  double low, high;          /* WIDTH, bent: x lies between them */
  double a[3];               /* ELLIPSE */
  double level;              /* FIELD: the present value */
  size_t nx, ny;             /* FIELD: as for contours */
  double x0, x1, y0, y1;
  const double *values;
} MercerHandle;
void mercer_figure_handle (MercerFigureBuilder *b, int panel, const MercerHandle *handle); /* not in space */
/* Where a hand has put a handle: what its targets become. */
typedef struct
{
  double value, value_y;
  double a[3]; /* ELLIPSE */
} MercerHandleValue;

/* The method can compute this axis over any range: when the person zooms or pans, the recipe is asked again with
 * mercer_recipe_view (axis) set to what is in view. axis: "x", "y", or the name of a column. */
void mercer_figure_x_follows (MercerFigureBuilder *b, int panel, const char *axis);
void mercer_figure_y_follows (MercerFigureBuilder *b, int panel, const char *axis);

/* A row id of a particle of a running flow instead of a row of the table: dragging its dot reaches the flow as
 * mercer_recipe_touch (). */
#define MERCER_PARTICLE_BIT (UINT64_C (1) << 63)
#define MERCER_PARTICLE_ID(i) (MERCER_PARTICLE_BIT | (uint64_t) (i))

/* No frame, ticks or grid: for panels that draw their own (a simplex, a diagram). */
void mercer_figure_bare (MercerFigureBuilder *b, int panel);

/* Named scalars. id: stable ([a-z0-9_]+), unit may be "". */
void mercer_figure_readout (MercerFigureBuilder *b, const char *id, const char *title, double value,
                            const char *unit);
/* A value that a param could have: a tick with its name on the slider of the param. component: which of a list, -1: of a plain
 * number. in_use: what the picture shows where the list is left empty; there its slider stands. title: borrowed for the call. */
typedef struct
{
  const char *param, *title;
  int component;
  double value;
  bool in_use;
} MercerSliderMark;
void mercer_figure_slider_mark (MercerFigureBuilder *b, const MercerSliderMark *mark);
/* A note under the figure. remedy_title (may be NULL) is a button that sets Param remedy_param to
 * remedy_value. */
typedef enum
{
  MERCER_NOTE_INFO,
  MERCER_NOTE_WARNING
} MercerNoteKind;
void mercer_figure_note (MercerFigureBuilder *b, MercerNoteKind kind, const char *sentence,
                         const char *remedy_title, const char *remedy_param, double remedy_value);
/* Numeric tables; the first one is the main one. Returns its index; columns are added one by one.
 */
int mercer_figure_table (MercerFigureBuilder *b, const char *id, const char *title, size_t rows);
void mercer_figure_table_column (MercerFigureBuilder *b, int table, const char *name,
                                 const char *unit, const double *values);
/* After the column: what its numbers stand for, the k-th name (from 0) for k. Numbers without a name stay numbers. */
void mercer_figure_table_names (MercerFigureBuilder *b, int table, size_t n, const char *const *names);
/* A named piece of text in the outputs ("kernel": the fitted expression). */
void mercer_figure_text_output (MercerFigureBuilder *b, const char *id, const char *title,
                                const char *text);

/* --- Reading ---------------------------------------------------------------------------------- */

const char *mercer_figure_get_title (const MercerFigure *f);
const char *mercer_figure_get_description (const MercerFigure *f);
const char *mercer_figure_get_draft (const MercerFigure *f); /* NULL: exact */

typedef struct
{
  const char *id, *title, *unit;
  double value;
} MercerReadout;
size_t mercer_figure_n_readouts (const MercerFigure *f);
const MercerReadout *mercer_figure_get_readout (const MercerFigure *f, size_t i);
const MercerReadout *mercer_figure_find_readout (const MercerFigure *f,
                                                 const char *id); /* or NULL */

size_t mercer_figure_n_slider_marks (const MercerFigure *f);
const MercerSliderMark *mercer_figure_get_slider_mark (const MercerFigure *f, size_t i);

typedef struct
{
  MercerNoteKind kind;
  const char *sentence, *remedy_title, *remedy_param;
  double remedy_value;
} MercerNote;
size_t mercer_figure_n_notes (const MercerFigure *f);
const MercerNote *mercer_figure_get_note (const MercerFigure *f, size_t i);

typedef struct
{
  const char *name, *unit;
  const double *values;
  size_t n_names;
  const char **names; /* of the values 0, 1, 2...; NULL: they are numbers */
} MercerTableColumn;
typedef struct
{
  const char *id, *title;
  size_t rows, columns;
  const MercerTableColumn *column;
} MercerTable;
/* What the number in this row stands for; NULL: itself. */
const char *mercer_table_column_word (const MercerTableColumn *column, size_t row);
size_t mercer_figure_n_tables (const MercerFigure *f);
const MercerTable *mercer_figure_get_table (const MercerFigure *f, size_t i);
size_t mercer_figure_n_texts (const MercerFigure *f);
void mercer_figure_get_text (const MercerFigure *f, size_t i, const char **id, const char **title,
                             const char **text);

size_t mercer_figure_n_panels (const MercerFigure *f);
bool mercer_figure_swings (const MercerFigure *f); /* has something to animate */
/* The columns a click in this panel edits (either may be NULL); false: not editable. */
bool mercer_figure_get_edits (const MercerFigure *f, int panel, const char **x_column,
                              const char **y_column);
/* What can be taken hold of, in the order of panels; NULL past the end. Borrowed. */
size_t mercer_figure_n_handles (const MercerFigure *f);
const MercerHandle *mercer_figure_get_handle (const MercerFigure *f, size_t handle, int *panel);
/* The name of an axis (0: x, 1: y) that follows the view, or NULL. */
const char *mercer_figure_get_follows (const MercerFigure *f, int panel, int axis);
bool mercer_figure_is_in_space (const MercerFigure *f, int panel);
/* Every coordinate, readout and table entry is finite or a gap that was meant. For the contract
 * test. */
bool mercer_figure_is_sound (const MercerFigure *f, const char **what);
/* Bytes held, for bounded reels. */
size_t mercer_figure_bytes (const MercerFigure *f);
