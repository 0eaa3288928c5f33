/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schur-entropy.h"

#include <glib/gi18n-lib.h>

#include "dots.h"
#include "follow.h"
#include "look.h"
#include "start-kernel.h"
#include "thread.h"

/* So many rows are a glance; four eigen-decompositions of more than MOST take minutes. */
enum { DRAFT_ROWS = 60, MOST_ROWS = 1500, SCORES = 2 };

static const MercerChoice shows[] = {
  { "rest", N_("What is left") }, { "explained", N_("What is explained") }, { "all", N_("All of it") }, { NULL }
};

#define SECOND "second-kernel"
static const MercerParamKernels second
    = { .most = 1, .sound = true, .role = "y", .own = N_("First block"), .each = N_("Second block") };

static const MercerParam params[] = {
  MERCER_CHOICE (SchurValues, show, "show", N_("Map of"),
                 N_("The part of the first block whose two leading directions are drawn: with the second block taken out, the second "
                    "block's share, or both"),
                 0, shows, MERCER_VIEW),
  MERCER_REAL (SchurValues, ridge, "ridge", N_("Ridge"), "",
               N_("How much the second block is smoothed before it explains: with too little it explains everything"), 0.01, 1e-8, 1e3,
               1e-5, 1, MERCER_LOG),
  MERCER_KERNELS (SchurValues, second, SECOND, N_("Kernel of the second block"),
                  N_("An expression such as RBF(lengthscale=2); empty: an RBF as wide as the second block's columns spread"), "",
                  &second, 0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("First block"), N_("The columns whose diversity is looked at"), true, 1, 0, NULL, 0 },
  { "y", N_("Second block"), N_("The columns whose influence is taken out"), true, 1, 0, NULL, 1 },
  MERCER_DOTS_ROLES,
  { NULL }
};

static MercerStatus
compute (SchurRun *run, size_t most_rows)
{
  if (!mercer_inputs_open (&run->in, run->recipe, "y") || run->in.n < 3 || run->first == NULL)
    return MERCER_BAD_INPUT;
  run->total = run->in.n;
  run->second = mercer_recipe_other_kernel (run->recipe, SECOND, 0, NULL);
  mercer_inputs_thin (&run->in, most_rows);
  size_t n = run->in.n;
  MercerMatrix k_x = mercer_work_matrix (run->work, n, n), k_y = mercer_work_matrix (run->work, n, n);
  if (run->second == NULL || k_x.data == NULL || k_y.data == NULL)
    return run->second == NULL ? MERCER_BAD_INPUT : MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (run->first, run->in.x, k_x, run->work);
  if (status == MERCER_OK)
    status = mercer_kernel_gram (run->second, run->in.y, k_y, run->work);
  if (status == MERCER_OK && !(mercer_matrix_lower_is_finite (k_x) && mercer_matrix_lower_is_finite (k_y)))
    status = MERCER_BAD_INPUT;
  mercer_work_progress (run->work, 0.2, _("Eigenvalues of the parts"));
  if (status == MERCER_OK)
    status = mercer_schur (k_x, k_y, run->values->ridge, SCORES, &run->schur, run->work);
  for (size_t part = 0; part < MERCER_SCHUR_PARTS && status == MERCER_OK; part++)
    mercer_follow_signs (run->schur.scores[part], NULL, mercer_picture_thread (&run->in, "schur-entropy", part), run->in.ids, run->work);
  return status;
}

static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  SchurRun run = { .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  run.first = mercer_recipe_bind_kernel (recipe, NULL);
  MercerStatus status = compute (&run, most_rows);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, schur_run_figure (&run, draft));
  g_clear_pointer (&run.first, mercer_kernel_unref);
  g_clear_pointer (&run.second, mercer_kernel_unref);
  mercer_inputs_close (&run.in);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  return mercer_look_twice (job, values, recipe, look, DRAFT_ROWS, DRAFT_ROWS, MOST_ROWS);
}

const MercerMethod mercer_method_schur_entropy = {
  .id = "schur-entropy",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Diversity beyond a block"),
  .summary = N_("The kernel covariance of some columns split into what other columns explain and what they do not, with entropies"),
  .source = "Ospanov, Jalali and Farnia (2025), Dissecting CLIP: decomposition with a Schur complement-based approach, sections 3 and 4",
  .values_size = sizeof (SchurValues),
  .params = params,
  .roles = roles,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_DEFINITE_KERNEL,
  .least_rows = 3,
  .suggest = mercer_start_with_rbf,
  .unsaid_kernel = mercer_start_unsaid,
  .run = run_cb,
};
