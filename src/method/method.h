/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "kernel.h"
#include "param.h"
#include "work.h"

typedef struct _MercerRecipe MercerRecipe;
typedef struct _MercerJob MercerJob;
struct _MercerFilmFlow;

typedef enum
{
  MERCER_ROOM_REGRESSION,
  MERCER_ROOM_DENSITY,
  MERCER_ROOM_EMBEDDING,
  MERCER_ROOM_FLOWS,
  MERCER_ROOM_KERNELS,
  MERCER_ROOM_TESTS,
  MERCER_ROOM_SAMPLES,
  MERCER_ROOM_SEQUENTIAL,
  MERCER_ROOM_NETWORKS,
  MERCER_ROOM_DYNAMICS,
  MERCER_ROOM_DATA,
  MERCER_N_ROOMS
} MercerRoom;

typedef struct
{
  const char *id, *title, *summary, *icon_name;
} MercerRoomInfo;
const MercerRoomInfo *mercer_room_info (MercerRoom room);
#define MERCER_START_COORDINATES (-1) /* of a role: one column, or two that are named as the coordinates of a place */
/* A role is a place for columns. */
typedef struct
{
  const char *id;    /* "x" */
  const char *title; /* N_("Inputs") */
  const char *hint;  /* N_() */
  bool numeric;      /* numeric columns only; else categorical ones too */
  int min, max;      /* how many columns; max 0: any number */
  const char *within; /* a subset of this other role ("along" within "x"), or NULL. Empty means: both columns of that
                         role if it has two, else its first */
  int start;         /* how many columns it gets by default; 0: all that are left. Roles with min 0 get none */
  const char *empty; /* N_("Automatic"): what an empty role with min 0 means, in a word or two; NULL: it is left out */
  bool numbers_first; /* where categorical columns may stand: by default numeric ones alone do */
} MercerRole;

/* A further table that a method can use beside the one it is about: the second sample of a two-sample test. On the
 * command line an option of the same name takes a file, sample or generator; if the method also has a choice of that name,
 * a word of the choice goes there instead. Every method can be given the table "at". */
typedef struct
{
  const char *id;    /* "against" */
  const char *title; /* N_("Second sample") */
  const char *hint;  /* N_() */
} MercerTableRole;

/* Something a person presses that ends in a proposal: Fit, an automatic bandwidth... On the command line it
 * is an option of the same name and is carried out first. */
typedef struct
{
  const char *id;    /* "optimize" */
  const char *title; /* N_("Fit") */
  const char *hint;  /* N_() */
} MercerAction;

typedef enum
{
  MERCER_METHOD_POSITIONS = 1 << 0, /* columns of role x that are not drawn get a slider each */
  MERCER_METHOD_RANDOM = 1 << 1,    /* the seed matters */
  MERCER_METHOD_FLOW = 1 << 2,      /* one long job that emits frames and can be paused */
  MERCER_METHOD_LIVE_KERNEL = 1 << 3, /* a running flow takes a new kernel over at its next step */
  MERCER_METHOD_LIVE_DATA = 1 << 4,   /* and an edited table */
  MERCER_METHOD_LIVE_TOUCH = 1 << 5,  /* and a particle taken by hand */
  MERCER_METHOD_BRUSH = 1 << 6,       /* the picture says more of the rows that are selected: mercer_recipe_brushed () */
  MERCER_METHOD_DEFINITE_KERNEL = 1 << 7, /* a kernel that is not known to be positive definite is refused in words */
  MERCER_METHOD_GOES_ON = 1 << 8 /* a flow that shows a change at once while it is paused, and flows on with it after its end */
} MercerMethodFlags;

/* A Method is one constant table and one function. Adding one: its .c file, its test, and a word in
 * methods.list. */
typedef struct
{
  const char *id; /* "gp-regression" */
  MercerRoom room;
  const char *title, *summary; /* N_() */
  const char *source;          /* the literature, with equation or algorithm numbers */
  size_t values_size;
  const MercerParam *params;   /* offsets into values; ends with id NULL */
  const MercerRole *roles;     /* ends with id NULL */
  const MercerAction *actions; /* ends with id NULL; may be NULL */
  const MercerTableRole *tables; /* ends with id NULL; may be NULL; at most 3 */
  const MercerTableRole *at;     /* what the table "at" is to its picture: offered in the window. May be NULL */
  const char *kernel;          /* expression to start with; NULL: uses no kernel */
  unsigned flags;
  int least_rows; /* complete in every column of the roles that must be filled; 0: the method's check says */
  /* May be NULL: kernel and values that suit the table and roles of the recipe. O(rows). New reference. Role x holds numbers
   * alone or, where there are none, categories alone: what they need beside each other is added to the kernel. */
  MercerRecipe *(*suggest) (MercerRecipe *recipe);
  /* May be NULL: what a hand that has just set this param, on its slider or in the picture, means beside it: a number that a rule had
   * chosen so far is the person's now. New reference. O(1). */
  MercerRecipe *(*by_hand) (MercerRecipe *recipe, const char *param);
  /* May be NULL: why this cannot run, one translated sentence (g_malloc'd), or NULL. O(1). */
  char *(*check) (const MercerRecipe *recipe);
  /* Of methods with a param of one kernel (may be NULL): the kernel, not bound, that an empty text of it stands for, and in *how
   * an N_() adjective for that, "automatic"; NULL: as the other values are, the param is without effect. New reference. O(rows). */
  MercerKernel *(*unsaid_kernel) (const MercerRecipe *recipe, const MercerParam *param, const char **how);
  /* Of particle flows: what the film plays of it, so that another can have it beside itself (film.h); else NULL. */
  const struct _MercerFilmFlow *film;
  /* Computes and emits. Returns a status; anything but OK and STOPPED is shown in words. */
  MercerStatus (*run) (MercerJob *job, const void *values, const MercerRecipe *recipe);
} MercerMethod;

/* The registry, in the order of methods.list; ends with NULL. The build generates the array (and only that) in
 * methods/; a test of the layers below may define one of its own instead. */
extern const MercerMethod *const mercer_methods[];
const MercerMethod *mercer_method_find (const char *id);
