/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recipe.h"

/* What a row of the control panel needs to know of one value, whether that comes from a method's table, the
 * kernel, the position of a slice or the seed. No GTK here. */
typedef enum
{
  MERCER_ROW_NUMBER, /* slider and entry */
  MERCER_ROW_SWITCH,
  MERCER_ROW_CHOICE, /* one of a list of values */
  MERCER_ROW_SEED,   /* entry and shuffle */
  MERCER_N_ROW_KINDS
} MercerRowKind;

typedef struct
{
  char *key;                /* unique on the panel: "param:noise", "kernel:RBF.lengthscale" */
  char *title, *unit, *hint; /* translated, never NULL */
  char *brief;              /* what the row shows where the title would be too long; NULL: the title */
  MercerRowKind kind;
  double start;             /* what reset goes back to */
  double min, max;          /* what is valid */
  double low, high;         /* what the slider spans */
  bool log, integer;
  bool pinnable;            /* fits may be told to leave it alone */
  bool anew;                /* a change starts the flow anew */
  size_t n_choices;
  char **choices;           /* translated, NULL-terminated; NULL unless kind is CHOICE */
  char **choice_hints;      /* a sentence for each, "" where there is none; NULL: none has one */
  double *choice_values;
} MercerRowSpec;

/* baseline: the recipe whose values "start" means: what the method suggests for this table. */
MercerRowSpec *mercer_row_spec_new_param (const MercerParam *param, const MercerRecipe *recipe,
                                          const MercerRecipe *baseline);
/* columns: those that reach the leaf, so that one of a list of length scales is called by its column and has its
 * unit. */
MercerRowSpec *mercer_row_spec_new_kernel (const MercerKernelParam *param, const MercerRecipe *recipe,
                                           const char *const *columns, double start);
/* Where the slice stands in a column of role x. */
MercerRowSpec *mercer_row_spec_new_position (const MercerColumn *column);
MercerRowSpec *mercer_row_spec_new_seed (uint64_t start);
/* Of a kernel raised to a power; number tells several of them apart. */
MercerRowSpec *mercer_row_spec_new_exponent (unsigned number);
void mercer_row_spec_free (MercerRowSpec *spec);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerRowSpec, mercer_row_spec_free)

/* --- The slider. It moves on the value itself, or on log10 of it; a person's ear (a screen reader) is given the
 * value as text. From the slider come round values, three or four digits that a person would have chosen, and at its
 * ends exactly low and high; a value that was typed is never rounded. */
double mercer_row_spec_to_slider (const MercerRowSpec *spec, double value);
double mercer_row_spec_from_slider (const MercerRowSpec *spec, double position);
/* Of the arrow keys and of Page Up and Down, in slider units. */
void mercer_row_spec_steps (const MercerRowSpec *spec, double *step, double *page);
/* One arrow key's worth above (direction 1) or below (-1) a value, kept valid but not within the slider. */
double mercer_row_spec_nudge (const MercerRowSpec *spec, double value, int direction);
/* Widens the slider so that it holds value, with room to drag on; false if it did already. */
bool mercer_row_spec_stretch (MercerRowSpec *spec, double value);

/* --- The entry. */
/* In full, reading back to the same double; and for a glance. Free with g_free. */
char *mercer_row_spec_print (const MercerRowSpec *spec, double value);
char *mercer_row_spec_show (const MercerRowSpec *spec, double value);
/* Reads what a person types: decimal comma, minus sign, digit groups and the unit itself are welcome. False
 * with one translated sentence that says what is allowed (g_malloc'd). */
bool mercer_row_spec_parse (const MercerRowSpec *spec, const char *text, double *value, char **sentence);
/* Index of the choice closest to value. */
size_t mercer_row_spec_choice (const MercerRowSpec *spec, double value);
