/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells two films beside each other apart, and what both are measured by. */

#include <glib/gi18n-lib.h>

#include "film-private.h"

enum { COMMON_SLICES = 32, NAMED = 3 };

/* --- Names ------------------------------------------------------------------------------------------ */

bool
mercer_film_is_alike (const MercerFilm *film)
{
  return film->beside == NULL || film->beside->flow == film->flow;
}

/* The values in which it differs from the other film of the same flow. */
static char *
differences (const MercerFilm *film, const MercerFilm *other)
{
  const MercerMethod *method = mercer_recipe_method (film->recipe);
  GString *text = g_string_new (NULL);
  int named = 0;
  for (const MercerParam *p = method->params; p->id != NULL && named < NAMED; p++)
    {
      if (mercer_film_is_common (p->id) || mercer_param_equal (p, film->values, other->values))
        continue;
      g_autofree char *printed = mercer_param_print (p, film->values);
      const char *value = p->kind == MERCER_PARAM_CHOICE ? _(p->choices[(int) mercer_param_get (p, film->values)].title)
                          : p->kind == MERCER_PARAM_BOOL ? (mercer_param_get (p, film->values) != 0 ? _("yes") : _("no"))
                                                         : printed;
      g_string_append_printf (text, "%s%s %s", named++ > 0 ? ", " : "", _(p->title), value);
    }
  if (film->kernel != NULL && (named == 0 || !mercer_hash_equal (mercer_kernel_hash (film->kernel), mercer_kernel_hash (other->kernel))))
    {
      g_autofree char *kernel = mercer_kernel_show (film->kernel);
      g_string_append_printf (text, "%s%s", named > 0 ? ", " : "", kernel);
      named++;
    }
  if (named == 0)
    g_string_append (text, _(method->title));
  return g_string_free (text, FALSE);
}

char *
mercer_film_lane_name (const MercerFilm *film, const MercerLane *lane)
{
  const MercerFilm *own = lane->film;
  if (film->flow->name != NULL)
    return film->flow->name (film, lane);
  if (film->beside == NULL)
    return g_strdup ("");
  if (mercer_film_is_alike (film))
    return differences (own, own == film ? film->beside : film);
  g_autofree char *kernel = own->kernel != NULL ? mercer_kernel_show (own->kernel) : NULL;
  const char *title = _(mercer_recipe_method (own->recipe)->title);
  return kernel != NULL ? g_strdup_printf ("%s, %s", title, kernel) : g_strdup (title);
}

/* --- The common measure ----------------------------------------------------------------------------- */

MercerStatus
mercer_film_common_open (MercerFilm *film)
{
  size_t slices = film->d == 1 ? 1 : COMMON_SLICES;
  if (film->directions.data == NULL)
    film->directions = mercer_work_matrix (film->work, slices, film->d);
  if (film->directions.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_slices (MERCER_SLICES_QUASI, 0, 0, film->directions, film->work);
  return status == MERCER_OK
             ? mercer_sliced_open (&film->common, film->directions, film->cloud.centre, film->target.x, film->work)
             : status;
}

MercerStatus
mercer_film_common_measure (MercerFilm *film, MercerLane *lane)
{
  MercerFilm *first = film->first != NULL ? film->first : film;
  MercerFlowTerms terms;
  if (first->beside == NULL)
    return MERCER_OK;
  MercerStatus status = mercer_sliced_evaluate (&first->common, lane->x, (MercerMatrix){ 0 }, &terms, film->work);
  lane->common = 2 * terms.objective;
  return status;
}
