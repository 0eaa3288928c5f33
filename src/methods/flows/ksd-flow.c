/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "discrepancy.h"
#include "film-density.h"
#include "stein.h"

enum { MOST_PARTICLES = 10000 };

typedef struct
{
  MercerFilmValues film; /* first */
  MercerFilmDensityValues density; /* second */
  double lengthscale, momentum;
  bool adaptive;
} KsdFlowValues;

typedef struct
{
  MercerMatrix scores, hessians;
} KsdFlowState;

static const MercerParam params[] = {
  MERCER_FILM_DENSITY_STEP (KsdFlowValues, film, 10),
  MERCER_FILM_DENSITY (KsdFlowValues, density),
  MERCER_REAL (KsdFlowValues, lengthscale, "lengthscale", N_("Length scale"), "",
               N_("Of the Gaussian kernel in the discrepancy, as a multiple of how fine the target is: over so long distances "
                  "particles feel each other"), 2, 1e-3, 1e3, 0.1, 20, MERCER_LOG | MERCER_LIVE),
  MERCER_FILM_MOMENTUM (KsdFlowValues, momentum),
  MERCER_BOOL (KsdFlowValues, adaptive, "adaptive", N_("Shorten the step where it would overshoot"),
               N_("The discrepancy then never rises: the step is cut for particles that go too far, or for all"), 1, MERCER_LIVE),
  MERCER_FILM_BESIDE (KsdFlowValues, film, mercer_film_beside_choices),
  MERCER_FILM_BESIDE_KERNEL (KsdFlowValues, film),
  MERCER_FILM_PLACES (KsdFlowValues, film, N_("How many there are; the work grows with their square"), 200, MOST_PARTICLES, 1000,
                      MERCER_FILM_START_WIDE),
  MERCER_FILM_REST (KsdFlowValues, film, 300, 10000),
  { NULL }
};

static const MercerFilmCurve curves[] = { { "ksd2", N_("Stein discrepancy, squared"), 0, MERCER_ROLE_INK },
                                          { "log_density", N_("Mean log density"), 1, MERCER_ROLE_PRIMARY },
                                          { "scores", N_("Scores"), 2, MERCER_ROLE_PRIMARY },
                                          { "mixed", N_("Scores by distance"), 2, MERCER_ROLE_SERIES_N (2) },
                                          { "closeness", N_("Closeness"), 2, MERCER_ROLE_SECONDARY },
                                          { NULL } };
static const MercerFilmPanel panels[] = { { N_("Stein discrepancy"), "KSD²", MERCER_AXIS_LOG },
                                          { N_("Density at the particles"), N_("Log density"), MERCER_AXIS_LINEAR },
                                          { N_("Its parts"), "KSD²", MERCER_AXIS_LINEAR, true },
                                          { NULL } };

static MercerStatus
evaluate_cb (MercerFilm *film, MercerLane *lane)
{
  const KsdFlowValues *v = film->values;
  KsdFlowState *state = lane->state;
  double unit = mercer_target_unit (film->own);
  MercerSteinTerms terms = { 0 };
  film->step_unit = pow (unit, 4);
  MercerStatus status = mercer_film_density_scores (film, lane, state->scores, state->hessians, &lane->measured[1]);
  if (status == MERCER_OK)
    status = mercer_stein_discrepancy (v->lengthscale * unit, lane->x, state->scores, state->hessians, lane->force, &terms, film->work);
  lane->measured[0] = terms.squared;
  lane->measured[2] = terms.scores;
  lane->measured[3] = terms.mixed;
  lane->measured[4] = terms.closeness;
  return status;
}

static MercerStatus
open_cb (MercerFilm *film, MercerLane *lane)
{
  KsdFlowState *state = lane->state;
  state->scores = mercer_work_matrix (film->work, lane->x.rows, film->d);
  state->hessians = mercer_work_matrix (film->work, lane->x.rows, film->d * film->d);
  return state->scores.data != NULL && state->hessians.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

static MercerFilmRule
rule_cb (const MercerFilm *film)
{
  const KsdFlowValues *v = film->values;
  return (MercerFilmRule){ .momentum = v->momentum, .adaptive = v->adaptive };
}

static const MercerFilmFlow flow = {
  .state_size = sizeof (KsdFlowState),
  .curves = curves,
  .panels = panels,
  .ground = MERCER_FILM_DENSITY_GROUND,
  .field = N_("−Density"),
  .aim = mercer_film_density_aim,
  .open = open_cb,
  .change = mercer_film_density_change,
  .evaluate = evaluate_cb,
  .rule = rule_cb,
  .show = mercer_film_density_show,
  .title = mercer_film_density_title,
  .notes = mercer_film_density_notes,
  .hands = mercer_film_density_hands,
};

/* --- The method ------------------------------------------------------------------------------------- */

const MercerMethod mercer_method_ksd_flow = {
  .id = "ksd-flow",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Stein discrepancy descent"),
  .summary = N_("Particles that lower the kernel Stein discrepancy to a density, which can be measured and so never rises"),
  .source = "Korba, Aubin-Frankowski, Majewski and Ablin (2021), Kernel Stein discrepancy descent, eq. (10) and Alg. 1",
  .values_size = sizeof (KsdFlowValues),
  .params = params,
  .roles = mercer_film_roles,
  .actions = mercer_film_actions,
  .tables = mercer_film_tables,
  .flags = MERCER_FILM_FLAGS,
  .suggest = mercer_film_density_suggest,
  .check = mercer_film_density_refuse,
  .unsaid_kernel = mercer_film_unsaid_kernel,
  .film = &flow,
  .run = mercer_film_run,
};
