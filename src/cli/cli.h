/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "request.h"

/* Exit codes of mercer-cli. */
typedef enum
{
  CLI_OK = 0,
  CLI_FAILURE = 1,  /* the computation or a file failed */
  CLI_BAD_INPUT = 2 /* the request cannot be carried out as it stands */
} CliExit;

/* Commands; each reads what it needs of the request. */
CliExit cli_list (const MercerRequest *request);
CliExit cli_show (const MercerRequest *request);
CliExit cli_kernels (const MercerRequest *request);
CliExit cli_gram (const MercerRequest *request);
CliExit cli_run (const MercerRequest *request);

/* One sentence to standard error; returns code. */
CliExit cli_complain (CliExit code, const char *sentence);
/* Prints and frees what the builder holds. */
CliExit cli_print_json (JsonBuilder *builder);
/* The table of --data, with progress on standard error if asked for; `otherwise` (an origin, or NULL) stands where none is named.
 * NULL after a complaint; *code then says which. */
MercerDataset *cli_open_data (const MercerRequest *request, const char *otherwise, CliExit *code);
/* Progress to standard error: "Factorising  42 %". */
void cli_progress_cb (double fraction, const char *doing, void *data);
/* The work that an interrupt (Ctrl+C) stops. */
void cli_set_work (MercerWork *work);
