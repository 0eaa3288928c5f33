/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tree.h"

/* An expression as a straight list of steps over tiles, made when it is first needed: every step
 * reads one or two buffers of a tile each and writes one, so that all of a tile's work happens in
 * the first-level cache and no matrix other than the result is ever touched. The list is a tape as
 * well: run backwards it carries d result / d buffer from the result to the leaves, which is how
 * gradients come at the cost of a few evaluations, whatever the number of parameters. */

typedef struct _KernelStep KernelStep;
typedef struct _KernelFrame KernelFrame;

/* Receives factor * adjoint * a * b (a, b: NULL for 1), the tile of derivatives by one free
 * parameter. */
typedef struct _KernelSink KernelSink;
struct _KernelSink
{
  void (*take) (KernelSink *sink, size_t theta, size_t n, double factor, const double *adjoint,
                const double *a, const double *b);
  /* By the points instead: rows x all columns, to which sum_j adjoint(i, j) dk/dx_i is added. */
  MercerMatrix moved;
};

/* What a program is run for: values alone, or backwards as well, by the free parameters or by the
 * points x. */
typedef enum
{
  KERNEL_VALUES,
  KERNEL_BY_THETA,
  KERNEL_BY_POINTS,
  KERNEL_BY_THETA_SINGLE, /* BY_THETA, and each pair's derivative by itself is wanted */
} KernelPurpose;
G_STATIC_ASSERT (KERNEL_BY_THETA_SINGLE + 1 == KERNEL_N_PURPOSES);

/* Operators look at other pairs than those of the tile: warped points, a fixed point, a point with
 * itself. A set of points is one side of such pairs: 0 is X, 1 is Z, others are made from one of
 * them for each tile; a view is the pairs of two sets. */
#define KERNEL_OWN_POINTS  2
#define KERNEL_MOST_POINTS 64
#define KERNEL_MOST_VIEWS  256

typedef struct
{
  size_t from;              /* the set it is made from; of an anchor nothing */
  const MercerKernel *node; /* the operator that made it */
  const double *p;          /* its parameters, one value for each slot */
  const size_t *theta;      /* of its slots */
  bool anchor;              /* one point, Shift's */
  /* Exchange's: column order[c] of `from` stands where index[c] is. NULL: in its place. */
  const size_t *order;
  bool wanted; /* derivatives by these points are wanted */
} KernelPoints;

typedef struct
{
  size_t a, b; /* sets */
  bool paired; /* the i-th of a with the i-th of b alone */
} KernelView;

typedef struct
{
  void (*forward) (const KernelStep *step, const KernelFrame *frame);
  /* From the adjoint of dst: those of the operands, and the step's own derivatives. */
  void (*backward) (const KernelStep *step, const KernelFrame *frame, KernelSink *sink);
} KernelStepKind;

#define KERNEL_NOT_FREE SIZE_MAX

struct _KernelStep
{
  const KernelStepKind *kind;
  size_t dst, a, b;          /* buffers of values */
  size_t adjoint, adjoint_b; /* of dst and, in place, of a; and of b */
  bool free_a, free_b;       /* whether anything behind the operand is free */
  bool idle;                 /* backwards: nothing here or behind it is free */
  double constant;           /* of scale, shift and diagonal steps: parameter^exponent */
  int exponent;              /* of those and of power steps */
  const size_t *theta; /* of a leaf's slots, or of the constant: index among the free parameters */
  /* Leaves. */
  const MercerKernel *leaf;
  const double *p, *weights; /* one value for each spec; 1 / l^2 of a list, or NULL */
  const double *slots;       /* one for each slot */
  const size_t *columns;
  size_t d, component; /* how many columns; which of a list is the length scale inside Additive */
  double weight;
  void *prepared;
  size_t u, slope; /* buffers */
  bool fills_u;    /* false: an earlier leaf has filled it */
  /* Operators. */
  size_t view;         /* the pairs that the step works on */
  size_t sides[2];     /* Centre: of the program's, those of the view */
  const size_t *parts; /* buffers that it joins, n_parts; their adjoints stand at adjoint_b + i */
  size_t n_parts;
  const double *weights_of_parts;
};

typedef struct _KernelProgram
{
  KernelStep *steps;
  size_t n_steps, n_values, n_adjoints, n_theta;
  size_t last_full; /* the last step that writes a whole tile: behind it only diagonals are touched */
  size_t tile; /* pairs in a tile at most */
  size_t tallest; /* rows of one */
  bool has_operators;
  size_t d;
  KernelPurpose purpose;
  bool with_gradient; /* any purpose but values */
  size_t room;
  GPtrArray *kept; /* what the steps point into */
  KernelPoints points[KERNEL_MOST_POINTS];
  KernelView views[KERNEL_MOST_VIEWS];
  size_t n_points, n_views;
  bool overflow; /* operators within operators need more than there is room for; not to be run */
  struct _KernelCentres *centres; /* NULL: none */
} KernelProgram;

/* The buffers and the place of one tile. */
struct _KernelFrame
{
  double *buffers; /* values, then adjoints, then one of scratch */
  size_t stride;
  const KernelProgram *program;
  KernelTile tile; /* p, u, columns and so on are filled in for each leaf */
  /* Coordinates of the sets of points behind the buffers, and derivatives by them. */
  MercerMatrix *points, *moved;
  double *direct;  /* the last steps write here if it is not NULL; without gradient only */
  /* What Centre steps know of the rows of X and Z, and which of these the tile begins with. */
  const struct _KernelTables *tables;
  size_t row, column;
};

static inline double *
kernel_frame_value (const KernelFrame *frame, size_t buffer)
{
  return frame->buffers + buffer * frame->stride;
}

/* Whether a step writes to the frame's direct target; and where its result goes. */
static inline bool
kernel_frame_is_direct (const KernelFrame *frame, const KernelStep *step)
{
  return frame->direct != NULL && step >= frame->program->steps + frame->program->last_full;
}

static inline double *
kernel_frame_target (const KernelFrame *frame, const KernelStep *step)
{
  return kernel_frame_is_direct (frame, step) ? frame->direct : kernel_frame_value (frame, step->dst);
}

static inline double *
kernel_frame_adjoint (const KernelFrame *frame, size_t buffer)
{
  return frame->buffers + (frame->program->n_values + buffer) * frame->stride;
}

static inline double *
kernel_frame_scratch (const KernelFrame *frame)
{
  return frame->buffers + (frame->program->n_values + frame->program->n_adjoints) * frame->stride;
}

/* With a gradient, values stay until they have been used backwards. The kernel must outlive the
 * program. */
KernelProgram *kernel_program_new (const MercerKernel *kernel, KernelPurpose purpose);
/* The same, made at the first call and kept as long as the kernel: for all who run it. Any thread. */
const KernelProgram *kernel_program_of (const MercerKernel *kernel, KernelPurpose purpose);
void kernel_program_free (KernelProgram *program);
/* Doubles from one buffer to the next, and those that a whole frame needs. */
size_t kernel_program_stride (const KernelProgram *program);
size_t kernel_program_frame_size (const KernelProgram *program);
/* Lays a frame out in so many doubles. */
void kernel_frame_start (KernelFrame *frame, const KernelProgram *program, double *buffers);
/* The result is in value buffer 0 (without gradient) or kernel_program_result (). */
void kernel_program_forward (const KernelFrame *frame);
double *kernel_program_result (const KernelFrame *frame);
/* The adjoint of the result stands in adjoint buffer 0, which is used up. */
void kernel_program_backward (const KernelFrame *frame, KernelSink *sink);

/* Makes the sets of points of the frame's tile; sets the derivatives by them to 0; and hands those
 * on to what they were made from, once all steps have run backwards. */
void kernel_points_make (const KernelFrame *frame);
void kernel_points_clear (const KernelFrame *frame);
void kernel_points_hand_on (const KernelFrame *frame, KernelSink *sink);
/* The points of a set as they stand in the frame. */
MercerMatrix kernel_points_of (const KernelFrame *frame, size_t set);
/* Whether the i-th of one set is made of the i-th row of X as the i-th of the other is of Z. */
bool kernel_points_are_counterparts (const KernelProgram *program, size_t a, size_t b);
/* What a map makes of n points (all columns; those that the operator does not see are not filled). */
void kernel_points_map (const KernelPoints *points, MercerMatrix from, MercerMatrix to);
/* The pairs of a step: the tile's own, or those of its view. */
KernelTile kernel_step_tile (const KernelStep *step, const KernelFrame *frame);
static inline size_t
kernel_step_pairs (const KernelStep *step, const KernelFrame *frame)
{
  return step->view == 0 ? frame->tile.n : kernel_step_tile (step, frame).n;
}

/* Adds the sums over tiles of the derivatives by each free parameter up in g, n_theta numbers that are set to 0. */
typedef struct
{
  KernelSink sink;
  double *g;
} KernelSumSink;
KernelSumSink kernel_sum_sink (double *g, size_t n_theta);
/* mercer_kernel_gradient_x () by a program. */
MercerStatus kernel_points_gradient (const KernelProgram *program, MercerMatrix x, MercerMatrix z,
                                     const double *weights, MercerMatrix g, MercerWork *work);

/* The kinds of steps. */
extern const KernelStepKind kernel_step_leaf, kernel_step_anchor, kernel_step_centre, kernel_step_normalize,
    kernel_step_blend, kernel_step_additive, kernel_step_add, kernel_step_multiply,
    kernel_step_scale, kernel_step_shift, kernel_step_diagonal, kernel_step_power;

/* u = sum_c w_c (x_c - z_c)^2 over the leaf's columns; weights NULL: all 1. */
void kernel_input_squares (const KernelTile *tile, const double *weights, double *u);
/* u = (x_c - z_c)^2 of one of them. */
void kernel_input_square (const KernelTile *tile, size_t c, double *u);
/* u = sum_c x_c z_c. */
void kernel_input_dots (const KernelTile *tile, double *u);
/* g(i, c) += scale sum_j t(i, j) du(i, j)/dx_ic over the leaf's columns, for either u; weights as
 * above. */
void kernel_input_move_squares (const KernelTile *tile, const double *weights, double scale,
                                const double *t, MercerMatrix g);
void kernel_input_move_dots (const KernelTile *tile, const double *t, MercerMatrix g);
