/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gan-dynamics.h"

#include <glib/gi18n-lib.h>

#include "empty-ground.h"

static const MercerChoice diagrams[] = { { "rates", N_("Both rates") },
                                         { "regularisation", N_("Regularisation and generator's rate") },
                                         { "bandwidth", N_("Bandwidth and regularisation") },
                                         { NULL } };

static const MercerParam params[] = {
  MERCER_CHOICE (GanValues, diagram, "diagram", N_("Diagram"), N_("What its two axes are"), 0, diagrams, 0),
  MERCER_REAL (GanValues, generator, "generator", N_("Generator’s rate"), "",
               N_("How far the generated points go along the discriminator’s slope: too far for the regularisation, and they leave"), 1,
               1e-6, 1e9, 0.01, 100, MERCER_LOG),
  MERCER_REAL (GanValues, discriminator, "discriminator", N_("Discriminator’s rate"), "",
               N_("How soon the discriminator tells generated points from rows: sooner makes them oscillate"), 0.5, 1e-6, 1e6, 0.01, 10,
               MERCER_LOG),
  MERCER_REAL (GanValues, lambda, "regularisation", N_("Regularisation"), "",
               N_("How soon the discriminator forgets: more damps the oscillation, until its own step overshoots"), 0.5, 1e-6, 1e6, 0.005,
               20, MERCER_LOG),
  MERCER_REAL (GanValues, bandwidth, "bandwidth", N_("Bandwidth"), "",
               N_("Of the discriminator’s kernel, as part of the spread of the rows: narrow pulls harder but less far"), 0.4, 1e-3, 1e3,
               0.03, 3, MERCER_LOG),
  MERCER_BOOL (GanValues, alternating, "alternating", N_("Take turns"),
               N_("The generated points see what the discriminator has just learned, instead of both moving at once"), 0, 0),
  { "points", MERCER_PARAM_INT, offsetof (GanValues, points), N_("Points"), "", N_("So many rows take part, with as many generated points"),
    6, 1, 16, 1, 16, 0, NULL, NULL },
  MERCER_REAL (GanValues, start, "start", N_("Start"), "",
               N_("How far from the rows the generated points are at first, in bandwidths; the theory is about near ones"), 0.2, 1e-6, 10,
               1e-3, 2, MERCER_LOG),
  MERCER_INT (GanValues, steps, "steps", N_("Steps"), "", N_("How long the game is played"), 300, 1, 1000, 0),
  { NULL }
};

static const MercerRole roles[]
    = { { "x", N_("Columns"), N_("One or two: the rows are the real points"), true, 1, 2, NULL, 2 }, { NULL } };

/* The diagram is there at once, then the game; to play all over the diagram may take a while, and is done once for all of its places. */
static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  GanRun *run = g_new (GanRun, 1);
  bool live = mercer_job_is_live (job), known = true;
  MercerStatus status = gan_run_open (run, job, values, recipe);
  if (run->in.n == 0)
    {
      mercer_job_emit (job, MERCER_EMIT_FINAL, mercer_picture_empty_ground (_("Adversarial game"), run->in.dataset, run->in.names, NULL));
      gan_run_close (run);
      g_free (run);
      return MERCER_OK;
    }
  if (status == MERCER_OK)
    status = gan_run_diagram (run);
  if (status == MERCER_OK)
    status = gan_run_map (run, &known);
  if (status == MERCER_OK && live)
    mercer_job_emit (job, MERCER_EMIT_DRAFT, gan_run_figure (run, _("The theory alone")));
  if (status == MERCER_OK)
    status = gan_run_play (run);
  if (status == MERCER_OK && live && !known)
    mercer_job_emit (job, MERCER_EMIT_DRAFT, gan_run_figure (run, _("This game alone")));
  if (status == MERCER_OK && !known)
    status = gan_run_map (run, &known);
  if (status == MERCER_OK)
    mercer_job_emit (job, MERCER_EMIT_FINAL, gan_run_figure (run, NULL));
  gan_run_close (run);
  g_free (run);
  return status;
}

const MercerMethod mercer_method_gan_dynamics = {
  .id = "gan-dynamics",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Adversarial game"),
  .summary = N_("When descent-ascent with a kernel discriminator converges, oscillates or leaves: theory, and the game itself"),
  .source = "Becker, Pandit, Rangan and Fletcher (2022), Instability and local minima in GAN training with kernel discriminators, "
            "NeurIPS; the phases: the same (2023), Local convergence of gradient descent-ascent for training generative adversarial "
            "networks",
  .values_size = sizeof (GanValues),
  .params = params,
  .roles = roles,
  .flags = MERCER_METHOD_RANDOM,
  .run = run_cb,
};
