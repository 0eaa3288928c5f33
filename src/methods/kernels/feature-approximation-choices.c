/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

const FeatureInfo features_info[N_FEATURES] = {
  { "fourier", N_("Random Fourier"), true, false },
  { "orthogonal", N_("Orthogonal Fourier"), true, false },
  { "quasi", N_("Quasi-Monte-Carlo"), true, false },
  { "sigma-delta", N_("1-bit sigma-delta"), true, false },
  { "positive", N_("Positive"), false, true },
  { "positive-orthogonal", N_("Positive orthogonal"), false, true },
  { "simplex", N_("Simplex (SimRFs)"), false, true },
  { "simplex-plus", N_("Simplex+ (SimRFs+)"), false, true },
  { "uniform", N_("Nyström, uniform"), false, false },
  { "kmeans", N_("Nyström, k-means++"), false, false },
  { "cholesky", N_("Nyström, RPCholesky"), false, false },
  { "leverage", N_("Nyström, ridge leverage"), false, false },
};

static const MercerCoupling couplings[N_FEATURES] = {
  [FEATURES_ORTHOGONAL] = MERCER_COUPLING_ORTHOGONAL,
  [FEATURES_QUASI] = MERCER_COUPLING_QUASI,
  [FEATURES_POSITIVE_ORTHOGONAL] = MERCER_COUPLING_ORTHOGONAL,
  [FEATURES_SIMPLEX] = MERCER_COUPLING_SIMPLEX,
  [FEATURES_SIMPLEX_PLUS] = MERCER_COUPLING_SIMPLEX_PLUS,
};

/* Philox's stream of the positive features' vectors. */
enum { STREAM_POSITIVE = 0x504f53 };

char *
features_refusal (FeatureKind kind, const MercerKernel *bound, const char *const *names, size_t d)
{
  g_autoptr (GError) error = NULL;
  g_autofree double *s = g_new (double, d);
  double c;
  if (features_info[kind].positive && !mercer_kernel_is_gaussian (bound, names, d, s, &c))
    return g_strdup (_("Positive features are known for RBF alone, scaled or multiplied with others of its kind. Choose such "
                       "a kernel, or landmarks, which serve every kernel."));
  if (!features_info[kind].fourier)
    return NULL;
  g_autoptr (MercerSpectralLaw) law = mercer_spectral_law_new (bound, names, d, &error);
  return law == NULL ? g_strdup (error->message) : NULL;
}

bool
features_possible (const FeaturesRun *run, FeatureKind kind)
{
  return features_info[kind].fourier ? run->law != NULL : !features_info[kind].positive || run->scaled.data != NULL;
}

/* Each repeat is a draw of its own. */
static uint64_t
seed_of (const FeaturesRun *run, size_t repeat)
{
  return mercer_recipe_seed (run->recipe) + UINT64_C (0x9e3779b97f4a7c15) * repeat;
}

static MercerStatus
draw_fourier (const FeaturesRun *run, FeatureKind kind, size_t repeat, size_t m, FeatureDraw *draw)
{
  bool bits = kind == FEATURES_SIGMA_DELTA;
  double weight = mercer_spectral_law_weight (run->law);
  size_t each = bits ? (size_t) run->values->bits : 1, columns = bits ? m / each : m - m % 2;
  size_t frequencies = bits ? columns * each : columns / 2;
  draw->each = each;
  draw->average = true;
  draw->per = bits ? 1 : 2;
  draw->phi = mercer_work_matrix (run->work, run->n, MAX (columns, 1));
  draw->phi.cols = columns;
  MercerMatrix w = mercer_work_matrix (run->work, run->d, MAX (frequencies, 1));
  if (draw->phi.data == NULL || w.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  w.cols = frequencies;
  if (frequencies == 0)
    return MERCER_OK;
  MercerStatus status = mercer_spectral_law_draw (run->law, couplings[kind], seed_of (run, repeat), w, run->work);
  if (status != MERCER_OK)
    return status;
  return bits ? mercer_features_sigma_delta (run->points, w, seed_of (run, repeat), each, weight * (double) columns, draw->phi,
                                             run->work)
              : mercer_features_fourier (run->points, w, weight * (double) frequencies, draw->phi, run->work);
}

static MercerStatus
draw_positive (const FeaturesRun *run, FeatureKind kind, size_t repeat, size_t m, FeatureDraw *draw)
{
  draw->average = true;
  draw->phi = mercer_work_matrix (run->work, run->n, m);
  MercerMatrix w = mercer_work_matrix (run->work, run->scaled.cols, m);
  if (draw->phi.data == NULL || w.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gaussian_vectors (couplings[kind], seed_of (run, repeat), STREAM_POSITIVE, w, run->work);
  return status != MERCER_OK ? status
                             : mercer_features_positive (MERCER_POSITIVE_GAUSSIAN, run->scaled, w, run->weight * (double) m,
                                                         draw->phi, run->work);
}

static MercerStatus
draw_landmarks (const FeaturesRun *run, FeatureKind kind, size_t repeat, size_t m, FeatureDraw *draw)
{
  size_t found = 0, *rows = mercer_work_alloc (run->work, MAX (m, 1), sizeof *rows);
  if (rows == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerLandmarks rule = (MercerLandmarks) (MERCER_LANDMARKS_UNIFORM + (kind - FEATURES_UNIFORM));
  MercerStatus status = mercer_landmarks_choose (rule, run->kernel, run->points, run->values->ridge, seed_of (run, repeat), m,
                                                 rows, &found, run->work);
  if (status != MERCER_OK)
    return status;
  draw->phi = mercer_work_matrix (run->work, run->n, MAX (found, 1));
  if (draw->phi.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  draw->phi.cols = found;
  return mercer_features_nystroem (run->kernel, run->points, rows, draw->phi, run->work);
}

MercerStatus
features_draw (const FeaturesRun *run, FeatureKind kind, size_t repeat, size_t m, FeatureDraw *draw)
{
  *draw = (FeatureDraw){ .each = 1, .per = 1 };
  return (features_info[kind].fourier    ? draw_fourier
          : features_info[kind].positive ? draw_positive
                                         : draw_landmarks) (run, kind, repeat, m, draw);
}
