/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "film.h"
#include "sinkhorn.h"

enum { MOST_PARTICLES = 5000, HALVINGS = 8 };
static const double blur_share = 0.2, tolerance = 1e-4; /* of the spread of the target; of eps */
static const double slack = 2; /* an error of the plan that is so many times larger is told */

typedef struct
{
  MercerFilmValues film; /* first */
  double blur, momentum;
  int iterations;
  bool adaptive;
} SinkhornFlowValues;

static const MercerParam params[] = {
  MERCER_FILM_SHARE (SinkhornFlowValues, film, 0.3),
  MERCER_REAL (SinkhornFlowValues, blur, "blur", N_("Blur"), "x",
               N_("Points nearer than this are not told apart: small follows transport, large only the means"), 0.1, 1e-12, 1e15, 1e-2,
               3, MERCER_LOG | MERCER_LIVE),
  MERCER_FILM_MOMENTUM (SinkhornFlowValues, momentum),
  MERCER_BOOL (SinkhornFlowValues, adaptive, "adaptive", N_("Shorten the step where it would overshoot"),
               N_("The divergence then never rises: the step is cut for particles that go too far, or for all"), 1, MERCER_LIVE),
  MERCER_FILM_BESIDE (SinkhornFlowValues, film, mercer_film_beside_choices),
  MERCER_FILM_BESIDE_KERNEL (SinkhornFlowValues, film),
  MERCER_FILM_PLACES (SinkhornFlowValues, film, N_("How many there are; the work grows with their square"), 200, MOST_PARTICLES, 1000,
                      MERCER_FILM_START_CLOUD),
  MERCER_INT (SinkhornFlowValues, iterations, "iterations", N_("Iterations"), "",
              N_("At most so many times at each step the plan is brought nearer to the best one"), 500, 1, 5000,
              MERCER_LIVE | MERCER_EXPERT),
  MERCER_FILM_REST (SinkhornFlowValues, film, 60, 2000),
  { NULL }
};

static const MercerFilmCurve curves[] = { { "divergence", N_("Sinkhorn divergence"), 0, MERCER_ROLE_INK },
                                          { "transport", N_("To the target"), 1, MERCER_ROLE_PRIMARY },
                                          { "self", N_("To themselves"), 1, MERCER_ROLE_SECONDARY },
                                          { "rest", N_("Of the target alone"), 1, MERCER_ROLE_SERIES_N (2) },
                                          { "iterations", N_("Iterations"), -1, MERCER_ROLE_INK },
                                          { "plan_error", N_("Error of the plan"), -1, MERCER_ROLE_INK },
                                          { NULL } };
static const MercerFilmPanel panels[] = { { N_("Sinkhorn divergence"), N_("Divergence"), MERCER_AXIS_LOG },
                                          { N_("Its parts"), N_("Cost"), MERCER_AXIS_LINEAR, true },
                                          { NULL } };

enum { DIVERGENCE, TRANSPORT, SELF, REST, ITERATIONS, PLAN_ERROR };

static MercerStatus
open_cb (MercerFilm *film, MercerLane *lane)
{
  const SinkhornFlowValues *v = film->values;
  return mercer_sinkhorn_open (lane->state, v->blur, film->target.x, lane->x.rows, film->work);
}

/* A new blur or target, or particles back from where they were lost: the potentials begin anew; a particle's or a step's change leaves
 * them. */
static MercerStatus
change_cb (MercerFilm *film, MercerLane *lane, unsigned changes)
{
  const SinkhornFlowValues *v = film->values;
  MercerSinkhorn *sinkhorn = lane->state;
  if ((changes & (MERCER_FILM_TARGET | MERCER_FILM_REWOUND)) == 0 && sinkhorn->blur == v->blur)
    return MERCER_OK;
  return film->target.x.rows == sinkhorn->target.rows ? mercer_sinkhorn_begin (sinkhorn, v->blur, film->target.x, film->work)
                                                      : open_cb (film, lane);
}

static MercerStatus
evaluate_cb (MercerFilm *film, MercerLane *lane)
{
  const SinkhornFlowValues *v = film->values;
  MercerSinkhornValue value;
  MercerStatus status
      = mercer_sinkhorn_evaluate (lane->state, lane->x, v->iterations, tolerance, lane->force, &value, film->work);
  lane->measured[DIVERGENCE] = value.divergence;
  lane->measured[TRANSPORT] = value.transport;
  lane->measured[SELF] = -value.self;
  lane->measured[REST] = -((const MercerSinkhorn *) lane->state)->rest;
  lane->measured[ITERATIONS] = value.iterations;
  lane->measured[PLAN_ERROR] = value.error;
  return status;
}

static MercerFilmRule
rule_cb (const MercerFilm *film)
{
  const SinkhornFlowValues *v = film->values;
  /* the cost of an unfinished plan errs by more than the flow still gains: it does not say when to end */
  bool unfinished = film->lane[0].measured[PLAN_ERROR] > slack * tolerance;
  return (MercerFilmRule){ .momentum = v->momentum, .adaptive = v->adaptive, .restless = unfinished, .halvings = HALVINGS };
}

static void
notes_cb (const MercerFilm *film, MercerFigureBuilder *b)
{
  const SinkhornFlowValues *v = film->values;
  if (film->lane[0].measured[PLAN_ERROR] > slack * tolerance)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("The plan was still changing after %d iterations of the last step. Allow more, or a larger blur."), v->iterations);
      mercer_film_note (film, b, MERCER_NOTE_WARNING, sentence, _("More iterations"), "iterations", MIN (4.0 * v->iterations, 5000));
    }
}

static const MercerFilmFlow flow = {
  .state_size = sizeof (MercerSinkhorn),
  .curves = curves,
  .panels = panels,
  .slow_start = true,
  .open = open_cb,
  .change = change_cb,
  .evaluate = evaluate_cb,
  .rule = rule_cb,
  .notes = notes_cb,
};

/* --- The method ------------------------------------------------------------------------------------- */

static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  return mercer_recipe_with_value (recipe, "blur", mercer_film_rounded (blur_share * mercer_film_spread (recipe)));
}

static char *
check (const MercerRecipe *recipe)
{
  return mercer_film_refuse (recipe, NULL);
}

const MercerMethod mercer_method_sinkhorn_flow = {
  .id = "sinkhorn-flow",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Sinkhorn flow"),
  .summary = N_("Particles that go where blurred optimal transport sends them, less where it sends them to themselves"),
  .source = "Feydy, Séjourné, Vialard, Amari, Trouvé and Peyré (2019), Interpolating between optimal transport and MMD using Sinkhorn "
            "divergences, eq. (3), (8)-(13)",
  .values_size = sizeof (SinkhornFlowValues),
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
