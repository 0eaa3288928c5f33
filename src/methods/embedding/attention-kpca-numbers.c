/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attention-kpca.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <string.h>

#include "random.h"

enum { STREAM_NOISE = 0x6e6f6973, STREAM_VALUES };

static void
standardise (MercerMatrix from, MercerMatrix to)
{
  for (size_t c = 0; c < from.cols; c++)
    {
      double mean = 0, squares = 0;
      for (size_t i = 0; i < from.rows; i++)
        mean += *mercer_matrix_at (from, i, c) / (double) from.rows;
      for (size_t i = 0; i < from.rows; i++)
        squares += pow (*mercer_matrix_at (from, i, c) - mean, 2) / (double) from.rows;
      for (size_t i = 0; i < from.rows; i++)
        *mercer_matrix_at (to, i, c) = (*mercer_matrix_at (from, i, c) - mean) / (squares > 0 ? sqrt (squares) : 1);
    }
}

MercerStatus
attention_run_open (AttentionRun *run, MercerJob *job, const AttentionValues *values, const MercerRecipe *recipe, size_t most_rows)
{
  *run = (AttentionRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  run->denoises = mercer_recipe_role (recipe, "y")[0] == NULL;
  if (!mercer_inputs_open (&run->in, recipe, run->denoises ? NULL : "y"))
    return MERCER_BAD_INPUT;
  run->total = run->in.n;
  mercer_inputs_sort (&run->in); /* training turns the last bit of a sum into other weights */
  mercer_inputs_thin (&run->in, most_rows);
  size_t n = run->in.n, d = run->in.d;
  MercerMatrix target = run->denoises ? run->in.x : run->in.y;
  run->x = mercer_work_matrix (run->work, n, d);
  run->target = mercer_work_matrix (run->work, n, target.cols);
  if (run->x.data == NULL || run->target.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  standardise (run->in.x, run->x);
  standardise (target, run->target);
  for (size_t c = 0; c < d && run->denoises; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (run->x, i, c)
          += run->values->noise * mercer_random_normal (mercer_recipe_seed (recipe), STREAM_NOISE + c, run->in.ids[i]);
  return MERCER_OK;
}

void
attention_run_close (AttentionRun *run)
{
  mercer_inputs_close (&run->in);
}

/* What values drawn at random have in common with the claimed ones: the yardstick of the claim. Matching tokens and kernels of pairs
 * cost more and vary less, so that few draws do. */
static MercerStatus
draw_random (AttentionRun *run)
{
  size_t n = run->attention.n, m = run->attention.values;
  MercerMark mark = mercer_work_mark (run->work);
  MercerAttention other = run->attention;
  double cosine[ATTENTION_RANDOM], cka[ATTENTION_RANDOM];
  AttentionLikeness *mean = &run->random;
  MercerStatus status = MERCER_OK;
  other.v = mercer_work_matrix (run->work, n, m);
  if (other.v.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t t = 0; t < ATTENTION_RANDOM && status == MERCER_OK; t++)
    {
      mercer_random_normals (mercer_recipe_seed (run->recipe), STREAM_VALUES + t, 0, n * m, other.v.data);
      mercer_attention_compare (&other, &run->claim, &cosine[t], &cka[t]);
      mean->cosine += cosine[t] / ATTENTION_RANDOM;
      mean->cka += cka[t] / ATTENTION_RANDOM;
      if (t < ATTENTION_MATCHED)
        {
          double direct, matched;
          status = mercer_token_cosines (other.v, run->claim.claimed, &direct, &matched, run->work);
          mean->token_cosine += direct / ATTENTION_MATCHED;
          mean->token_matched += matched / ATTENTION_MATCHED;
          mean->kernel_cka += mercer_kernel_cka (other.v, run->claim.claimed, run->work) / ATTENTION_MATCHED;
        }
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
    }
  gsl_sort (cosine, 1, ATTENTION_RANDOM);
  gsl_sort (cka, 1, ATTENTION_RANDOM);
  run->random_cosine_high = cosine[(ATTENTION_RANDOM * 95) / 100];
  run->random_cka_high = cka[(ATTENTION_RANDOM * 95) / 100];
  mercer_work_release (run->work, mark);
  return status;
}

static MercerStatus
measure (AttentionRun *run, double step)
{
  MercerStatus status = mercer_attention_claim (&run->attention, &run->claim, run->work);
  run->moments[run->count++] = (AttentionMoment){ step, run->attention.loss, run->claim.best_cosine, run->claim.linear_cka,
                                                  run->claim.kernel_cka, run->claim.output_cka, run->claim.feature_norm,
                                                  run->claim.output_norm, run->claim.explained };
  return status;
}

/* Moments lie closer together at the start, where most is learned. */
MercerStatus
attention_run_compute (AttentionRun *run, size_t moments)
{
  MercerStatus status
      = mercer_attention_open (&run->attention, run->x, run->target, (size_t) run->values->head, (size_t) run->values->values,
                               mercer_recipe_seed (run->recipe), run->work);
  int done = 0;
  if (status == MERCER_OK)
    status = measure (run, 0);
  for (size_t k = 1; k < moments && status == MERCER_OK && done < run->values->steps; k++)
    {
      double share = (double) k / (double) (moments - 1);
      int until = (int) ceil (run->values->steps * share * share);
      if (until <= done)
        continue;
      mercer_work_progress (run->work, share, _("Training"));
      status = mercer_attention_train (&run->attention, until - done, run->work);
      done = until;
      if (status == MERCER_OK)
        status = measure (run, done);
    }
  if (status != MERCER_OK)
    return status;
  run->found = (AttentionLikeness){ .cosine = run->claim.best_cosine, .cka = run->claim.linear_cka, .kernel_cka = run->claim.kernel_cka };
  mercer_work_progress (run->work, 1, _("Comparing with random values"));
  status = mercer_token_cosines (run->attention.v, run->claim.claimed, &run->found.token_cosine, &run->found.token_matched, run->work);
  return status == MERCER_OK ? draw_random (run) : status;
}
