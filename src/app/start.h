/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recipe.h"

/* What was asked for on the command line, which is that of mercer-cli:
 *   mercer [FILE] [--method ID] [--data SPEC] [--role x=A,B] [--kernel EXPR] [--seed N] [--PARAM=VALUE]... */
typedef struct
{
  char *data;        /* path, "sample:NAME", "generator:..."; NULL: the sample to begin with */
  char *method;      /* id; NULL: Gaussian process regression */
  char *kernel;      /* NULL: what the method suggests */
  char *seed;
  GPtrArray *roles;  /* "x=A,B" */
  GPtrArray *values; /* "noise=0.1" */
  bool help, version;
} MercerStart;

#define MERCER_START_DATA "sample:co2"
#define MERCER_START_METHOD "gp-regression"

/* For a table alone. */
MercerStart *mercer_start_new (const char *data, const char *method);
MercerStart *mercer_start_copy (const MercerStart *start);
void mercer_start_free (MercerStart *start);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerStart, mercer_start_free)

/* argv without the program's name; file names are taken relative to cwd. NULL with a sentence. */
MercerStart *mercer_start_parse (const char *const *argv, const char *cwd, GError **error);
/* Whether the words after --method, --kernel and so on make sense, as far as can be told without the table. */
bool mercer_start_check (const MercerStart *start, GError **error);
/* The recipe for this table; any thread. O(rows). */
MercerRecipe *mercer_start_recipe (const MercerStart *start, MercerDataset *dataset, GError **error);
/* The text of --help. */
char *mercer_start_usage (void);
