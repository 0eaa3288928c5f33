/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sliced-mmd-flow.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum { MOST_PARTICLES = 100000, MOST_SLICES = 1000 };
static const double first_step = 0.3; /* in spreads of the target */
static const double rounding = 1e-15; /* of the terms of the objective */

static const MercerChoice slicings[] = {
  { "random", N_("Random") }, { "orthogonal", N_("Orthogonal") }, { "quasi", N_("Quasi-Monte Carlo") }, { NULL }
};

static const MercerParam params[] = {
  MERCER_FILM_STEP (SlicedFlowValues, film),
  { "slices", MERCER_PARAM_INT, offsetof (SlicedFlowValues, slices), N_("Slices"), "",
    N_("Along so many directions points are compared; more follow the energy distance more closely"), 32, 1, MOST_SLICES, 1, 256,
    MERCER_LOG | MERCER_LIVE, NULL },
  MERCER_CHOICE (SlicedFlowValues, slicing, "slicing", N_("Directions"),
                 N_("How the directions are chosen; the last needs the fewest for the same picture"), MERCER_SLICES_QUASI, slicings,
                 MERCER_LIVE),
  MERCER_BOOL (SlicedFlowValues, redraw, "redraw", N_("New directions at each step"),
               N_("Errors of single directions then cancel in the long run, but the target is sorted again at each step"), 0,
               MERCER_LIVE),
  MERCER_FILM_MOMENTUM (SlicedFlowValues, momentum),
  MERCER_BOOL (SlicedFlowValues, adaptive, "adaptive", N_("Shorten the step where it would overshoot"),
               N_("The discrepancy then never rises: the step is cut for particles that go too far, or for all; without effect "
                  "while directions change"), 1, MERCER_LIVE),
  MERCER_FILM_BESIDE (SlicedFlowValues, film, mercer_film_beside_choices),
  MERCER_FILM_BESIDE_KERNEL (SlicedFlowValues, film),
  MERCER_FILM_PLACES (SlicedFlowValues, film, N_("How many there are; a hundred thousand can flow"), 1000, MOST_PARTICLES, 20000,
                      MERCER_FILM_START_CLOUD),
  MERCER_FILM_REST (SlicedFlowValues, film, 150, 10000),
  { NULL }
};

static const MercerFilmCurve curves[] = { { "mmd2", "MMD²", 0, MERCER_ROLE_INK },
                                          { "attraction", N_("Attraction"), 1, MERCER_ROLE_PRIMARY },
                                          { "repulsion", N_("Repulsion"), 1, MERCER_ROLE_SECONDARY },
                                          { "rest", N_("Of the target alone"), 1, MERCER_ROLE_SERIES_N (2) },
                                          { NULL } };
static const MercerFilmPanel panels[] = { { N_("Discrepancy"), "MMD²", MERCER_AXIS_LOG },
                                          { N_("Its parts"), "MMD²", MERCER_AXIS_LINEAR, true },
                                          { NULL } };

/* Directions for this step, and the target sorted along them. */
static MercerStatus
slice (MercerFilm *film, SlicedFlowState *state)
{
  const SlicedFlowValues *v = film->values;
  size_t slices = film->d == 1 ? 1 : (size_t) v->slices;
  uint64_t draw = v->redraw ? film->steps : 0;
  if (state->directions.rows != slices)
    state->directions = mercer_work_matrix (film->work, slices, film->d);
  if (state->directions.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status
      = mercer_slices ((MercerSlicing) v->slicing, mercer_recipe_seed (film->recipe), draw, state->directions, film->work);
  if (status == MERCER_OK)
    status = mercer_sliced_open (&state->sliced, state->directions, film->cloud.centre, film->target.x, film->work);
  return status;
}

static MercerStatus
open_cb (MercerFilm *film, MercerLane *lane)
{
  return slice (film, lane->state);
}

static MercerStatus
change_cb (MercerFilm *film, MercerLane *lane, unsigned changes)
{
  return changes & (MERCER_FILM_VALUES | MERCER_FILM_TARGET) ? slice (film, lane->state) : MERCER_OK;
}

static MercerStatus
evaluate_cb (MercerFilm *film, MercerLane *lane)
{
  const SlicedFlowValues *v = film->values;
  SlicedFlowState *state = lane->state;
  MercerFlowTerms terms;
  MercerStatus status = v->redraw && film->d > 1 && film->steps > 0 ? slice (film, state) : MERCER_OK;
  if (status == MERCER_OK)
    status = mercer_sliced_evaluate (&state->sliced, lane->x, lane->force, &terms, film->work);
  lane->measured[0] = 2 * terms.objective;
  lane->measured[1] = 2 * terms.attraction;
  lane->measured[2] = 2 * terms.repulsion;
  lane->measured[3] = 2 * terms.rest;
  /* not before the first picture is out */
  if (status == MERCER_OK && state->evaluations++ == 1 && film->d > 1)
    status = sliced_flow_measure_error (film, state);
  return status;
}

static MercerFilmRule
rule_cb (const MercerFilm *film)
{
  const SlicedFlowValues *v = film->values;
  bool changing = v->redraw && film->d > 1;
  const MercerLane *lane = &film->lane[0];
  double sum = 0;
  for (size_t c = 1; c <= 3; c++)
    sum += fabs (lane->measured[c]);
  return (MercerFilmRule){ .momentum = v->momentum, .adaptive = v->adaptive && !changing, .chance = changing, .rounding = rounding * sum };
}

static MercerStatus
show_cb (MercerFilm *film, MercerLane *lane, MercerMatrix at, double *out)
{
  const SlicedFlowState *state = lane->state;
  return mercer_sliced_witness (&state->sliced, lane->x, at, out, film->work);
}

static void
notes_cb (const MercerFilm *film, MercerFigureBuilder *b)
{
  mercer_film_note (film, b, MERCER_NOTE_INFO,
                    _("The kernel has a kink at distance 0: points at exactly the same place neither pull nor push each other."), NULL, NULL,
                    0);
}

static const MercerFilmFlow flow = {
  .state_size = sizeof (SlicedFlowState),
  .curves = curves,
  .panels = panels,
  .ground = N_("Particles run downhill, from orange ground to blue"),
  .field = N_("Witness"),
  .unsettled_ground = true,
  .open = open_cb,
  .change = change_cb,
  .evaluate = evaluate_cb,
  .rule = rule_cb,
  .show = show_cb,
  .has_more = sliced_flow_has_error,
  .draw_more = sliced_flow_draw_error,
  .notes = notes_cb,
};

static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  return mercer_film_suggest_step (recipe, first_step);
}

static char *
check (const MercerRecipe *recipe)
{
  return mercer_film_refuse (recipe, NULL);
}

const MercerMethod mercer_method_sliced_mmd_flow = {
  .id = "sliced-mmd-flow",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Sliced MMD flow"),
  .summary = N_("The flow of the energy distance along many directions at once, by sorting: for very many particles"),
  .source = "Hertrich, Wald, Altekrüger and Hagemann (2024), Generative sliced MMD flows with Riesz kernels, Thm 1, 4 and Alg. 1",
  .values_size = sizeof (SlicedFlowValues),
  .params = params,
  .roles = mercer_film_roles,
  .actions = mercer_film_actions,
  .tables = mercer_film_tables,
  .flags = MERCER_FILM_FLAGS,
  .suggest = suggest,
  .check = check,
  .unsaid_kernel = mercer_film_unsaid_kernel,
  .film = &flow,
  .run = mercer_film_run,
};
