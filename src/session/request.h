/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "recipe.h"
#include "work.h"

/* What a person asked for on a command line, of mercer-cli and of the graphical program alike:
 *
 *   --data SPEC  --role NAME=COLUMN[,COLUMN]  --kernel EXPR  --PARAM=VALUE  --ACTION  --position COLUMN=VALUE
 *   --at FILE  --seed N  --out FILE (repeatable)  --threads N  --timing  --progress  --method ID
 *
 * `--name=value` and `--name value` are the same. Options are those, the params of the method and its actions; what is none of them and
 * names a role (--weight, or --weights) takes columns as --role does. */
typedef struct
{
  char *subject;   /* the first word that is no option: METHOD, FILE..., or NULL */
  char *method;    /* --method */
  char *data, *kernel, *at;
  GPtrArray *out;  /* of char * */
  GPtrArray *roles, *positions, *others; /* of char *: "x=a,b", "depth=3", "noise=0.1" or "optimize" */
  bool has_seed;
  uint64_t seed;
  int threads;     /* 0: one for each core */
  bool timing, progress, json, help;
} MercerRequest;

#define MERCER_REQUEST_ERROR (mercer_request_error_quark ())
GQuark mercer_request_error_quark (void);

/* Reads argv[0 .. argc) (the program's name left out). NULL with one sentence. What depends on the method (params,
 * actions) is kept in `others` until the recipe is made. */
MercerRequest *mercer_request_new (int argc, char **argv, GError **error);
void mercer_request_free (MercerRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerRequest, mercer_request_free)

/* The recipe of the request for this method and table (see mercer_request_load ()): roles, kernel, values, seed, points.
 * The last action asked for stands in the recipe's action. A wrong kernel gives a sentence followed by two lines: the
 * expression and carets under the place that is wrong. */
MercerRecipe *mercer_request_recipe (const MercerRequest *request, const MercerMethod *method,
                                     MercerDataset *dataset, GError **error);
/* Whether params, actions and tables of the request are the method's and their values can be read: what can be known
 * without the data. False with one sentence. */
bool mercer_request_check (const MercerRequest *request, const MercerMethod *method, GError **error);
/* Changes `recipe` (of a session file, say) by what the request says about roles, kernel, values, seed and points. */
MercerRecipe *mercer_request_apply (const MercerRequest *request, MercerRecipe *recipe, GError **error);
/* The kernel that the text says; the sentence with its two lines in error. columns: NULL, or those that it must fit. */
MercerKernel *mercer_request_kernel (const char *text, const char *const *columns, GError **error);
/* "Did you mean ...": the nearest of `names` (NULL-terminated) to `word`, or NULL if none is near. Borrowed. */
const char *mercer_request_nearest (const char *word, const char *const *names);
