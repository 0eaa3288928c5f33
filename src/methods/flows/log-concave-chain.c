/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log-concave-chain.h"

#include <glib/gi18n-lib.h>
#include <math.h>

enum { MOST_PARTICLES = 1000, DENSITY_ROWS = 0, DENSITY_MIXTURE = 1 };

/* Those of the shared choices whose smoothed densities are known in closed form. */
static const MercerChoice densities[] = { { "rows", N_("Of the rows") }, { "mixture", N_("Mixture") }, { NULL } };
static const MercerChoice starts[] = { { "mode", N_("At one mode") }, { "ring", N_("Ring") }, { "grid", N_("Grid") }, { NULL } };

static const MercerParam params[] = {
  MERCER_REAL (ChainValues, noise, "noise", N_("Measurement noise"), "",
               N_("As a multiple of the least that makes the first walk log-concave; more walks across more easily, less is more exact"),
               1, 0.05, 100, 0.2, 3, MERCER_LOG | MERCER_LIVE),
  MERCER_INT (ChainValues, walk, "walk", N_("Steps of a walk"), "",
              N_("So many steps are walked to each measurement before the next one is begun"), 15, 1, 1000, MERCER_LIVE),
  MERCER_REAL (ChainValues, film.step, "step", N_("Step"), "",
               N_("As part of the noise, for Langevin dynamics of the width of the target's parts; from 2 on it runs away"), 0.5, 0, 1e15,
               1e-2, 2, MERCER_LOG | MERCER_LIVE),
  MERCER_REAL (ChainValues, friction, "friction", N_("Friction"), "",
               N_("How soon a walk forgets where it was heading"), 1, 0, 1e6, 0.05, 20, MERCER_LOG | MERCER_LIVE),
  MERCER_CHOICE (ChainValues, density.density, "density", N_("Density"),
                 N_("What is sampled: a smooth density of the rows, or a mixture whose means can be dragged"), 0, densities, MERCER_ANEW),
  MERCER_REAL (ChainValues, density.bandwidth, "bandwidth", N_("Bandwidth"), "x", N_("How smooth the density of the rows is"), 0.3,
               1e-12, 1e15, 1e-2, 2, MERCER_LOG | MERCER_LIVE),
  MERCER_NUMBERS (ChainValues, density.means, "means", N_("Means"), "",
                  N_("Of the mixture, two numbers for each; in the picture they can be dragged"), NAN, -1e6, 1e6, -4, 4,
                  MERCER_LIVE | MERCER_EXPERT),
  MERCER_REAL (ChainValues, density.width, "width", N_("Width"), "", N_("How wide each part of the mixture is"), 0.5, 1e-3, 1e3, 0.05, 3,
               MERCER_LOG | MERCER_LIVE | MERCER_EXPERT),
  { "particles", MERCER_PARAM_INT, offsetof (ChainValues, film.particles), N_("Particles"), "",
    N_("So many chains, and as many of Langevin dynamics beside them"), 200, 1, MOST_PARTICLES, 10, MOST_PARTICLES,
    MERCER_LOG | MERCER_ANEW, NULL, NULL },
  MERCER_CHOICE (ChainValues, film.start, "start", N_("Start"), N_("Where the particles are at first, unless a table says it"), 0,
                 starts, MERCER_ANEW),
  MERCER_FILM_REST (ChainValues, film, 450, 3000),
  { NULL }
};

static const MercerFilmCurve curves[]
    = { [CHAIN_ENERGY] = { "energy", N_("Distance to draws"), 0, MERCER_ROLE_PRIMARY },
        [CHAIN_OCCUPANCY] = { "occupancy", N_("At the wrong mode"), 1, MERCER_ROLE_PRIMARY },
        [CHAIN_CURVATURE] = { "curvature", N_("Least curvature of the walk"), 2, MERCER_ROLE_PRIMARY },
        { NULL } };
static const MercerFilmPanel panels[]
    = { { N_("Energy distance"), "", MERCER_AXIS_LOG },
        { N_("At the wrong mode"), "", MERCER_AXIS_LINEAR },
        { N_("Least curvature"), "", MERCER_AXIS_LINEAR },
        { NULL } }; /* short: on a small screen the three stand side by side */

/* --- The flow ----------------------------------------------------------------------------------------- */

static size_t
lanes_cb (const MercerFilm *film)
{
  (void) film;
  return CHAIN_LANES;
}

static char *
name_cb (const MercerFilm *film, const MercerLane *lane)
{
  (void) film;
  return g_strdup (lane->index == CHAIN_WALKS ? _("Chain of walks, jumped") : _("Langevin dynamics"));
}

/* Rows are seldom so far apart that Langevin dynamics stays: then the two columns of pictures end alike, and a note says where they
 * do not. Rows that are all one place have nothing to cross. */
static void
note_reached (const MercerFilm *film, MercerFigureBuilder *b)
{
  static const double few = 0.15;
  const ChainValues *v = film->values;
  if (v->density.density == DENSITY_ROWS && mercer_walk_threshold (film->own) > 0 && film->lane[CHAIN_LANGEVIN].measured[CHAIN_OCCUPANCY] < few)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("Between these rows Langevin dynamics crosses as well, if later. Between the means of a mixture it stays, and "
                          "the chain tunnels."),
                        _("Set density to mixture"), "density", DENSITY_MIXTURE);
}

static void
words_cb (const MercerFilm *film, MercerFigureBuilder *b, bool final)
{
  (void) final;
  const ChainState *state = film->lane[CHAIN_WALKS].state;
  mercer_figure_readout (b, "occupancy_beside", _("At the wrong mode, dashed"),
                         film->lane[CHAIN_LANGEVIN].measured[CHAIN_OCCUPANCY], "");
  mercer_figure_readout (b, "sigma", _("Noise of a measurement"), state->sigma, "");
  mercer_figure_readout (b, "threshold", _("Noise for log-concavity"), mercer_walk_threshold (film->own), "");
  mercer_figure_readout (b, "measurements", _("Measurements"), (double) state->m, "");
  mercer_figure_readout (b, "left", _("Noise left in their mean"), state->sigma / sqrt ((double) state->m), "");
}

static void
notes_cb (const MercerFilm *film, MercerFigureBuilder *b)
{
  const ChainValues *v = film->values;
  char number[MERCER_NUMBER_SIZE];
  mercer_film_density_notes (film, b);
  note_reached (film, b);
  mercer_figure_note (b, MERCER_NOTE_INFO,
                      _("The energy distance is that to exact draws of the target. A walk is log-concave where its least curvature is above 0."),
                      NULL, NULL, 0);
  if (v->noise >= 1)
    return;
  g_autofree char *sentence
      = g_strdup_printf (_("With %s of the noise that makes it log-concave the first walk may have modes of its own to stay at."),
                         mercer_number_show (v->noise, 2, number));
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, _("Set measurement noise to 1"), "noise", 1);
}

static const MercerFilmFlow flow = {
  .state_size = sizeof (ChainState),
  .curves = curves,
  .panels = panels,
  .ground = MERCER_FILM_DENSITY_GROUND,
  .field = N_("Density, upside down"),
  .aim = mercer_film_density_aim,
  .lanes = lanes_cb,
  .open = chain_open_cb,
  .step = chain_step_cb,
  .change = chain_change_cb,
  .show = mercer_film_density_show,
  .name = name_cb,
  .title = mercer_film_density_title,
  .words = words_cb,
  .notes = notes_cb,
  .hands = mercer_film_density_hands,
};

/* --- The method --------------------------------------------------------------------------------------- */

const MercerMethod mercer_method_log_concave_chain = {
  .id = "log-concave-chain",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Chain of log-concave walks"),
  .summary = N_("Sampling that tunnels between modes by walking to noisy measurements, beside Langevin dynamics that stays"),
  .source = "Saremi, Park and Bach (2024), Chain of log-concave Markov chains, ICLR; the steps: "
            "Leimkuhler and Matthews (2013), Rational construction of stochastic numerical methods for molecular sampling",
  .values_size = sizeof (ChainValues),
  .params = params,
  .roles = mercer_film_roles,
  .tables = mercer_film_tables,
  .flags = MERCER_FILM_FLAGS,
  .suggest = mercer_film_density_suggest,
  .check = mercer_film_density_refuse,
  .film = &flow,
  .run = mercer_film_run,
};
