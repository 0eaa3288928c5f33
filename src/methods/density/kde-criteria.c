/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>
#include <string.h>

/* What the rules make small or solve: over the bandwidth of each drawn column, or in the plane over multiples of a matrix. Kept. */

/* From the least to the most that a rule says of a column, with so much room. */
static const double room = 3.5;
/* Multiples of a matrix's lengths, either way. */
static const double widest_scale = 3;

bool
kde_rules_range (const KdeRun *run, size_t c, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (int r = 0; r < MERCER_N_RULES; r++)
    if (isfinite (run->rules[c][r]))
      {
        *low = MIN (*low, run->rules[c][r]);
        *high = MAX (*high, run->rules[c][r]);
      }
  *low /= room;
  *high *= room;
  return *high > *low && *low > 0;
}

bool
kde_rules_choose_matrix (const KdeRun *run)
{
  int rule = run->values->rule - 1;
  bool by_rule = rule >= 0 && run->values->form != KDE_FORM_COLUMNS && mercer_bandwidth_matrix_can ((MercerRule) rule);
  return kde_run_is_plane (run) && (run->full || by_rule);
}

/* --- Of columns ---------------------------------------------------------------------------------------------------- */

static MercerStatus
make_criteria (const KdeRun *run, size_t c, KdeCriteria *made)
{
  MercerDensitySample sample;
  MercerRows rows = { .n = run->column[c]->n, .d = 1, .x = { run->column[c]->values },
                      .weights = run->weight != NULL ? run->weight->values : NULL };
  MercerStatus status = mercer_density_sample_init (&sample, &rows, run->column[c]->min, run->column[c]->max, run->work);
  made->n = sample.n;
  for (int r = 0; r < MERCER_N_RULES && status == MERCER_OK; r++)
    {
      /* what serves in several columns is a multiple of what serves in one */
      double factor = mercer_bandwidth_factor ((MercerRule) r, MAX (sample.n, 1), run->d), h[KDE_CURVE];
      for (int k = 0; k < KDE_CURVE; k++)
        h[k] = made->h[k] / factor;
      made->has[r] = mercer_bandwidth_criterion (&sample, (MercerRule) r, KDE_CURVE, h, made->y[r], run->work);
      status = mercer_work_wanted (run->work) ? MERCER_OK : MERCER_STOPPED;
    }
  mercer_density_sample_clear (&sample);
  return status;
}

static MercerStatus
criteria_of (KdeRun *run, size_t a)
{
  size_t c = run->along[a];
  double low, high;
  if (!kde_rules_range (run, c, &low, &high))
    return MERCER_OK;
  MercerHash key = mercer_hash_start ("kde-criteria");
  mercer_hash_add_hash (&key, run->column[c]->hash);
  mercer_hash_add_size (&key, run->d);
  if (run->weight != NULL)
    mercer_hash_add_hash (&key, run->weight->hash);
  run->criteria_item[a] = mercer_store_get (mercer_work_store (run->work), key);
  if (run->criteria_item[a] == NULL)
    {
      KdeCriteria *made = g_new0 (KdeCriteria, 1);
      for (int k = 0; k < KDE_CURVE; k++)
        made->h[k] = low * pow (high / low, (double) k / (KDE_CURVE - 1));
      MercerStatus status = make_criteria (run, c, made);
      if (status != MERCER_OK)
        {
          g_free (made);
          return status;
        }
      run->criteria_item[a] = mercer_store_put (mercer_work_store (run->work), key, made, sizeof *made, g_free);
    }
  run->criteria[a] = mercer_store_item_data (run->criteria_item[a]);
  return MERCER_OK;
}

/* --- Of matrices --------------------------------------------------------------------------------------------------- */

/* The criteria along the multiples of a matrix: of each rule's own, or of h where that is given. */
static MercerStatus
make_matrix_criteria (const KdeRun *run, bool full, const double *h, KdeMatrixCriteria *made)
{
  MercerRows rows = run->group[0].rows;
  MercerStatus status = MERCER_OK;
  for (size_t c = 0; c < 2; c++)
    rows.x[c] = run->column[c]->values;
  rows.groups = NULL;
  for (int k = 0; k < KDE_SCALES; k++)
    made->scale[k] = pow (widest_scale, 2 * (double) k / (KDE_SCALES - 1) - 1);
  for (int r = 0; r < MERCER_N_RULES && status == MERCER_OK; r++)
    {
      const double *own = run->matrices[r][full];
      double at[KDE_SCALES][3];
      made->has[r] = isfinite (own[0]);
      for (int k = 0; k < 3 * KDE_SCALES; k++)
        at[k / 3][k % 3] = made->scale[k / 3] * made->scale[k / 3] * (h != NULL ? h : own)[k % 3];
      if (made->has[r])
        status = mercer_bandwidth_matrix_criterion (&rows, (MercerRule) r, full, KDE_SCALES, (const double (*)[3]) at, made->y[r], run->work);
    }
  return status;
}

/* h NULL: of the rules' own. */
static MercerStatus
matrix_criteria_of (KdeRun *run, const double *h, MercerStoreItem **item, const KdeMatrixCriteria **criteria)
{
  bool full = run->values->form != KDE_FORM_DIAGONAL;
  MercerHash key = mercer_hash_start ("kde-matrix-criteria");
  for (size_t c = 0; c < 2; c++)
    mercer_hash_add_hash (&key, run->column[c]->hash);
  if (run->weight != NULL)
    mercer_hash_add_hash (&key, run->weight->hash);
  mercer_hash_add_size (&key, full);
  for (int r = 0; r < MERCER_N_RULES; r++)
    mercer_hash_add_size (&key, isfinite (run->matrices[r][full][0]));
  for (int k = 0; k < 3 && h != NULL; k++)
    mercer_hash_add_double (&key, h[k]);
  *item = mercer_store_get (mercer_work_store (run->work), key);
  if (*item == NULL)
    {
      KdeMatrixCriteria *made = g_new0 (KdeMatrixCriteria, 1);
      MercerMark mark = mercer_work_mark (run->work);
      MercerStatus status = make_matrix_criteria (run, full, h, made);
      if (status != MERCER_OK)
        {
          g_free (made);
          return status;
        }
      mercer_work_release (run->work, mark);
      *item = mercer_store_put (mercer_work_store (run->work), key, made, sizeof *made, g_free);
    }
  *criteria = mercer_store_item_data (*item);
  return MERCER_OK;
}

MercerStatus
kde_run_criteria (KdeRun *run)
{
  MercerStatus status = MERCER_OK;
  if (!run->has_rules)
    return MERCER_OK;
  if (kde_rules_choose_matrix (run))
    return matrix_criteria_of (run, NULL, &run->matrix_criteria_item[0], &run->matrix_criteria[0]);
  for (size_t a = 0; a < run->n_along && status == MERCER_OK; a++)
    status = criteria_of (run, a);
  return status;
}

MercerStatus
kde_run_criteria_in_use (KdeRun *run)
{
  if (!run->has_rules || !kde_rules_choose_matrix (run) || run->values->rule != KDE_MANUAL)
    return MERCER_OK;
  return matrix_criteria_of (run, run->group[0].matrix, &run->matrix_criteria_item[1], &run->matrix_criteria[1]);
}

void
kde_release_criteria (KdeRun *run)
{
  for (int a = 0; a < 2; a++)
    {
      if (run->criteria_item[a] != NULL)
        mercer_store_release (run->criteria_item[a]);
      if (run->matrix_criteria_item[a] != NULL)
        mercer_store_release (run->matrix_criteria_item[a]);
    }
}
