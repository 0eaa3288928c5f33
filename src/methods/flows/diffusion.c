/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diffusion.h"

#include <glib/gi18n-lib.h>

static const MercerChoice knowledge[]
    = { { "exact", N_("Exact score of the rows") }, { "regression", N_("Kernel regression") }, { NULL } };

static const MercerParam params[] = {
  MERCER_CHOICE (DiffusionValues, knowledge, "reverse", N_("Way back"),
                 N_("What the way back is known from: the smoothed rows themselves, or a regression on noisy copies of them"), 0,
                 knowledge, MERCER_LIVE),
  MERCER_BOOL (DiffusionValues, random, "random", N_("Random steps back"),
               N_("Adds noise at each step back; without it only the start is random, and each particle follows the probability flow"), 1,
               MERCER_LIVE),
  MERCER_REAL (DiffusionValues, bandwidth, "bandwidth", N_("Bandwidth"), "",
               N_("How far around the rows the exact way back ends, as part of their spread; 0: on the rows themselves"), 0.05, 0, 10,
               0, 0.5, MERCER_LIVE),
  MERCER_REAL (DiffusionValues, width, "width", N_("Regression width"), "",
               N_("Of kernel regression: how far it looks for noisy copies alike, as part of the noise; far smooths the way back"), 0.3, 1e-3, 100,
               0.05, 3, MERCER_LOG | MERCER_LIVE),
  MERCER_INT (DiffusionValues, copies, "copies", N_("Noisy copies"), "",
              N_("Of kernel regression: so many of each row at each time are what it learns from"), 4, 1, 20, MERCER_LIVE),
  MERCER_INT (DiffusionValues, steps, "steps", N_("Steps"), "",
              N_("How many there are to noise, and as many back; more are smaller"), 60, 1, 300, MERCER_ANEW),
  { "particles", MERCER_PARAM_INT, offsetof (DiffusionValues, particles), N_("Particles"), "",
    N_("How many rows are seen diffusing, and how many particles come back"), 400, 1, 2000, 20, 1000, MERCER_LOG | MERCER_ANEW,
    NULL, NULL },
  MERCER_REAL (DiffusionValues, noise, "noise", N_("Noise"), "",
               N_("How fast the data are forgotten at the end; with too little the way back starts from the wrong noise"), 20, 0.2, 100,
               1, 40, MERCER_LOG | MERCER_LIVE | MERCER_EXPERT),
  MERCER_BOOL (DiffusionValues, arrows, "arrows", N_("Drift"), N_("Draws where the next step back leads"), 1,
               MERCER_LIVE | MERCER_VIEW),
  { NULL }
};

static const MercerRole roles[]
    = { { "x", N_("Columns"), N_("What diffuses: more than two are seen along their principal components"), true, 2, 0, NULL, 2 },
        { NULL } };

static MercerStatus
emit (DiffusionRun *run, MercerEmit kind)
{
  MercerFigure *figure;
  MercerStatus status = diffusion_run_figure (run, kind == MERCER_EMIT_FINAL, &figure);
  if (status == MERCER_OK)
    mercer_job_emit (run->job, kind, figure);
  return status;
}

/* The moments that are missing, each a frame. */
static MercerStatus
film (DiffusionRun *run)
{
  MercerStatus status = MERCER_OK;
  DiffusionChange change;
  while (status == MERCER_OK && run->done < run->moments)
    {
      status = mercer_work_wanted (run->work) ? diffusion_run_refresh (run, &change) : MERCER_STOPPED;
      /* paused, it shows what the change does to this moment */
      bool again = run->done > 0 && change != DIFFUSION_SAME && mercer_job_is_paused (run->job);
      if (status == MERCER_OK && !again)
        status = diffusion_run_moment (run);
      if (status == MERCER_OK && mercer_job_is_live (run->job) && run->done < run->moments)
        status = emit (run, MERCER_EMIT_FRAME);
      mercer_work_progress (run->work, (double) run->done / (double) run->moments,
                            diffusion_run_is_back (run, run->now) ? _("Coming back") : _("Diffusing"));
    }
  return status;
}

/* --- After its end ---------------------------------------------------------------------------------------------- */

/* The missing moments, unseen; where they take longer than a hand would wait for, the rest is missing still. */
static MercerStatus
catch_up (DiffusionRun *run)
{
  static const double patience = 1; /* seconds */
  double begun = mercer_job_seconds (run->job);
  MercerStatus status = MERCER_OK;
  while (status == MERCER_OK && run->done < run->moments && mercer_job_seconds (run->job) - begun < patience)
    status = mercer_work_wanted (run->work) ? diffusion_run_moment (run) : MERCER_STOPPED;
  return status;
}

/* The frames from `first` on up to the newest moment as they are now, until another change makes them others again. */
static MercerStatus
revise (DiffusionRun *run, size_t first, DiffusionChange *change)
{
  size_t newest = run->now;
  MercerStatus status = MERCER_OK;
  *change = DIFFUSION_SAME;
  for (size_t k = first; k < newest && status == MERCER_OK && *change == DIFFUSION_SAME; k++)
    {
      run->now = k;
      status = emit (run, MERCER_EMIT_REVISED);
      run->now = newest;
      if (status == MERCER_OK)
        status = mercer_work_wanted (run->work) ? diffusion_run_refresh (run, change) : MERCER_STOPPED;
    }
  return status;
}

/* A change after the end: what it makes of the end is shown at once, and then put into the film before it; nothing plays, unless it all
 * takes long. */
static MercerStatus
end_anew (DiffusionRun *run, DiffusionChange *change)
{
  size_t first = *change == DIFFUSION_OUT ? 0 : run->steps + 1;
  MercerStatus status = *change >= DIFFUSION_BACK ? diffusion_run_rewind (run, *change) : MERCER_OK;
  if (status == MERCER_OK)
    status = catch_up (run);
  bool quick = run->done == run->moments;
  if (status == MERCER_OK && quick)
    status = emit (run, MERCER_EMIT_FINAL);
  if (status == MERCER_OK)
    status = revise (run, first, change);
  if (quick || status != MERCER_OK || *change != DIFFUSION_SAME)
    return status;
  status = emit (run, MERCER_EMIT_FRAME);
  if (status == MERCER_OK)
    status = film (run);
  return status == MERCER_OK ? emit (run, MERCER_EMIT_FINAL) : status;
}

static MercerStatus
play (DiffusionRun *run)
{
  DiffusionChange change = DIFFUSION_SAME;
  MercerStatus status = film (run);
  if (status == MERCER_OK)
    status = emit (run, MERCER_EMIT_FINAL);
  while (status == MERCER_OK && (change != DIFFUSION_SAME || mercer_job_await (run->job)))
    {
      if (change == DIFFUSION_SAME)
        status = diffusion_run_refresh (run, &change);
      if (status == MERCER_OK)
        status = end_anew (run, &change);
    }
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  DiffusionRun run;
  (void) values; /* those of the recipe, which changes */
  MercerStatus status = diffusion_run_open (&run, job, recipe);
  if (status == MERCER_OK)
    status = play (&run);
  if (status == MERCER_BAD_INPUT && run.empty)
    {
      mercer_job_emit (job, MERCER_EMIT_FINAL, diffusion_run_empty (&run));
      status = MERCER_OK;
    }
  diffusion_run_close (&run);
  return status;
}

const MercerMethod mercer_method_diffusion = {
  .id = "diffusion",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Diffusion"),
  .summary = N_("Data diffuse into noise, and new data come back from it"),
  .source = "Sohl-Dickstein, Weiss, Maheswaranathan and Ganguli (2015), Deep unsupervised learning using nonequilibrium "
            "thermodynamics, ICML; the schedule: Song et al. (2021), Score-based generative modeling through stochastic "
            "differential equations, ICLR, the variance-preserving one; steps back without noise: Song, Meng and Ermon (2021), Denoising "
            "diffusion implicit models, ICLR, eq. 12",
  .values_size = sizeof (DiffusionValues),
  .params = params,
  .roles = roles,
  .flags = MERCER_METHOD_FLOW | MERCER_METHOD_RANDOM | MERCER_METHOD_LIVE_DATA | MERCER_METHOD_GOES_ON,
  .run = run_cb,
};
