/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dp-kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const MercerChoice mechanisms[] = {
  { "laplace", N_("Laplace noise on counts") },
  { "gaussian", N_("Normal noise on counts") },
  { "cosine", N_("Normal noise on cosines") },
  { NULL }
};

static const MercerParam params[] = {
  MERCER_REAL (PrivateValues, epsilon, "epsilon", N_("Privacy ε"), "",
               N_("One row more or less makes any outcome at most exp ε times as likely: smaller hides rows better behind more noise"),
                   1, 1e-3, 100,
               0.01, 10, MERCER_LOG),
  MERCER_CHOICE (PrivateValues, mechanism, "mechanism", N_("Noise"),
                 N_("What is made noisy: the counts of a lattice, or the waves that the density is made of"), MERCER_PRIVATE_COSINE,
                     mechanisms, 0),
  MERCER_REAL (PrivateValues, bandwidth, "bandwidth", N_("Bandwidth"), "of the range",
               N_("Over the width of the bounds, so that it tells nothing of the rows: more smooths, and lets less noise through"), 0.05,
                   0.012, 1,
               0.012, 0.3, MERCER_LOG),
  MERCER_REAL (PrivateValues, delta, "delta", N_("Slack δ"), "",
               N_("Of normal noise: how likely the promise may fail; smaller takes more noise"), 1e-6, 1e-15, 0.1, 1e-9, 1e-2,
               MERCER_LOG | MERCER_EXPERT),
  MERCER_NUMBERS (PrivateValues, bounds, "bounds", N_("Bounds"), "x",
                  N_("Low and high end of the first column, then of the second, known without the rows; values beyond are put there. "
                     "None: those of the column"),
                  NAN, -1e300, 1e300, -10, 10, 0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Columns"), N_("What the density is of: one column gives a curve, two a map"), true, 1, 2, NULL, 1, NULL }, { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  const PrivateValues *values = mercer_recipe_values (recipe);
  int columns[2];
  size_t d = mercer_recipe_role_columns (recipe, "x", columns, 2);
  if (d == 0)
    return g_strdup (_("A column is needed. Choose one."));
  for (size_t c = 0; c < d; c++)
    {
      const MercerColumn *column = mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) columns[c]);
      if (column->n == column->n_missing)
        return g_strdup_printf (_("Column “%s” has no values. Choose another."), column->name);
      if (values->bounds.n >= (int) (2 * c + 2) && !(values->bounds.at[2 * c + 1] > values->bounds.at[2 * c]))
        return g_strdup_printf (_("The high bound of column “%s” must lie above the low one. Exchange them."), column->name);
    }
  /* rows beyond bounds are put there: only the column's own bounds look at how far apart they lie */
  return values->bounds.n < (int) (2 * d) ? mercer_recipe_refuse_span (recipe, "x") : NULL;
}

/* Rows that a first figure is made of, where there are more; from how many on one is needed. */
enum { FEW = 3000, MANY = 20000 };

/* most: rows taken; 0: all. */
static MercerStatus
release (MercerJob *job, const PrivateValues *values, const MercerRecipe *recipe, size_t most)
{
  PrivateRun run;
  MercerStatus status = private_run_open (&run, job, values, recipe, most);
  if (status == MERCER_OK)
    status = private_run_compute (&run, mercer_recipe_seed (recipe));
  if (status == MERCER_OK)
    {
      g_autofree char *draft = most > 0 ? g_strdup_printf (_("Draft from %zu of %zu rows"), run.in.n, run.rows) : NULL;
      mercer_job_emit (job, most > 0 ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, private_run_figure (&run, mechanisms, draft));
    }
  private_run_close (&run);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  bool draft = mercer_job_is_live (job) && mercer_dataset_rows (mercer_recipe_dataset (recipe)) > MANY;
  MercerStatus status = draft ? release (job, values, recipe, FEW) : MERCER_OK;
  return status == MERCER_OK ? release (job, values, recipe, 0) : status;
}

const MercerMethod mercer_method_dp_kde = {
  .id = "dp-kde",
  .room = MERCER_ROOM_DENSITY,
  .title = N_("Private density"),
  .summary = N_("A density that hides whether any single row was there, and what that costs in accuracy"),
  .source = "Dwork and Roth (2014), The Algorithmic Foundations of Differential Privacy, definition 2.4 and theorem 3.6; Balle and Wang "
            "(2018), ICML, theorem 8 (analytic Gaussian mechanism); Backurs and others (2024), Efficiently Computing Similarities to Private "
            "Datasets",
  .values_size = sizeof (PrivateValues),
  .params = params,
  .roles = roles,
  .flags = MERCER_METHOD_RANDOM,
  .check = check,
  .run = run_cb,
};
