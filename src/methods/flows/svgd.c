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
  double momentum;
  bool median;
} SvgdValues;

typedef struct
{
  MercerMatrix scores, pull;
  double l; /* of the discrepancy that is measured: the same through the whole film, so that it can be compared */
} SvgdState;

static const MercerParam params[] = {
  MERCER_FILM_DENSITY_STEP (SvgdValues, film, 2),
  MERCER_FILM_DENSITY (SvgdValues, density),
  MERCER_BOOL (SvgdValues, median, "median", N_("Median heuristic"),
               N_("Measures distances in the kernel by the median of those between particles, step by step"), 1, MERCER_LIVE),
  MERCER_FILM_MOMENTUM (SvgdValues, momentum),
  MERCER_FILM_BESIDE (SvgdValues, film, mercer_film_beside_choices),
  MERCER_FILM_BESIDE_KERNEL (SvgdValues, film),
  MERCER_FILM_PLACES (SvgdValues, film, N_("How many there are; the work grows with their square"), 200, MOST_PARTICLES, 1000,
                      MERCER_FILM_START_WIDE),
  MERCER_FILM_REST (SvgdValues, film, 300, 10000),
  { NULL }
};

static const MercerFilmCurve curves[] = { { "ksd2", N_("Stein discrepancy, squared"), 0, MERCER_ROLE_INK },
                                          { "log_density", N_("Mean log density"), 1, MERCER_ROLE_PRIMARY },
                                          { "attraction", N_("Pull of the scores"), 2, MERCER_ROLE_PRIMARY },
                                          { "repulsion", N_("Push of the kernel"), 2, MERCER_ROLE_SECONDARY },
                                          { "scale", N_("Unit of distance in the kernel"), -1, MERCER_ROLE_INK },
                                          { NULL } };
static const MercerFilmPanel panels[] = { { N_("Stein discrepancy"), "KSD²", MERCER_AXIS_LOG },
                                          { N_("Density at the particles"), N_("Log density"), MERCER_AXIS_LINEAR },
                                          { N_("Pull and push"), N_("Velocity"), MERCER_AXIS_LINEAR, true },
                                          { NULL } };
enum { KSD2, LOG_DENSITY, ATTRACTION, REPULSION, SCALE };

/* Of the velocity's two terms: root mean squares over the particles. Where particles rest the two are equal and opposite. */
static void
measure_terms (MercerLane *lane, const SvgdState *state)
{
  double pulls = 0, pushes = 0, n = (double) lane->x.rows;
  for (size_t c = 0; c < lane->x.cols; c++)
    for (size_t i = 0; i < lane->x.rows; i++)
      {
        double pull = *mercer_matrix_at (state->pull, i, c), push = *mercer_matrix_at (lane->force, i, c) - pull;
        pulls += pull * pull / n;
        pushes += push * push / n;
      }
  lane->measured[ATTRACTION] = sqrt (pulls);
  lane->measured[REPULSION] = sqrt (pushes);
}

static MercerStatus
evaluate_cb (MercerFilm *film, MercerLane *lane)
{
  const SvgdValues *v = film->values;
  SvgdState *state = lane->state;
  MercerMatrix none = { 0 };
  MercerSteinTerms terms = { 0 };
  film->step_unit = pow (mercer_target_unit (film->own), 2);
  MercerStatus status = mercer_film_density_scores (film, lane, state->scores, none, &lane->measured[LOG_DENSITY]);
  double scale = v->median && lane->x.rows > 1 ? mercer_stein_scale (lane->x, film->work) : 1;
  lane->measured[SCALE] = scale > 0 && isfinite (scale) ? scale : 1;
  if (status == MERCER_OK)
    status = mercer_stein_velocity (film->kernel, lane->measured[SCALE], lane->x, state->scores, lane->force, state->pull, film->work);
  if (status == MERCER_OK)
    status = mercer_stein_discrepancy (state->l, lane->x, state->scores, none, none, &terms, film->work);
  lane->measured[KSD2] = terms.squared;
  measure_terms (lane, state);
  return status;
}

static MercerStatus
open_cb (MercerFilm *film, MercerLane *lane)
{
  SvgdState *state = lane->state;
  double median = mercer_median_distance (film->target.x, film->work);
  state->l = isfinite (median) ? median : film->spread;
  state->scores = mercer_work_matrix (film->work, lane->x.rows, film->d);
  state->pull = mercer_work_matrix (film->work, lane->x.rows, film->d);
  return state->scores.data != NULL && state->pull.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

static MercerFilmRule
rule_cb (const MercerFilm *film)
{
  const SvgdValues *v = film->values;
  return (MercerFilmRule){ .momentum = v->momentum };
}

static const MercerFilmFlow flow = {
  .state_size = sizeof (SvgdState),
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

static char *
check (const MercerRecipe *recipe)
{
  char *refusal = mercer_film_density_refuse (recipe);
  if (refusal == NULL && (mercer_kernel_flags (mercer_recipe_kernel (recipe)) & MERCER_KERNEL_STATIONARY) == 0)
    return g_strdup (_("This flow needs a kernel that depends on differences alone. Use RBF, Matern or RationalQuadratic."));
  return refusal;
}

const MercerMethod mercer_method_svgd = {
  .id = "svgd",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Stein variational gradient descent"),
  .summary = N_("Particles that climb a density together, and keep their distance by the kernel"),
  .source = "Liu and Wang (2016), Stein variational gradient descent: a general purpose Bayesian inference algorithm, eq. (8) and "
            "Alg. 1; Chwialkowski, Strathmann and Gretton (2016), A kernel test of goodness of fit, for the discrepancy",
  .values_size = sizeof (SvgdValues),
  .params = params,
  .roles = mercer_film_roles,
  .actions = mercer_film_actions,
  .tables = mercer_film_tables,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_FILM_FLAGS | MERCER_METHOD_LIVE_KERNEL,
  .suggest = mercer_film_density_suggest,
  .check = check,
  .unsaid_kernel = mercer_film_unsaid_kernel,
  .film = &flow,
  .run = mercer_film_run,
};
