/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* When nobody says: no assumption of a normal density, and steady. */
static const MercerRule usual_rule = MERCER_RULE_SHEATHER_JONES;

static MercerHash
rule_key (const KdeRun *run, const MercerRows *rows, size_t column, int rule)
{
  MercerHash hash = mercer_hash_start ("kde-rule");
  mercer_hash_add_size (&hash, (size_t) rule);
  mercer_hash_add_hash (&hash, run->column[column]->hash);
  if (run->weight != NULL)
    mercer_hash_add_hash (&hash, run->weight->hash);
  if (rows->groups != NULL)
    {
      mercer_hash_add_hash (&hash, run->group_column->hash);
      mercer_hash_add_size (&hash, (size_t) rows->group);
    }
  mercer_hash_add_size (&hash, run->d);
  return hash;
}

/* What rules [first, end) say of one column, of a group or (NULL) of all rows; each is kept by itself, so that the first figure waits for
 * one alone. */
static MercerStatus
rules_of (const KdeRun *run, const KdeGroup *group, size_t column, int first, int end, double *out)
{
  MercerRows rows = { .n = run->column[column]->n, .d = 1, .x = { run->column[column]->values },
                      .weights = run->weight != NULL ? run->weight->values : NULL };
  MercerDensitySample sample = { 0 };
  MercerStatus status = MERCER_OK;
  MercerMark mark = mercer_work_mark (run->work);
  bool made = false;
  if (group != NULL)
    {
      rows.groups = group->rows.groups;
      rows.group = group->rows.group;
    }
  for (int r = first; r < end && status == MERCER_OK; r++)
    {
      MercerHash key = rule_key (run, &rows, column, r);
      MercerStoreItem *item = mercer_store_get (mercer_work_store (run->work), key);
      if (item == NULL && !made && !run->recalling)
        status = mercer_density_sample_init (&sample, &rows, run->column[column]->min, run->column[column]->max, run->work);
      made |= item == NULL;
      if (item == NULL && run->recalling)
        status = MERCER_BAD_INPUT;
      if (item == NULL && status == MERCER_OK)
        status = mercer_bandwidth (&sample, (MercerRule) r, &out[r], run->work);
      if (status != MERCER_OK)
        break;
      if (item == NULL)
        {
          out[r] *= mercer_bandwidth_factor ((MercerRule) r, MAX (sample.n, 1), run->d);
          item = mercer_store_put (mercer_work_store (run->work), key, g_memdup2 (&out[r], sizeof (double)), sizeof (double), g_free);
        }
      out[r] = *(const double *) mercer_store_item_data (item);
      mercer_store_release (item);
    }
  mercer_density_sample_clear (&sample);
  mercer_work_release (run->work, mark);
  return status;
}

/* --- In the plane ------------------------------------------------------------------------------------- */

/* Points from which the likelihood, which sums over all pairs, is not looked at unless it is asked for. */
enum { MANY_PAIRS = 1500 };

/* A matrix by a rule, of a group or (NULL) of all rows; kept by itself. */
static MercerStatus
matrix_of (const KdeRun *run, const KdeGroup *group, int rule, bool full, double h[3])
{
  MercerRows rows = run->group[0].rows;
  MercerStatus status = MERCER_OK;
  for (size_t c = 0; c < 2; c++) /* whichever is drawn across */
    rows.x[c] = run->column[c]->values;
  rows.groups = group != NULL ? group->rows.groups : NULL;
  rows.group = group != NULL ? group->rows.group : 0;
  MercerHash key = rule_key (run, &rows, 0, rule);
  mercer_hash_add_hash (&key, run->column[1]->hash);
  mercer_hash_add_size (&key, full);
  MercerStoreItem *item = mercer_store_get (mercer_work_store (run->work), key);
  if (item == NULL && run->recalling)
    return MERCER_BAD_INPUT;
  if (item == NULL)
    {
      MercerMark mark = mercer_work_mark (run->work);
      status = mercer_bandwidth_matrix (&rows, (MercerRule) rule, full, h, run->work);
      if (status != MERCER_OK)
        return status;
      mercer_work_release (run->work, mark);
      item = mercer_store_put (mercer_work_store (run->work), key, g_memdup2 (h, 3 * sizeof *h), 3 * sizeof *h, g_free);
    }
  memcpy (h, mercer_store_item_data (item), 3 * sizeof *h);
  mercer_store_release (item);
  return status;
}

static MercerStatus
all_matrices (KdeRun *run)
{
  MercerStatus status = MERCER_OK;
  for (int r = 0; r < MERCER_N_RULES; r++)
    for (int full = 0; full < 2; full++)
      {
        double *h = run->matrices[r][full];
        h[0] = h[1] = h[2] = NAN;
        bool costly = r == MERCER_RULE_ML_CV && run->n > MANY_PAIRS && run->values->rule != 1 + r;
        if (status == MERCER_OK && full == 0 && !run->recalling)
          mercer_work_progress (run->work, 0.8 + 0.2 * r / MERCER_N_RULES, _("What the rules say"));
        if (status == MERCER_OK && kde_run_is_plane (run) && mercer_bandwidth_matrix_can ((MercerRule) r) && !costly)
          status = matrix_of (run, NULL, r, full == 1, h);
      }
  return status;
}

/* The matrices of all groups where the rule has one; *done: false leaves the columns to themselves. */
static MercerStatus
matrices_by_rule (KdeRun *run, bool *done)
{
  int rule = run->values->rule - 1;
  double smoothing = run->values->smoothing;
  *done = rule >= 0 && run->values->form != KDE_FORM_COLUMNS && kde_run_is_plane (run) && mercer_bandwidth_matrix_can ((MercerRule) rule);
  for (size_t g = 0; g < run->n_groups && *done; g++)
    {
      KdeGroup *group = &run->group[g];
      MercerStatus status = matrix_of (run, group->name != NULL ? group : NULL, rule, run->values->form == KDE_FORM_FULL, group->matrix);
      if (status != MERCER_OK)
        return status;
      *done = isfinite (group->matrix[0]);
      for (int k = 0; k < 3; k++)
        group->matrix[k] *= smoothing * smoothing;
      for (size_t c = 0; c < 2; c++)
        group->h[c] = sqrt (group->matrix[2 * c]);
    }
  run->full |= *done && run->values->form == KDE_FORM_FULL;
  return MERCER_OK;
}

MercerStatus
kde_run_rules (KdeRun *run)
{
  MercerStatus status = MERCER_OK;
  for (size_t c = 0; c < run->d && status == MERCER_OK; c++)
    {
      if (!run->recalling)
        mercer_work_progress (run->work, 0.5 + 0.3 * (double) c / (double) run->d, _("What the rules say"));
      status = rules_of (run, NULL, c, 0, MERCER_N_RULES, run->rules[c]);
    }
  if (status == MERCER_OK)
    status = all_matrices (run);
  run->has_rules = status == MERCER_OK;
  return status;
}

void
kde_run_recall_rules (KdeRun *run)
{
  run->recalling = true;
  if (!run->has_rules)
    kde_run_rules (run);
  run->recalling = false;
}

/* The rule asked for, of a group or (NULL) of all rows; where it finds nothing, Scott's, which needs the spread alone; for a group of
 * equal values, what suits all. */
static MercerStatus
by_rule (KdeRun *run, KdeGroup *group, size_t column, double *h)
{
  KdeRules said;
  int rule = run->values->rule == KDE_MANUAL ? (int) usual_rule : run->values->rule - 1;
  const struct
  {
    const KdeGroup *of;
    int rule;
  } tries[] = { { group, rule }, { group, MERCER_RULE_SCOTT }, { NULL, rule }, { NULL, MERCER_RULE_SCOTT } };
  *h = NAN;
  for (size_t t = 0; t < G_N_ELEMENTS (tries) && !isfinite (*h); t++)
    {
      MercerStatus status = rules_of (run, tries[t].of != NULL && tries[t].of->name != NULL ? group : NULL, column, tries[t].rule,
                                      tries[t].rule + 1, said);
      if (status != MERCER_OK)
        return status;
      *h = said[tries[t].rule];
      run->fell_back |= t > 0;
    }
  /* the bounds leave one value: as wide as for all that there are */
  const MercerColumn *whole = run->whole[column];
  if (!isfinite (*h) && run->beyond > 0 && whole->sd > 0)
    *h = whole->sd * pow ((double) (whole->n - whole->n_missing), -1 / ((double) run->d + 4));
  return MERCER_OK;
}

bool
kde_groups_differ (const KdeRun *run)
{
  for (size_t g = 1; g < run->n_groups; g++)
    for (size_t c = 0; c < run->d; c++)
      if (run->group[g].h[c] != run->group[0].h[c])
        return true;
  return false;
}

/* Where the sliders stand and the hand takes hold. */
static MercerStatus
bandwidths_of_all (KdeRun *run)
{
  bool differ = kde_groups_differ (run), fell_back = run->fell_back;
  MercerStatus status = MERCER_OK;
  memcpy (run->h, run->group[0].h, sizeof run->h);
  for (size_t c = 0; c < run->d && differ && !run->full && status == MERCER_OK; c++)
    {
      status = by_rule (run, NULL, c, &run->h[c]);
      run->h[c] *= run->values->smoothing;
    }
  run->fell_back = fell_back; /* nothing is made with these */
  return status;
}

static MercerStatus
bandwidths_of_groups (KdeRun *run)
{
  const KdeValues *values = run->values;
  double sd = kde_given_sd (values, run->d);
  bool done;
  MercerStatus found = matrices_by_rule (run, &done);
  if (found != MERCER_OK || done)
    return found;
  for (size_t g = 0; g < run->n_groups; g++)
    {
      KdeGroup *group = &run->group[g];
      for (int k = 0; k < 3 && run->full; k++)
        group->matrix[k] = values->smoothing * values->smoothing * values->matrix.at[k];
      for (size_t c = 0; c < run->d; c++)
        {
          int n = values->bandwidth.n;
          MercerStatus status = MERCER_OK;
          if (run->full)
            group->h[c] = sqrt (values->matrix.at[2 * c]); /* as wide */
          else if (values->rule == KDE_MANUAL && n > 0)
            group->h[c] = sd * values->bandwidth.at[MIN ((int) c, n - 1)];
          else
            status = by_rule (run, group, c, &group->h[c]);
          if (status != MERCER_OK)
            return status;
          group->h[c] *= values->smoothing;
          if (!(group->h[c] > 0))
            return MERCER_BAD_INPUT;
        }
    }
  return MERCER_OK;
}

MercerStatus
kde_run_bandwidths (KdeRun *run)
{
  MercerStatus status = bandwidths_of_groups (run);
  return status == MERCER_OK ? bandwidths_of_all (run) : status;
}
