/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "coupling-train.h"
#include "inputs.h"
#include "job.h"

/* The training of a normalising flow as a film: what flows of any bend have in common. Opens the rows and holds some out, trains
 * stretch by stretch with live changes taken over in between, draws density and warped grid after each, and at the end tells of
 * the parameters that did best on one half of the rows held out, judged by the other half, which nothing has looked at before. A
 * method's `run` is one call of mercer_normalizing_run (). */

typedef struct
{
  MercerBend bend;
  double margin;           /* of bounded bends: how far the box goes beyond the rows at each end, as a part of their range */
  bool torus;              /* of smooth bends: columns come round */
  const MercerList *round; /* after how much: for each column, 0 of those that do not; one for all; empty: as their units and ranges say */
} MercerNormalizingForm;
/* What the values of a method say of it. */
typedef MercerNormalizingForm (*MercerNormalizingFormFunc) (const void *values);

typedef enum
{
  MERCER_NORMALIZING_TRAINS,
  MERCER_NORMALIZING_CHOOSES, /* the step that is best */
  MERCER_NORMALIZING_JUDGES   /* the choice */
} MercerNormalizingSide;

enum { MERCER_NORMALIZING_LEAST_ROWS = 4 };

/* Stands first in the values of each method. */
typedef struct
{
  double penalty, rate, held;
  int layers, points, by, steps, patience, samples, undone;
  bool show_samples;
} MercerNormalizingValues;

typedef struct
{
  double evaluations, train, held;
} MercerNormalizingMoment;

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  MercerRecipe *recipe; /* live changes included; a reference */
  const MercerNormalizingValues *values;
  MercerNormalizingFormFunc form_of;
  MercerNormalizingForm form;
  MercerKernel *kernel; /* as the chain sees it, bound */
  MercerInputs in;
  size_t total;         /* rows before some were left out for time */
  MercerMatrix train, held, judge;
  MercerNormalizingSide *sides; /* by row of the inputs */
  double *low_end, *high_end;  /* of bounded bends: the box, and where circles are cut open; d */
  bool *circle;                /* d; NULL if the bends are not bounded */
  size_t n_circles;
  MercerCoupling chain;
  MercerTraining training;
  MercerWork *memory;   /* of a chain that has taken the place of the first, and of its training; NULL: it is still the first */
  size_t begun;         /* the step at which the present training began: 0, or its end before a change that let it go on */
  double judged;        /* negative log-likelihood of the rows that judge; of the final picture alone */
  double gaussian, gaussian_judged; /* of the rows that choose, and of those that judge, under a Gaussian */
  bool refused;         /* the last change could not be taken over */
  char *missing;        /* what there must be more of to learn from, a sentence; NULL: nothing */
  GArray *moments;      /* of MercerNormalizingMoment */
  bool final;
  /* What is drawn; low, high: of both columns along, the frame of the whole film. */
  size_t dims, along[2], side; /* side: points of the lattice along each */
  double low[2], high[2];
  double *density;      /* side^dims */
  MercerMatrix shown;   /* side x 2 if dims is 1: x and z; else the lines of the grid, one after another, NaN between */
  MercerMatrix circles; /* images of the circles about 0 */
  MercerCoupling behind; /* the layers that are drawn: those behind the ones undone */
  MercerMatrix rows, drawn; /* rows and samples, carried by the layers undone; d columns */
  MercerMatrix samples; /* of the model, d columns */
  double *log_samples;  /* their log densities */
  MercerMatrix at;      /* points asked for */
  double *log_at;
} MercerNormalizing;

MercerStatus mercer_normalizing_run (MercerJob *job, const MercerRecipe *recipe, MercerNormalizingFormFunc form_of);

/* --- For tables of methods ---------------------------------------------------------------------------- */

extern const MercerChoice mercer_normalizing_optimizers[];
extern const MercerRole mercer_normalizing_roles[];
#define MERCER_NORMALIZING_FLAGS \
  (MERCER_METHOD_FLOW | MERCER_METHOD_RANDOM | MERCER_METHOD_POSITIONS | MERCER_METHOD_DEFINITE_KERNEL | MERCER_METHOD_LIVE_KERNEL \
   | MERCER_METHOD_LIVE_DATA | MERCER_METHOD_GOES_ON)
/* The members that all of them share, in the table of a method whose forms are form_of (values). */
#define MERCER_NORMALIZING_METHOD(id_, form_of)                                                                               \
  .id = (id_), .room = MERCER_ROOM_FLOWS, .roles = mercer_normalizing_roles, .kernel = "RBF(lengthscale=1)",                   \
  .flags = MERCER_NORMALIZING_FLAGS, .suggest = mercer_normalizing_suggest, .run = form_of##_run_cb
#define MERCER_NORMALIZING_RUN(form_of)                                                                                       \
  static MercerStatus form_of##_run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)                        \
  {                                                                                                                           \
    (void) values; /* those of the recipe, which changes */                                                                   \
    return mercer_normalizing_run (job, recipe, form_of);                                                                     \
  }
/* The shared params; `member` is the MercerNormalizingValues in Struct; penalty and learning rate to start with: the more numbers a
 * bend has, the slower. */
#define MERCER_NORMALIZING_PARAMS(Struct, member, weight, pace)                                                                           \
  MERCER_REAL (Struct, member.penalty, "penalty", N_("Penalty"), "",                                                         \
               N_("How much a layer pays for leaning on the kernel: more makes the density smoother"), (weight), 0, 1e6, 1e-5, 1, \
               MERCER_LOG | MERCER_LIVE),                                                                                     \
  MERCER_INT (Struct, member.layers, "layers", N_("Layers"), "",                                                             \
              N_("How many times the plane is bent, one half of the columns at a time"), 6, 1, 16, MERCER_LIVE),              \
  MERCER_INT (Struct, member.points, "points", N_("Auxiliary points"), "",                                                   \
              N_("By how many points each layer writes its functions: more can bend more sharply"), 16, 1, 100, MERCER_LIVE),  \
  MERCER_REAL (Struct, member.held, "held-out", N_("Held out"), "",                                                          \
               N_("Share of the rows not trained on: half choose the step (validation), half judge the outcome (test)"), 0.3, 0,\
               0.6, 0, 0.6, MERCER_ANEW),                                                                                    \
  { "steps", MERCER_PARAM_INT, offsetof (Struct, member.steps), N_("Steps"), "", N_("The film of the training ends here at the latest"), \
    150, 1, 1000, 10, 400, MERCER_LOG | MERCER_LIVE, NULL, NULL },                                                                          \
  MERCER_INT (Struct, member.patience, "patience", N_("Patience"), "",                                                       \
              N_("Training ends after so many steps in which the rows held out have gained nothing"), 15, 1, 1000, MERCER_EXPERT | MERCER_LIVE), \
  MERCER_CHOICE (Struct, member.by, "optimizer", N_("Trained by"),                                                           \
                 N_("Adam goes slowly and settles in wide valleys; L-BFGS goes far at each step"), 0,                        \
                 mercer_normalizing_optimizers, MERCER_LIVE | MERCER_EXPERT),                                                 \
  MERCER_REAL (Struct, member.rate, "rate", N_("Learning rate"), "",                                                         \
               N_("How far Adam goes at each step; L-BFGS finds it by itself"), (pace), 1e-6, 1, 1e-3, 0.2,                      \
               MERCER_LOG | MERCER_LIVE | MERCER_EXPERT),                                                                     \
  MERCER_INT (Struct, member.samples, "samples", N_("Samples"), "", N_("How many points are drawn from the flow"), 500, 0, 10000, \
              MERCER_LIVE),                                                                                                  \
  MERCER_BOOL (Struct, member.show_samples, "show-samples", N_("Show samples"), N_("Draws the samples over the warped grid"), 1, \
               MERCER_LIVE | MERCER_VIEW),                                                                                    \
  MERCER_INT (Struct, member.undone, "undone", N_("Layers undone"), "",                                                      \
              N_("Draws all as it is after so many layers have carried it, from the rows on to what the flow makes them of"), 0, 0, 16, \
              MERCER_LIVE | MERCER_VIEW)

/* The kernel for `suggest`; new reference. */
MercerRecipe *mercer_normalizing_suggest (MercerRecipe *recipe);
/* NULL, or why this recipe cannot run. */
char *mercer_normalizing_refuse (const MercerRecipe *recipe);

/* Whether column c comes round, by the form, and where it is cut open. */
bool mercer_normalizing_circle (const MercerRecipe *recipe, const MercerNormalizingForm *form, size_t c, double *low, double *high);
/* The recipe's kernel as a chain of the form sees it, bound; NULL with a sentence. */
MercerKernel *mercer_normalizing_kernel (const MercerRecipe *recipe, const MercerNormalizingForm *form, GError **error);

/* --- Between the parts themselves --------------------------------------------------------------------- */

static inline bool
mercer_normalizing_bounded (const MercerNormalizing *run)
{
  return run->form.bend.bounded;
}

/* What a hand has changed since the last step. */
typedef enum
{
  MERCER_NORMALIZING_NONE,
  MERCER_NORMALIZING_SEEN,   /* by the picture alone */
  MERCER_NORMALIZING_LEARNED /* by the training too */
} MercerNormalizingChange;
MercerStatus mercer_normalizing_refresh (MercerNormalizing *run, MercerNormalizingChange *change);
/* A chain of the recipe's shape over the rows; scratch of `memory`. */
MercerStatus mercer_normalizing_open_chain (MercerNormalizing *run, MercerKernel *kernel, MercerCoupling *chain, MercerWork *memory);
void mercer_normalizing_take_values (MercerNormalizing *run);
/* What a plain Gaussian makes of the rows that choose, and of those that judge. */
MercerStatus mercer_normalizing_measure_gaussian (MercerNormalizing *run);
/* Which columns are drawn, and how far. */
void mercer_normalizing_frame (MercerNormalizing *run);

/* Rows of the recipe, their sides, where they lie; and the same after the table has changed, where known rows keep their side and
 * the box grows as far as it must. MERCER_BAD_INPUT and run->missing where they are too few. */
MercerStatus mercer_normalizing_rows_open (MercerNormalizing *run);
MercerStatus mercer_normalizing_rows_follow (MercerNormalizing *run);

/* Dots as they lie in the frame: each once where the circles are cut open (first = 0), or its further copies there (1): x, y, ids (may be
 * NULL) of at most 9 n; returns how many. */
size_t mercer_normalizing_dots (const MercerNormalizing *run, int copies, size_t n, const double *x, const double *y, const uint64_t *ids,
                                double *to_x, double *to_y, uint64_t *to_ids);
/* Lines of the plane with NaN between, which may end where a circle is cut: made whole and repeated as often as the frame shows them. x
 * and y of *n points, new. */
void mercer_normalizing_lines (const MercerNormalizing *run, size_t n, const double *x, const double *y, GArray *to_x, GArray *to_y);
/* Rules where circles are cut open. */
void mercer_normalizing_seams (const MercerNormalizing *run, MercerFigureBuilder *b, int panel);
/* All that the picture shows, from the chain as it is; the figure. */
MercerStatus mercer_normalizing_look (MercerNormalizing *run);
MercerFigure *mercer_normalizing_figure (const MercerNormalizing *run);
void mercer_normalizing_words (const MercerNormalizing *run, MercerFigureBuilder *b);
