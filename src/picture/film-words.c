/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "film-private.h"

static const MercerFilmMoment *
last_moment (const MercerLane *lane)
{
  return &g_array_index (lane->moments, MercerFilmMoment, lane->moments->len - 1);
}

static void
describe (const MercerFilm *film, MercerFigureBuilder *b)
{
  char value[MERCER_NUMBER_SIZE];
  g_autofree char *by = film->kernel != NULL ? mercer_kernel_show (film->kernel) : NULL;
  g_autofree char *kernel = by != NULL ? g_strdup_printf (_(", kernel %s"), by) : g_strdup ("");
  const MercerLane *lane = &film->lane[0];
  g_autofree char *sentence
      = g_strdup_printf (_("%zu particles after %zu steps towards %zu points%s: %s is %s."), lane->x.rows, film->steps,
                         film->target.x.rows, kernel, _(film->flow->curves[0].title),
                         mercer_number_show (lane->measured[0], 3, value));
  mercer_figure_describe (b, sentence);
}

/* The objective of one that goes along, and what all are measured by; titles say how its line is drawn in the history. */
static void
read_out_along (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b)
{
  const MercerFilmCurve *objective = &lane->film->flow->curves[0];
  bool trace = lane->place >= film->n_shown;
  g_autofree char *id = mercer_film_lane_id (film, lane, objective->id), *common_id = mercer_film_lane_id (film, lane, "energy_mmd2");
  g_autofree char *own = g_strdup_printf (_("%s, dashed"), _(objective->title));
  g_autofree char *common = trace ? g_strdup_printf (_("Energy distance, trace %zu"), lane->place - film->n_shown + 1)
                                  : g_strdup (lane->place > 0 ? _("Energy distance, dashed") : _("Energy distance"));
  if (lane->place > 0 && !trace)
    mercer_figure_readout (b, id, own, last_moment (lane)->measured[0], "");
  if (film->n_others > 0)
    mercer_figure_readout (b, common_id, common, last_moment (lane)->common, "");
}

static void
readouts (const MercerFilm *film, MercerFigureBuilder *b)
{
  const MercerFilmCurve *curves = film->flow->curves;
  const MercerFilmMoment *last = last_moment (&film->lane[0]);
  mercer_figure_readout (b, "steps", _("Steps done"), (double) film->steps, "");
  for (size_t c = 0; curves[c].id != NULL; c++)
    mercer_figure_readout (b, curves[c].id, _(curves[c].title), last->measured[c], "");
  mercer_figure_readout (b, "step", _("Step"), last->made, "");
  mercer_figure_readout (b, "speed", _("Velocity, root mean square"), last->speed, "");
  for (size_t k = 0; k < film->n_along; k++)
    if (film->along[k]->moments->len > 0)
      read_out_along (film, film->along[k], b);
}

/* --- Notes ------------------------------------------------------------------------------------------- */

void
mercer_film_note (const MercerFilm *film, MercerFigureBuilder *b, MercerNoteKind kind, const char *sentence, const char *remedy,
                  const char *param, double value)
{
  const MercerFilm *first = film->first != NULL ? film->first : film;
  bool own = film == first;
  g_autofree char *name = first->n_others > 0 ? mercer_film_lane_name (first, &film->lane[0]) : NULL;
  g_autofree char *said = name != NULL ? g_strdup_printf ("%s: %s", name, sentence) : g_strdup (sentence);
  mercer_figure_note (b, kind, said, own ? remedy : NULL, own ? param : NULL, own ? value : 0);
}

/* --- How it ended ----------------------------------------------------------------------------------- */

/* Half of it; or so much shorter that what it threw out would have stayed within the spread of the target. */
static double
shorter_step (const MercerLane *lane)
{
  static const double least = 1e-6; /* of the step: where it went is no number that says how far */
  const MercerFilm *film = lane->film;
  double stays = isfinite (lane->thrown) && lane->thrown > 0 ? film->spread / lane->thrown : least;
  double part = lane->end == MERCER_FLOW_DIVERGED ? MIN (stays, 0.5) : 0.5;
  return part * film->shared->step;
}

/* Two that ended alike have one sentence. */
static bool
ended_alike (const MercerFilm *film)
{
  const MercerLane *first = film->along[0];
  bool alike = true;
  for (size_t k = 1; k < film->n_shown; k++)
    alike = alike && film->along[k]->end == first->end && film->along[k]->chance == first->chance
            && film->along[k]->moments->len == first->moments->len;
  return alike;
}

static void
note_end (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b)
{
  enum { WAVERS = MERCER_FLOW_DIVERGED + 1 };
  static const struct
  {
    const char *sentence;
    MercerNoteKind kind;
    bool shorter;
  } ends[] = {
    [MERCER_FLOW_GOES_ON] = { N_("Stopped after step %zu; the objective was still changing. More steps go on."),
                              MERCER_NOTE_INFO, false },
    [WAVERS] = { N_("Stopped after step %zu. Chance has a part in each step, so it never comes to rest by itself."),
                 MERCER_NOTE_INFO, false },
    [MERCER_FLOW_CONVERGED] = { N_("Converged after step %zu: the objective no longer changes."), MERCER_NOTE_INFO, false },
    [MERCER_FLOW_OSCILLATES] = { N_("Oscillating after step %zu: the particles overshoot to and fro, and the objective falls no "
                                    "further. A shorter step goes on."),
                                 MERCER_NOTE_WARNING, true },
    [MERCER_FLOW_STALLED] = { N_("Stalled after step %zu: every step that is long enough to be seen would overshoot somewhere, so the "
                                 "particles stand although they are still drawn. Momentum or a little noise can free them."),
                              MERCER_NOTE_WARNING, false },
    [MERCER_FLOW_DIVERGED] = { N_("Diverged: after step %zu the next threw particles out of sight, so the film stops there. A "
                                  "shorter step helps."),
                               MERCER_NOTE_WARNING, true },
  };
  char number[MERCER_NUMBER_SIZE];
  double half = mercer_film_rounded (shorter_step (lane));
  int end = lane->end == MERCER_FLOW_GOES_ON && lane->chance ? WAVERS : (int) lane->end;
  bool shorter = ends[end].shorter, own = lane->film == film; /* the step of the film beside stands in a text */
  g_autofree char *remedy = g_strdup_printf (_("Set step to %s"), mercer_number_show (half, 3, number));
  g_autofree char *said = g_strdup_printf (_(ends[end].sentence), (size_t) lane->moments->len - 1);
  g_autofree char *name = film->n_shown > 1 && !ended_alike (film) ? mercer_film_lane_name (film, lane) : NULL;
  g_autofree char *sentence = name != NULL ? g_strdup_printf ("%s: %s", name, said) : g_strdup (said);
  mercer_figure_note (b, ends[end].kind, sentence, shorter && own ? remedy : NULL, shorter && own ? "step" : NULL,
                      shorter && own ? half : 0);
}

/* --- What may surprise ------------------------------------------------------------------------------ */

static bool
all_equal (MercerMatrix x)
{
  for (size_t c = 0; c < x.cols; c++)
    for (size_t i = 1; i < x.rows; i++)
      if (*mercer_matrix_at (x, i, c) != *mercer_matrix_at (x, 0, c))
        return false;
  return true;
}

static void
note_input (const MercerFilm *film, MercerFigureBuilder *b)
{
  size_t dropped = film->target.dropped + film->given.dropped;
  if (film->target.x.rows == 1)
    mercer_figure_note (b, MERCER_NOTE_INFO, _("The target is a single point: all particles are drawn to it."), NULL, NULL, 0);
  else if (all_equal (film->target.x))
    mercer_figure_note (b, MERCER_NOTE_INFO, _("All points of the target are equal: the particles are drawn to that one place."),
                        NULL, NULL, 0);
  if (dropped > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          ngettext ("%zu row has a missing value and was left out.", "%zu rows have a missing value and were left out.", dropped),
          dropped);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
}

/* --- Tables ----------------------------------------------------------------------------------------- */

static void
table_of_particles (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b)
{
  MercerDataset *dataset = mercer_recipe_dataset (film->recipe);
  int table = mercer_figure_table (b, lane->place == 0 ? "particles" : "particles_beside", _("Particles"), lane->x.rows);
  for (size_t c = 0; c < film->d; c++)
    {
      int from = mercer_dataset_find (dataset, film->names[c]);
      mercer_figure_table_column (b, table, film->names[c],
                                  from >= 0 ? mercer_dataset_column (dataset, (size_t) from)->unit : "",
                                  mercer_matrix_column (lane->x, c));
    }
}

/* One number of every moment of a lane, NaN past its end. */
static void
trace_column (const MercerFilm *film, const MercerLane *lane, size_t offset, const char *name, size_t count, double *column,
              MercerFigureBuilder *b, int table)
{
  g_autofree char *full = mercer_film_lane_id (film, lane, name);
  for (size_t k = 0; k < count; k++)
    column[k] = k < lane->moments->len
                    ? *(const double *) (const void *) ((const char *) &g_array_index (lane->moments, MercerFilmMoment, k) + offset)
                    : (double) NAN;
  mercer_figure_table_column (b, table, full, "", column);
}

static void
table_of_trace (const MercerFilm *film, MercerFigureBuilder *b)
{
  size_t count = 0;
  for (size_t k = 0; k < film->n_along; k++)
    count = MAX (count, film->along[k]->moments->len);
  g_autofree double *column = g_new (double, count);
  int table = mercer_figure_table (b, "trace", _("Trace"), count);
  for (size_t k = 0; k < count; k++)
    column[k] = (double) k;
  mercer_figure_table_column (b, table, "step", "", column);
  for (size_t k = 0; k < film->n_along; k++)
    {
      const MercerLane *lane = film->along[k];
      const MercerFilmCurve *curves = lane->film->flow->curves;
      for (size_t c = 0; curves[c].id != NULL; c++)
        trace_column (film, lane, offsetof (MercerFilmMoment, measured) + c * sizeof (double), curves[c].id, count, column, b, table);
      if (film->n_others > 0)
        trace_column (film, lane, offsetof (MercerFilmMoment, common), "energy_mmd2", count, column, b, table);
      trace_column (film, lane, offsetof (MercerFilmMoment, made), "step_size", count, column, b, table);
      trace_column (film, lane, offsetof (MercerFilmMoment, speed), "speed", count, column, b, table);
    }
}

/* What the columns behind "_trace1" and so on are of. */
static void
name_traces (const MercerFilm *film, MercerFigureBuilder *b)
{
  g_autoptr (GString) names = g_string_new (NULL);
  for (size_t k = film->n_shown; k < film->n_along; k++)
    {
      g_autofree char *name = mercer_film_trace_name (film, film->along[k]);
      g_string_append_printf (names, "%s%s", k > film->n_shown ? "; " : "", name);
    }
  if (names->len > 0)
    mercer_figure_text_output (b, "traces", _("Traces"), names->str);
}

static void
note_refused (const MercerFilm *film, size_t which, MercerFigureBuilder *b)
{
  MercerFilmWish wish;
  if (film->refusals[which] == NULL || !mercer_film_wish (film->recipe, which, &wish))
    return;
  g_autofree char *sentence = which == 0 ? g_strdup_printf (_("There is no flow beside it: %s"), film->refusals[which])
                                         : g_strdup_printf (_("There is no trace of “%s”: %s"), wish.text, film->refusals[which]);
  mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, which == 0 ? _("None beside it") : NULL, which == 0 ? "beside" : NULL, 0);
  mercer_film_wish_clear (&wish);
}

/* Those that go along: what they do without, or why they are not there. */
static void
note_others (const MercerFilm *film, MercerFigureBuilder *b)
{
  if (film->beside != NULL && film->beside->kernel == NULL && film->shared->kernel.at[0] != '\0')
    mercer_figure_note (b, MERCER_NOTE_INFO, _("The flow beside it uses no kernel: the one that was given for it waits for one that does."),
                        NULL, NULL, 0);
  for (size_t which = 0; which < MERCER_FILM_OTHERS; which++)
    note_refused (film, which, b);
}

static void
describe_start (const MercerFilm *film, MercerFigureBuilder *b)
{
  g_autofree char *sentence = g_strdup_printf (_("%zu particles at the start and %zu points of the target; what lies between them is "
                                                 "being measured."),
                                               film->lane[0].x.rows, film->target.x.rows);
  mercer_figure_describe (b, sentence);
}

void
mercer_film_words (const MercerFilm *film, MercerFigureBuilder *b, bool final)
{
  if (film->lane[0].moments->len == 0)
    {
      describe_start (film, b);
      return;
    }
  describe (film, b);
  readouts (film, b);
  if (film->refused)
    mercer_figure_note (b, MERCER_NOTE_WARNING, _("The last change could not be taken over, so the flow went on without it."), NULL,
                        NULL, 0);
  note_others (film, b);
  if (final)
    {
      for (size_t k = 0; k < (ended_alike (film) ? 1 : film->n_shown); k++)
        note_end (film, film->along[k], b);
      if (mercer_job_is_live (film->job))
        mercer_figure_note (b, MERCER_NOTE_INFO, _("Change a value, and it flows on from here."), NULL, NULL, 0);
      note_input (film, b);
      for (size_t k = 0; k < film->n_shown; k++)
        table_of_particles (film, film->along[k], b);
      table_of_trace (film, b);
      name_traces (film, b);
      if (film->kernel != NULL)
        {
          g_autofree char *kernel = mercer_kernel_print (film->kernel);
          mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
        }
    }
  if (film->flow->words != NULL)
    film->flow->words (film, b, final);
  for (size_t k = 0; k < film->n_shown; k++)
    {
      const MercerFilm *own = film->along[k]->film;
      if (own->flow->hands != NULL && film->plane.dims == 2)
        own->flow->hands (own, b, (int) k); /* panels of the plane come first, in the order of their lanes */
      if (final && own->flow->notes != NULL && film->along[k]->index == 0)
        own->flow->notes (own, b);
    }
}
