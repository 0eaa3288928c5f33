/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A Param is one declared value of a method. The control panel, the command line, the help page, the
 * recipe's text, the code export and the contract test all come from these tables; a method reads its
 * values from a plain struct whose members the specs name by offset. */
typedef enum
{
  MERCER_PARAM_REAL,   /* double */
  MERCER_PARAM_INT,    /* int */
  MERCER_PARAM_BOOL,   /* bool */
  MERCER_PARAM_CHOICE, /* int: index into choices */
  MERCER_PARAM_LIST,   /* MercerList: one number for each column, say; may be empty */
  MERCER_PARAM_TEXT    /* MercerText: one line of words, such as a list of kernels; may be empty */
} MercerParamKind;

/* The value of a list param. */
#define MERCER_LIST_MAX 16
typedef struct
{
  int n;
  double at[MERCER_LIST_MAX];
} MercerList;

/* The value of a text param: UTF-8, one line. What the words may be is for the method's check to say. */
#define MERCER_TEXT_SIZE 4096
typedef struct
{
  char at[MERCER_TEXT_SIZE];
} MercerText;

typedef enum
{
  MERCER_LINEAR = 0,
  MERCER_LOG = 1 << 0,     /* slider and optimiser work on the logarithm */
  MERCER_LIVE = 1 << 1,    /* handed to a running job instead of starting a new one */
  MERCER_SEED = 1 << 2,    /* not a slider: a "shuffle" button */
  MERCER_VIEW = 1 << 3,    /* changes the picture, not the numbers */
  MERCER_EXPERT = 1 << 4,  /* folded away until asked for */
  MERCER_PLACE = 1 << 5,   /* a place along the axis of its unit, "x" or "y": the slider spans the columns of that role */
  MERCER_ANEW = 1 << 7,    /* of a flow: what has this value from the start, so that a change starts the flow anew. Each value
                              of a flow is either this or LIVE, and its row says so */
} MercerParamFlags;

typedef struct
{
  const char *id;    /* stable, [a-z0-9-]+: command line, files */
  const char *title; /* N_("Sentence case") */
  const char *hint;  /* N_(): what it does, in a sentence; may be NULL */
} MercerChoice;

/* What a text param says of the kernels that it holds, parted by |. Each is edited as the recipe's own is. */
typedef struct
{
  int most;         /* so many at most; 0: any number. Of one an empty text may stand for another: the method says for which */
  bool sound;       /* one that is not positive definite or not defined on its columns is refused; else the method sees to it */
  const char *role; /* whose columns they look at */
  const char *own;  /* N_(): what the recipe's own kernel is called beside them */
  const char *each; /* N_(): what one of them is called; NULL: nothing but its expression */
} MercerParamKernels;

typedef struct
{
  const char *id; /* stable, spelled as on the command line, e.g. "noise" */
  MercerParamKind kind;
  size_t offset;
  const char *title; /* N_() */
  const char *unit;  /* "" none, "x" or "y": that of the column in this role, else literal */
  const char *hint;  /* N_(): one sentence, what it does to the picture */
  double start, min, max;           /* what is valid */
  double soft_min, soft_max;        /* what the slider spans; equal = min, max */
  unsigned flags;                   /* MercerParamFlags */
  const MercerChoice *choices;      /* ends with { NULL } */
  const char *text;                 /* what a text param starts with */
  const MercerParamKernels *kernels; /* of a text param that holds kernels; else NULL */
} MercerParam;

/* The fields of a table, e.g.
 *   MERCER_REAL (Gp, noise, "noise", N_("Noise"), "y", N_("..."), 0.1, 1e-6, 1e6, 1e-3, 10, MERCER_LOG) */
#define MERCER_REAL(Struct, member, name, title, unit, hint, start, min, max, soft_min, soft_max, flags)     \
  { (name), MERCER_PARAM_REAL, offsetof (Struct, member), (title), (unit), (hint), (start), (min), (max),    \
    (soft_min), (soft_max), (flags), NULL, NULL }
#define MERCER_INT(Struct, member, name, title, unit, hint, start, min, max, flags)                          \
  { (name), MERCER_PARAM_INT, offsetof (Struct, member), (title), (unit), (hint), (start), (min), (max),     \
    (min), (max), (flags), NULL, NULL }
#define MERCER_BOOL(Struct, member, name, title, hint, start, flags)                                         \
  { (name), MERCER_PARAM_BOOL, offsetof (Struct, member), (title), "", (hint), (start), 0, 1, 0, 1, (flags), \
    NULL, NULL }
#define MERCER_CHOICE(Struct, member, name, title, hint, start, choices, flags)                              \
  { (name), MERCER_PARAM_CHOICE, offsetof (Struct, member), (title), "", (hint), (start), 0, 1e9, 0, 1e9,    \
    (flags), (choices), NULL }

/* start: the one component it begins with; NAN: it begins empty. The ranges hold for each component. */
#define MERCER_NUMBERS(Struct, member, name, title, unit, hint, start, min, max, soft_min, soft_max, flags)  \
  { (name), MERCER_PARAM_LIST, offsetof (Struct, member), (title), (unit), (hint), (start), (min), (max),    \
    (soft_min), (soft_max), (flags), NULL, NULL }

#define MERCER_WORDS(Struct, member, name, title, hint, start, flags)                                        \
  { (name), MERCER_PARAM_TEXT, offsetof (Struct, member), (title), "", (hint), 0, 0, 0, 0, 0, (flags), NULL, \
    (start) }
#define MERCER_KERNELS(Struct, member, name, title, hint, start, kernels, flags)                             \
  { (name), MERCER_PARAM_TEXT, offsetof (Struct, member), (title), "", (hint), 0, 0, 0, 0, 0, (flags), NULL, \
    (start), (kernels) }

/* Specs end with a field whose id is NULL. */
size_t mercer_params_count (const MercerParam *specs);
const MercerParam *mercer_params_find (const MercerParam *specs, const char *id);
/* Fills a struct of values with the starts. */
void mercer_params_start (const MercerParam *specs, void *values);
/* The value as a number; of a list its first component, NaN if it is empty; of a text NaN. */
double mercer_param_get (const MercerParam *spec, const void *values);
/* Stores value clamped to the valid range (integers rounded); a list becomes this one number. NaN is refused: nothing
 * changes. */
void mercer_param_set (const MercerParam *spec, void *values, double value);
/* Lists: the value, and its replacement by n <= MERCER_LIST_MAX numbers, clamped, none of them NaN. */
const MercerList *mercer_param_get_list (const MercerParam *spec, const void *values);
void mercer_param_set_list (const MercerParam *spec, void *values, const double *numbers, int n);
/* Texts: the value, and its replacement by one line of UTF-8; what is longer than the room is cut between characters, and
 * control characters become spaces. */
const char *mercer_param_get_text (const MercerParam *spec, const void *values);
void mercer_param_set_text (const MercerParam *spec, void *values, const char *text);
/* The parts of a text between its |, without the blanks around them; empty ones are left out, and a | in quotes parts nothing.
 * Free with g_strfreev. */
char **mercer_text_parts (const char *text);
/* For any kind: whether two structs agree in this param, and taking it from one into the other. */
bool mercer_param_equal (const MercerParam *spec, const void *a, const void *b);
void mercer_param_copy (const MercerParam *spec, const void *from, void *to);
size_t mercer_choice_count (const MercerChoice *choices);
/* Text that reads back to the same value: "0.1", "true", "latent". Free with g_free. */
char *mercer_param_print (const MercerParam *spec, const void *values);
/* The inverse. FALSE with one sentence in error (what is wrong, what is allowed) leaves values alone. */
bool mercer_param_parse (const MercerParam *spec, void *values, const char *text, GError **error);

#define MERCER_PARAM_ERROR (mercer_param_error_quark ())
GQuark mercer_param_error_quark (void);

/* The shortest decimal text that reads back to exactly `value` ("0.1", "1e-08", "nan"), whatever the
 * locale. buffer holds at least 32 bytes; returned for convenience. */
#define MERCER_NUMBER_SIZE 32
char *mercer_number_print (double value, char *buffer);
/* Reads a whole string as one number in the C locale. */
bool mercer_number_parse (const char *text, double *value);
/* A number for people: `digits` significant digits, thin: "1 234", "0.00123", "1.2e-09". */
char *mercer_number_show (double value, int digits, char *buffer);
/* The number that `digits` significant digits write (17: the value itself), by way of text: what is rounded to 1.4 prints
 * as 1.4. Not finite: as it is. */
double mercer_number_round (double value, int digits);
