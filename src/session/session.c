/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session.h"

#include <string.h>

#include "memory.h"

/* Recipes are immutable, so a state is a list of references and history a list of states. */
typedef struct
{
  GPtrArray *recipes;
  char *done;  /* what led from the state before to this one */
  char *merge; /* steps with this key go on into this state; NULL: none */
} State;

struct _MercerSession
{
  GPtrArray *history; /* of State, oldest first; never empty */
  guint present;      /* index of the state on screen */
  guint saved;        /* index of the state last saved; G_MAXUINT: lost */
  bool settled;
  MercerMemory *memory;
  GArray *brushed;              /* of uint64_t, ascending */
  MercerDataset *brushed_table; /* whose rows they are; NULL: of none */
  MercerSessionFunc changed;
  void *data;
};

/* Enough for an afternoon; recipes share their tables, so a state is small. */
#define HISTORY_LIMIT 500

static State *
state_new (GPtrArray *recipes, const char *done, const char *merge)
{
  State *state = g_new0 (State, 1);
  state->recipes = recipes;
  state->done = g_strdup (done);
  state->merge = g_strdup (merge);
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;
  g_ptr_array_unref (state->recipes);
  g_free (state->done);
  g_free (state->merge);
  g_free (state);
}

static gpointer
copy_recipe (gconstpointer recipe, gpointer data)
{
  return mercer_recipe_ref ((MercerRecipe *) recipe);
}

static State *
state_at (const MercerSession *session, guint i)
{
  return g_ptr_array_index (session->history, i);
}

static GPtrArray *
present_recipes (const MercerSession *session)
{
  return state_at (session, session->present)->recipes;
}

static GPtrArray *
recipes_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_recipe_unref);
}

static GPtrArray *
recipes_copy (GPtrArray *recipes)
{
  GPtrArray *copy = g_ptr_array_copy (recipes, copy_recipe, NULL);
  g_ptr_array_set_free_func (copy, (GDestroyNotify) mercer_recipe_unref);
  return copy;
}

MercerSession *
mercer_session_new (void)
{
  MercerSession *session = g_new0 (MercerSession, 1);
  session->history = g_ptr_array_new_with_free_func (state_free);
  g_ptr_array_add (session->history, state_new (recipes_new (), NULL, NULL));
  session->settled = true;
  session->memory = mercer_memory_new ();
  session->brushed = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  return session;
}

void
mercer_session_free (MercerSession *session)
{
  if (session == NULL)
    return;
  g_ptr_array_unref (session->history);
  mercer_memory_free (session->memory);
  g_array_unref (session->brushed);
  g_clear_pointer (&session->brushed_table, mercer_dataset_unref);
  g_free (session);
}

void
mercer_session_watch (MercerSession *session, MercerSessionFunc changed, void *data)
{
  session->changed = changed;
  session->data = data;
}

static void
tell (MercerSession *session, int panel)
{
  if (session->changed != NULL)
    session->changed (session, panel, session->data);
}

int
mercer_session_panels (const MercerSession *session)
{
  return (int) present_recipes (session)->len;
}

MercerRecipe *
mercer_session_recipe (const MercerSession *session, int panel)
{
  g_return_val_if_fail (panel >= 0 && panel < mercer_session_panels (session), NULL);
  return g_ptr_array_index (present_recipes (session), panel);
}

/* --- Steps ------------------------------------------------------------------------------------- */

static void
forget_oldest (MercerSession *session)
{
  g_ptr_array_remove_index (session->history, 0);
  session->present--;
  if (session->saved != G_MAXUINT)
    session->saved = session->saved > 0 ? session->saved - 1 : G_MAXUINT;
}

/* Adds a state after the present one, dropping what could be redone. Takes recipes. */
static void
step (MercerSession *session, GPtrArray *recipes, const char *done, const char *merge)
{
  guint next = session->present + 1;
  if (next < session->history->len)
    g_ptr_array_remove_range (session->history, next, session->history->len - next);
  if (session->saved != G_MAXUINT && session->saved > session->present)
    session->saved = G_MAXUINT;
  g_ptr_array_add (session->history, state_new (recipes, done, merge));
  session->present = next;
  session->settled = false;
  if (session->history->len > HISTORY_LIMIT)
    forget_oldest (session);
}

static bool
continues (const MercerSession *session, const char *merge)
{
  const State *state = state_at (session, session->present);
  return !session->settled && merge != NULL && g_strcmp0 (state->merge, merge) == 0
         && session->present + 1 == session->history->len && session->saved != session->present;
}

void
mercer_session_set (MercerSession *session, int panel, MercerRecipe *recipe, const char *done, const char *merge)
{
  g_return_if_fail (panel >= 0 && panel < mercer_session_panels (session));
  MercerRecipe *before = mercer_session_recipe (session, panel);
  if (before == recipe || mercer_hash_equal (mercer_recipe_hash (before), mercer_recipe_hash (recipe)))
    return;
  mercer_recipe_ref (recipe);
  mercer_memory_keep (session->memory, panel, before, recipe);
  if (!continues (session, merge))
    step (session, recipes_copy (present_recipes (session)), done, merge);
  gpointer *place = &g_ptr_array_index (present_recipes (session), panel);
  mercer_recipe_unref (*place);
  *place = recipe;
  tell (session, panel);
}

MercerRecipe *
mercer_session_recall (const MercerSession *session, int panel, const MercerMethod *method)
{
  g_return_val_if_fail (panel >= 0 && panel < mercer_session_panels (session), NULL);
  return mercer_memory_recall (session->memory, panel, mercer_session_recipe (session, panel), method);
}

void
mercer_session_settle (MercerSession *session)
{
  session->settled = true;
}

int
mercer_session_add (MercerSession *session, MercerRecipe *recipe, const char *done)
{
  GPtrArray *recipes = recipes_copy (present_recipes (session));
  g_ptr_array_add (recipes, mercer_recipe_ref (recipe));
  step (session, recipes, done, NULL);
  tell (session, -1);
  return (int) recipes->len - 1;
}

void
mercer_session_remove (MercerSession *session, int panel, const char *done)
{
  g_return_if_fail (panel >= 0 && panel < mercer_session_panels (session));
  GPtrArray *recipes = recipes_copy (present_recipes (session));
  g_ptr_array_remove_index (recipes, (guint) panel);
  step (session, recipes, done, NULL);
  tell (session, -1);
}

void
mercer_session_reset (MercerSession *session, MercerRecipe *const *recipes, int n)
{
  GPtrArray *fresh = recipes_new ();
  for (int i = 0; i < n; i++)
    g_ptr_array_add (fresh, mercer_recipe_ref (recipes[i]));
  g_ptr_array_set_size (session->history, 0);
  g_ptr_array_add (session->history, state_new (fresh, NULL, NULL));
  session->present = session->saved = 0;
  mercer_memory_clear (session->memory);
  session->settled = true;
  tell (session, -1);
}

/* --- The rows selected -------------------------------------------------------------------------- */

static MercerDataset *
table_of (const MercerSession *session, int panel)
{
  return mercer_recipe_dataset (mercer_session_recipe (session, panel));
}

const uint64_t *
mercer_session_brushed (const MercerSession *session, int panel, size_t *n)
{
  *n = 0;
  if (session->brushed_table == NULL || panel < 0 || panel >= mercer_session_panels (session)
      || !mercer_is_same_table (session->brushed_table, table_of (session, panel)))
    return NULL;
  *n = session->brushed->len;
  return (const uint64_t *) session->brushed->data;
}

void
mercer_session_brush (MercerSession *session, int panel, const uint64_t *rows, size_t n)
{
  g_return_if_fail (panel >= 0 && panel < mercer_session_panels (session));
  g_clear_pointer (&session->brushed_table, mercer_dataset_unref);
  g_array_set_size (session->brushed, 0);
  if (n == 0)
    return;
  g_array_append_vals (session->brushed, rows, (guint) n);
  session->brushed_table = mercer_dataset_ref (table_of (session, panel));
}

/* --- History ----------------------------------------------------------------------------------- */

bool
mercer_session_can_undo (const MercerSession *session)
{
  return session->present > 0;
}

bool
mercer_session_can_redo (const MercerSession *session)
{
  return session->present + 1 < session->history->len;
}

const char *
mercer_session_undo_name (const MercerSession *session)
{
  return mercer_session_can_undo (session) ? state_at (session, session->present)->done : NULL;
}

const char *
mercer_session_redo_name (const MercerSession *session)
{
  return mercer_session_can_redo (session) ? state_at (session, session->present + 1)->done : NULL;
}

/* Goes to another state and tells of the panels that differ. */
static void
go_to (MercerSession *session, guint target)
{
  GPtrArray *before = present_recipes (session);
  session->present = target;
  session->settled = true;
  GPtrArray *after = present_recipes (session);
  if (before->len != after->len)
    {
      tell (session, -1);
      return;
    }
  for (guint i = 0; i < after->len; i++)
    if (g_ptr_array_index (before, i) != g_ptr_array_index (after, i))
      tell (session, (int) i);
}

void
mercer_session_undo (MercerSession *session)
{
  if (mercer_session_can_undo (session))
    go_to (session, session->present - 1);
}

void
mercer_session_redo (MercerSession *session)
{
  if (mercer_session_can_redo (session))
    go_to (session, session->present + 1);
}

bool
mercer_session_is_modified (const MercerSession *session)
{
  return session->present != session->saved;
}

GPtrArray *
mercer_session_recipes (const MercerSession *session)
{
  return recipes_copy (present_recipes (session));
}

static bool
holds (const State *state, const GPtrArray *recipes)
{
  return state->recipes->len == recipes->len
         && memcmp (state->recipes->pdata, recipes->pdata, recipes->len * sizeof (gpointer)) == 0;
}

/* The state may be the past by now, or forgotten. */
void
mercer_session_mark_saved (MercerSession *session, const GPtrArray *recipes)
{
  if (recipes == NULL || holds (state_at (session, session->present), recipes))
    {
      session->saved = session->present;
      return;
    }
  for (guint i = session->history->len; i-- > 0;)
    if (holds (state_at (session, i), recipes))
      {
        session->saved = i;
        return;
      }
}
