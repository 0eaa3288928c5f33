/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

#include "recipe.h"

#define MERCER_MAX_ROLES 8
#define MERCER_MAX_TABLES 4 /* "at" and those of the method */

typedef struct
{
  char *column;
  double value;
} MercerPosition;

typedef struct
{
  char *axis;
  double low, high;
} MercerAxisView;

struct _MercerRecipe
{
  atomic_int references;
  const MercerMethod *method;
  void *values;
  MercerDataset *dataset;
  MercerDataset *tables[MERCER_MAX_TABLES]; /* "at" first, then in the order of method->tables */
  MercerKernel *kernel;
  char **roles[MERCER_MAX_ROLES]; /* in the order of method->roles; never NULL */
  GArray *positions;              /* of MercerPosition, sorted by column */
  char *action;
  uint64_t seed;
  GArray *views; /* of MercerAxisView, sorted by axis; NULL: none */
  bool touched;
  MercerTouch touch;
  GBytes *brushed; /* of uint64_t, ascending; NULL: none */
  MercerHash hash;
};

/* A copy that nobody else holds yet; the caller changes it and then calls seal. */
MercerRecipe *mercer_recipe_thaw (const MercerRecipe *recipe);
/* Computes the hash; from here on the recipe is immutable. Returns it. */
MercerRecipe *mercer_recipe_seal (MercerRecipe *recipe);
/* Fresh, with the method's starts and no columns in roles. */
MercerRecipe *mercer_recipe_blank (const MercerMethod *method, MercerDataset *dataset);
/* Index of a role in the method's table, or -1. */
int mercer_recipe_role_index (const MercerMethod *method, const char *role);
/* Index of a table by its id, or -1. */
int mercer_recipe_table_index (const MercerMethod *method, const char *id);
/* Whether the column may stand in the role. */
bool mercer_recipe_fits (const MercerRole *role, const MercerColumn *column);
/* Marks the columns (by index in the table) that stand in role `role`. */
void mercer_recipe_mark_taken (const MercerRecipe *recipe, int role, bool *taken);
/* recipe-check.c: why the columns do not fit their roles, or NULL. */
char *mercer_recipe_check_roles (const MercerRecipe *recipe);
/* recipe-kernel.c: why a param's kernels cannot be used: too many, not to be read, or they do not fit their columns; or NULL. */
char *mercer_recipe_check_other_kernels (const MercerRecipe *recipe, const MercerParam *param);
/* Fills the roles of a thawed recipe with the default columns; those kept (by index; NULL: none) stay as they are, and
 * their columns are left out of the others. */
void mercer_recipe_choose_roles (MercerRecipe *recipe, const bool *kept);
/* Removes from the roles of a thawed recipe that are subsets of others what those do not have. */
void mercer_recipe_prune_subsets (MercerRecipe *recipe);
/* `changed` with everything that in `old` was as suggested replaced by what is suggested now. A new reference. */
MercerRecipe *mercer_recipe_follow_suggestions (MercerRecipe *old, MercerRecipe *changed);
/* recipe-categories.c: what the method suggests, with categories among the inputs heeded. A new reference. */
MercerRecipe *mercer_recipe_suggest (MercerRecipe *recipe);
void mercer_recipe_set_position (MercerRecipe *recipe, const char *column, double value);
/* recipe-view.c: what is in view and selected, and the touch, of a thawed recipe from another; and what they add to the
 * hash. */
void mercer_recipe_take_view (MercerRecipe *to, const MercerRecipe *from);
void mercer_recipe_take_touch (MercerRecipe *to, const MercerRecipe *from);
void mercer_recipe_hash_picture (const MercerRecipe *recipe, MercerHash *hash);
