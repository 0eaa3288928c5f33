/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reader.h"
#include "start.h"

/* A Load reads a table or a session file on a thread of its own and makes the recipe to begin with, so that
 * the window stays alive whatever the size. */
typedef struct _MercerLoad MercerLoad;

typedef struct
{
  MercerRecipe *recipe;   /* of a table, to show; or */
  GPtrArray *session;     /* the recipes of a session file; or */
  MercerPreview *preview; /* the reader is unsure and wants to be told how to read; or */
  const GError *error;    /* one sentence; G_IO_ERROR_CANCELLED after mercer_load_stop () */
} MercerLoaded;

/* Called once, on the main thread; everything in loaded is borrowed. The load is freed after it. */
typedef void (*MercerLoadedFunc) (MercerLoad *load, const MercerLoaded *loaded, void *data);

/* options NULL: guess, and come back with a preview where the guess is unsure. */
MercerLoad *mercer_load_start (const MercerStart *start, const MercerReadOptions *options, MercerLoadedFunc done,
                               void *data);
void mercer_load_stop (MercerLoad *load);
/* Stops it, and done is not called. */
void mercer_load_abandon (MercerLoad *load);
/* Part done in [0, 1], or -1 if it cannot be told. */
double mercer_load_progress (MercerLoad *load);
const MercerStart *mercer_load_get_start (MercerLoad *load);
