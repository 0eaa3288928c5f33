/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discrepancy-points.h"
#include "job.h"
#include "sliced.h"

/* A film of particles: everything that flows of particles towards a target have in common. The film opens the target,
 * places the particles, takes live changes over between steps, keeps what was measured, judges when to end, holds
 * particles that a hand holds, winds back what diverged, and draws and words each frame. A flow is a MercerFilmFlow: what it
 * measures, and functions that open, step and show a field. It stands in its method's table, whose `run` is mercer_film_run ().
 *
 * Several flows go along in step, from the same start and to the same target: one drawn beside the first, and traces, of which only
 * the curves are drawn. As a rule each is a film of its own, of any particle flow or of the same with other values (film-beside.c);
 * all are then measured by one discrepancy, that of the energy kernel. A flow may also have two lanes in its own film, told apart by
 * what it makes of the lane's index. */

enum { MERCER_FILM_CURVES = 8, MERCER_FILM_LANES = 2, MERCER_FILM_TRACES = 6, MERCER_FILM_OTHERS = 1 + MERCER_FILM_TRACES };

typedef struct _MercerFilm MercerFilm;

/* Stands first in the values of each flow's method. */
typedef struct
{
  double step;
  int particles, start, steps, every, beside;
  bool arrows;
  MercerText settings, kernel; /* of the flow beside it; the kernel wins over one among the settings */
  MercerText traces;           /* of each the choice as beside it and its settings, parted by | */
} MercerFilmValues;

/* One number measured after each step: a readout and a column of the trace under its id, and a line in a panel of the
 * history. The first is the objective: the rule of when to end reads it, and it is drawn for each lane. */
typedef struct
{
  const char *id, *title; /* N_() unless the same in all languages; id NULL ends a table */
  int panel;              /* -1: none */
  MercerColourRole role;
} MercerFilmCurve;

typedef struct
{
  const char *title, *label; /* N_(); title NULL ends a table */
  MercerAxisScale scale;
  bool terms; /* of what the flow lowers, or of what moves it: bars say how much each is now. They add up where the objective is a sum */
} MercerFilmPanel;

/* What a live change has changed, for MercerFilmFlow.change. */
typedef enum
{
  MERCER_FILM_VALUES = 1 << 0,
  MERCER_FILM_KERNEL = 1 << 1,
  MERCER_FILM_TARGET = 1 << 2,
  MERCER_FILM_PARTICLES = 1 << 3, /* a hand has moved one */
  MERCER_FILM_REWOUND = 1 << 4   /* it was lost and is back where it was before: what the state knows of there is to be forgotten */
} MercerFilmChange;

/* How the film steps: with momentum, the share of the last velocity that stays; adaptive: the step is made shorter where the objective
 * would rise, of the particles that go too far or of all, and grows back slowly. */
typedef struct
{
  double momentum;
  double noise;            /* a step of size h adds normal noise of sd noise sqrt (h); the objective then does not say when to end */
  bool adaptive, restless, chance; /* as in MercerLane */
  double rounding;         /* as in MercerDescentRule */
  int halvings;            /* at most so many of one step; 0: 40 */
} MercerFilmRule;

typedef struct
{
  MercerFilm *film;      /* whose it is */
  size_t index, place;   /* among the lanes of its film; among all that go along */
  void *state;           /* flow->state_size bytes, zero at first; scratch of the work */
  MercerMatrix x, velocity; /* n x d; a step sets both */
  double measured[MERCER_FILM_CURVES]; /* at x */
  double common;         /* of several films: the energy kernel's MMD^2 to the target */
  double made;           /* size of the last step, where it differs from the one asked for */
  double share;          /* of the one asked for, where it was made shorter so as not to overshoot; else 1 */
  double thrown;         /* of one that was lost: how far from the centre it went; may be infinite */
  bool restless;         /* the objective is noisy: it does not say when to end */
  bool chance;           /* random numbers have a part in each step: it is restless, and for ever */
  MercerFlowEnd end;
  MercerMatrix force;    /* n x d: of flows by `evaluate`, at x */
  const double *groups;  /* n numbers of colours; NULL: all in one */
  /* of the film */
  MercerMatrix kept, kept_force, kept_velocity; /* before the step */
  double shrink;         /* what adaptation has made of the step, <= 1 */
  double *parts;         /* n: and of that of each particle */
  GArray *moments;       /* of MercerFilmMoment */
  GArray *objectives, *shares; /* those since the last change from outside */
  double *trail;         /* slots of n x dims, the oldest first */
  size_t n_trail;
  double *field, strongest; /* at the lattice; its largest value at the start */
  bool fresh;            /* the field is that of the particles as they are */
} MercerLane;

typedef struct
{
  double measured[MERCER_FILM_CURVES], made, speed, common;
} MercerFilmMoment;

/* What can stand beside a flow: a method by its id, NULL for the flow's own with the values of the moment; and which of its values
 * are different, as in the text of the param, %s being the median distance of the target's points. */
typedef struct
{
  const char *method, *settings;
} MercerFilmBeside;

typedef struct _MercerFilmFlow
{
  size_t state_size;
  const MercerFilmCurve *curves;
  const MercerFilmPanel *panels;
  const char *ground;    /* N_(): a caption that says what the ground means; NULL: there is none */
  const char *field;     /* N_(): what the field is called on an axis */
  bool slow_start;       /* the start is shown before anything is measured; of very many points it always is */
  bool unsettled_ground; /* known up to a constant, also where the kernel does not say so */
  /* Before the particles are placed; may be NULL: the rows of the table are the target. Else it fills film->target (rows, ids
   * or NULL) and film->names; it may keep things in film->own. Again after a live change of the table. */
  MercerStatus (*aim) (MercerFilm *film);
  size_t (*lanes) (const MercerFilm *film); /* NULL: 1 */
  const MercerFilmBeside *besides; /* in the order of the param's choices, the first none; NULL: mercer_film_besides */
  /* Most flows are this: the force on each particle at lane->x into lane->force, and what is measured there. The film makes the
   * steps by the rule (NULL: plain Euler). */
  MercerStatus (*evaluate) (MercerFilm *film, MercerLane *lane);
  MercerFilmRule (*rule) (const MercerFilm *film);
  /* Flows that step in their own way have these three instead; `open` may also stand before the first `evaluate`, and `change`
   * before that after a change from outside. lane->x holds the start. They set lane->measured and may put other memory in place
   * of lane->x and velocity. */
  MercerStatus (*open) (MercerFilm *film, MercerLane *lane);
  /* One step of size film->shared->step: x, velocity, measured, made. A failure leaves the lane as it was. */
  MercerStatus (*step) (MercerFilm *film, MercerLane *lane);
  /* After a change from outside: measured anew. */
  MercerStatus (*change) (MercerFilm *film, MercerLane *lane, unsigned changes);
  /* The ground at the points of the lattice (k x d); NULL: there is none. */
  MercerStatus (*show) (MercerFilm *film, MercerLane *lane, MercerMatrix at, double *out);
  /* The rest may be NULL. Of flows with lanes of their own: what the lane flows by, for titles and legends (g_malloc'd). */
  char *(*name) (const MercerFilm *film, const MercerLane *lane);
  /* Where it flows to, "Flow to %s" (g_malloc'd); NULL: the table's title. */
  char *(*title) (const MercerFilm *film);
  /* Axes, ground and frame of the panel that shows the plane, in place of the film's own. */
  void (*draw_frame) (const MercerFilm *film, MercerFigureBuilder *b, int panel);
  /* One more panel below the history; has_more NULL: always. */
  bool (*has_more) (const MercerFilm *film);
  void (*draw_more) (const MercerFilm *film, MercerFigureBuilder *b, int column, int row);
  /* Readouts, texts and tables of its own. */
  void (*words) (const MercerFilm *film, MercerFigureBuilder *b, bool final);
  /* What is to be said at the end, by mercer_film_note (); of a film beside another too. */
  void (*notes) (const MercerFilm *film, MercerFigureBuilder *b);
  /* What a hand can take in a panel that shows the plane. */
  void (*hands) (const MercerFilm *film, MercerFigureBuilder *b, int panel);
  void (*close) (MercerFilm *film);
} MercerFilmFlow;

struct _MercerFilm
{
  const MercerFilmFlow *flow;
  MercerJob *job;
  MercerWork *work;
  MercerRecipe *recipe;        /* live changes included; a reference */
  MercerRecipe *before;        /* while a change is taken over: the recipe before it; else NULL */
  const void *values;          /* of the method */
  const MercerFilmValues *shared; /* the first part of them */
  const char *const *names;    /* of the d columns */
  size_t d;
  MercerKernel *kernel;        /* bound; NULL if the method has none */
  MercerPoints target, given;  /* given: the start, if it is a table */
  const double *target_groups; /* as of a lane */
  MercerCloud cloud;           /* of the target as it was at first */
  double spread;               /* of a column of it, root mean square; 1 if there is none */
  double step_unit;            /* steps are made so many times as long as the param says; 1 unless the flow sets it */
  double reach;                /* farther from the centre than this a particle is lost */
  size_t n_lanes, steps;
  size_t begun;                /* the step from which it may make `steps` of them: 0, or where it had ended and goes on */
  bool over;                   /* it has come to its end */
  MercerLane lane[MERCER_FILM_LANES];
  MercerLane *along[MERCER_FILM_LANES + MERCER_FILM_OTHERS]; /* its own, then those of the others */
  size_t n_along, n_shown;     /* the first n_shown have pictures, the rest are traces */
  MercerFilm *other[MERCER_FILM_OTHERS]; /* the films that go along with this one, that with a picture first */
  size_t n_others;
  MercerFilm *beside, *first;  /* that of the others which has a picture; the film with which this one goes along; NULL: none */
  MercerRecipe *base;          /* of one that goes along: its recipe before the settings; */
  size_t wish;                 /* which of the wishes of the first it is */
  char *refusals[MERCER_FILM_OTHERS]; /* by wishes: why there is none although one was asked for */
  MercerSliced common;         /* what all are measured by; on the film that stands first */
  MercerMatrix directions;
  bool refused;                /* a live change could not be taken over */
  bool empty;                  /* the target has no whole row */
  void *own;                   /* of the flow */
  MercerPlane plane;
  MercerMatrix lattice;
};

/* MercerMethod.run of all whose MercerMethod.film is set: runs the whole film and emits its figures. The same bits with any number of
 * threads if the flow's are. */
MercerStatus mercer_film_run (MercerJob *job, const void *values, const MercerRecipe *recipe);

/* A note, which says of films that go along with each other whose it is; the remedy (which may be NULL) is that of the film which stands
 * first: the values of the others are a text. */
void mercer_film_note (const MercerFilm *film, MercerFigureBuilder *b, MercerNoteKind kind, const char *sentence, const char *remedy,
                       const char *param, double value);
/* For MercerFilmFlow.change: whether one of these params (ids, ends with NULL) is not as it was. */
bool mercer_film_differs (const MercerFilm *film, const char *const *ids);

/* --- For tables of methods ---------------------------------------------------------------------------- */

extern const MercerChoice mercer_film_starts[]; /* small cloud, ring, grid, wide cloud */
/* The shared params; `member` is the MercerFilmValues in Struct. The step comes first in a list, the rest near its end. */
#define MERCER_FILM_STEP(Struct, member)                                                                                     \
  MERCER_REAL (Struct, member.step, "step", N_("Step"), "x",                                                                 \
               N_("How far the particles go at each step; too far and they overshoot"), 0.3, 0, 1e15, 1e-3, 10,              \
               MERCER_LOG | MERCER_LIVE)
/* `where`: the start to begin with, an index of mercer_film_starts. */
enum { MERCER_FILM_START_CLOUD, MERCER_FILM_START_RING, MERCER_FILM_START_GRID, MERCER_FILM_START_WIDE };
#define MERCER_FILM_PLACES(Struct, member, hint, count, most, soft, where)                                                   \
  { "particles", MERCER_PARAM_INT, offsetof (Struct, member.particles), N_("Particles"), "", (hint), (count), 1, (most), 10, \
    (soft), MERCER_LOG | MERCER_ANEW, NULL, NULL },                                                                          \
  MERCER_CHOICE (Struct, member.start, "start", N_("Start"),                                                                 \
                 N_("Where the particles are at first, unless a table says it"), where, mercer_film_starts, MERCER_ANEW)
#define MERCER_FILM_REST(Struct, member, length, most)                                                                       \
  { "steps", MERCER_PARAM_INT, offsetof (Struct, member.steps), N_("Steps"), "",                                           \
    N_("The film ends after so many at the latest; a change lets it flow on for as many more"), (length), 1, (most), 10,      \
    (most) / 5, MERCER_LOG | MERCER_LIVE, NULL, NULL },                                                                              \
  MERCER_BOOL (Struct, member.arrows, "arrows", N_("Velocity arrows"), N_("Draws where each particle is heading"), 0,        \
               MERCER_LIVE | MERCER_VIEW),                                                                                   \
  MERCER_INT (Struct, member.every, "every", N_("Steps between frames"), "", N_("More make a shorter film"), 1, 1, 100,      \
              MERCER_LIVE | MERCER_EXPERT)
/* For MercerFilmRule. */
#define MERCER_FILM_MOMENTUM(Struct, member)                                                                                 \
  MERCER_REAL (Struct, member, "momentum", N_("Momentum"), "",                                                               \
               N_("Share of the last velocity that stays: carries particles on through flat country"), 0, 0, 0.99, 0, 0.99,    \
               MERCER_LINEAR | MERCER_LIVE)
extern const MercerRole mercer_film_roles[];        /* x: the columns of the target */
extern const MercerTableRole mercer_film_tables[];  /* start */
extern const MercerChoice mercer_film_beside_choices[];
extern const MercerFilmBeside mercer_film_besides[];
/* `choices` go with MercerFilmFlow.besides. Goes with mercer_film_actions. */
#define MERCER_FILM_BESIDE(Struct, member, choices)                                                                          \
  MERCER_CHOICE (Struct, member.beside, "beside", N_("Beside it"),                                                           \
                 N_("A second flow from the same start, drawn beside the first, step by step; a kernel that it has joins the list"),   \
                 0, choices, MERCER_ANEW),                                                                                   \
  MERCER_WORDS (Struct, member.settings, "beside-settings", N_("Settings beside"),                                           \
                N_("What is different in the second flow, such as step=0.1"), "", MERCER_LIVE),                              \
  MERCER_WORDS (Struct, member.traces, "traces", N_("Traces"),                                                               \
                N_("Up to six more flows from the same start, of which the history has curves: energy | svgd step=0.5"), "",  \
                MERCER_ANEW)
/* Behind it, of flows beside which one with a kernel can stand. Goes with mercer_film_unsaid_kernel (). */
#define MERCER_FILM_BESIDE_KERNEL(Struct, member)                                                                            \
  MERCER_KERNELS (Struct, member.kernel, MERCER_FILM_KERNEL_BESIDE, N_("Kernel beside"),                                     \
                  N_("The kernel of the second flow; empty: the one that it comes with, or that of the first"), "",          \
                  &mercer_film_beside_kernels, MERCER_LIVE)
#define MERCER_FILM_KERNEL_BESIDE "beside-kernel"
extern const MercerParamKernels mercer_film_beside_kernels;
/* The `unsaid_kernel` of those methods. O(rows), and of the Gaussian and its like the median of at most 1000 rows. */
MercerKernel *mercer_film_unsaid_kernel (const MercerRecipe *recipe, const MercerParam *param, const char **how);
extern const MercerAction mercer_film_actions[];    /* keep beside, keep a trace, clear the traces */
/* For flows by transport: a step of 1 goes all the way. */
#define MERCER_FILM_SHARE(Struct, member, start)                                                                             \
  MERCER_REAL (Struct, member.step, "step", N_("Step"), "",                                                                  \
               N_("Which share of the way to where they belong the particles go at each step"), (start), 0, 100, 0.01, 1.5,  \
               MERCER_LOG | MERCER_LIVE)
#define MERCER_FILM_FLAGS                                                                                                    \
  (MERCER_METHOD_FLOW | MERCER_METHOD_RANDOM | MERCER_METHOD_LIVE_DATA | MERCER_METHOD_LIVE_TOUCH | MERCER_METHOD_GOES_ON)

/* NULL, or why the start of this recipe cannot be used; `plane`: the columns of a target of its own, NULL: the rows are the
 * target. O(1). */
char *mercer_film_refuse (const MercerRecipe *recipe, const char *const *plane);
/* Root mean square of the standard deviations of the columns of role x; of a ground without points that of points all over it; 1 if
 * there is neither. O(1). */
double mercer_film_spread (const MercerRecipe *recipe);
/* A step of `part` of the spread of the columns of role x, for methods' suggest; new reference. */
MercerRecipe *mercer_film_suggest_step (MercerRecipe *recipe, double part);
/* Two significant digits: a start to think with. */
double mercer_film_rounded (double value);
