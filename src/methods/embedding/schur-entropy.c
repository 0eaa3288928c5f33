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
                 N_("The part of the first block whose two leading directions are drawn, with each row's share in it: with the second block "
                    "taken out, the second block's share, or both"),
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

/* From the split of some rows the scores of all. */
static MercerStatus
place_others (SchurRun *run)
{
  enum { BLOCK = 512 };
  size_t n = run->found.n, m = run->in.n;
  for (int part = 0; part < MERCER_SCHUR_PARTS; part++)
    if ((run->scores[part] = mercer_work_matrix (run->work, m, run->schur.k)).data == NULL)
      return MERCER_OUT_OF_MEMORY;
  for (size_t from = 0; from < m; from += BLOCK)
    {
      size_t count = MIN (m - from, (size_t) BLOCK);
      MercerMark mark = mercer_work_mark (run->work);
      MercerMatrix x = mercer_work_matrix (run->work, n, count), y = mercer_work_matrix (run->work, n, count);
      if (x.data == NULL || y.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      MercerMatrix at_x = mercer_matrix_block (run->in.x, from, 0, count, run->in.x.cols);
      MercerMatrix at_y = mercer_matrix_block (run->in.y, from, 0, count, run->in.y.cols);
      MercerStatus status = mercer_kernel_cross (run->first, run->found.x, at_x, x, run->work);
      if (status == MERCER_OK)
        status = mercer_kernel_cross (run->second, run->found.y, at_y, y, run->work);
      for (int part = 0; part < MERCER_SCHUR_PARTS && status == MERCER_OK; part++)
        status = mercer_schur_extend (&run->schur, (MercerSchurPart) part, x, y,
                                      mercer_matrix_block (run->scores[part], from, 0, count, run->schur.k), run->work);
      if (status != MERCER_OK || !mercer_work_wanted (run->work))
        return status != MERCER_OK ? status : MERCER_STOPPED;
      mercer_work_release (run->work, mark);
      mercer_work_progress (run->work, 0.6 + 0.4 * (double) (from + count) / (double) m, _("The other rows"));
    }
  return MERCER_OK;
}

/* Signs go on as they were. */
static void
follow (SchurRun *run)
{
  double signs[SCORES];
  for (int part = 0; part < MERCER_SCHUR_PARTS; part++)
    {
      MercerMatrix functions[2] = { run->schur.a[part], run->schur.b[part] };
      MercerHash thread = mercer_picture_thread (&run->found, "schur-entropy", (size_t) part);
      mercer_follow_signs (run->schur.scores[part], signs, thread, run->found.ids, run->work);
      for (size_t f = 0; f < G_N_ELEMENTS (functions); f++)
        for (size_t j = 0; j < run->schur.k; j++)
          for (size_t i = 0; i < run->found.n; i++)
            *mercer_matrix_at (functions[f], i, j) *= signs[j];
      run->scores[part] = run->schur.scores[part];
    }
}

/* A draft leaves the others out. */
static MercerStatus
compute (SchurRun *run, size_t most_rows, bool is_draft)
{
  if (!mercer_inputs_open (&run->in, run->recipe, "y") || run->in.n < 3 || run->first == NULL)
    return MERCER_BAD_INPUT;
  run->second = mercer_recipe_other_kernel (run->recipe, SECOND, 0, NULL);
  if (is_draft)
    mercer_inputs_thin (&run->in, most_rows);
  mercer_inputs_part (&run->in, most_rows, &run->found, NULL);
  size_t n = run->found.n;
  MercerMatrix k_x = mercer_work_matrix (run->work, n, n), k_y = mercer_work_matrix (run->work, n, n);
  if (run->second == NULL || k_x.data == NULL || k_y.data == NULL)
    return run->second == NULL ? MERCER_BAD_INPUT : MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (run->first, run->found.x, k_x, run->work);
  if (status == MERCER_OK)
    status = mercer_kernel_gram (run->second, run->found.y, k_y, run->work);
  if (status == MERCER_OK && !(mercer_matrix_lower_is_finite (k_x) && mercer_matrix_lower_is_finite (k_y)))
    status = MERCER_BAD_INPUT;
  mercer_work_progress (run->work, 0.2, _("Eigenvalues of the parts"));
  if (status == MERCER_OK)
    status = mercer_schur (k_x, k_y, run->values->ridge, SCORES, &run->schur, run->work);
  if (status != MERCER_OK)
    return status;
  follow (run);
  return n < run->in.n ? place_others (run) : MERCER_OK;
}

static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  SchurRun run = { .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  run.first = mercer_recipe_bind_kernel (recipe, NULL);
  MercerStatus status = compute (&run, most_rows, draft != NULL);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, schur_run_figure (&run, draft));
  g_clear_pointer (&run.first, mercer_kernel_unref);
  g_clear_pointer (&run.second, mercer_kernel_unref);
  mercer_inputs_close (&run.found);
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
