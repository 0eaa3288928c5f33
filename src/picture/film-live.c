/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-private.h"

/* The table again: what flows there stays where it is. One that has become empty ends the film; beside another it is not taken over. */
static MercerStatus
take_target (MercerFilm *film)
{
  MercerPoints old = film->target;
  film->target = (MercerPoints){ 0 };
  MercerStatus status = mercer_film_aim (film);
  bool ends = film->empty && film->first == NULL;
  film->refused = status != MERCER_OK && !ends;
  if (film->refused)
    {
      mercer_points_clear (&film->target);
      film->target = old;
    }
  else
    mercer_points_clear (&old);
  return ends ? status : MERCER_OK;
}

bool
mercer_film_differs (const MercerFilm *film, const char *const *ids)
{
  const MercerParam *params = mercer_recipe_method (film->recipe)->params;
  bool same = true;
  for (size_t k = 0; ids[k] != NULL && same && film->before != NULL; k++)
    same = mercer_param_equal (mercer_params_find (params, ids[k]), mercer_recipe_values (film->before), film->values);
  return !same;
}

/* Of values: those that only say what is shown, or how long, change nothing of the flow. */
static unsigned
value_changes (const MercerRecipe *from, const MercerRecipe *to)
{
  /* the last three count for others */
  static const char *const elsewhere[] = { "steps", "every", "beside-settings", "beside-kernel", "traces", NULL };
  bool same = true;
  for (const MercerParam *p = mercer_recipe_method (from)->params; p->id != NULL && same; p++)
    same = (p->flags & MERCER_VIEW) != 0 || g_strv_contains (elsewhere, p->id)
           || mercer_param_equal (p, mercer_recipe_values (from), mercer_recipe_values (to));
  return same ? 0 : MERCER_FILM_VALUES;
}

/* Takes the recipe into this film; how the flow differs from the last: not at all if it cannot run, which film->refused says. */
static unsigned
take_recipe (MercerFilm *film, MercerRecipe *next)
{
  g_autofree char *refusal = mercer_recipe_check (next);
  MercerKernel *kernel = refusal == NULL && film->kernel != NULL ? mercer_film_bind (film, next) : NULL;
  film->refused = refusal != NULL || (film->kernel != NULL && kernel == NULL);
  if (film->refused)
    {
      mercer_recipe_unref (next);
      return 0;
    }
  unsigned changes = value_changes (film->recipe, next);
  if (!mercer_hash_equal (mercer_dataset_hash (mercer_recipe_dataset (film->recipe)),
                          mercer_dataset_hash (mercer_recipe_dataset (next))))
    changes |= MERCER_FILM_TARGET;
  if (kernel != NULL && !mercer_hash_equal (mercer_kernel_hash (film->kernel), mercer_kernel_hash (kernel)))
    changes |= MERCER_FILM_KERNEL;
  bool named_by_roles = film->names == mercer_recipe_role (film->recipe, "x");
  mercer_kernel_unref (film->kernel);
  film->before = film->recipe;
  film->kernel = kernel;
  film->recipe = next;
  film->values = mercer_recipe_values (next);
  film->shared = film->values;
  if (named_by_roles)
    film->names = mercer_recipe_role (next, "x");
  if (film->first != NULL && film->flow->aim == NULL)
    film->names = film->first->names;
  return changes;
}

/* What had ended goes on from where it stands; meanwhile nothing happened to it. */
static MercerStatus
wake_lane (MercerLane *lane, unsigned changes)
{
  bool lost = lane->end == MERCER_FLOW_DIVERGED;
  MercerFilmMoment still = g_array_index (lane->moments, MercerFilmMoment, lane->moments->len - 1);
  still.made = still.speed = 0;
  while (lane->moments->len <= lane->film->steps)
    g_array_append_val (lane->moments, still);
  lane->end = MERCER_FLOW_GOES_ON;
  return mercer_film_change_lane (lane, changes | (lost ? MERCER_FILM_REWOUND : 0));
}

/* A film that has the other's points follows whatever made these. */
static MercerStatus
take_into (MercerFilm *film, MercerRecipe *next, unsigned *all)
{
  unsigned changes = take_recipe (film, next);
  if (changes != 0 && film->first != NULL && film->flow->aim == NULL && film->first->flow->aim != NULL)
    changes |= MERCER_FILM_TARGET;
  MercerStatus status = changes & MERCER_FILM_TARGET ? take_target (film) : MERCER_OK;
  for (size_t k = 0; k < film->n_lanes && status == MERCER_OK && changes != 0; k++)
    status = wake_lane (&film->lane[k], changes);
  g_clear_pointer (&film->before, mercer_recipe_unref);
  *all |= changes;
  return status;
}

MercerStatus
mercer_film_take_over (MercerFilm *film, MercerRecipe *next, unsigned *changes)
{
  MercerStatus status = take_into (film, next, changes);
  if (status != MERCER_OK || film->n_others == 0 || film->refused)
    return status;
  for (size_t k = 0; k < film->n_others && status == MERCER_OK; k++)
    {
      MercerFilm *other = film->other[k];
      MercerRecipe *recipe = mercer_film_beside_recipe (film, other->wish, &other->base, NULL);
      if (recipe != NULL)
        status = take_into (other, recipe, changes);
      film->refused = film->refused || recipe == NULL || other->refused;
    }
  return status == MERCER_OK ? mercer_film_common_open (film) : status;
}

/* What a hand holds stands where the hand is, in the plane that is drawn; what it lets go of is put there once. */
MercerStatus
mercer_film_hold (MercerFilm *film, bool changed, unsigned *changes)
{
  const MercerTouch *touch = mercer_recipe_touch (film->recipe);
  size_t place = touch != NULL ? (size_t) (touch->particle >> 32) : 0, i = touch != NULL ? (size_t) (uint32_t) touch->particle : 0;
  if (touch == NULL || (touch->let_go && !changed) || place >= film->n_shown || i >= film->along[place]->x.rows
      || film->plane.dims != 2)
    return MERCER_OK;
  MercerLane *lane = film->along[place];
  double want[2] = { touch->x, touch->y };
  for (size_t a = 0; a < 2; a++)
    {
      double at;
      mercer_plane_project (&film->plane, mercer_matrix_block (lane->x, i, 0, 1, film->d), a, &at);
      for (size_t c = 0; c < film->d; c++)
        *mercer_matrix_at (lane->x, i, c) += (want[a] - at) * *mercer_matrix_at (film->plane.axes, c, a);
    }
  *changes |= MERCER_FILM_PARTICLES;
  return wake_lane (lane, MERCER_FILM_PARTICLES);
}
