/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "discrepancy.h"
#include "film-density.h"
#include "random.h"
#include "walk-jump.h"

enum { MOST_PARTICLES = 1000, DRAWS = 400, MOST_MODES = 16, STREAM_WALK = 0x6c6f6763, STREAM_MEASURE = 0x6d656173 };
enum { CHAIN, LANGEVIN, LANES };
enum { ENERGY, OCCUPANCY, CURVATURE };

typedef struct
{
  MercerFilmValues film; /* first */
  MercerFilmDensityValues density; /* second */
  double noise, friction;
  int walk;
} ChainValues;

typedef struct
{
  MercerMatrix y, v, before, score; /* n x d; of Langevin's lane y is the particles themselves */
  MercerMatrix draw;                /* DRAWS x d: what exact draws of the target look like */
  double share[MOST_MODES];         /* of them at each mode */
  double sigma;
  size_t m, walked, steps;          /* measurement, steps of its walk, and all */
} ChainState;

/* Those of the shared choices whose smoothed densities are known in closed form. */
static const MercerChoice densities[] = { { "rows", N_("Of the rows") }, { "mixture", N_("Mixture") }, { NULL } };
static const MercerChoice starts[] = { { "mode", N_("At one mode") }, { "ring", N_("Ring") }, { "grid", N_("Grid") }, { NULL } };

static const MercerParam params[] = {
  MERCER_REAL (ChainValues, noise, "noise", N_("Measurement noise"), "",
               N_("As a multiple of the least that makes the first walk log-concave; more walks across more easily, less is more exact"),
               1, 0.05, 100, 0.2, 3, MERCER_LOG),
  MERCER_INT (ChainValues, walk, "walk", N_("Steps of a walk"), "",
              N_("So many steps are walked to each measurement before the next one is begun"), 15, 1, 1000, 0),
  MERCER_REAL (ChainValues, film.step, "step", N_("Step"), "",
               N_("As part of the noise, for Langevin dynamics of the width of the target's parts; from 2 on it runs away"), 0.5, 0, 1e15,
               1e-2, 2, MERCER_LOG | MERCER_LIVE),
  MERCER_REAL (ChainValues, friction, "friction", N_("Friction"), "",
               N_("How soon a walk forgets where it was heading"), 1, 0, 1e6, 0.05, 20, MERCER_LOG | MERCER_LIVE),
  MERCER_CHOICE (ChainValues, density.density, "density", N_("Density"),
                 N_("What is sampled: a smooth density of the rows, or a mixture whose means can be dragged"), 0, densities, 0),
  MERCER_REAL (ChainValues, density.bandwidth, "bandwidth", N_("Bandwidth"), "x", N_("How smooth the density of the rows is"), 0.3,
               1e-12, 1e15, 1e-2, 2, MERCER_LOG | MERCER_LIVE),
  MERCER_NUMBERS (ChainValues, density.means, "means", N_("Means"), "",
                  N_("Of the mixture, two numbers for each; in the picture they can be dragged"), NAN, -1e6, 1e6, -4, 4,
                  MERCER_LIVE | MERCER_EXPERT),
  MERCER_REAL (ChainValues, density.width, "width", N_("Width"), "", N_("How wide each part of the mixture is"), 0.5, 1e-3, 1e3, 0.05, 3,
               MERCER_LOG | MERCER_LIVE | MERCER_EXPERT),
  { "particles", MERCER_PARAM_INT, offsetof (ChainValues, film.particles), N_("Particles"), "",
    N_("So many chains, and as many of Langevin dynamics beside them"), 200, 1, MOST_PARTICLES, 10, MOST_PARTICLES, MERCER_LOG, NULL, NULL },
  MERCER_CHOICE (ChainValues, film.start, "start", N_("Start"), N_("Where the particles are at first, unless a table says it"), 0,
                 starts, 0),
  MERCER_FILM_REST (ChainValues, film, 450, 3000),
  { NULL }
};

static const MercerFilmCurve curves[]
    = { [ENERGY] = { "energy", N_("Energy distance to exact draws"), 0, MERCER_ROLE_PRIMARY },
        [OCCUPANCY] = { "occupancy", N_("Share of particles at the wrong mode"), 1, MERCER_ROLE_PRIMARY },
        [CURVATURE] = { "curvature", N_("Least curvature of the walk"), 2, MERCER_ROLE_PRIMARY },
        { NULL } };
static const MercerFilmPanel panels[]
    = { { N_("Energy distance to exact draws"), N_("Distance"), MERCER_AXIS_LOG },
        { N_("Share at the wrong mode"), N_("Share"), MERCER_AXIS_LINEAR },
        { N_("Log-concave where it is above 0"), N_("Least curvature"), MERCER_AXIS_LINEAR },
        { NULL } };

/* --- What is measured --------------------------------------------------------------------------------- */

/* The mode that a point is at: the nearest mean of a mixture; of rows, the side of the centre along their longest axis. */
static size_t
mode_of (const MercerFilm *film, MercerMatrix x, size_t i)
{
  const ChainValues *v = film->values;
  const MercerTarget *target = film->own;
  double best = INFINITY, along = 0;
  size_t mode = 0;
  for (size_t c = 0; c < film->d; c++)
    along += (*mercer_matrix_at (x, i, c) - film->cloud.centre[c]) * *mercer_matrix_at (film->cloud.axes, c, 0);
  if (v->density.density == 0)
    return along > 0;
  for (size_t k = 0; k < target->means.rows; k++)
    {
      double squares = 0;
      for (size_t c = 0; c < film->d; c++)
        squares += pow (*mercer_matrix_at (x, i, c) - *mercer_matrix_at (target->means, k, c), 2);
      mode = squares < best ? k : mode;
      best = fmin (best, squares);
    }
  return mode;
}

static void
shares_of (const MercerFilm *film, MercerMatrix x, double share[MOST_MODES])
{
  memset (share, 0, MOST_MODES * sizeof *share);
  for (size_t i = 0; i < x.rows; i++)
    share[mode_of (film, x, i)] += 1 / (double) x.rows;
}

/* Total variation between the shares of the modes; energy distance in units of the target's spread. */
static MercerStatus
measure (MercerFilm *film, MercerLane *lane)
{
  ChainState *state = lane->state;
  double share[MOST_MODES];
  MercerDiscrepancy sums;
  g_autoptr (MercerKernel) unbound = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (unbound, film->names, film->d, NULL);
  MercerStatus status = mercer_discrepancy (kernel, lane->x, state->draw, &sums, film->work);
  if (status != MERCER_OK)
    return status;
  lane->measured[ENERGY] = sqrt (fmax (0, mercer_discrepancy_biased (&sums)) / film->spread);
  shares_of (film, lane->x, share);
  lane->measured[OCCUPANCY] = 0;
  for (size_t k = 0; k < MOST_MODES; k++)
    lane->measured[OCCUPANCY] += 0.5 * fabs (share[k] - state->share[k]);
  return MERCER_OK;
}

/* NULL: Langevin dynamics, whose dashed line is the 0 that the chain is to stay above. */
static void
take_least (MercerLane *lane, const double *curvature)
{
  lane->measured[CURVATURE] = curvature != NULL ? INFINITY : 0;
  for (size_t i = 0; i < lane->x.rows && curvature != NULL; i++)
    lane->measured[CURVATURE] = fmin (lane->measured[CURVATURE], curvature[i]);
}

/* --- The walks ---------------------------------------------------------------------------------------- */

/* The score where the walk stands; where the chain would jump to from there into `jump`. */
static MercerStatus
evaluate (MercerFilm *film, MercerLane *lane, MercerMatrix jump)
{
  ChainState *state = lane->state;
  MercerTarget *target = film->own;
  MercerMatrix none = { 0 };
  MercerMark mark = mercer_work_mark (film->work);
  double *curvature = mercer_work_doubles (film->work, lane->x.rows);
  MercerStatus status = curvature != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK && lane->index == CHAIN)
    status = mercer_walk_conditional (target, state->sigma, state->m, state->before, state->y, state->score, jump, curvature, film->work);
  else if (status == MERCER_OK)
    {
      status = mercer_target_evaluate (target, state->y, NULL, state->score, none, film->work);
      mercer_matrix_copy (state->y, jump);
    }
  if (status == MERCER_OK)
    take_least (lane, lane->index == CHAIN ? curvature : NULL);
  mercer_work_release (film->work, mark);
  return status;
}

/* A walk begins: y at the jump with new noise, which it would be if the jump were exact, and at a random speed. */
static void
begin_walk (const MercerFilm *film, MercerLane *lane)
{
  ChainState *state = lane->state;
  size_t size = lane->x.rows * film->d;
  uint64_t seed = mercer_recipe_seed (film->recipe);
  double far = lane->index == CHAIN ? state->sigma : 0;
  mercer_random_normals (seed, STREAM_MEASURE, 2 * state->m * size, size, state->y.data);
  mercer_random_normals (seed, STREAM_MEASURE, (2 * state->m + 1) * size, size, state->v.data);
  for (size_t e = 0; e < size; e++)
    state->y.data[e] = lane->x.data[e] + far * state->y.data[e];
  state->walked = 0;
}

/* What follows from the target, now and after each change of it. */
static MercerStatus
know_target (MercerFilm *film, MercerLane *lane)
{
  const ChainValues *v = film->values;
  ChainState *state = lane->state;
  const MercerTarget *target = film->own;
  double least = mercer_walk_threshold (target);
  state->sigma = v->noise * (least > 0 ? least : target->width);
  mercer_target_draw (target, mercer_recipe_seed (film->recipe), state->draw);
  shares_of (film, state->draw, state->share);
  return measure (film, lane);
}

/* Around the first mean, or the row where the density is highest. */
static MercerStatus
go_to_mode (MercerFilm *film, MercerLane *lane)
{
  const ChainValues *v = film->values;
  const MercerTarget *target = film->own;
  MercerMatrix none = { 0 };
  size_t best = 0, rows = target->means.rows;
  MercerMark mark = mercer_work_mark (film->work);
  double *density = mercer_work_doubles (film->work, rows);
  MercerStatus status = density != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = mercer_target_evaluate (target, target->means, density, none, none, film->work);
  for (size_t k = 0; k < rows && status == MERCER_OK && v->density.density == 0; k++)
    best = density[k] > density[best] ? k : best;
  for (size_t c = 0; c < film->d; c++)
    for (size_t i = 0; i < lane->x.rows; i++)
      *mercer_matrix_at (lane->x, i, c) += *mercer_matrix_at (target->means, best, c) - film->cloud.centre[c];
  mercer_work_release (film->work, mark);
  return status;
}

static MercerStatus
open_cb (MercerFilm *film, MercerLane *lane)
{
  ChainState *state = lane->state;
  MercerMatrix *parts[] = { &state->y, &state->v, &state->before, &state->score };
  for (size_t k = 0; k < G_N_ELEMENTS (parts); k++)
    {
      *parts[k] = mercer_work_matrix (film->work, lane->x.rows, film->d);
      if (parts[k]->data == NULL)
        return MERCER_OUT_OF_MEMORY;
      mercer_matrix_fill (*parts[k], 0);
    }
  state->draw = mercer_work_matrix (film->work, DRAWS, film->d);
  if (state->draw.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  lane->restless = true;
  state->m = 1;
  MercerStatus status = film->shared->start == 0 && film->given.x.rows == 0 ? go_to_mode (film, lane) : MERCER_OK;
  if (status == MERCER_OK)
    status = know_target (film, lane);
  MercerMark mark = mercer_work_mark (film->work);
  MercerMatrix jump = mercer_work_matrix (film->work, lane->x.rows, film->d);
  if (status != MERCER_OK || jump.data == NULL)
    return status != MERCER_OK ? status : MERCER_OUT_OF_MEMORY;
  begin_walk (film, lane);
  status = evaluate (film, lane, jump);
  mercer_work_release (film->work, mark);
  return status;
}

static MercerStatus
step_cb (MercerFilm *film, MercerLane *lane)
{
  const ChainValues *v = film->values;
  ChainState *state = lane->state;
  const MercerTarget *target = film->own;
  size_t size = lane->x.rows * film->d;
  double unit = lane->index == CHAIN ? state->sigma : target->width, h = film->shared->step * unit;
  MercerMark mark = mercer_work_mark (film->work);
  MercerMatrix normals = mercer_work_matrix (film->work, lane->x.rows, film->d);
  MercerStatus status = normals.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK && lane->index == CHAIN && state->walked >= (size_t) v->walk)
    {
      for (size_t e = 0; e < size; e++)
        state->before.data[e] += state->y.data[e];
      state->m++;
      begin_walk (film, lane);
      status = evaluate (film, lane, lane->x);
    }
  if (status == MERCER_OK)
    {
      mercer_random_normals (mercer_recipe_seed (film->recipe), STREAM_WALK + lane->index, state->steps * size, size, normals.data);
      mercer_walk_first_half (h, v->friction / unit, state->score, normals, state->y, state->v);
      status = evaluate (film, lane, lane->x);
    }
  if (status == MERCER_OK)
    {
      mercer_walk_second_half (h, state->score, state->v);
      for (size_t e = 0; e < size; e++)
        lane->velocity.data[e] = lane->x.data[e] - lane->kept.data[e];
      lane->made = h;
      state->walked++;
      state->steps++;
      status = measure (film, lane);
    }
  mercer_work_release (film->work, mark);
  return status;
}

/* A particle that a hand has moved begins where it was put: all walks do, which forgets the measurements. */
static MercerStatus
change_cb (MercerFilm *film, MercerLane *lane, unsigned changes)
{
  ChainState *state = lane->state;
  MercerStatus status = mercer_film_density_change (film, lane, changes);
  if (status == MERCER_OK && (changes & (MERCER_FILM_PARTICLES | MERCER_FILM_VALUES | MERCER_FILM_TARGET)) != 0)
    {
      mercer_matrix_fill (state->before, 0);
      state->m = 1;
      status = know_target (film, lane);
      begin_walk (film, lane);
      MercerMark mark = mercer_work_mark (film->work);
      MercerMatrix jump = mercer_work_matrix (film->work, lane->x.rows, film->d);
      if (status == MERCER_OK)
        status = jump.data != NULL ? evaluate (film, lane, jump) : MERCER_OUT_OF_MEMORY;
      mercer_work_release (film->work, mark);
    }
  return status;
}

/* --- The flow ----------------------------------------------------------------------------------------- */

static size_t
lanes_cb (const MercerFilm *film)
{
  (void) film;
  return LANES;
}

static char *
name_cb (const MercerFilm *film, const MercerLane *lane)
{
  (void) film;
  return g_strdup (lane->index == CHAIN ? _("Chain of walks, jumped") : _("Langevin dynamics"));
}

static void
words_cb (const MercerFilm *film, MercerFigureBuilder *b, bool final)
{
  const ChainValues *v = film->values;
  const ChainState *state = film->lane[CHAIN].state;
  char number[MERCER_NUMBER_SIZE];
  mercer_figure_readout (b, "occupancy_beside", _("Share at the wrong mode, Langevin dynamics"),
                         film->lane[LANGEVIN].measured[OCCUPANCY], "");
  mercer_figure_readout (b, "sigma", _("Noise of a measurement"), state->sigma, "");
  mercer_figure_readout (b, "threshold", _("Noise from which the first walk is log-concave"), mercer_walk_threshold (film->own), "");
  mercer_figure_readout (b, "measurements", _("Measurements"), (double) state->m, "");
  mercer_figure_readout (b, "left", _("Noise left in their mean"), state->sigma / sqrt ((double) state->m), "");
  mercer_film_density_words (film, b, final);
  if (final && v->noise < 1)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("With %s of the noise that makes it log-concave the first walk may have modes of its own to stay at."),
          mercer_number_show (v->noise, 2, number));
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, _("Set measurement noise to 1"), "noise", 1);
    }
}

static const MercerFilmFlow flow = {
  .state_size = sizeof (ChainState),
  .curves = curves,
  .panels = panels,
  .ground = MERCER_FILM_DENSITY_GROUND,
  .field = N_("Density, upside down"),
  .aim = mercer_film_density_aim,
  .lanes = lanes_cb,
  .open = open_cb,
  .step = step_cb,
  .change = change_cb,
  .show = mercer_film_density_show,
  .name = name_cb,
  .title = mercer_film_density_title,
  .words = words_cb,
};

/* --- The method --------------------------------------------------------------------------------------- */

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  return mercer_film_run (&flow, job, values, recipe);
}

const MercerMethod mercer_method_log_concave_chain = {
  .id = "log-concave-chain",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Chain of log-concave walks"),
  .summary = N_("Sampling that tunnels between modes by walking to noisy measurements, beside Langevin dynamics that stays"),
  .source = "Saremi, Park and Bach (2024), Chain of log-concave Markov chains, ICLR, theorem 1 and algorithm 1; the steps: "
            "Leimkuhler and Matthews (2013), Rational construction of stochastic numerical methods for molecular sampling",
  .values_size = sizeof (ChainValues),
  .params = params,
  .roles = mercer_film_roles,
  .tables = mercer_film_tables,
  .flags = MERCER_FILM_FLAGS,
  .suggest = mercer_film_density_suggest,
  .check = mercer_film_density_refuse,
  .run = run_cb,
};
