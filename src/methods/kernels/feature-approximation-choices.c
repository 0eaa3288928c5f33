/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

const FeatureInfo features_info[N_FEATURES] = {
#define INFO(name, id, title, of, coupling, ...) { id, title, FEATURES_OF_##of, MERCER_COUPLING_##coupling },
  FEATURE_KINDS (INFO)
#undef INFO
};

/* Philox's stream of the positive features' vectors. */
enum { STREAM_POSITIVE = 0x504f53 };

/* c * Softmax(l)[columns], or without either. */
static bool
is_softmax (const MercerKernel *bound, const char *const *names, size_t d, double *s, double *c)
{
  g_autoptr (MercerKernel) rest = mercer_kernel_split_scale ((MercerKernel *) bound, c);
  if (mercer_kernel_kind (rest) != MERCER_KERNEL_LEAF || !g_str_equal (mercer_kernel_leaf_family (rest)->id, "Softmax"))
    return false;
  const char *const *columns = mercer_kernel_columns (rest);
  MercerKernelParam length;
  mercer_kernel_param (rest, 0, &length);
  for (size_t k = 0; k < d; k++)
    s[k] = columns == NULL || g_strv_contains (columns, names[k]) ? 1 / length.value : 0;
  return true;
}

bool
features_find_positive (const MercerKernel *bound, const char *const *names, size_t d, MercerPositive *kind, double *s, double *c)
{
  *kind = MERCER_POSITIVE_GAUSSIAN;
  if (mercer_kernel_is_gaussian (bound, names, d, s, c))
    return true;
  *kind = MERCER_POSITIVE_SOFTMAX;
  return is_softmax (bound, names, d, s, c);
}

char *
features_refusal (FeatureKind kind, const MercerKernel *bound, const char *const *names, size_t d)
{
  g_autoptr (GError) error = NULL;
  g_autofree double *s = g_new (double, d);
  double c;
  MercerPositive positive;
  if (features_info[kind].of == FEATURES_OF_POSITIVE && !features_find_positive (bound, names, d, &positive, s, &c))
    return g_strdup (_("Positive features are known for RBF, scaled or multiplied with others of its kind, and for Softmax. Choose "
                       "such a kernel, or landmarks, which serve every kernel."));
  if (features_info[kind].of != FEATURES_OF_FOURIER)
    return NULL;
  g_autoptr (MercerSpectralLaw) law = mercer_spectral_law_new (bound, names, d, &error);
  return law == NULL ? g_strdup (error->message) : NULL;
}

bool
features_possible (const FeaturesRun *run, FeatureKind kind)
{
  return features_info[kind].of == FEATURES_OF_FOURIER    ? run->law != NULL
         : features_info[kind].of == FEATURES_OF_POSITIVE ? run->scaled.data != NULL
                                                          : true;
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
  MercerStatus status = mercer_spectral_law_draw (run->law, features_info[kind].coupling, seed_of (run, repeat), w, run->work);
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
  MercerStatus status = mercer_gaussian_vectors (features_info[kind].coupling, seed_of (run, repeat), STREAM_POSITIVE, w, run->work);
  return status != MERCER_OK ? status
                             : mercer_features_positive (run->positive, run->scaled, w, run->weight * (double) m,
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
  static MercerStatus (*const draws[]) (const FeaturesRun *, FeatureKind, size_t, size_t, FeatureDraw *)
      = { [FEATURES_OF_FOURIER] = draw_fourier, [FEATURES_OF_POSITIVE] = draw_positive, [FEATURES_OF_LANDMARKS] = draw_landmarks };
  return draws[features_info[kind].of](run, kind, repeat, m, draw);
}
