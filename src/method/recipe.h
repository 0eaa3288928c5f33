/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "dataset.h"
#include "figure.h"
#include "kernel.h"
#include "method.h"

/* A Recipe is everything needed to compute again: method, values, kernel, dataset, columns in roles,
 * positions, seed. Immutable and reference counted (atomically); every change returns a new one. */
MercerRecipe *mercer_recipe_ref (MercerRecipe *recipe);
void mercer_recipe_unref (MercerRecipe *recipe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerRecipe, mercer_recipe_unref)

/* Starts of the method for this table: default roles, then what the method suggests for them. */
MercerRecipe *mercer_recipe_new (const MercerMethod *method, MercerDataset *dataset);

const MercerMethod *mercer_recipe_method (const MercerRecipe *recipe);
const void *mercer_recipe_values (const MercerRecipe *recipe);
MercerDataset *mercer_recipe_dataset (const MercerRecipe *recipe); /* borrowed; never NULL */
MercerKernel *mercer_recipe_kernel (const MercerRecipe *recipe);   /* borrowed; NULL if the method has none */
/* Points to evaluate at instead of the method's grid; borrowed; NULL: the grid. */
MercerDataset *mercer_recipe_at (const MercerRecipe *recipe);
/* A further table of the method by its id ("at" included); borrowed; NULL: none was given. */
MercerDataset *mercer_recipe_table (const MercerRecipe *recipe, const char *id);
uint64_t mercer_recipe_seed (const MercerRecipe *recipe);
/* The action asked for ("optimize"), or NULL for the plain run. */
const char *mercer_recipe_action (const MercerRecipe *recipe);
/* Names of the columns in a role; NULL-terminated, borrowed, never NULL. */
const char *const *mercer_recipe_role (const MercerRecipe *recipe, const char *role);
/* Their indices in the dataset; returns how many (at most max). */
size_t mercer_recipe_role_columns (const MercerRecipe *recipe, const char *role, int *columns, size_t max);
/* Where the slice stands in a column of role x that is not drawn: unless set, at the column's mean, or at the first of its
 * levels. */
double mercer_recipe_position (const MercerRecipe *recipe, const char *column);
/* The inputs that a picture is drawn along, of methods with MERCER_METHOD_POSITIONS: those of role "along"; if it is empty
 * both of two numeric inputs, else the first numeric one, else the first: a category where all are. Returns how many. */
size_t mercer_recipe_drawn (const MercerRecipe *recipe, const char *drawn[2]);
/* Whether the table has this column and it holds categories; and the name of the level with a number, NULL if there is none. */
bool mercer_recipe_is_category (const MercerRecipe *recipe, const char *column);
const char *mercer_recipe_level (const MercerRecipe *recipe, const char *column, double number);
/* Of everything that the numbers depend on. */
MercerHash mercer_recipe_hash (const MercerRecipe *recipe);

MercerRecipe *mercer_recipe_with_value (MercerRecipe *recipe, const char *param, double value);
MercerRecipe *mercer_recipe_with_list (MercerRecipe *recipe, const char *param, const double *numbers, int n);
MercerRecipe *mercer_recipe_with_text (MercerRecipe *recipe, const char *param, const char *text);
MercerRecipe *mercer_recipe_with_values (MercerRecipe *recipe, const void *values);
MercerRecipe *mercer_recipe_with_kernel (MercerRecipe *recipe, MercerKernel *kernel);
/* Another table. If it has the columns of every role, nothing else changes; otherwise roles, kernel and values
 * start anew. */
MercerRecipe *mercer_recipe_with_dataset (MercerRecipe *recipe, MercerDataset *dataset);
/* The same table seen by another method: columns in roles of the same id, tables of the same id, positions and seed
 * come along, and so does a kernel that a person made, where the method takes it. The rest starts anew. */
MercerRecipe *mercer_recipe_with_method (MercerRecipe *recipe, const MercerMethod *method);
/* Columns of a role. What the method had suggested for the old ones is suggested anew; what a person changed
 * stays. Roles within this one lose the columns that it lost. */
MercerRecipe *mercer_recipe_with_role (MercerRecipe *recipe, const char *role, const char *const *columns);
MercerRecipe *mercer_recipe_with_position (MercerRecipe *recipe, const char *column, double value);
MercerRecipe *mercer_recipe_with_at (MercerRecipe *recipe, MercerDataset *at);
/* table NULL: takes it away. What the method had suggested is suggested anew, as for a role. */
MercerRecipe *mercer_recipe_with_table (MercerRecipe *recipe, const char *id, MercerDataset *table);
MercerRecipe *mercer_recipe_with_seed (MercerRecipe *recipe, uint64_t seed);
MercerRecipe *mercer_recipe_with_action (MercerRecipe *recipe, const char *action);
/* Lets the method choose kernel and values for the present table and roles again. */
MercerRecipe *mercer_recipe_suggested (MercerRecipe *recipe);

/* The range of an axis that is in view (figure.h, mercer_figure_x_follows); false: the method chooses. A picture's
 * matter: neither undone nor saved. low >= high takes it away. */
bool mercer_recipe_view (const MercerRecipe *recipe, const char *axis, double *low, double *high);
MercerRecipe *mercer_recipe_with_view (MercerRecipe *recipe, const char *axis, double low, double high);

/* A particle that a hand holds (MERCER_PARTICLE_ID) and where: a live change of methods with MERCER_METHOD_LIVE_TOUCH,
 * which put it there at their next step and hold it while the touch lasts. NULL: none. */
typedef struct
{
  uint64_t particle; /* without the bit */
  double x, y;       /* in the axes of the panel */
  bool let_go;       /* here: it is put there once and no longer held */
} MercerTouch;
const MercerTouch *mercer_recipe_touch (const MercerRecipe *recipe);
MercerRecipe *mercer_recipe_with_touch (MercerRecipe *recipe, const MercerTouch *touch); /* NULL: let go */

/* The rows of the table that a person has selected in a picture, by their identities, ascending; borrowed; NULL if there are
 * none. A picture's matter: neither undone nor saved. Methods with MERCER_METHOD_BRUSH are asked again whenever it changes, a
 * running flow of theirs takes it over as a live change; the recipes of others never know of it. Rows may have left the
 * table since. */
const uint64_t *mercer_recipe_brushed (const MercerRecipe *recipe, size_t *n);
MercerRecipe *mercer_recipe_with_brushed (MercerRecipe *recipe, const uint64_t *rows, size_t n);
/* All views, the touch and the selected rows taken away: what is kept, undone and saved. */
MercerRecipe *mercer_recipe_without_picture (MercerRecipe *recipe);

/* What the method says that a hand on this param means beside it (its by_hand). Takes the recipe. */
MercerRecipe *mercer_recipe_by_hand (MercerRecipe *recipe, const char *param);
/* What a handle of a figure sets when it stands at `value`: params by their id (one component of a list, or for an ellipse
 * the whole of it), or a position. Values are clamped as a slider's are; what a hand means beside them is in it. */
MercerRecipe *mercer_recipe_with_handle (MercerRecipe *recipe, const MercerHandle *handle,
                                         const MercerHandleValue *value);

/* What the slider of this param spans for this recipe: the soft range, scaled by the spread (sd) of the
 * column where the param's unit is "x" or "y". The same for one parameter of the kernel. */
void mercer_recipe_slider_range (const MercerRecipe *recipe, const MercerParam *param, double *low, double *high);
void mercer_recipe_kernel_slider_range (const MercerRecipe *recipe, const MercerKernelParam *param, double *low,
                                        double *high);
/* The unit to write beside a value: for "x", "y" that of the column, for their powers "1/s", "kg²". Borrowed, never NULL. */
const char *mercer_recipe_unit (const MercerRecipe *recipe, const char *unit);

/* NULL, or the sentence why this recipe cannot run (roles filled, kernel fits the columns, the method's own
 * check). Free with g_free. */
char *mercer_recipe_check (const MercerRecipe *recipe);
/* For the checks of methods that square differences: NULL, or the sentence that the values of a column in this role lie so far apart
 * that the squares (of 1e154 and more) are beyond doubles. g_free. */
char *mercer_recipe_refuse_span (const MercerRecipe *recipe, const char *role);
/* The same for the column of weights in this role, if there is one: none is negative, one is positive, and the squares of all have a
 * sum. */
char *mercer_recipe_refuse_weights (const MercerRecipe *recipe, const char *role);

/* The columns of a role as an n x d column-major array, categories as the numbers of their levels from 0, rows with a
 * missing value in any of the roles `role` and `other` (may be NULL) left out. rows (may be NULL) receives the dataset
 * row of each; both are g_malloc'd. Returns n. */
size_t mercer_recipe_matrix (const MercerRecipe *recipe, const char *role, const char *other, double **values,
                             double **other_values, size_t **rows);

/* Whether a running flow can take `to` over from `from` without a new start: they differ at most in LIVE params and in
 * what the method's flags allow. */
bool mercer_recipe_is_live_change (const MercerRecipe *from, const MercerRecipe *to);

/* NULL, or the sentence why this kernel, bound to the columns of the role, may not look at the categories among them; g_free.
 * part (may be NULL) is set to the part that is to blame, where there is one. */
char *mercer_recipe_check_categories (const MercerRecipe *recipe, const char *role, const MercerKernel *bound,
                                      const MercerKernel **part);
/* The same for any reason why it cannot be used: categories, not positive definite where it must be, or not defined on columns whose
 * least and greatest values these are. O(d). */
char *mercer_recipe_refuse_kernel (const MercerRecipe *recipe, const char *role, const MercerKernel *bound, bool definite,
                                   const MercerKernel **part);
/* The kernel with categories among the inputs left to others: its parts look at the numeric inputs alone unless they select
 * columns, and Hamming()[c] is multiplied on for each input of categories that it does not mention. A new reference. */
MercerKernel *mercer_recipe_kernel_for_categories (const MercerRecipe *recipe, MercerKernel *kernel);
/* The kernel tied to the columns of role x (a new reference), or NULL with the sentence why it does not fit. What takes
 * means over rows (Centre) refers to those of the table that are complete, evenly thinned to at most
 * MERCER_KERNEL_MOST_REFERENCE; this is the one place where that is decided. */
MercerKernel *mercer_recipe_bind_kernel (const MercerRecipe *recipe, GError **error);
/* The same for any kernel on these columns. */
MercerKernel *mercer_recipe_bind (const MercerRecipe *recipe, MercerKernel *kernel, GError **error);
/* The which-th kernel of a param that holds kernels (MercerParamKernels), tied to the columns of its role; of an empty text of one
 * kernel that for which it stands. A new reference; NULL with a sentence that names the param. */
MercerKernel *mercer_recipe_other_kernel (const MercerRecipe *recipe, const char *param, size_t which, GError **error);
/* The recipe as if the kernel were its own and the columns of the role its inputs: for sliders, units and pictures of a kernel
 * beside the recipe's own. Never run. */
MercerRecipe *mercer_recipe_seen_by (const MercerRecipe *recipe, MercerKernel *kernel, const char *role);

#define MERCER_RECIPE_ERROR (mercer_recipe_error_quark ())
GQuark mercer_recipe_error_quark (void);

/* Text: a JSON object. Edited tables and those without an origin carry their cells. */
char *mercer_recipe_print (const MercerRecipe *recipe);
MercerRecipe *mercer_recipe_parse (const char *json, GError **error);
