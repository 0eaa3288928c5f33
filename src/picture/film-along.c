/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The films that go along with the first: from its start, to its target, step by step. */

#include <glib/gi18n-lib.h>

#include "film-private.h"

static void
forget (MercerFilm *other)
{
  mercer_film_close (other);
  g_free (other);
}

/* One of them, or NULL with the sentence that says why not. */
static MercerStatus
open_other (MercerFilm *film, size_t which, MercerFilm **opened)
{
  MercerFilm *other = g_new0 (MercerFilm, 1);
  *opened = NULL;
  *other = (MercerFilm){ .first = film, .job = film->job, .work = film->work, .wish = which };
  other->recipe = mercer_film_beside_recipe (film, which, &other->base, &film->refusals[which]);
  if (other->recipe == NULL)
    {
      if (film->refusals[which] == NULL)
        film->refusals[which] = g_strdup (_("it is not in this program."));
      forget (other);
      return MERCER_OK;
    }
  other->flow = mercer_recipe_method (other->recipe)->film;
  MercerStatus status = mercer_film_open (other);
  if (!other->empty)
    {
      *opened = other; /* what could not be opened is closed with the first */
      return status;
    }
  film->refusals[which] = g_strdup (_("its target has no rows."));
  forget (other);
  return MERCER_OK;
}

static void
take_along (MercerFilm *film, MercerFilm *other, bool has_picture)
{
  film->other[film->n_others++] = other;
  other->lane[0].place = film->n_along;
  film->along[film->n_along++] = &other->lane[0];
  if (!has_picture)
    return;
  film->beside = other;
  film->n_shown = film->n_along;
}

/* Why one that was asked for is not there is said in a note; the flow itself goes on without it. */
MercerStatus
mercer_film_open_others (MercerFilm *film)
{
  MercerStatus status = MERCER_OK;
  MercerFilmWish wish;
  if (mercer_params_find (mercer_recipe_method (film->recipe)->params, "beside") == NULL)
    return status;
  for (size_t which = 0; status == MERCER_OK && which < MERCER_FILM_OTHERS && mercer_film_wish (film->recipe, which, &wish); which++)
    {
      MercerFilm *other = NULL;
      if (wish.choice != NULL)
        status = open_other (film, which, &other);
      if (other != NULL)
        take_along (film, other, which == 0);
      mercer_film_wish_clear (&wish);
    }
  return status;
}
