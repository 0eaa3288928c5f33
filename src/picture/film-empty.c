/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "empty-ground.h"
#include "film-private.h"

/* The picture of a film whose target has no rows yet: a ground to paint it on. */
void
mercer_film_show_empty (const MercerFilm *film)
{
  g_autofree char *title = mercer_film_title (film);
  mercer_job_emit (film->job, MERCER_EMIT_FINAL,
                   mercer_picture_empty_ground (title, mercer_recipe_dataset (film->recipe), film->names, NULL));
}
