/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"

#include "start-kernel.h"

#include <glib/gi18n-lib.h>

static const MercerChoice kinds[] = {
#define KIND(name, id, title, ...) { id, title },
  FEATURE_KINDS (KIND)
#undef KIND
  { NULL }
};

static const MercerChoice measures[] = {
  { "matrix", N_("Of the whole matrix") }, { "entry", N_("Of the worst entry") }, { NULL }
};

#define COMPARED(name, id, title, of, coupling, start, hint)                                                                  \
  MERCER_BOOL (FeaturesValues, compared[FEATURES_##name], id, title, hint, start, 0),

static const MercerParam params[] = {
  { "features", MERCER_PARAM_INT, offsetof (FeaturesValues, features), N_("Features"), "",
    N_("How many features the imitation has; drag the line in the picture of the errors"), 64, 2, 4096, 4, 1024, MERCER_LOG,
    NULL, NULL },
  MERCER_CHOICE (FeaturesValues, shown, "shown", N_("Imitation by"),
                 N_("The kind of features whose imitation of the kernel matrix is drawn beside it"), FEATURES_CHOLESKY, kinds,
                 0),
  MERCER_CHOICE (FeaturesValues, measure, "measure", N_("Error"),
                 N_("What the curves show: the Frobenius norm of the difference over that of the matrix, or the worst entry"),
                 FEATURES_FROBENIUS, measures, MERCER_VIEW),
  FEATURE_KINDS (COMPARED)
  MERCER_INT (FeaturesValues, repeats, "repeats", N_("Draws"), "",
              N_("How often each kind is drawn anew: the bands show how much luck there is in one draw"), 8, 1, 50, 0),
  { "most", MERCER_PARAM_INT, offsetof (FeaturesValues, most), N_("Most features"), "",
    N_("Up to how many features errors are measured: the right end of the picture"), 512, 16, 4096, 64, 2048,
    MERCER_LOG | MERCER_EXPERT, NULL, NULL },
  MERCER_REAL (FeaturesValues, ridge, "ridge", N_("Ridge of the leverage"), "",
               N_("Rows count as landmarks by what they add at this ridge: a small one looks for outliers"), 0.1, 1e-8, 1e8, 1e-4,
               10, MERCER_LOG | MERCER_EXPERT),
  MERCER_INT (FeaturesValues, bits, "bits", N_("Bits to a number"), "",
              N_("Sigma-delta features that are condensed to one number: more hide the rounding better but average less"), 4, 1,
              64, MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that the kernel compares; categories too, if it looks at those"), false, 1, 0, NULL, 0,
    NULL, true },
  { NULL }
};

/* Rows that errors are measured on, and on which a draft is worth its while and fast enough. */
enum { MOST_ROWS = 500, DRAFT_ROWS = 120 };
/* In units of the columns' spread: neighbours are alike, strangers are not. */
static const double start_length = 0.7;

static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  g_autoptr (MercerKernel) kernel = mercer_start_rbf_by_spread (recipe, start_length);
  return kernel != NULL ? mercer_recipe_with_kernel (recipe, kernel) : mercer_recipe_ref (recipe);
}

static char *
check (const MercerRecipe *recipe)
{
  const FeaturesValues *values = mercer_recipe_values (recipe);
  const char *const *names = mercer_recipe_role (recipe, "x");
  g_autoptr (MercerKernel) kernel = mercer_recipe_bind_kernel (recipe, NULL);
  return features_refusal ((FeatureKind) values->shown, kernel, names, g_strv_length ((char **) names));
}

static MercerStatus
look (MercerJob *job, const FeaturesValues *values, const MercerRecipe *recipe, bool draft)
{
  FeaturesRun run;
  MercerStatus status = features_run_open (&run, job, values, recipe, draft ? DRAFT_ROWS : MOST_ROWS, draft);
  if (status == MERCER_OK)
    status = features_run_compute (&run);
  if (status == MERCER_OK)
    {
      g_autofree char *what = draft ? g_strdup_printf (_("Draft from %zu of %zu rows"), run.n, run.complete) : NULL;
      mercer_job_emit (job, draft ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, features_run_figure (&run, what));
    }
  features_run_close (&run);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  if (mercer_job_is_live (job))
    {
      MercerMark mark = mercer_work_mark (mercer_job_work (job));
      MercerStatus status = look (job, values, recipe, true);
      mercer_work_release (mercer_job_work (job), mark);
      if (status != MERCER_OK)
        return status;
    }
  return look (job, values, recipe, false);
}

const MercerMethod mercer_method_feature_approximation = {
  .id = "feature-approximation",
  .room = MERCER_ROOM_KERNELS,
  .title = N_("Feature approximation"),
  .summary = N_("How well a few features imitate a kernel on your data: random, orthogonal, simplex, quantised, or landmarks"),
  .source = "Rahimi and Recht (2007), Random features for large-scale kernel machines; Yu et al. (2016), Orthogonal random "
            "features; Avron et al. (2016), Quasi-Monte Carlo feature maps, JMLR 17; Zhang, Li and Saab (2023), Sigma-Delta "
            "quantization for random Fourier features; Reid et al. (2023), Simplex random features, ICML; Williams and Seeger "
            "(2001), Using the Nyström method; Chen et al. (2025), Randomly pivoted Cholesky; Oglic and Gärtner (2017), Nyström "
            "method with kernel k-means++ samples; Musco and Musco (2017), Recursive sampling for the Nyström method",
  .values_size = sizeof (FeaturesValues),
  .params = params,
  .roles = roles,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_RANDOM | MERCER_METHOD_DEFINITE_KERNEL,
  .suggest = suggest,
  .check = check,
  .run = run_cb,
};
