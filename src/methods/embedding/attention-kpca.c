/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attention-kpca.h"

#include <glib/gi18n-lib.h>

#include "alike.h"
#include "look.h"

enum { DRAFT_ROWS = 80, MOST_ROWS = 300 };

static const MercerParam params[] = {
  MERCER_INT (AttentionValues, values, "values", N_("Value dimensions"), "",
              N_("Columns of the value matrix, and eigenvectors they are compared with"), 4, 1, ATTENTION_MOST, 0),
  MERCER_INT (AttentionValues, head, "head", N_("Head dimensions"), "", N_("Columns of queries and keys"), 4, 1, 32, 0),
  MERCER_INT (AttentionValues, steps, "steps", N_("Training"), "", N_("Evaluations of the loss by L-BFGS: 0 looks at the random start"), 300,
              0, 3000, 0),
  MERCER_REAL (AttentionValues, noise, "noise", N_("Noise"), "",
               N_("Without a target the layer restores rows from noisy ones; so much noise, in standard deviations"), 0.5, 0, 10, 0, 2, 0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns of each row, which is one token"), true, 1, 0, NULL, 0 },
  { "y", N_("Target"), N_("The column that the layer learns to tell; without one it removes noise from the inputs"), true, 0, 1, NULL, 0 },
  { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  const AttentionValues *values = mercer_recipe_values (recipe);
  bool target = mercer_recipe_role (recipe, "y")[0] != NULL;
  size_t n = mercer_inputs_count (recipe, target ? "y" : NULL);
  if (n < (size_t) values->values + 3)
    return g_strdup_printf (_("%zu rows are too few for %d value dimensions. Add rows, or ask for fewer dimensions."), n, values->values);
  return mercer_picture_check_alike (recipe, "x");
}

/* The draft is the layer before training. */
static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  AttentionRun run;
  MercerStatus status = attention_run_open (&run, job, values, recipe, most_rows);
  if (status == MERCER_OK)
    status = attention_run_compute (&run, draft != NULL ? 1 : ATTENTION_MOMENTS);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, attention_run_figure (&run, draft));
  attention_run_close (&run);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  MercerStatus status = MERCER_OK;
  if (mercer_job_is_live (job))
    status = mercer_look_once (job, values, recipe, look, DRAFT_ROWS, _("Before training"));
  return status == MERCER_OK ? mercer_look_once (job, values, recipe, look, MOST_ROWS, NULL) : status;
}

const MercerMethod mercer_method_attention_kpca = {
  .id = "attention-kpca",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Attention and kernel PCA"),
  .summary = N_("Whether a trained self-attention layer does kernel PCA of its keys, as has been claimed"),
  .source = "Teo and Nguyen (2024), Unveiling the hidden structure of self-attention via kernel principal component analysis, NeurIPS, "
            "eqs. 5 to 12; Saritas and Yildiz (2025), A reproduction study: the kernel PCA interpretation of self-attention fails under "
            "scrutiny, ACL; Kornblith et al. (2019), Similarity of neural network representations revisited, ICML",
  .values_size = sizeof (AttentionValues),
  .params = params,
  .roles = roles,
  .flags = MERCER_METHOD_RANDOM,
  .check = check,
  .run = run_cb,
};
