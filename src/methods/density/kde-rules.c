/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-method.h"

#include <math.h>
#include <string.h>

/* When nobody says: no assumption of a normal density, and steady. */
static const MercerRule usual_rule = MERCER_RULE_SHEATHER_JONES;

static MercerHash
rules_key (const KdeRun *run, const MercerRows *rows, size_t column)
{
  MercerHash hash = mercer_hash_start ("kde-rules");
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

static MercerStatus
make_rules (const KdeRun *run, const MercerRows *rows, size_t column, double *out)
{
  MercerDensitySample sample;
  MercerMark mark = mercer_work_mark (run->work);
  MercerStatus status = mercer_density_sample_init (&sample, rows, run->column[column]->min, run->column[column]->max, run->work);
  for (int r = 0; r < MERCER_N_RULES; r++)
    {
      out[r] = NAN;
      if (status == MERCER_OK)
        status = mercer_bandwidth (&sample, (MercerRule) r, &out[r], run->work);
      out[r] *= mercer_bandwidth_factor ((MercerRule) r, MAX (sample.n, 1), run->d);
    }
  mercer_density_sample_clear (&sample);
  mercer_work_release (run->work, mark);
  return status;
}

/* What every rule says of one column, of a group or (NULL) of all rows. */
static MercerStatus
rules_of (const KdeRun *run, const KdeGroup *group, size_t column, double *out)
{
  MercerRows rows = { .n = run->column[column]->n, .d = 1, .x = { run->column[column]->values },
                      .weights = run->weight != NULL ? run->weight->values : NULL };
  if (group != NULL)
    {
      rows.groups = group->rows.groups;
      rows.group = group->rows.group;
    }
  MercerHash key = rules_key (run, &rows, column);
  MercerStoreItem *item = mercer_store_get (mercer_work_store (run->work), key);
  if (item == NULL)
    {
      double *made = g_new (double, MERCER_N_RULES);
      MercerStatus status = make_rules (run, &rows, column, made);
      if (status != MERCER_OK)
        {
          g_free (made);
          return status;
        }
      item = mercer_store_put (mercer_work_store (run->work), key, made, sizeof (KdeRules), g_free);
    }
  memcpy (out, mercer_store_item_data (item), sizeof (KdeRules));
  mercer_store_release (item);
  return MERCER_OK;
}

MercerStatus
kde_run_rules (KdeRun *run)
{
  MercerStatus status = MERCER_OK;
  for (size_t c = 0; c < run->d && status == MERCER_OK; c++)
    status = rules_of (run, NULL, c, run->rules[c]);
  run->has_rules = status == MERCER_OK;
  return status;
}

/* The value of a rule; where it has none, of one that needs the spread only. */
static double
rule_value (KdeRun *run, const double *rules, MercerRule rule)
{
  if (isfinite (rules[rule]))
    return rules[rule];
  run->fell_back = true;
  return rules[MERCER_RULE_SCOTT];
}

static MercerStatus
by_rule (KdeRun *run, KdeGroup *group, size_t column, double *h)
{
  KdeRules own;
  MercerRule rule = run->values->rule == KDE_MANUAL ? usual_rule : (MercerRule) (run->values->rule - 1);
  MercerStatus status = MERCER_OK;
  if (!run->has_rules)
    status = kde_run_rules (run);
  if (status == MERCER_OK)
    status = rules_of (run, group->name != NULL ? group : NULL, column, own);
  if (status == MERCER_OK)
    *h = rule_value (run, own, rule);
  /* a group of equal values takes what suits all */
  if (status == MERCER_OK && !isfinite (*h))
    *h = rule_value (run, run->rules[column], rule);
  return status;
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
