/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells films that go along with each other apart, and what all are measured by. */

#include <glib/gi18n-lib.h>

#include "film-private.h"

enum { COMMON_SLICES = 32, NAMED = 3 };

/* --- Names ------------------------------------------------------------------------------------------ */

bool
mercer_film_is_alike (const MercerFilm *film)
{
  bool alike = true;
  for (size_t k = 0; k < film->n_others; k++)
    alike = alike && film->other[k]->flow == film->flow;
  return alike;
}

/* The first and all that go along with it, in turn; NULL behind the last. */
static const MercerFilm *
film_at (const MercerFilm *first, size_t k)
{
  return k == 0 ? first : k <= first->n_others ? first->other[k - 1] : NULL;
}

static bool
same_kernel (const MercerFilm *a, const MercerFilm *b)
{
  return a->kernel == NULL || mercer_hash_equal (mercer_kernel_hash (a->kernel), mercer_kernel_hash (b->kernel));
}

/* Whether another film of the same flow has another value of the param; by_kernel: those of another kernel are told apart by that. */
static bool
tells_apart (const MercerFilm *first, const MercerFilm *film, const MercerParam *param, bool by_kernel)
{
  bool same = true;
  const MercerFilm *other;
  for (size_t k = 0; (other = film_at (first, k)) != NULL; k++)
    if (other->flow == film->flow && (!by_kernel || same_kernel (film, other)))
      same = same && mercer_param_equal (param, film->values, other->values);
  return !same;
}

static bool
kernel_tells_apart (const MercerFilm *first, const MercerFilm *film)
{
  bool same = true;
  const MercerFilm *other;
  for (size_t k = 0; (other = film_at (first, k)) != NULL; k++)
    same = same && (other->flow != film->flow || same_kernel (film, other));
  return !same;
}

static void
append (GString *text, const char *title, const char *value)
{
  g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? ", " : "", title, title[0] != '\0' ? " " : "", value);
}

/* The values in which it differs from other films of the same flow. */
static void
append_differences (const MercerFilm *first, const MercerFilm *film, bool by_kernel, GString *text)
{
  int named = 0;
  for (const MercerParam *p = mercer_recipe_method (film->recipe)->params; p->id != NULL && named < NAMED; p++)
    {
      if (mercer_film_is_common (p->id) || !tells_apart (first, film, p, by_kernel))
        continue;
      g_autofree char *printed = mercer_param_print (p, film->values);
      const char *value = p->kind == MERCER_PARAM_CHOICE ? _(p->choices[(int) mercer_param_get (p, film->values)].title)
                          : p->kind == MERCER_PARAM_BOOL ? (mercer_param_get (p, film->values) != 0 ? _("yes") : _("no"))
                                                         : printed;
      append (text, _(p->title), value);
      named++;
    }
}

/* Of one flow all: what tells them apart; else the flow and what tells it from others of the same, which comes first where names are cut.
 * The kernel is said where it does, or where there is room. */
char *
mercer_film_lane_name (const MercerFilm *film, const MercerLane *lane)
{
  const MercerFilm *own = lane->film;
  if (film->flow->name != NULL)
    return film->flow->name (film, lane);
  if (film->n_others == 0)
    return g_strdup ("");
  bool alike = mercer_film_is_alike (film);
  g_autoptr (GString) differences = g_string_new (NULL);
  append_differences (film, own, !alike, differences);
  g_autofree char *kernel = own->kernel != NULL ? mercer_kernel_show (own->kernel) : NULL;
  const char *title = _(mercer_recipe_method (own->recipe)->title);
  bool apart = kernel != NULL && kernel_tells_apart (film, own), room = film->n_along == film->n_shown;
  bool by_kernel = kernel != NULL && (apart || (alike ? differences->len == 0 : room));
  bool by_title = !alike || (differences->len == 0 && !by_kernel);
  GString *name = g_string_new (by_title && room ? title : "");
  if (by_kernel && !alike)
    append (name, "", kernel);
  if (differences->len > 0)
    append (name, "", differences->str);
  if (by_kernel && alike)
    append (name, "", kernel);
  if (by_title && !room)
    append (name, "", title);
  return g_string_free (name, FALSE);
}

char *
mercer_film_trace_name (const MercerFilm *film, const MercerLane *lane)
{
  g_autofree char *name = mercer_film_lane_name (film, lane);
  return lane->place < film->n_shown ? g_steal_pointer (&name) : g_strdup_printf ("%zu: %s", lane->place - film->n_shown + 1, name);
}

char *
mercer_film_lane_id (const MercerFilm *film, const MercerLane *lane, const char *id)
{
  if (lane->place == 0)
    return g_strdup (id);
  if (lane->place < film->n_shown)
    return g_strconcat (id, "_beside", NULL);
  return g_strdup_printf ("%s_trace%zu", id, lane->place - film->n_shown + 1);
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
  if (first->n_others == 0)
    return MERCER_OK;
  MercerStatus status = mercer_sliced_evaluate (&first->common, lane->x, (MercerMatrix){ 0 }, &terms, film->work);
  lane->common = 2 * terms.objective;
  return status;
}
