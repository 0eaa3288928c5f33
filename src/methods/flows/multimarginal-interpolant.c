/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "multimarginal-interpolant.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "empty-ground.h"
#include "start-kernel.h"

/* So many draws and steps are a glance. */
enum { DRAFT_DRAWS = 60, DRAFT_STEPS = 8 };

static const MercerParam params[] = {
  MERCER_INT (InterpolantValues, from, "from", N_("From group"), "", N_("The corner whose rows are carried"), 1, 1, INTERPOLANT_GROUPS, 0),
  MERCER_INT (InterpolantValues, to, "to", N_("To group"), "", N_("The corner where they are to arrive"), 2, 1, INTERPOLANT_GROUPS, 0),
  MERCER_REAL (InterpolantValues, across, "across", N_("Point, across"), "",
               N_("Where the way leads through: the nearer to a corner, the more like its group the rows are there"), 0, -1, 1, -1, 1, 0),
  MERCER_REAL (InterpolantValues, up, "up", N_("Point, up"), "", N_("The same, upwards"), 0, -1, 1, -1, 1, 0),
  MERCER_REAL (InterpolantValues, time, "time", N_("Look at"), "",
               N_("The part of the way after which the rows are drawn; half of it is the point"), 1, 0, 1, 0, 1, MERCER_VIEW),
  MERCER_REAL (InterpolantValues, ridge, "ridge", N_("Ridge"), "",
               N_("How much the regression of the velocity is smoothed: with much only a straight map is left"), 0.3, 1e-6, 1e6, 0.01, 100,
               MERCER_LOG),
  MERCER_INT (InterpolantValues, draws, "draws", N_("Draws"), "",
              N_("So many combinations of a row of each group the velocity is learned from"), 300, 2, 1000, 0),
  MERCER_INT (InterpolantValues, steps, "steps", N_("Steps"), "",
              N_("How many there are to the point, and as many from it"), 20, 1, 100, 0),
  { "particles", MERCER_PARAM_INT, offsetof (InterpolantValues, particles), N_("Particles"), "",
    N_("At most so many rows are carried"), 200, 1, 1000, 10, 500, MERCER_LOG, NULL, NULL },
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Columns"), N_("What is carried"), true, 2, 0, NULL, 0 },
  { "group", N_("Group"), N_("The column whose categories are the corners; of numbers, thirds"), false, 0, 1, NULL, 0, N_("Automatic") },
  { NULL }
};

/* Groups are narrower than all rows together: half the length scale that suits those. */
static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  g_autoptr (MercerRecipe) started = mercer_start_with_rbf (recipe);
  MercerKernel *kernel = mercer_recipe_kernel (started);
  if (kernel == NULL)
    return g_steal_pointer (&started);
  kernel = mercer_kernel_ref (kernel);
  for (size_t k = 0; k < mercer_kernel_params (kernel); k++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, k, &param);
      MercerKernel *next = strcmp (param.spec->id, "lengthscale") == 0
                               ? mercer_kernel_with_param (kernel, k, mercer_start_rounded (0.5 * param.value))
                               : mercer_kernel_ref (kernel);
      mercer_kernel_unref (kernel);
      kernel = next;
    }
  MercerRecipe *half = mercer_recipe_with_kernel (started, kernel);
  mercer_kernel_unref (kernel);
  return half;
}

/* An empty table is a ground to paint rows on. */
static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t draws, size_t steps, const char *draft)
{
  InterpolantRun run;
  MercerMark mark = mercer_work_mark (mercer_job_work (job));
  MercerStatus status = interpolant_run_open (&run, job, values, recipe, draws, steps);
  if (status == MERCER_OK)
    status = interpolant_run_carry (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, interpolant_run_figure (&run, draft));
  else if (status == MERCER_BAD_INPUT && run.in.n == 0)
    {
      status = MERCER_OK;
      if (draft == NULL)
        mercer_job_emit (job, MERCER_EMIT_FINAL,
                         mercer_picture_empty_ground (_("Interpolant between groups"), run.in.dataset, run.in.names, NULL));
    }
  interpolant_run_close (&run);
  mercer_work_release (mercer_job_work (job), mark);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  MercerStatus status = MERCER_OK;
  if (mercer_job_is_live (job))
    {
      g_autofree char *what = g_strdup_printf (_("Draft from %d draws"), DRAFT_DRAWS);
      status = look (job, values, recipe, DRAFT_DRAWS, DRAFT_STEPS, what);
    }
  return status == MERCER_OK ? look (job, values, recipe, G_MAXSIZE, G_MAXSIZE, NULL) : status;
}

const MercerMethod mercer_method_multimarginal_interpolant = {
  .id = "multimarginal-interpolant",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Interpolant between groups"),
  .summary = N_("Carries the rows of one group to another, by way of any mixture of all, along a learned velocity"),
  .source = "Albergo, Boffi, Lindsey and Vanden-Eijnden (2023), Multimarginal generative modeling with stochastic interpolants",
  .values_size = sizeof (InterpolantValues),
  .params = params,
  .roles = roles,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_RANDOM | MERCER_METHOD_DEFINITE_KERNEL,
  .suggest = suggest,
  .run = run_cb,
};
