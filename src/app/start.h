/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "request.h"

/* What a window is to begin with: the words of the command line, which is that of mercer-cli,
 *   mercer [FILE] [--method ID] [--data SPEC] [--role x=A,B] [--kernel EXPR] [--seed N] [--PARAM=VALUE]...
 * or a table chosen in the window. */
typedef struct
{
  char *data;   /* absolute path, "sample:NAME", "generator:..." */
  char *method; /* id */
  bool insists; /* on that method, whether the table suits it or not */
  char *table;  /* id of the method's further table that the data are for; NULL: they are what it is about */
  char **words; /* the rest, for mercer_request_new () */
} MercerStart;

#define MERCER_START_DATA "sample:co2"
#define MERCER_START_METHOD "gp-regression"
#define MERCER_START_METHOD_ALONE "kde" /* for tables that the method cannot use as they are: one column is enough for this one */

/* NULL: what Mercer begins with. */
MercerStart *mercer_start_new (const char *data, const char *method);
MercerStart *mercer_start_copy (const MercerStart *start);
void mercer_start_free (MercerStart *start);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerStart, mercer_start_free)

/* words: argv without the program's name; file names are taken relative to cwd. NULL with one sentence, also
 * where method, kernel, an option or a param's value are wrong or the file is not there; what depends on the table is found
 * out by mercer_start_recipe (). */
MercerStart *mercer_start_parse (char **words, const char *cwd, GError **error);
/* A saved session: the recipe comes from the file. */
bool mercer_start_is_session (const MercerStart *start);
bool mercer_start_is_file (const MercerStart *start);
/* The recipe for this table. Any thread. O(rows). */
MercerRecipe *mercer_start_recipe (const MercerStart *start, MercerDataset *dataset, GError **error);
/* The recipes of the session file, the first of them changed by the words. Any thread. */
GPtrArray *mercer_start_session (const MercerStart *start, GError **error);
/* The text of --help. */
char *mercer_start_usage (void);
/* What a command line that needs no window asks for (--help, --version): the text, or NULL. */
char *mercer_start_answer (char **words);
