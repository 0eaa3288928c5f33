/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

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
      if (item == NULL && !made)
        status = mercer_density_sample_init (&sample, &rows, run->column[column]->min, run->column[column]->max, run->work);
      made |= item == NULL;
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

MercerStatus
kde_run_rules (KdeRun *run)
{
  MercerStatus status = MERCER_OK;
  for (size_t c = 0; c < run->d && status == MERCER_OK; c++)
    status = rules_of (run, NULL, c, 0, MERCER_N_RULES, run->rules[c]);
  run->has_rules = status == MERCER_OK;
  return status;
}

/* The rule asked for; where it finds nothing, Scott's, which needs the spread alone; for a group of equal values, what suits all. */
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
      MercerStatus status = rules_of (run, tries[t].of != NULL && group->name != NULL ? group : NULL, column, tries[t].rule,
                                      tries[t].rule + 1, said);
      if (status != MERCER_OK)
        return status;
      *h = said[tries[t].rule];
      run->fell_back |= t > 0;
    }
  return MERCER_OK;
}

MercerStatus
kde_run_bandwidths (KdeRun *run)
{
  const KdeValues *values = run->values;
  const MercerKdeShape *shape = &mercer_kde_shapes[values->shape];
  double sd = values->convention == KDE_IS_SUPPORT && isfinite (shape->support) ? shape->sd / shape->support : 1;
  for (size_t g = 0; g < run->n_groups; g++)
    {
      KdeGroup *group = &run->group[g];
      for (size_t c = 0; c < run->d; c++)
        {
          int n = values->bandwidth.n;
          MercerStatus status = MERCER_OK;
          if (values->rule == KDE_MANUAL && n > 0)
            group->h[c] = sd * values->bandwidth.at[MIN ((int) c, n - 1)];
          else if (!run->full)
            status = by_rule (run, group, c, &group->h[c]);
          if (status != MERCER_OK)
            return status;
          group->h[c] *= values->smoothing;
          if (!run->full && !(group->h[c] > 0))
            return MERCER_BAD_INPUT;
        }
    }
  return MERCER_OK;
}
