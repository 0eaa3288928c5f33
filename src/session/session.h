/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "recipe.h"

/* A Session is the panels on screen with their recipes, and the undo history over all of them. Recipes are
 * immutable, so a state is a list of references and undo costs nothing. UI thread only; knows no GTK. */
typedef struct _MercerSession MercerSession;
typedef void (*MercerSessionFunc) (MercerSession *session, int panel, void *data);

MercerSession *mercer_session_new (void);
void mercer_session_free (MercerSession *session);
/* Called after every change of a panel's recipe, by whatever door (set, undo, redo, open); panel -1: the
 * number of panels changed. */
void mercer_session_watch (MercerSession *session, MercerSessionFunc changed, void *data);

int mercer_session_panels (const MercerSession *session);
MercerRecipe *mercer_session_recipe (const MercerSession *session, int panel); /* borrowed */
/* Adds a panel (one undo step). Returns its index. */
int mercer_session_add (MercerSession *session, MercerRecipe *recipe, const char *done);
void mercer_session_remove (MercerSession *session, int panel, const char *done);
/* Replaces a panel's recipe as one undo step named `done` ("Noise", "Move point"). Steps with the same
 * merge key that follow one another without mercer_session_settle () between them are one step: a drag. merge
 * NULL: a step of its own. */
void mercer_session_set (MercerSession *session, int panel, MercerRecipe *recipe, const char *done,
                         const char *merge);
/* The panel's table seen by another method, for mercer_session_set (): as that method was last left in this panel, or
 * afresh. New reference. */
MercerRecipe *mercer_session_recall (const MercerSession *session, int panel, const MercerMethod *method);
/* The hand was lifted: the next step is a new one whatever its merge key. */
void mercer_session_settle (MercerSession *session);
/* The rows that a person has selected, by their identities, ascending; one selection for all panels that show the same table,
 * edited or not. No step of undo, and not saved; whoever changes it tells those who show it. Borrowed until the next change;
 * NULL: none. */
const uint64_t *mercer_session_brushed (const MercerSession *session, int panel, size_t *n);
void mercer_session_brush (MercerSession *session, int panel, const uint64_t *rows, size_t n);
/* Replaces without a step, e.g. the result of an open. Clears the history. */
void mercer_session_reset (MercerSession *session, MercerRecipe *const *recipes, int n);

bool mercer_session_can_undo (const MercerSession *session);
bool mercer_session_can_redo (const MercerSession *session);
/* What the next undo / redo would take back ("Move point"); borrowed; NULL if nothing. */
const char *mercer_session_undo_name (const MercerSession *session);
const char *mercer_session_redo_name (const MercerSession *session);
void mercer_session_undo (MercerSession *session);
void mercer_session_redo (MercerSession *session);
/* Changed since it was saved or reset? */
bool mercer_session_is_modified (const MercerSession *session);
/* The state of these recipes counts as saved from now on; NULL: the one on screen. */
void mercer_session_mark_saved (MercerSession *session, const GPtrArray *recipes);
/* The recipes of the panels as they are, to be written by another thread (g_ptr_array_unref when done). */
GPtrArray *mercer_session_recipes (const MercerSession *session);

/* The .mercer file: JSON, {"mercer": 1, "panels": [recipe...]}. Written whole or not at all. Saving marks the state as
 * saved; writing does not, and is for any thread. */
bool mercer_session_save (MercerSession *session, const char *path, GError **error);
bool mercer_session_write (const GPtrArray *recipes, const char *path, GError **error);
bool mercer_session_open (MercerSession *session, const char *path, GError **error);
/* All recipes of a file, at least one (g_ptr_array_unref when done); any thread. */
GPtrArray *mercer_session_read (const char *path, GError **error);
/* The first one, for the command line. */
MercerRecipe *mercer_session_read_recipe (const char *path, GError **error);
