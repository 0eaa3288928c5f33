/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mmd-flow.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

enum { MOST_PARTICLES = 10000, MOST_FOR_FACTOR = 3000 };
static const double first_step = 0.3; /* in spreads of the target */

static const MercerParam params[] = {
  MERCER_FILM_STEP (MmdFlowValues, film),
  MERCER_FILM_DENSITY_DRAWS (MmdFlowValues, density),
  MERCER_FILM_MOMENTUM (MmdFlowValues, momentum),
  MERCER_REAL (MmdFlowValues, noise, "noise", N_("Noise"), "x",
               N_("The gradient is felt this far around each particle, which frees those that are stuck"), 0, 0, 1e15, 0, 1,
               MERCER_LINEAR | MERCER_LIVE),
  MERCER_BOOL (MmdFlowValues, adaptive, "adaptive", N_("Shorten the step where it would overshoot"),
               N_("The discrepancy then never rises: the step is cut for particles that go too far, or for all; without effect "
                  "while there is noise"), 1, MERCER_LIVE),
  MERCER_FILM_BESIDE (MmdFlowValues, film, mercer_film_beside_choices),
  MERCER_FILM_BESIDE_KERNEL (MmdFlowValues, film),
  MERCER_FILM_PLACES (MmdFlowValues, film, N_("How many there are; the work grows with their square"), 300, MOST_PARTICLES, 1000,
                      MERCER_FILM_START_CLOUD),
  MERCER_REAL (MmdFlowValues, regularisation, "regularisation", N_("Regularisation"), "",
               N_("Above 0 the flow is the regularised one, which pulls harder where the target is thin; the less, the harder"), 0, 0,
               1e3, 0, 1, MERCER_LIVE | MERCER_EXPERT),
  MERCER_REAL (MmdFlowValues, widening, "widening", N_("Kernel width at the start"), "",
               N_("So many times as wide as it is in the end: far particles feel the target first, details come later"), 1, 0.01, 100,
               1, 10, MERCER_LOG | MERCER_LIVE | MERCER_EXPERT),
  MERCER_FILM_REST (MmdFlowValues, film, 300, 10000),
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

/* --- Steps ------------------------------------------------------------------------------------------ */

/* The width falls from `widening` to 1 by equal factors over the first half of the film. */
static double
width_at (const MercerFilm *film)
{
  const MmdFlowValues *v = film->values;
  double done = MIN (1, 2 * (double) film->steps / (double) film->shared->steps);
  return pow (v->widening, 1 - done);
}

/* The kernel with every length scale times the factor; a new reference. */
static MercerKernel *
widen (MercerKernel *kernel, double factor)
{
  MercerKernel *widened = mercer_kernel_ref (kernel);
  for (size_t p = 0; p < mercer_kernel_params (kernel) && factor != 1; p++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, p, &param);
      if (strcmp (param.spec->id, "lengthscale") != 0)
        continue;
      MercerKernel *next = mercer_kernel_with_param (widened, p, factor * param.value);
      mercer_kernel_unref (widened);
      widened = next;
    }
  return widened;
}

static void
measure (MercerLane *lane)
{
  MmdFlowState *state = lane->state;
  const MercerFlowTerms *terms = &state->flow.terms;
  lane->measured[0] = 2 * (terms->repulsion + terms->attraction + terms->rest);
  lane->measured[1] = 2 * terms->attraction;
  lane->measured[2] = 2 * terms->repulsion;
  lane->measured[3] = 2 * terms->rest;
}

/* Kernel, regularisation and target as they are now. */
static MercerStatus
settle (MercerFilm *film, MercerLane *lane)
{
  const MmdFlowValues *v = film->values;
  MmdFlowState *state = lane->state;
  g_clear_pointer (&state->widened, mercer_kernel_unref);
  state->widened = widen (film->kernel, width_at (film));
  state->flow.kernel = state->widened;
  state->flow.target = film->target.x;
  bool definite = (mercer_kernel_flags (film->kernel) & MERCER_KERNEL_POSITIVE_DEFINITE) != 0;
  double lambda = definite && film->target.x.rows <= MOST_FOR_FACTOR ? v->regularisation : 0;
  MercerStatus status = mercer_flow_regularise (&state->flow, lambda, film->work);
  return status == MERCER_OK ? mercer_flow_refresh (&state->flow, film->work) : status;
}

static MercerStatus
open_cb (MercerFilm *film, MercerLane *lane)
{
  MmdFlowState *state = lane->state;
  MercerStatus status
      = mercer_flow_open (&state->flow, film->kernel, film->target.x, lane->x, mercer_recipe_seed (film->recipe), film->work);
  if (status == MERCER_OK)
    status = settle (film, lane);
  lane->x = state->flow.x;
  lane->velocity = state->flow.velocity;
  measure (lane);
  return status;
}

static MercerStatus
change_cb (MercerFilm *film, MercerLane *lane, unsigned changes)
{
  MmdFlowState *state = lane->state;
  MercerStatus status = mercer_film_density_change (film, lane, changes);
  mercer_flow_begin (&state->flow);
  if (status == MERCER_OK)
    status = settle (film, lane);
  measure (lane);
  return status;
}

static MercerStatus
step_cb (MercerFilm *film, MercerLane *lane)
{
  const MmdFlowValues *v = film->values;
  MmdFlowState *state = lane->state;
  MercerFlowRule rule
      = { .step = v->film.step, .momentum = v->momentum, .noise = v->noise, .adaptive = v->adaptive };
  bool narrowing = v->widening != 1 && width_at (film) != 1;
  MercerStatus status = narrowing ? settle (film, lane) : MERCER_OK;
  if (status == MERCER_OK)
    status = mercer_flow_step (&state->flow, &rule, film->work);
  lane->made = state->flow.made;
  lane->share = rule.step > 0 ? state->flow.made / rule.step : 1;
  lane->chance = v->noise > 0;
  lane->restless = lane->chance || narrowing;
  measure (lane);
  return status;
}

static MercerStatus
show_cb (MercerFilm *film, MercerLane *lane, MercerMatrix at, double *out)
{
  MmdFlowState *state = lane->state;
  return mercer_flow_witness (&state->flow, at, out, film->work);
}

static void
close_cb (MercerFilm *film)
{
  for (size_t k = 0; k < film->n_lanes; k++)
    {
      MmdFlowState *state = film->lane[k].state;
      if (state != NULL)
        mercer_kernel_unref (state->widened);
    }
}

static const MercerFilmFlow flow = {
  .state_size = sizeof (MmdFlowState),
  .curves = curves,
  .panels = panels,
  .ground = N_("Particles run downhill, from orange ground to blue"),
  .field = N_("Witness"),
  .aim = mercer_film_density_aim,
  .open = open_cb,
  .step = step_cb,
  .change = change_cb,
  .show = show_cb,
  .title = mercer_film_density_title,
  .words = mmd_flow_words,
  .notes = mmd_flow_notes,
  .hands = mercer_film_density_hands,
  .close = close_cb,
};

/* --- The method ------------------------------------------------------------------------------------- */

/* The energy kernel: it has no length scale to be wrong about, and it reaches particles however far they are. Its velocities are
 * of order one, so a step is a length. */
static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) stepped = mercer_film_suggest_step (recipe, first_step);
  g_autoptr (MercerRecipe) placed = mercer_film_density_with_means (stepped);
  return mercer_recipe_with_kernel (placed, kernel);
}

static char *
check (const MercerRecipe *recipe)
{
  const char *const *names = mercer_film_density_names (recipe);
  char *refusal = mercer_film_density_refuse (recipe);
  if (refusal != NULL || names == NULL)
    return refusal;
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (mercer_recipe_kernel (recipe), names, 2, NULL);
  return kernel != NULL ? NULL
                        : g_strdup (_("The kernel is made for columns of the table, which a shape does not have. Use one without "
                                      "columns, or flow to the rows."));
}

const MercerMethod mercer_method_mmd_flow = {
  .id = "mmd-flow",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("MMD gradient flow"),
  .summary = N_("Particles that move to look like the target: pulled by it, pushed apart by each other"),
  .source = "Arbel, Korba, Salim and Gretton (2019), Maximum mean discrepancy gradient flow, eq. (9) and (18); Hertrich, Wald, "
            "Altekrüger and Hagemann (2024) for Riesz kernels; Chen, Mustafi, Glaser, Korba, Gretton and Sriperumbudur (2024) "
            "for the regularised flow",
  .values_size = sizeof (MmdFlowValues),
  .params = params,
  .roles = mercer_film_roles,
  .actions = mercer_film_actions,
  .tables = mercer_film_tables,
  .kernel = "Riesz(r=1)",
  .flags = MERCER_FILM_FLAGS | MERCER_METHOD_LIVE_KERNEL,
  .suggest = suggest,
  .check = check,
  .unsaid_kernel = mercer_film_unsaid_kernel,
  .film = &flow,
  .run = mercer_film_run,
};
