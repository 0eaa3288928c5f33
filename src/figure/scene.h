/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

#include "figure.h"

/* What a Figure is made of; seen by this folder only. Everything here is written by the builder and
 * never again. */

typedef enum
{
  MARK_LINE,
  MARK_SWING,
  MARK_BAND,
  MARK_POINTS,
  MARK_BARS,
  MARK_RASTER,
  MARK_CONTOURS,
  MARK_ARROWS,
  MARK_SEGMENTS,
  MARK_RULE,
  MARK_TEXT,
  /* of a panel in space; kept last */
  MARK_SURFACE,
  MARK_SPACE_POINTS,
  MARK_SPACE_LINE,
  N_MARK_KINDS
} MarkKind;

/* One letter for each column of numbers: x, y and z are coordinates, u and v distances on those axes,
 * c a value. */
typedef struct
{
  const char *name, *columns;
  bool x_tight; /* the marks end where their domain does: no air at their sides */
} MarkTraits;
extern const MarkTraits mark_traits[N_MARK_KINDS];
#define MARK_COLUMNS_MAX 4

typedef struct
{
  size_t nx, ny;
  double x0, x1, y0, y1;
  double min, max;
  MercerColourMap map;
  bool smooth;
  const char *bar_label, *bar_unit;
  const char **names[2]; /* of columns and rows, or NULL */
  float *level;  /* values as 0..255 along the map, NaN where there is nothing */
  double *value; /* as they came */
} Raster;

/* Polylines joined from contour pieces: path p is points[start[p]..start[p + 1]). */
typedef struct
{
  size_t n_paths, n_points;
  size_t *start;
  double *xy;    /* pairs */
  size_t *level; /* of path p */
  size_t n_levels;
  double *levels;
  const char **labels; /* n_levels, entries may be NULL */
} Contours;

typedef struct
{
  size_t n;
  double *dx, *dy, *stretch, *scale; /* the latter two, one for each dot, may be NULL */
  bool about;
} Bump;

typedef struct
{
  MarkKind kind;
  MercerStyle style;
  size_t n;
  double *column[MARK_COLUMNS_MAX];
  uint64_t *rows;
  double *sizes;  /* of dots, one each in points, NaN: the style's; NULL: all the style's */
  double *told;   /* of dots, one each, in the words for what is under the pointer; NULL: nothing beside what is drawn */
  const char *told_label, *told_unit;
  Bump *bump;     /* of dots, shown where one is pointed at; NULL: none */
  Raster *raster; /* MARK_RASTER, MARK_SURFACE; of mapped points only map, range and bar are used */
  Contours *contours;
  const char *text;
  bool vertical; /* MARK_RULE */
  bool mapped;   /* MARK_POINTS, MARK_SPACE_POINTS: the column after the coordinates is a value */
  bool size_key; /* MARK_POINTS without dots: its legend says what a size means */
  bool sorted;   /* column 0 rises and is finite: lines may be thinned */
} Mark;

typedef struct
{
  const char *label, *unit, *link;
  MercerAxisScale scale;
  bool fixed;
  double low,
      high; /* the range to show: given, or fitted to the marks and to linked axes of this figure */
  const char *names; /* in place of numbers, a line each: the k-th stands at k; NULL: numbers */
} Axis;

enum
{
  AXIS_X,
  AXIS_Y,
  AXIS_SPACE /* + k: of a panel in space */
};

/* A handle as it was given, its strings and values our own. */
typedef struct
{
  MercerHandle given;
  Contours *contours; /* FIELD: where a hand may take hold */
} Handle;

/* Places for a legend over a panel: its corners and the middles of its sides. */
typedef enum
{
  CORNER_TOP_LEFT,
  CORNER_TOP_RIGHT,
  CORNER_BOTTOM_LEFT,
  CORNER_BOTTOM_RIGHT,
  N_CORNERS,
  SIDE_LEFT = N_CORNERS,
  SIDE_RIGHT,
  SIDE_TOP,
  SIDE_BOTTOM,
  N_PLACES
} Corner;

typedef struct
{
  const char *title, *caption;
  int column, row, width, height;
  Axis axis[2];
  bool equal;
  const char *edits[2];
  bool editable;
  const char *follows[2]; /* what the recipe calls the axis; NULL: it does not follow the view */
  bool bare;
  bool in_space;
  Axis space[3];             /* of a panel in space: x, y, z */
  GArray *marks;             /* of Mark */
  GArray *handles;           /* of Handle */
  double load[N_PLACES];     /* the part of what a legend would cover there that has ink on it */
  Corner corner;             /* where it hides least */
  bool crowded;              /* and yet too much */
} Panel;

typedef struct
{
  const char *id, *title, *text;
} TextOutput;

typedef struct
{
  MercerTable head;
  GArray *columns; /* of MercerTableColumn */
} Table;

struct _MercerFigure
{
  atomic_int refs;
  GStringChunk *strings;
  const char *title, *description, *draft;
  GArray *panels;     /* of Panel */
  GArray *readouts;   /* of MercerReadout */
  GArray *slider_marks; /* of MercerSliderMark */
  GArray *notes;      /* of MercerNote */
  GArray *tables;     /* of Table */
  GArray *texts;      /* of TextOutput */
  GArray *stretch[2]; /* of double, columns and rows of the grid */
  bool swings;
  size_t bytes;
  uint64_t serial; /* names the figure in the cache */
};

/* The figure in the making is a figure that nobody else has seen yet. */
struct _MercerFigureBuilder
{
  MercerFigure *f;
};

static inline const Panel *
figure_panel (const MercerFigure *f, size_t i)
{
  return &g_array_index (f->panels, Panel, i);
}

static inline const Axis *
panel_axis (const Panel *p, int axis)
{
  return axis < AXIS_SPACE ? &p->axis[axis] : &p->space[axis - AXIS_SPACE];
}

static inline const Handle *
panel_handle (const Panel *p, size_t i)
{
  return &g_array_index (p->handles, Handle, i);
}

static inline const Mark *
panel_mark (const Panel *p, size_t i)
{
  return &g_array_index (p->marks, Mark, i);
}

/* Whether the axes of the plane are drawn around the plot. */
static inline bool
panel_has_axes (const Panel *p)
{
  return !p->bare && !p->in_space;
}

/* Strings live as long as the figure; NULL stays NULL. */
const char *figure_string (MercerFigure *f, const char *text);
MercerFigure *figure_alloc (void);
GArray *
mark_array_new (void); /* the marks own what they point to and are cleared with their array */
GArray *handle_array_new (void);
size_t mark_column_length (const Mark *m, int column);
static inline bool
mark_is_in_space (const Mark *m)
{
  return m->kind >= MARK_SURFACE;
}

/* The position of a coordinate on an axis (logarithm or itself), and back. */
double axis_forward (MercerAxisScale scale, double value);
double axis_inverse (MercerAxisScale scale, double position);

/* Calls `visit` with every vertex that a mark shows. */
typedef void (*VertexFunc) (double x, double y, void *data);
void mark_visit (const Mark *m, VertexFunc visit, void *data);
/* The k-th legend entry of a panel (marks with distinct legends), NULL after the last. */
const Mark *panel_legend (const Panel *p, size_t k);
/* The values of a mapped mark, or NULL. */
const double *mark_values (const Mark *m);
/* room.c: what part of each place of a panel has ink, and where its legend goes. Axes have their ranges. */
void panel_find_room (const MercerFigure *f, Panel *p);
/* Automatic ranges of all axes, linked ones together, and the corners for overlays. */
void figure_fit_axes (MercerFigure *f);

/* The ranges of a panel in space (space-fit.c). */
void panel_fit_space (Panel *p);

/* Lines along which a field given at nx x ny points takes each level: marching squares with linear
 * interpolation, saddles settled by the mean of the four corners, pieces joined. NULL-safe free. */
Contours *contours_trace (size_t nx, size_t ny, double x0, double x1, double y0, double y1,
                          const double *values, size_t n_levels, const double *levels);
void contours_free (Contours *c);
